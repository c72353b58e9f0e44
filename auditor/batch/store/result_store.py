"""Result store of a run, one SQLite file with one writer and any number of readers; each write is durable when its call returns."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from auditor.batch.data.overview import Choice, Decision
from auditor.batch.data.record import ReportRecord
from auditor.batch.sources.previous_reports import Former
from auditor.errors import UsageError
from auditor.model.finding import Severity

NAME = "auditor.db"
MIGRATIONS = tuple((files("auditor.batch.store") / "schema" / f"{number}.sql").read_text("utf-8") for number in (1,))
OURS = 0x41554454  # «AUDT», the application id that distinguishes the file from databases of other programs
_WAIT_SECONDS = 30.0
_AGAIN_SECONDS = 0.02
_RUN = "run"


@dataclass(frozen=True, slots=True)
class ResultRow:
    """Stored result: the digests of the report and of the report of the year before, its facts, and the packed record.

    `findings` are the id, rule and severity of each finding. A row is `lasting` if auditing the report again would give the same.
    """

    name: str
    content: str
    previous: str
    record: bytes
    agency: str | None = None
    year: int | None = None
    error: str | None = None
    findings: tuple[tuple[str, str, Severity], ...] = ()
    lasting: bool = True


@dataclass(frozen=True, slots=True)
class KnownResult:
    """Result of an earlier run, with its key; `grades` counts its findings by severity."""

    key: str
    previous: str
    agency: str | None
    year: int | None
    error: str | None
    grades: Mapping[Severity, int]


@dataclass(frozen=True, slots=True)
class CachedFile:
    """Report of this run whose result is already known."""

    name: str
    known: KnownResult


def row_of(record: ReportRecord, content: str, previous: str = "") -> ResultRow:
    """Return the row of a record; it does not last if another attempt may end differently."""
    audit = record.audit
    found = tuple((finding.id, finding.rule, finding.severity) for finding in audit.verdict.findings)
    packed = record.to_bytes()
    return ResultRow(
        record.name, content, previous, packed, audit.agency, audit.report_year, audit.error, found, not audit.passing
    )


class ResultStore:
    """SQLite database of a run; each method that writes returns when the data is on disk, and raises UsageError if writing fails."""

    def __init__(self, path: Path) -> None:
        """Open or create the file; refuses files of other programs and of newer versions of this one."""
        self.path = path
        with self._told():
            self._base = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
        try:
            with self._told():
                self._prepare()
        except UsageError:
            self._base.close()
            raise

    def __enter__(self) -> ResultStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def _prepare(self) -> None:
        version = self._number("PRAGMA user_version")
        # Another program may be creating the file at this moment, so the tables, which it adds first, are counted before the id is read.
        tables, owner = self._number("SELECT count(*) FROM sqlite_master"), self._number("PRAGMA application_id")
        if tables and owner != OURS:
            raise UsageError(f"“{self.path}”不是成批审核的结果库，没有改动它；请把它移走，或者用 -o 另写一个文件夹")
        if version > len(MIGRATIONS):
            raise UsageError(
                f"“{self.path}”是更新版本的程序写的（第 {version} 版，本程序只认识到第 {len(MIGRATIONS)} 版），"
                "没有改动它；请升级本程序"
            )
        self._log_ahead()
        # A commit that was reported survives a power failure, not only the death of the process.
        self._base.execute("PRAGMA synchronous = FULL")
        for number in range(version, len(MIGRATIONS)):
            self._migrate(number + 1)

    def _log_ahead(self) -> None:
        """Switch the file to WAL mode, retrying: on the first switch SQLite does not wait for other programs about to do the same."""
        deadline = time.monotonic() + _WAIT_SECONDS
        while True:
            try:
                self._base.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(_AGAIN_SECONDS)

    def _migrate(self, version: int) -> None:
        """Migrate the file from the preceding version to `version`, once, in one transaction."""
        with self._written():
            if self._number("PRAGMA user_version") >= version:
                return
            for statement in _statements(MIGRATIONS[version - 1]):
                self._base.execute(statement)
            self._base.execute(f"PRAGMA application_id = {OURS}")
            self._base.execute(f"PRAGMA user_version = {version}")

    def begin(self) -> None:
        """Begin a run: from now on it consists only of the reports that are stored or found again."""
        self.set_fact(_RUN, str(self._run() + 1))

    def known(self, content: str, basis: str) -> list[KnownResult]:
        """Return the lasting results for a content, one for each report of the year before that it was compared with."""
        with self._told():
            rows = self._base.execute(
                "SELECT key, previous, agency, year, error FROM result WHERE content = ? AND basis = ? AND lasting",
                (content, basis),
            ).fetchall()
            return [
                KnownResult(key, previous, agency, year, error, self._grades(key))
                for key, previous, agency, year, error in rows
            ]

    def keep(self, basis: str, rows: Sequence[ResultRow], places: Sequence[CachedFile] = ()) -> None:
        """Store results, and reports whose results are known, in one transaction of the run."""
        run = self._run()
        with self._written():
            for row in rows:
                self._result(row, key := _key(row, basis), basis)
                self._place(run, row.name, row.year, key)
            for place in places:
                self._place(run, place.name, place.known.year, place.known.key)

    def former(self, content: str, basis: str) -> Former | None:
        """Return what is known of a report of an earlier year; its name is not stored."""
        with self._told():
            row = self._base.execute("SELECT agency, year, error FROM former WHERE key = ?", (_hash(content, basis),))
            found = row.fetchone()
        return Former("", content, *found) if found else None

    def keep_formers(self, basis: str, formers: Sequence[Former]) -> None:
        """Store which agency each report of an earlier year belongs to; reports that another attempt may read are not stored."""
        rows = [
            (_hash(each.content, basis), writable(each.agency), each.year, writable(each.error))
            for each in formers
            if each.lasting
        ]
        with self._written():
            self._base.executemany("INSERT OR REPLACE INTO former VALUES (?, ?, ?, ?)", rows)

    def records(self, year: int | None = None) -> Iterator[ReportRecord]:
        """Yield the reports of the run, of one year or of all, sorted by name."""
        chosen = "" if year is None else " AND place.year = ?"
        with self._told():
            found = self._base.execute(
                f"SELECT name, record FROM place JOIN result USING (key) WHERE run = ?{chosen} ORDER BY name",  # noqa: S608
                (self._run(), *(() if year is None else (year,))),
            )
            for name, packed in found:
                yield named(name, packed)

    def record(self, name: str) -> ReportRecord:
        """Return the report of the run with this name, as `records` yields it; raises KeyError if there is none."""
        return named(name, self.packed(name))

    def packed(self, name: str) -> bytes:
        """Return the packed record for another process: after a fork, no process may use a database opened before it."""
        query = "SELECT record FROM place JOIN result USING (key) WHERE run = ? AND name = ?"
        with self._told():
            row = self._base.execute(query, (self._run(), name)).fetchone()
        if row is None:
            raise KeyError(name)
        packed: bytes = row[0]
        return packed

    def contents(self) -> list[str]:
        """Return the names of the run's reports with the digests of what was audited, sorted: they show whether anything has changed."""
        with self._told():
            found = self._base.execute("SELECT name, key FROM place WHERE run = ? ORDER BY name", (self._run(),))
            return [f"{name}\x1f{key}" for name, key in found]

    def years(self) -> dict[int, dict[str, int]]:
        """Count the findings by year and rule, for each agency only those of its newest run.

        A report that was corrected or renamed therefore counts once, and years that are no longer in the source keep their
        figures.
        """
        query = """
            WITH dated AS (
                SELECT place.key, result.year, run,
                       max(run) OVER (PARTITION BY result.year, coalesce(result.agency, name)) AS newest
                FROM place JOIN result USING (key) WHERE result.year IS NOT NULL
            )
            SELECT dated.year, rule, count(*) FROM dated JOIN finding USING (key)
            WHERE run = newest GROUP BY dated.year, rule ORDER BY dated.year, rule
        """
        counted: dict[int, dict[str, int]] = {}
        with self._told():
            for year, rule, count in self._base.execute(query):
                counted.setdefault(year, {})[rule] = count
        return counted

    def main_year(self) -> int | None:
        """Return the year of most reports of the run, the later year in case of a tie; None if no year is known."""
        with self._told():
            row = self._base.execute(
                "SELECT year FROM place WHERE run = ? AND year > 0 GROUP BY year ORDER BY count(*) DESC, year DESC",
                (self._run(),),
            ).fetchone()
        return row[0] if row else None

    def decisions(self) -> dict[str, Decision]:
        """Return the inspectors' decisions by the id of the finding."""
        with self._told():
            rows = self._base.execute("SELECT finding, choice, note FROM decision ORDER BY finding").fetchall()
        return {finding: Decision(Choice(choice), note) for finding, choice, note in rows}

    def decide(self, decisions: Mapping[str, Decision]) -> None:
        """Store decisions, replacing earlier ones on the same findings."""
        rows = [(finding, each.choice.value, each.note) for finding, each in decisions.items()]
        with self._written():
            self._base.executemany("INSERT OR REPLACE INTO decision VALUES (?, ?, ?)", rows)

    def fact(self, name: str) -> str | None:
        """Return a stored value by its name."""
        with self._told():
            row = self._base.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_fact(self, name: str, value: str) -> None:
        """Store a value under a name."""
        with self._written():
            self._base.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))

    def tidy(self) -> None:
        """Delete results that no report refers to any more: those of earlier wordings, rules and program versions."""
        with self._written():
            for table in ("finding", "result"):
                self._base.execute(f"DELETE FROM {table} WHERE key NOT IN (SELECT key FROM place)")  # noqa: S608

    def _run(self) -> int:
        return int(self.fact(_RUN) or 0)

    def _grades(self, key: str) -> dict[Severity, int]:
        rows = self._base.execute("SELECT severity, count(*) FROM finding WHERE key = ? GROUP BY severity", (key,))
        return {Severity(severity): count for severity, count in rows}

    def _result(self, row: ResultRow, key: str, basis: str) -> None:
        agency, error = writable(row.agency), writable(row.error)
        values = (row.content, basis, row.previous, row.year, agency, error, row.lasting, row.record)
        self._base.execute("INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (key, *values))
        self._base.execute("DELETE FROM finding WHERE key = ?", (key,))
        found = [(key, id_, rule, severity.value, row.year, agency) for id_, rule, severity in row.findings]
        self._base.executemany("INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?)", found)

    def _place(self, run: int, name: str, year: int | None, key: str) -> None:
        self._base.execute("INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?)", (writable(name), year or 0, run, key))

    def _number(self, query: str) -> int:
        found: int = self._base.execute(query).fetchone()[0]
        return found

    @contextmanager
    def _written(self) -> Iterator[None]:
        """Run a transaction: durable when it ends, rolled back if anything fails in it."""
        with self._told():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._base.execute("COMMIT")
            except BaseException:
                # A full disk may already have rolled it back.
                if self._base.in_transaction:
                    self._base.execute("ROLLBACK")
                raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn an error of SQLite into a UsageError."""
        try:
            yield
        except sqlite3.Error as error:
            raise UsageError(f"结果库“{self.path}”{_why(error)}") from error


def named(name: str, packed: bytes) -> ReportRecord:
    """Unpack a record under the name it has in a run."""
    record = ReportRecord.from_bytes(packed)
    return replace(record, audit=replace(record.audit, path=name))


def _why(error: sqlite3.Error) -> str:
    """Say why SQLite refused and what to do, by the first part of the name of its error code."""
    code = str(getattr(error, "sqlite_errorname", "")).removeprefix("SQLITE_").partition("_")[0]
    return {
        "FULL": "写不进去：磁盘已满；已经存下的都还在，腾出空间后再运行一次就接着做",
        "IOERR": "读写出错，磁盘可能已满或者有故障；已经存下的都还在，处理好后再运行一次就接着做",
        "READONLY": "写不进去：没有权限，或者磁盘是只读的；请用 -o 另写一个文件夹",
        "CANTOPEN": "打不开：没有权限，或者磁盘是只读的；请用 -o 另写一个文件夹",
        "BUSY": "正被另一个程序占着，请关闭它后再试",
        "NOTADB": "不是成批审核的结果库，没有改动它；请把它移走，或者用 -o 另写一个文件夹",
        "CORRUPT": "已损坏；请把它移走，再运行一次就重新审核",
    }.get(code, f"出错（{code or type(error).__name__}）")


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for piece in script.split(";")[:-1]:
        statement += f"{piece};"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _key(row: ResultRow, basis: str) -> str:
    return _hash(row.content, basis, row.previous)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def writable(text: str | None) -> str | None:
    """Escape lone surrogates, which represent undecodable bytes and which neither SQLite nor Parquet accepts."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode("utf-8")
