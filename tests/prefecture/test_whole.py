"""A run over a made-up prefecture finds what is planted in it and nothing else, and goes both ways with the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from auditor.batch.outputs.letters import FOLDER, SUMMARY
from auditor.batch.results import LEDGER
from tests.prefecture.maker import Maker
from tests.prefecture.truth import Truth
from tests.prefecture.whole import differences, known_after, run_over

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    folder = tmp_path_factory.mktemp("prefecture")
    return folder, Maker(folder, 60, 7, 2024).make()


def test_everything_planted_is_found_and_nothing_else(made: tuple[Path, Truth], tmp_path: Path) -> None:
    folder, truth = made
    status = run_over(folder, tmp_path, "--no-letters")
    assert status == (3 if truth.unreadable else 0)
    assert list(differences(truth, known_after(folder, tmp_path))) == []


def test_a_decision_in_the_ledger_keeps_a_finding_out_of_the_letter(
    made: tuple[Path, Truth], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _ = made
    run_over(folder, tmp_path, "--date", "2025-03-03")
    letters = {path.name: path.read_bytes() for path in (tmp_path / FOLDER).iterdir()}
    assert (tmp_path / SUMMARY).read_bytes().startswith(b"%PDF")
    book = load_workbook(tmp_path / LEDGER)
    sheet = book["问题"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, heads["处理意见"]).value = "不采纳"
    agency = sheet.cell(2, heads["机关"]).value
    book.save(tmp_path / "审过.xlsx")
    capsys.readouterr()
    run_over(folder, tmp_path, "--date", "2025-03-03", "--decisions", str(tmp_path / "审过.xlsx"))
    said = capsys.readouterr().out
    assert "这次写了 1 封" in said
    changed = {path.name for path in (tmp_path / FOLDER).iterdir() if path.read_bytes() != letters[path.name]}
    assert changed == {f"{agency}.pdf"}
    again = load_workbook(tmp_path / LEDGER)["问题"]
    assert again.cell(2, heads["处理意见"]).value == "不采纳"
    run_over(folder, tmp_path, "--date", "2025-03-03")
    assert "没有变化" in capsys.readouterr().out
