"""Auditors of one process do not see each other: settings and limits are values, whatever is read in which order or at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from threading import Barrier

import pytest

from auditor.config.limits import BUILT_IN, Limits
from auditor.errors import UnreadableReport
from auditor.output.json_ import audits_json
from auditor.pipeline import Auditor
from auditor.read.isolated import IsolatedReader
from auditor.read.opener import read_bytes
from auditor.read.sources import reports_in
from auditor.resources import rules_folder
from tests.read.archives import archive

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"
FEW_CELLS, FEW_LETTERS = "单元格数超过上限", "文字数超过上限"
WAIVER = """\
waivers:
  - rule: PER-YEAR
    agency: 平湖市统计局
    year: 2023
    reason: 本市统一按公历年度的说明办理
    approver: 市政务公开办
    expires: 2999-12-31
"""
# What each office has set: limits, and whether it has rules and waivers of its own.
OFFICES: dict[str, tuple[dict[str, int], bool]] = {
    "as built": ({}, False),
    "few cells": ({"cells": 30}, False),
    "few letters": ({"text_characters": 200}, False),
    "own": ({}, True),
}


@cache
def reports() -> dict[str, bytes]:
    """A report of each format, and an archive of them."""
    files = [
        SAMPLES / "10-fee.txt",
        SAMPLES / "02-clean-county.html",
        SAMPLES / "13-period.docx",
        SAMPLES / "21-workbook.xlsx",
        ROOT / "tests/read/data/pdf/chromium-landscape.pdf",
    ]
    found = {file.name: file.read_bytes() for file in files}
    return found | {"全区.zip": archive(found)}


def office(name: str, folder: Path) -> Auditor:
    """The auditor of an office."""
    changed, own = OFFICES[name]
    limits = replace(BUILT_IN, **changed)
    if not own:
        return Auditor(limits=limits)
    auditor = Auditor(
        packs=[rules_folder() / "packs" / "example-region.yaml"], limits=limits, no_demands=("甲.toml", 1)
    )
    folder.mkdir(exist_ok=True)
    (folder / "waivers.yaml").write_text(WAIVER, "utf-8")
    auditor.waive(folder / "waivers.yaml", date(2025, 1, 1))
    return auditor


def audits(auditor: Auditor) -> Iterator[tuple[str, str]]:
    """What an auditor says of each report, as JSON."""
    for name, data in reports().items():
        found = map(auditor.audit, reports_in(data, name, auditor.limits))
        yield name, audits_json(found, replace(auditor.info, waivers=""))


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What the auditor of each office says in a process of its own."""
    folder = tmp_path_factory.mktemp("office")
    code = (
        "import json, pathlib, sys, tests.test_apart as t;"
        "print(json.dumps(dict(t.audits(t.office(sys.argv[1], pathlib.Path(sys.argv[2]))))))"
    )

    def said(name: str) -> bytes:
        command = [sys.executable, "-c", code, name, str(folder)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout  # noqa: S603  a fixed command

    return {name: json.loads(said(name)) for name in OFFICES}


def test_auditors_that_take_turns_say_what_each_says_alone(alone: dict[str, dict[str, str]], tmp_path: Path) -> None:
    turns = [audits(office(name, tmp_path)) for name in OFFICES]
    together: dict[str, dict[str, str]] = {name: {} for name in OFFICES}
    for round_ in zip(*turns, strict=True):
        for name, (report, said) in zip(OFFICES, round_, strict=True):
            together[name][report] = said
    assert together == alone
    assert len({tuple(said.values()) for said in alone.values()}) == len(OFFICES)


def test_auditors_at_work_at_once_say_what_each_says_alone(alone: dict[str, dict[str, str]], tmp_path: Path) -> None:
    start = Barrier(len(OFFICES))

    def work(name: str) -> dict[str, str]:
        auditor = office(name, tmp_path)
        start.wait()
        return dict(audits(auditor))

    with ThreadPoolExecutor(len(OFFICES)) as threads:
        assert dict(zip(OFFICES, threads.map(work, OFFICES), strict=True)) == alone


def test_each_limit_speaks_in_its_own_office_only(alone: dict[str, dict[str, str]]) -> None:
    for name, said in alone.items():
        for report, text in said.items():
            assert (FEW_CELLS in text, FEW_LETTERS in text) == (name == "few cells", name == "few letters"), report


@pytest.mark.parametrize("report", [name for name in reports() if not name.endswith(".zip")])
def test_the_limits_of_one_report_are_not_those_of_the_next(report: str) -> None:
    data, read = reports()[report], []
    for limits in (BUILT_IN, Limits(cells=30), BUILT_IN):
        try:
            read.append(read_bytes(data, report, limits).text)
        except UnreadableReport as error:
            read.append(error.reason)
    first, refused, again = read
    assert first == again
    assert len(first) > len(refused)
    assert FEW_CELLS in refused


def test_a_reader_shared_by_two_auditors_keeps_to_the_limits_of_each() -> None:
    [source] = reports_in(reports()["10-fee.txt"], "甲.txt", BUILT_IN)
    with closing(IsolatedReader()) as reader:
        wide, narrow = Auditor(read=reader), Auditor(read=reader, limits=Limits(cells=30))
        for _ in range(2):
            assert wide.audit(source).error is None
            assert FEW_CELLS in (narrow.audit(source).error or "")
