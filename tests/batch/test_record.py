"""What a run keeps of a report is all that letters, ledgers and comparisons need of it."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.batch.data.record import ReportRecord, record_of
from auditor.letters.content.letter import LetterIssue, letter_of
from auditor.model.office import Office
from auditor.output.json_ import audits_json
from auditor.pipeline import Auditor
from auditor.read.opener import read_bytes
from tests.batch.made import record as made

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
OFFICE = Office("云川市人民政府办公室")


@pytest.fixture(scope="module")
def auditor() -> Auditor:
    return Auditor()


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir() if path.is_file()))
def test_a_record_comes_back_as_it_was_packed(auditor: Auditor, name: str) -> None:
    report = auditor.recognise_document(read_bytes((SAMPLES / name).read_bytes(), name))
    audit = auditor.audit_report(report)
    record = record_of(audit, report)
    again = ReportRecord.from_bytes(record.to_bytes())
    assert again.to_bytes() == record.to_bytes()
    assert audits_json([again.audit], auditor.info) == audits_json([audit], auditor.info)
    assert {key: table.cells for key, table in again.tables.items()} == {
        key: table.cells for key, table in report.tables.items() if table.found
    }
    assert {key: (table.start, table.end) for key, table in again.tables.items()} == {
        key: (table.start, table.end) for key, table in report.tables.items() if table.found
    }
    assert [again.text[part.start :].startswith(part.heading) for part in again.parts] == [True] * len(report.sections)
    assert again.audit.verdict.findings == audit.verdict.findings
    assert letter_of(again.audit, OFFICE, LetterIssue()) == letter_of(audit, OFFICE, LetterIssue())


def test_records_of_an_earlier_form_can_still_be_read() -> None:
    """A store keeps those of past runs for years, and they are exported."""
    now = made("甲.txt", "甲县水利局", prose={"一": "本年度主动公开了全县水利工程的招标信息和验收结果。"})
    data = json.loads(zlib.decompress(now.to_bytes()))
    assert data.pop("sentences")
    assert ReportRecord.from_bytes(zlib.compress(json.dumps(data).encode())) == replace(now, sentences=())


def test_a_report_that_could_not_be_read_keeps_its_reason(auditor: Auditor) -> None:
    from auditor.read.sources import Source

    record = record_of(auditor.audit(Source("坏.docx", b"PK")), None)
    assert ReportRecord.from_bytes(record.to_bytes()) == record
    assert record.audit.error
