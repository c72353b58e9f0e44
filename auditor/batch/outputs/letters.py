"""The letters of a run: one on each report, printed by several processes, and only those that have changed since the last time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from auditor import __version__
from auditor.batch.data.overview import Choice, Overview, ReportEntry
from auditor.batch.outputs.file_naming import OutputNames
from auditor.batch.workers.pool import Allow, Pool, Task, TaskFailed
from auditor.errors import AuditorError, UsageError, reason
from auditor.letters.content.deadline import deadline
from auditor.letters.content.letter import Letter, LetterIssue, letter_of
from auditor.letters.content.page import Templates
from auditor.letters.content.template_clock import seconds_for
from auditor.letters.numbering import register
from auditor.model.finding import Audit, RuleSetInfo
from auditor.model.office import Office
from auditor.output.json_ import audits_json
from auditor.presentation.files import write_whole

FOLDER, SUMMARY = "意见书", "通报.pdf"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes the letters, on which day (None for drafts), from which templates of their own, into which folder."""

    office: Office
    day: date | None
    templates: Path | None
    output: Path


@dataclass(slots=True)
class Sent:
    """What came of it: how many letters there are and how many of them were printed anew; `failed` are files and reasons,
    `codes` files and the characters no font draws, which they show by their code. `written` are the digests of all by file;
    `stale` are those of earlier runs that are still there although no report of this one is behind them."""

    letters: int = 0
    fresh: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    codes: list[tuple[str, str]] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A letter ready to be printed: its file, its HTML, what is attached to it, and the names that may not lack a character."""

    file: str
    html: str
    findings: str
    names: tuple[str, ...]

    def digest(self) -> str:
        """Of all that it is printed from."""
        return hashlib.sha256(
            "\x1f".join((__version__, self.html, self.findings)).encode("utf-8", "replace")
        ).hexdigest()


@dataclass(frozen=True, slots=True)
class Printing:
    """Prepares a process to print letters: called in it, it gives what prints one task into the folder."""

    folder: Path
    machine_fonts: bool
    templates: tuple[Path, ...]
    pictures: tuple[Path, ...]
    characters: str

    def __call__(self, allow: Allow) -> Callable[[Task], tuple[str, ...] | str]:
        """What prints a task: the characters that are shown by their code, or why there is no letter."""
        from auditor.letters.pdf.printer import Printer

        printer = Printer(self.machine_fonts, self.templates, self.pictures, self.characters)

        def work(task: Task) -> tuple[str, ...] | str:
            html, findings, names = json.loads(task.data)
            allow(seconds_for(html))
            try:
                data, missing = printer.pdf(html, findings, names)
                write_whole(self.folder / task.name, data)
            except AuditorError as error:
                return str(error)
            return missing

        return work


def write_letters(
    overview: Overview, sender: Sender, info: RuleSetInfo, workers: int, before: Mapping[str, str], summary: str
) -> Sent:
    """Write a letter on each report that could be read, as `sender.output`/意见书/机关.pdf, and the page `summary` as 通报.pdf.

    `before` are the digests the last run left; what has not changed and is still there stays as it is. Findings the inspector
    rejected are not in the letters. What could not be made or printed is told, the summary among it, and stops nothing else; of
    a summary that is empty, the caller tells why. Raises UsageError for the register.
    """
    folder = sender.output / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AuditorError(f"文件夹“{folder}”建不起来：{reason(error)}") from error
    templates = Templates(sender.templates)
    try:
        pages = list(_pages(overview, sender, templates, info))
    except UsageError:
        raise
    except AuditorError as error:  # a broken template: those of the last run stay what they are
        sent = Sent(failed=[(FOLDER, str(error))], written=dict(before))
        _print([], summary, summary, sender, templates, workers, sent)
        return sent
    sent = Sent(letters=len(pages), written={page.file: page.digest() for page in pages})
    fresh = [
        page for page in pages if before.get(page.file) != sent.written[page.file] or not (folder / page.file).is_file()
    ]
    sent.fresh = len(fresh)
    sent.stale = sorted(file for file in before if file not in sent.written and (folder / file).is_file())
    sent.written |= {file: before[file] for file in sent.stale}
    # Of all letters, not only of those to be printed: fonts are cut to them, and a letter must not depend on its company.
    characters = "".join(sorted(set(summary).union(*(page.html for page in pages))))
    _print(fresh, summary, characters, sender, templates, workers, sent)
    return sent


def _print(
    letters: Sequence[PrintJob],
    summary: str,
    characters: str,
    sender: Sender,
    templates: Templates,
    workers: int,
    sent: Sent,
) -> None:
    """Print the pages, in fonts with these characters, by so many processes, and note what did not go well."""
    office = sender.office
    pictures = (office.logo,) if office.logo else ()
    # The summary goes first: it takes as long as a hundred letters.
    first = [(SUMMARY, PrintJob(SUMMARY, summary, "", ()))] if summary else []
    pages = [*first, *((f"{FOLDER}/{page.file}", page) for page in letters)]
    tasks = (Task(name, json.dumps((page.html, page.findings, page.names)).encode(), "") for name, page in pages)
    printing = Printing(sender.output, office.machine_fonts, tuple(templates.folders), pictures, characters)
    with closing(Pool[tuple[str, ...] | str](workers, printing).run(tasks, lambda: None)) as outcomes:
        for task, outcome in outcomes:
            file = task.name.removeprefix(f"{FOLDER}/")
            if isinstance(outcome, TaskFailed | str):
                why = outcome.reason if isinstance(outcome, TaskFailed) else outcome
                older = "（以前写的那份还在，不要误发）" if (sender.output / task.name).exists() else ""
                sent.failed.append((file, why + older))
                sent.fresh -= task.name != SUMMARY
                sent.written.pop(file, None)
            elif outcome:
                sent.codes.append((file, "".join(outcome)))
    sent.failed.sort()
    sent.codes.sort()


def _pages(overview: Overview, sender: Sender, templates: Templates, info: RuleSetInfo) -> Iterator[PrintJob]:
    names = OutputNames()
    logo = sender.office.logo.resolve().as_uri() if sender.office.logo else ""
    for entry in overview.entries:
        audit = _kept(entry, overview)
        if audit is None:
            continue
        file = names.file(_agency(entry), ".pdf")
        letter = _letter(audit, entry, overview, sender, file)
        yield PrintJob(file, templates.page(letter, logo), audits_json([audit], info), tuple(letter.names))


def _kept(entry: ReportEntry, overview: Overview) -> Audit | None:
    """The audit with all findings of the run that were not rejected; None of a report that could not be read."""
    audit = entry.record.audit
    if audit.error is not None:
        return None
    rejected = {id_ for id_, decision in overview.decisions.items() if decision.choice is Choice.REJECTED}
    findings = tuple(finding for finding in entry.findings if finding.id not in rejected)
    return replace(audit, verdict=replace(audit.verdict, findings=findings))


def _agency(entry: ReportEntry) -> str:
    if entry.agency is not None:
        return entry.agency.name
    return entry.record.audit.agency or Path(entry.record.name).stem


def _letter(audit: Audit, entry: ReportEntry, overview: Overview, sender: Sender, file: str) -> Letter:
    tables = overview.tables.get(audit.form or "", ())
    return letter_of(audit, sender.office, _issue(audit, sender, file), entry.record.tables, tables)


def _issue(audit: Audit, sender: Sender, file: str) -> LetterIssue:
    """Day and number; the same report is given the number it had."""
    office, day = sender.office, sender.day
    if day is None:
        return LetterIssue()
    number = ""
    if office.prefix and office.register is not None:
        count = len(audit.verdict.findings)
        wanted = register.RegisteredLetter(
            audit.agency or "", audit.report_year, register.LetterKind.AUDIT, count, day, file, audit.digest
        )
        number = register.issue(office.register, office, wanted).number
    return LetterIssue(number, day, deadline(day, office.deadline_days))
