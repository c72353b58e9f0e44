"""Audits of all reports in some files, by several processes; of the reports only the findings are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing

from auditor.batch.sources.discovery import AnyFile
from auditor.batch.sources.opening import Opener
from auditor.batch.sources.previous_reports import Former, Formers, readable, unreadable
from auditor.batch.workers.audits import Checks, Recognitions, Setup
from auditor.batch.workers.pool import Executor, Pool, Task, TaskFailed
from auditor.engine.timing import Timings
from auditor.model.finding import Audit
from auditor.read.base.builder import digest


def check_all(
    setup: Setup, files: Iterable[AnyFile], opener: Opener, workers: int, timings: Timings | None = None
) -> list[Audit]:
    """Audit all reports and return the audits in the order of files and reports, including reports that could not be read.

    The time that rules took is added to `timings`, if it is given.
    """
    audits: dict[int, Audit] = {}

    def tasks() -> Iterator[Task]:
        number = 0
        for file in files:
            for source in opener.reports_in(file):
                if source.error:
                    audits[number] = Audit(source.name, error=source.error, cause=source.cause)
                else:
                    yield Task(source.name, source.data, str(number))
                number += 1

    pool = Pool[tuple[Audit, Timings | None]](workers, Checks(setup, timed=timings is not None))
    with closing(pool.run(tasks(), _wait)) as outcomes:
        for task, outcome in outcomes:
            if isinstance(outcome, TaskFailed):
                audits[int(task.digest)] = Audit(task.name, error=outcome.reason, cause=outcome.cause)
                continue
            audits[int(task.digest)], measured = outcome
            if timings is not None and measured is not None:
                timings.add(measured)
    return [audits[number] for number in sorted(audits)]


def formers_among(
    executor: Executor[Former],
    files: Iterable[AnyFile],
    opener: Opener,
    known: Callable[[str], Former | None],
) -> tuple[list[tuple[Former, AnyFile]], list[Former]]:
    """Match reports of earlier years to agencies; returns them sorted by name, and separately those that were read just now.

    `known` looks up what is already known of a report by its digest.
    """
    found: dict[str, Former] = {}
    places: dict[str, AnyFile] = {}
    fresh = []

    def tasks() -> Iterator[Task]:
        for file in files:
            for source in opener.reports_in(file):
                if source.name in places:
                    continue
                places[source.name] = file
                content = digest(source.data)
                if source.error:
                    found[source.name] = Former(source.name, content, error=source.error)
                elif (former := known(content)) is not None:
                    found[source.name] = Former(source.name, content, former.agency, former.year, former.error)
                else:
                    yield Task(source.name, source.data, content)

    with closing(executor.run(tasks(), _wait)) as outcomes:
        for task, outcome in outcomes:
            if isinstance(outcome, TaskFailed):
                found[task.name] = Former(task.name, task.digest, error=outcome.reason)
            else:
                found[task.name] = outcome
                fresh.append(outcome)
    return [(found[name], places[name]) for name in sorted(found)], fresh


def compared_with(setup: Setup, files: Iterable[AnyFile], opener: Opener, workers: int) -> tuple[Formers, list[str]]:
    """Return the reports of the year before in files, and the messages about those that cannot be read."""
    found, _ = formers_among(Pool(workers, Recognitions(setup)), files, opener, lambda _: None)
    return Formers(readable(found)), unreadable(found)


def _wait() -> None:
    """Do nothing while no result arrives."""
