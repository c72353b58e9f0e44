"""What the program gives out, as digests: a change of the house that is to change no result leaves them equal.

Findings, `parse` and the text of samples, of the shared reports and cases; letters of the samples, as PDF and DOCX; letters, ledger,
summary and dashboard of a made-up prefecture. A change of results that is meant rewrites `frozen.json` with AUDITOR_REWRITE_GOLDEN=1.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from auditor.letters.content.letter import letter_of
from auditor.letters.content.page import Templates
from auditor.letters.docx import docx_letter
from auditor.model.finding import RuleSetInfo
from auditor.output.json_ import audit_data
from auditor.output.parse_ import report_data
from auditor.output.text import audits_text
from auditor.read.sources import open_sources
from tests.letters.pages import OFFICE, SIGNED, printed
from tests.prefecture.maker import Maker
from tests.prefecture.whole import run_over
from tests.reading import limits
from tests.recognise.reports import auditor
from tests.test_samples import REWRITE
from tests.test_shared import SHARED
from tests.writers.source import load_samples

pytestmark = pytest.mark.slow

RULES_DIGEST = re.compile("sha256:[0-9a-f]+")
PAGE_NUMBER = re.compile(r"—\d+—")
FROZEN = Path(__file__).with_name("frozen.json")
BESIDE = ("seeds", "real", "cases")
REPORTS = [
    *(sample.path for sample in load_samples()),
    *sorted(
        path
        for folder in BESIDE
        for path in (SHARED / folder).glob("*")
        # Scans are held against what they say, cell for cell, elsewhere; what lies beside the reports is none.
        if path.suffix != ".json" and path.name != "README.md" and not path.name.startswith("scan-")
    ),
]


def digest(data: object) -> str:
    return hashlib.sha256(json.dumps(data, ensure_ascii=False).encode()).hexdigest()[:16]


def hold(group: str, found: dict[str, object]) -> None:
    """Compare digests with those on record; those of reports that lie beside the checkout only where these are there."""
    digests = {name: digest(value) for name, value in found.items()}
    record = json.loads(FROZEN.read_text("utf-8"))
    if os.environ.get(REWRITE):
        record[group] = digests
        FROZEN.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    beside = SHARED.is_dir()
    assert {name: known for name, known in record[group].items() if beside or not name.startswith(BESIDE)} == digests


def test_what_is_read_and_found_is_as_before() -> None:
    found: dict[str, object] = {}
    for path in REPORTS:
        for source in open_sources(path, limits()):
            named = replace(source, name=source.name.replace(str(path.parent), path.parent.name))
            audit = auditor().audit(named)
            read = None if audit.error else report_data(auditor().recognise(named))
            found[named.name] = [read, audit_data(audit), audits_text([audit], RuleSetInfo((), 0, ""))]
    hold("reports", found)


def test_letters_are_as_before() -> None:
    found: dict[str, object] = {}
    for sample in load_samples():
        audit = auditor().audit(replace(next(open_sources(sample.path, limits())), name=sample.name))
        letter = letter_of(audit, OFFICE, SIGNED)
        found[f"{sample.stem}.pdf"] = pages(printed(Templates().page(letter)))
        found[f"{sample.stem}.docx"] = parts(docx_letter(Templates(), letter))
    hold("letters", found)


def pages(data: bytes) -> str:
    """The text as it is drawn, without what the machine's library for text decides: ends of lines and pages, and page numbers."""
    with pypdfium2.PdfDocument(data) as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    return PAGE_NUMBER.sub("", "".join(text.split()))


def parts(data: bytes) -> dict[str, str]:
    """The parts of a package by their names."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: hashlib.sha256(package.read(name)).hexdigest() for name in sorted(package.namelist())}


def cells(path: Path) -> dict[str, list[list[str]]]:
    """The cells of each sheet of a workbook, without the digest of the rule files: a comment in them is no result."""
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: [[RULES_DIGEST.sub("", str(cell.value)) for cell in row] for row in sheet.iter_rows()]
        for sheet in book
    }


def test_a_prefecture_is_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Maker(Path("prefecture"), 24, 7, 2024, ("docx", "html", "txt")).make()
    status = run_over(Path("prefecture"), Path("out"), "--date", "2025-03-03")
    found: dict[str, object] = {"": [status, capsys.readouterr().out]}
    for path in sorted(file for file in Path("out").rglob("*") if file.is_file()):
        if reading := READINGS.get(path.suffix):
            found[str(path)] = reading(path)
    assert len(found) > 24
    hold("prefecture", found)


READINGS: dict[str, Callable[[Path], object]] = {
    ".html": lambda path: path.read_text("utf-8"),
    ".csv": lambda path: path.read_text("utf-8"),
    ".md": lambda path: path.read_text("utf-8"),
    ".json": lambda path: path.read_text("utf-8"),
    ".xlsx": cells,
    ".docx": lambda path: parts(path.read_bytes()),
    ".pdf": lambda path: pages(path.read_bytes()),
}
