"""Record that a run keeps of each report: the audit, the text it refers to, its tables, sections and sentences."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from auditor.batch.data.sentences import SectionSpan, SentenceSpan, sentences
from auditor.model.finding import Audit
from auditor.model.report import FormTable, Report, Value
from auditor.output.json_ import audit_data
from auditor.output.saved import audit_of
from auditor.ruleset.catalogues.agency_names import agency_name

# Incremented whenever records hold more: reports kept in an earlier form are audited again, and can still be exported.
FORM = 2
# The record of the largest report, with all limits exhausted, is smaller.
_MOST_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """Report of a run. Offsets of findings, sections, sentences and values count characters of `text`.

    A report that could not be read has only the audit with its error. The tables hold their values and their span of the text,
    not how they were found. `body` and `levels` are the values of model.report.Body and Level.
    """

    audit: Audit
    text: str = ""
    tables: Mapping[str, FormTable] = field(default_factory=dict)
    parts: tuple[SectionSpan, ...] = ()
    issued: str = ""
    body: str = ""
    levels: tuple[str, ...] = ()
    sentences: tuple[SentenceSpan, ...] = ()

    @property
    def name(self) -> str:
        """File the report was read from, as sources name it."""
        return self.audit.path

    def to_bytes(self) -> bytes:
        """Pack the record; the same record gives the same bytes."""
        data = {
            "audit": audit_data(self.audit),
            "text": self.text,
            "tables": {key: [_value_data(value) for value in table.values()] for key, table in self.tables.items()},
            "stretches": {key: [table.start, table.end] for key, table in self.tables.items()},
            "parts": self.parts,
            "issued": self.issued,
            "body": self.body,
            "levels": self.levels,
            "sentences": self.sentences,
            "names": {result.rule: result.name for result in self.audit.verdict.unchecked()},
        }
        return zlib.compress(
            json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), 6
        )

    @classmethod
    def from_bytes(cls, packed: bytes) -> ReportRecord:
        """Unpack a record packed by `to_bytes`; raises ValueError if it unpacks to more than any report gives."""
        data = json.loads(_unpacked(packed).decode("utf-8", "surrogatepass"))
        return cls(
            _named(audit_of(data["audit"]), data["names"]),
            data["text"],
            {key: _table(key, values, data["stretches"][key]) for key, values in data["tables"].items()},
            tuple(SectionSpan(*part) for part in data["parts"]),
            data["issued"],
            data["body"],
            tuple(data["levels"]),
            tuple(SentenceSpan(*sentence) for sentence in data.get("sentences", ())),
        )


def record_of(audit: Audit, report: Report | None) -> ReportRecord:
    """Return the record of a report, or of one that could not be read."""
    if report is None:
        return ReportRecord(audit)
    text = report.document.text
    tables = {key: table for key, table in report.tables.items() if table.found}
    parts = tuple(SectionSpan(s.numeral, s.heading.text, s.heading.start, s.end) for s in report.sections)
    return ReportRecord(
        audit,
        text,
        tables,
        parts,
        report.issued.value.isoformat() if report.issued else "",
        report.body.value,
        tuple(sorted(level.value for level in report.levels)),
        sentences(text, parts, tables, agency_name(audit.agency) if audit.agency else None),
    )


def _unpacked(packed: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    data = unpacking.decompress(packed, _MOST_BYTES)
    if not unpacking.eof:
        raise ValueError("the record is cut off or too large")
    return data


def _named(audit: Audit, names: Mapping[str, str]) -> Audit:
    """Restore the names of rules that could not check, which letters show and saved results do not contain."""
    verdict = audit.verdict
    results = tuple(
        replace(result, name=names[result.rule]) if result.rule in names else result for result in verdict.results
    )
    return replace(audit, verdict=replace(verdict, results=results))


def _value_data(value: Value) -> list[Any]:
    number = None if value.number is None else str(value.number)
    return [
        value.row, value.column, value.raw, value.start, value.end, number, value.text, int(value.lost), int(value.doubtful)
    ]  # fmt: skip


def _table(key: str, values: list[list[Any]], stretch: list[int]) -> FormTable:
    rows: dict[str, list[Value]] = {}
    for row, column, raw, start, end, number, text, lost, doubtful in values:
        figure = None if number is None else _figure(number)
        rows.setdefault(row, []).append(Value(row, column, raw, start, end, figure, text, bool(lost), bool(doubtful)))
    return FormTable(
        key, {row: tuple(found) for row, found in rows.items()}, found=True, start=stretch[0], end=stretch[1]
    )


@lru_cache(maxsize=4096)
def _figure(written: str) -> int | Decimal:
    return int(written) if written.lstrip("-").isdecimal() else Decimal(written)
