"""Results of a run when all its reports are done: comparisons, the ledger, the dashboard and the letters."""

from __future__ import annotations

import gc
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from auditor import __version__
from auditor.batch.comparison import similarity
from auditor.batch.comparison.rollup import Summed, check_sums
from auditor.batch.data.overview import Decision, HandIn, Overview, ReportEntry, RosterAgency
from auditor.batch.data.record import ReportRecord
from auditor.batch.outputs.decisions import strangers
from auditor.batch.outputs.file_naming import INDEX
from auditor.batch.outputs.letters import FOLDER, SUMMARY, Sender, Sent, write_letters
from auditor.batch.outputs.summary import summary_of, summary_page
from auditor.batch.roster.submissions import match
from auditor.batch.store.result_store import ResultStore
from auditor.batch.workers.pool import how_ended
from auditor.config.settings import Comparing
from auditor.errors import AuditorError, UsageError
from auditor.letters.content.page import Templates
from auditor.model.finding import Finding, Notice, RuleSetInfo
from auditor.model.official import OfficialTable
from auditor.processes.child import Answer, ChildLine, EndedError, Worker

LEDGER = "台账.xlsx"
_STATE, _LETTERS = "results", "letters"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What results are made from besides the reports: the roster, how reports are compared, decisions, and the sender of letters.

    `agencies` is empty without a roster, `sender` None where no letters are requested. `notices` lay down the forms, newest
    first.
    """

    output: Path
    info: RuleSetInfo
    agencies: tuple[RosterAgency, ...] = ()
    comparing: Comparing = field(default_factory=Comparing)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    sender: Sender | None = None
    workers: int = 1
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """Results that were made; `sent` is None if no letters were requested or nothing has changed since the last time.

    `others` counts reports of other years, which are in none of the results; `notes` report decisions on findings that no longer
    exist.
    """

    unchanged: bool = False
    hand_ins: tuple[HandIn, ...] = ()
    alike: int = 0
    sent: Sent | None = None
    others: int = 0
    notes: tuple[str, ...] = ()


def make_results(
    store: ResultStore,
    year: int | None,
    rules: Mapping[str, str],
    tables: Mapping[str, tuple[OfficialTable, ...]],
    wanted: Wanted,
) -> Made:
    """Write all results of the run into the folder, unless they exist already and nothing has changed.

    Letters that could not be written are listed in the returned value. Raises UsageError if the folder cannot be written to.
    """
    store.decide(wanted.decisions)
    state = _state(store, year, wanted)
    if store.fact(_STATE) == state and _are_there(store, wanted):
        return Made(unchanged=True)
    # Most runs over the same folder change nothing and do not need the modules that write results.
    from auditor.batch.outputs.dashboard.page import write_dashboard
    from auditor.batch.outputs.ledger import write_ledger

    with _held(lambda: overview_of(store, year, rules, tables, wanted)) as overview:
        with _aside(partial(write_ledger, overview, wanted.output / LEDGER), LEDGER):
            write_dashboard(overview, store.path, wanted.output, wanted.workers)
        sent = _letters(store, overview, wanted, wanted.sender) if wanted.sender is not None else None
        if sent is None or not sent.failed:
            store.set_fact(_STATE, state)
        known = {finding.id for entry in overview.entries for finding in entry.findings}
        others = len(store.contents()) - len(overview.entries)
        alike = len(overview.likenesses)
        return Made(False, overview.hand_ins, alike, sent, others, strangers(wanted.decisions, known))


@contextmanager
def _aside(write: Callable[[], None], file: str) -> Iterator[None]:
    """Write a file in a process of its own while the body runs, then wait for it; raises AuditorError if it could not be written.

    A thread will not do: a process with several threads must not be forked to work on reports.
    """
    with closing(Worker(partial(_writing, write))) as worker:
        worker.ask(None)
        yield
        try:
            said = worker.wait()
        except EndedError as error:
            raise AuditorError(f"“{file}”没有写完：{how_ended(error.code, 0.0)[0]}") from error
        if isinstance(said, Answer) and (said.error or said.fault):
            raise said.error or AuditorError(said.fault)


def _writing(write: Callable[[], None], _: ChildLine) -> Callable[[Any, bytes], None]:
    return lambda *_: write()


@contextmanager
def _held(make: Callable[[], Overview]) -> Iterator[Overview]:
    """Build the overview with the cyclic garbage collector off and then frozen; searching it for reference cycles took half of the time.

    The overview lives until the end of the run, so collecting it frees nothing.
    """
    gc.disable()
    try:
        overview = make()
        gc.freeze()
    finally:
        gc.enable()
    try:
        yield overview
    finally:
        gc.unfreeze()


def overview_of(
    store: ResultStore,
    year: int | None,
    rules: Mapping[str, str],
    tables: Mapping[str, tuple[OfficialTable, ...]],
    wanted: Wanted,
) -> Overview:
    """Return everything known after the run about the reports of a year, including those that could not be read or dated."""
    every = tuple(store.records())
    records = [record for record in every if record.audit.report_year in (year, None)]
    owners: Sequence[RosterAgency | None] = [None] * len(records)
    hand_ins: tuple[HandIn, ...] = ()
    summed: Sequence[Summed] = ()
    if wanted.agencies:
        matched = match(wanted.agencies, records, year)
        owners, hand_ins = matched.agencies, matched.hand_ins
        summed = check_sums(wanted.agencies, records, owners, year, tables)
    alike = similarity.likenesses(every, wanted.comparing)
    more = dict(similarity.findings(alike, every, wanted.notices))
    for each in summed:
        more[each.record] = (*each.result.findings, *more.get(each.record, ()))
    results = {each.record: each for each in summed}
    entries = tuple(
        _entry(record, owner, more.get(record.name, ()), results.get(record.name))
        for record, owner in zip(records, owners, strict=True)
    )
    ours = {record.name for record in records}
    shown = tuple(one for one in alike if one.first in ours)
    return Overview(year, entries, hand_ins, shown, store.decisions(), rules, store.years(), tables, wanted.info)


def _entry(
    record: ReportRecord, owner: RosterAgency | None, more: Sequence[Finding], summed: Summed | None
) -> ReportEntry:
    """Return one report with the findings of comparisons; a comparison that was impossible is added to what could not be checked."""
    verdict = record.audit.verdict
    if summed is not None and record.audit.error is None:
        audit = replace(record.audit, verdict=replace(verdict, results=(*verdict.results, summed.result)))
        record = replace(record, audit=audit)
    found = sorted((*verdict.findings, *more), key=lambda one: (one.location.start is None, one.location.start or 0))
    late = any(finding.category == "timeliness" for finding in verdict.findings)
    return ReportEntry(record, tuple(found), owner, late)


def _letters(store: ResultStore, overview: Overview, wanted: Wanted, sender: Sender) -> Sent:
    """Write the letters and the summary; a broken template affects only what is made from it."""
    before = _letters_before(store)
    failed: list[tuple[str, str]] = []
    try:
        summary = _summary(overview, sender, len(wanted.agencies))
    except UsageError:
        raise
    except AuditorError as error:
        summary = ""
        failed.append((SUMMARY, str(error)))
    try:
        sent = write_letters(overview, sender, wanted.info, wanted.workers, before, summary)
    except UsageError:
        raise
    except AuditorError as error:
        return Sent(failed=[(FOLDER, str(error)), *(failed or [(SUMMARY, "与意见书一起没有写")])])
    sent.failed = sorted([*sent.failed, *failed])
    store.set_fact(_LETTERS, json.dumps(sent.written, ensure_ascii=False, sort_keys=True))
    return sent


def _summary(overview: Overview, sender: Sender, expected: int) -> str:
    office = sender.office
    logo = office.logo.resolve().as_uri() if office.logo else ""
    return summary_page(Templates(sender.templates), summary_of(overview, office, sender.day, expected), logo)


def _are_there(store: ResultStore, wanted: Wanted) -> bool:
    """Return whether all files of the run are still in the folder."""
    files = {LEDGER, INDEX} | ({SUMMARY, FOLDER} if wanted.sender else set())
    if not files <= set(os.listdir(wanted.output)):
        return False
    return wanted.sender is None or _letters_before(store).keys() <= set(os.listdir(wanted.output / FOLDER))


def _letters_before(store: ResultStore) -> dict[str, str]:
    """Return the digests of the letters that the last run left, by file name."""
    found: dict[str, str] = json.loads(store.fact(_LETTERS) or "{}")
    return found


def _state(store: ResultStore, year: int | None, wanted: Wanted) -> str:
    """Return the digest of everything that results are made from."""
    digest = hashlib.sha256()
    folders = Templates(wanted.sender.templates if wanted.sender else None).folders
    templates = [path.read_bytes() for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    parts = (__version__, year, wanted.agencies, wanted.comparing, wanted.sender, sorted(store.decisions().items()))
    for part in (repr(parts).encode("utf-8", "replace"), *templates, *(each.encode() for each in store.contents())):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()
