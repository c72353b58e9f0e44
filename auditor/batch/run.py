"""One run over many reports: audits what has changed, stores each result as it arrives, and can be resumed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from auditor.batch.data.record import ReportRecord
from auditor.batch.results import Made, Wanted, make_results
from auditor.batch.roster.roster import Register
from auditor.batch.sources.discovery import AnyFile, Listing, list_sources
from auditor.batch.sources.opening import Opener
from auditor.batch.sources.previous_reports import Former, Formers, readable, unreadable
from auditor.batch.store.result_store import NAME, CachedFile, KnownResult, ResultRow, ResultStore, row_of
from auditor.batch.workers.audits import Recognitions, Setup
from auditor.batch.workers.check import formers_among
from auditor.batch.workers.pool import Executor, Pool, PrepareTask, Task, TaskFailed
from auditor.batch.workers.progress import RunProgress
from auditor.batch.workers.work import Audits, basis_of
from auditor.errors import UsageError, reason
from auditor.model.finding import Audit, Severity
from auditor.model.official import OfficialTable
from auditor.pipeline import Auditor
from auditor.read.base.builder import digest
from auditor.read.sources import Source

_AT_ONCE = 32
_SECONDS = 0.25
# The processes of a killed run end within moments, and only then is its lock free.
_LOCK_SECONDS = 3.0
# Turns a setup into the function that prepares a process.
Preparing = Callable[[Setup], PrepareTask[ResultRow]]
# Makes an Executor, from a number of workers and the function that prepares a process.
ExecutorFactory = Callable[[int, PrepareTask[Any]], Executor[Any]]


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is to do: the files, where results go, how reports are audited (without `formers`), and with how many processes.

    `previous` is a folder or file with the reports of the year before; `year` is the year of the run, if it was given.
    """

    listing: Listing
    output: Path
    setup: Setup
    previous: str | None = None
    workers: int = 1
    year: int | None = None
    engine: ExecutorFactory = Pool
    wanted: Wanted | None = None


@dataclass(slots=True)
class Result:
    """Result of a run. `unreadable` holds names and reasons, sorted by name; `notes` holds further messages.

    `rules` are the names of rules by id, `tables` the official tables by form.
    """

    year: int | None = None
    reports: int = 0
    reused: int = 0
    grades: Counter[Severity] = field(default_factory=Counter)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unused_waivers: list[str] = field(default_factory=list)
    rules: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, tuple[OfficialTable, ...]] = field(default_factory=dict)
    made: Made = field(default_factory=Made)

    def count(self, name: str, error: str | None, grades: Mapping[Severity, int]) -> None:
        """Count one report."""
        self.reports += 1
        self.grades.update(grades)
        if error is not None:
            self.unreadable.append((name, error))


def run(order: Order, auditor: Auditor, progress: RunProgress, prepare: Preparing = Audits) -> Result:
    """Audit what has changed since the last run into the same folder, and store all results there.

    `auditor` is built from the order's setup; `prepare` turns a setup into the function that prepares a process. Raises
    UsageError if the folder cannot be written to or another run is using it; what was stored until then remains.
    """
    with locked(order.output), ResultStore(order.output / NAME) as store, closing(Opener(auditor.limits)) as opener:
        result = Result(
            rules={rule.id: rule.title for rule in auditor.ruleset.rules},
            tables={form.form: auditor.official_tables(form.form) for form in auditor.ruleset.forms},
        )
        formers = _formers(order, store, auditor, opener, result)
        store.begin()
        basis = basis_of(auditor, compared=formers is not None)
        setup = _with(order.setup, formers)
        with closing(_Keeper(store, basis, result, progress)) as keeper:
            progress.expect(len(order.listing.files))
            pool: Executor[ResultRow] = order.engine(order.workers, prepare(setup))
            tasks = _tasks(order.listing, opener, progress, keeper, formers)
            with closing(pool.run(tasks, keeper.tick)) as outcomes:
                for task, outcome in outcomes:
                    keeper.add(_lost(task, outcome) if isinstance(outcome, TaskFailed) else outcome)
        result.unreadable.sort()
        if auditor.waivers is not None:
            result.unused_waivers += auditor.waivers.unused(record.audit for record in store.records())
        return finish(store, order, result)


def finish(store: ResultStore, order: Order, result: Result) -> Result:
    """Complete the run when all reports are done: settle the year, and make the results if any are requested."""
    result.year = order.year or store.main_year()
    store.tidy()
    if order.wanted is not None:
        result.made = make_results(store, result.year, result.rules, result.tables, order.wanted)
    return result


@contextmanager
def locked(output: Path) -> Iterator[None]:
    """Make the output folder if it does not exist, and hold it for this run alone; a killed run releases it.

    Raises UsageError if another run holds the folder or it cannot be written to.
    """
    from filelock import FileLock, Timeout

    try:
        output.mkdir(parents=True, exist_ok=True)
        lock = FileLock(output / ".auditor.lock", timeout=_LOCK_SECONDS, fallback_to_soft=False)
        lock.acquire()
    except Timeout as error:
        raise UsageError(f"“{output}”正由另一次成批审核使用，请等它结束，或者用 -o 另写一个文件夹") from error
    except (OSError, NotImplementedError) as error:
        why = reason(error) if isinstance(error, OSError) else "这个位置不支持文件锁"
        raise UsageError(f"结果不能写到“{output}”：{why}；请用 -o 另写一个文件夹") from error
    try:
        yield
    finally:
        lock.release()


class _Keeper:
    """Collects results and stores them in batches: a result counts as done only when it is on disk."""

    def __init__(self, store: ResultStore, basis: str, result: Result, progress: RunProgress) -> None:
        self._store, self._basis, self._result, self._progress = store, basis, result, progress
        self._rows: list[ResultRow] = []
        self._places: list[CachedFile] = []
        self._since = time.monotonic()

    def known(self, content: str, formers: Formers | None) -> KnownResult | None:
        """Return the result of an earlier run that is still valid."""
        for known in self._store.known(content, self._basis):
            if known.previous == (formers.digest(known.agency, known.year) if formers else ""):
                return known
        return None

    def add(self, one: ResultRow | CachedFile) -> None:
        """Add one result."""
        if not self._rows and not self._places:
            self._since = time.monotonic()
        if isinstance(one, ResultRow):
            self._rows.append(one)
        else:
            self._places.append(one)
        self.tick()

    def tick(self) -> None:
        """Store the pending results, if they are many or have waited long."""
        waiting = len(self._rows) + len(self._places)
        if waiting >= _AT_ONCE or (waiting and time.monotonic() > self._since + _SECONDS):
            self.flush()
        self._progress.show()

    def flush(self) -> None:
        """Store the pending results."""
        if not self._rows and not self._places:
            return
        rows, places = self._rows, self._places
        self._store.keep(self._basis, rows, places)
        self._rows, self._places = [], []
        for row in rows:
            self._told(row.name, row.error, Counter(severity for _, _, severity in row.findings))
        for place in places:
            self._told(place.name, place.known.error, place.known.grades)
        self._result.reused += len(places)

    # An interrupted run stores what it has.
    close = flush

    def _told(self, name: str, error: str | None, grades: Mapping[Severity, int]) -> None:
        self._result.count(name, error, grades)
        self._progress.add(grades, unreadable=error is not None)


def _tasks(
    listing: Listing, opener: Opener, progress: RunProgress, keeper: _Keeper, formers: Formers | None
) -> Iterator[Task]:
    """Yield the reports that have to be audited; the other reports are stored as they are found.

    If two reports of one run have the same content, both are audited, so the counts do not depend on which comes first.
    """
    begun = set()
    for source in _opened(listing.files, opener, progress.expect):
        content = digest(source.data)
        if source.error:
            keeper.add(
                row_of(
                    ReportRecord(Audit(source.name, error=source.error, cause=source.cause)),
                    digest(source.name.encode("utf-8", "replace")),
                )
            )
        elif content not in begun and (known := keeper.known(content, formers)) is not None:
            keeper.add(CachedFile(source.name, known))
        else:
            begun.add(content)
            yield Task(source.name, source.data, content)


def _opened(files: Iterable[AnyFile], opener: Opener, more: Callable[[int], None]) -> Iterator[Source]:
    """Yield the reports in all files, each name once; `more` receives the difference between reports and files."""
    names = set()
    for file in files:
        count = 0
        for source in opener.reports_in(file):
            if source.name not in names:
                names.add(source.name)
                count += 1
                if count > 1:
                    more(1)
                yield source
        if not count:
            more(-1)


def _lost(task: Task, lost: TaskFailed) -> ResultRow:
    """Return the row of a report whose process ended; the next run tries the report again."""
    return replace(
        row_of(ReportRecord(Audit(task.name, error=lost.reason, cause=lost.cause)), task.digest), lasting=False
    )


def _with(setup: Setup, formers: Formers | None) -> Setup:
    return replace(setup, formers=formers)


def _formers(order: Order, store: ResultStore, auditor: Auditor, opener: Opener, result: Result) -> Formers | None:
    """Match the reports of the year before to agencies: those not known yet are read, and unreadable ones are noted in `result`."""
    if order.previous is None:
        return None
    basis = basis_of(auditor, compared=False)
    executor: Executor[Former] = order.engine(order.workers, Recognitions(order.setup))
    files = list_sources([order.previous]).files
    found, fresh = formers_among(executor, files, opener, lambda content: store.former(content, basis))
    store.keep_formers(basis, fresh)
    result.notes += unreadable(found)
    roster = Register(order.wanted.agencies if order.wanted else ())
    return Formers(readable(found), roster.known_as)
