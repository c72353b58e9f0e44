"""What a run keeps of a report is all that letters, ledgers and comparisons need of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.batch.record import Record, record_of
from auditor.letters.content import Issue, letter_of
from auditor.model.office import Office
from auditor.output.json_ import audits_json
from auditor.pipeline import Auditor
from auditor.read.opener import read_bytes

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
    again = Record.from_bytes(record.to_bytes())
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
    assert letter_of(again.audit, OFFICE, Issue()) == letter_of(audit, OFFICE, Issue())


def test_a_report_that_could_not_be_read_keeps_its_reason(auditor: Auditor) -> None:
    from auditor.read.sources import Source

    record = record_of(auditor.audit(Source("坏.docx", b"PK")), None)
    assert Record.from_bytes(record.to_bytes()) == record
    assert record.audit.error
