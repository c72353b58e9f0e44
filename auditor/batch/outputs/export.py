"""Export of the results of runs to Parquet for analysis: one row for each report, finding and cell of a table.

Stores are opened read-only and streamed; the memory used does not depend on the number of reports.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from auditor.batch.data.record import ReportRecord
from auditor.batch.store.result_store import MIGRATIONS, NAME, OURS, named, writable
from auditor.errors import UsageError, reason
from auditor.model.finding import Finding, Outcome, Severity
from auditor.model.report import Value
from auditor.presentation.files import written_whole

REPORTS, FINDINGS, CELLS = "reports.parquet", "findings.parquet", "cells.parquet"
REPORT_FIELDS = {
    "source": "string", "name": "string", "year": "int32", "agency": "string", "form": "string", "format": "string",
    "error": "string", **{f"findings_{grade}": "int32" for grade in Severity},
    **{f"rules_{outcome}": "int32" for outcome in Outcome}, "digest": "string",
}  # fmt: skip
FINDING_FIELDS = {
    "source": "string", "report": "string", "year": "int32", "agency": "string",
    **dict.fromkeys(
        ("id", "rule", "category", "severity", "section", "table", "row", "column", "quote", "message", "expected",
         "actual", "decision"),
        "string",
    ),
}  # fmt: skip
CELL_FIELDS = {
    "source": "string", "report": "string", "year": "int32", "agency": "string", "form": "string", "table": "string",
    "row": "string", "column": "string", "number": "float64", "raw": "string", "state": "string",
}  # fmt: skip
_ROWS = 4096  # rows held in memory and written as one group
_LAST_YEAR = 2**31
_WAIT_SECONDS = 30.0
_INSTALL = "pip install 'xxgk-auditor[parquet]'"
_QUERY = "SELECT name, record FROM place JOIN result USING (key) WHERE run = ? ORDER BY name"
# Errors that unpacking and reading back a record that somebody has changed may raise.
_DAMAGE = (zlib.error, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, UsageError)
ExportRow = Mapping[str, object]


def export_parquet(folders: Sequence[Path], into: Path) -> tuple[int, int]:
    """Write the files into a folder, made if it does not exist, and return the numbers of reports and findings.

    They contain the last run into each folder, sorted by folder and name; a folder that is named twice counts once. The same
    stores give the same bytes. Raises UsageError for a folder without results, or if the files cannot be written.
    """
    arrow, parquet = _loaded()
    named = _named(folders)
    for path in named.values():
        with _opened(path):
            pass
    _made(into)
    with (
        _table(into / REPORTS, REPORT_FIELDS, arrow, parquet) as reports,
        _table(into / FINDINGS, FINDING_FIELDS, arrow, parquet) as findings,
        _table(into / CELLS, CELL_FIELDS, arrow, parquet) as cells,
    ):
        for source, path in named.items():
            for record, decided in _records(path):
                reports.add(_report(source, record))
                for finding in record.audit.verdict.findings:
                    findings.add(_finding(source, record, finding, decided))
                for table, value in ((key, value) for key, read in record.tables.items() for value in read.values()):
                    cells.add(_cell(source, record, table, value))
    return reports.count, findings.count


class _ParquetFile:
    """Parquet file that is written a group of rows at a time; `count` is the number of rows so far."""

    def __init__(self, writer: Any, batch: Any) -> None:
        self._writer, self._batch = writer, batch
        self._rows: list[ExportRow] = []
        self.count = 0

    def add(self, row: ExportRow) -> None:
        """Add one row."""
        self._rows.append({key: writable(value) if isinstance(value, str) else value for key, value in row.items()})
        self.count += 1
        if len(self._rows) >= _ROWS:
            self.flush()

    def flush(self) -> None:
        """Write the pending rows."""
        if self._rows:
            self._writer.write_batch(self._batch.from_pylist(self._rows, schema=self._writer.schema))
            self._rows = []


@contextmanager
def _table(path: Path, fields: Mapping[str, str], arrow: Any, parquet: Any) -> Iterator[_ParquetFile]:
    schema = arrow.schema([(name, getattr(arrow, kind)()) for name, kind in fields.items()])
    with written_whole(path) as stream, parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        table = _ParquetFile(writer, arrow.RecordBatch)
        yield table
        table.flush()


def _report(source: str, record: ReportRecord) -> ExportRow:
    audit = record.audit
    grades = {f"findings_{grade}": sum(each.severity is grade for each in audit.verdict.findings) for grade in Severity}
    outcomes = {f"rules_{outcome}": count for outcome, count in audit.verdict.counts().items()}
    return {
        "source": source, "name": record.name, "year": audit.report_year, "agency": audit.agency, "form": audit.form,
        "format": audit.format or None, "error": audit.error, **grades, **outcomes, "digest": audit.digest or None,
    }  # fmt: skip


def _finding(source: str, record: ReportRecord, finding: Finding, decided: Mapping[str, str]) -> ExportRow:
    at = finding.location
    return {
        "source": source, "report": record.name, "year": record.audit.report_year, "agency": record.audit.agency,
        "id": finding.id, "rule": finding.rule, "category": finding.category, "severity": finding.severity.value,
        "section": at.section, "table": at.table, "row": at.row, "column": at.column, "quote": at.quote,
        "message": finding.message, "expected": finding.expected, "actual": finding.actual,
        "decision": decided.get(finding.id),
    }  # fmt: skip


def _cell(source: str, record: ReportRecord, table: str, value: Value) -> ExportRow:
    """Return the row of a cell of an official table; `state` is number, blank, text, lost (not read) or doubtful (read uncertainly)."""
    state = "number" if value.number is not None else "blank" if value.text is None else "text"
    return {
        "source": source, "report": record.name, "year": record.audit.report_year, "agency": record.audit.agency,
        "form": record.audit.form, "table": table, "row": value.row, "column": value.column,
        "number": _number(value), "raw": value.raw,
        "state": "lost" if value.lost else "doubtful" if value.doubtful else state,
    }  # fmt: skip


def _number(value: Value) -> float | None:
    """Return the number of a cell, None if it has none or one that a column of floats cannot hold."""
    try:
        return None if value.number is None else float(value.number)
    except OverflowError:
        return None


def _named(folders: Sequence[Path]) -> dict[str, Path]:
    """Return the stores by the name their folder has in the files, sorted by name."""
    named: dict[str, Path] = {}
    seen = set()
    for folder in sorted(folders, key=os.path.normpath):
        path = folder / NAME
        if not path.is_file():
            raise UsageError(f"“{folder}”里没有成批审核的结果（{NAME}），请写 auditor bulk -o 的那个文件夹")
        if (real := os.path.realpath(path)) not in seen:
            named[os.path.normpath(folder)] = path
            seen.add(real)
    return named


def _records(path: Path) -> Iterator[tuple[ReportRecord, Mapping[str, str]]]:
    """Yield the reports of the last run, each with the decisions by the id of the finding, all from one snapshot."""
    with _opened(path) as base:
        run = base.execute("SELECT value FROM fact WHERE name = 'run'").fetchone()
        decided = {
            str(finding): str(choice) for finding, choice in base.execute("SELECT finding, choice FROM decision")
        }
        for name, packed in base.execute(_QUERY, (run[0] if run else 0,)):
            try:
                record = named(name, packed)
                if not isinstance(name, str) or abs(record.audit.report_year or 0) >= _LAST_YEAR:
                    raise ValueError("no name, or no year")
            except _DAMAGE as error:
                raise UsageError(f"结果库“{path}”已损坏，“{name}”的结果读不回来；请再运行一次 auditor bulk") from error
            yield record, decided


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a store read-only; raises UsageError if it is not a store, or is one of another version.

    A store that no run has open is read without locks and without the files that SQLite puts next to it; then it must not change
    while it is being read.
    """
    still = not path.with_name(f"{path.name}-wal").exists()
    before = _stamp(path)
    with _told(path):
        address = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if still else ''}"
        with closing(sqlite3.connect(address, uri=True, timeout=_WAIT_SECONDS, isolation_level=None)) as base:
            base.execute("BEGIN")
            _known(base, path)
            yield base
    if still and _stamp(path) != before:
        raise UsageError(f"结果库“{path}”在导出时被改动了，请等成批审核结束后再导出")


def _known(base: sqlite3.Connection, path: Path) -> None:
    owner, version = (base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if owner != OURS:
        raise UsageError(f"“{path}”不是成批审核的结果库")
    if version > len(MIGRATIONS):
        raise UsageError(
            f"“{path}”是更新版本的程序写的（第 {version} 版，本程序只认识到第 {len(MIGRATIONS)} 版），请升级本程序"
        )
    if version < len(MIGRATIONS):
        raise UsageError(f"“{path}”是旧版本的程序写的（第 {version} 版），请先用本程序再运行一次 auditor bulk")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn an error of SQLite into a UsageError."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorname", "")
        why = "没有权限，或者已损坏" if code.startswith(("SQLITE_CANTOPEN", "SQLITE_CORRUPT")) else str(error)
        said = "不是成批审核的结果库" if code.startswith("SQLITE_NOTADB") else f"读不出来：{why}"
        raise UsageError(f"“{path}”{said}") from error


def _stamp(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError as error:
        raise UsageError(f"结果库“{path}”打不开：{reason(error)}") from error
    return facts.st_mtime_ns, facts.st_size


def _made(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"不能建文件夹“{folder}”：{reason(error)}") from error


def _loaded() -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise UsageError(f"还没有安装 pyarrow，请执行：{_INSTALL}") from error
