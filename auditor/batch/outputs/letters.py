"""Letters of a run: one for each report, printed by several processes, and only those that have changed since the last time."""

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
    """Sender of the letters: its office, the day (None for drafts), its own templates, and the output folder."""

    office: Office
    day: date | None
    templates: Path | None
    output: Path


@dataclass(slots=True)
class Sent:
    """Result of writing letters: how many there are, and how many of them were printed again.

    `failed` are files and reasons; `codes` are files and the characters that no font draws, shown by their code. `written` are
    the digests of all letters by file; `stale` are letters of earlier runs that still exist although no report of this run
    belongs to them.
    """

    letters: int = 0
    fresh: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    codes: list[tuple[str, str]] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PrintJob:
    """Letter ready to print: its file, its HTML, its attachment, and the names in which no character may be missing."""

    file: str
    html: str
    findings: str
    names: tuple[str, ...]

    def digest(self) -> str:
        """Return the digest of everything the letter is printed from."""
        return hashlib.sha256(
            "\x1f".join((__version__, self.html, self.findings)).encode("utf-8", "replace")
        ).hexdigest()


@dataclass(frozen=True, slots=True)
class Printing:
    """Prepares a process to print letters; calling it there returns the function that prints one task into the folder."""

    folder: Path
    machine_fonts: bool
    templates: tuple[Path, ...]
    pictures: tuple[Path, ...]
    characters: str

    def __call__(self, allow: Allow) -> Callable[[Task], tuple[str, ...] | str]:
        """Return the function that prints a task; it returns the characters shown by their code, or why there is no letter."""
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
    """Write a letter for each report that could be read, as `sender.output`/意见书/机关.pdf, and the page `summary` as 通报.pdf.

    `before` are the digests that the last run left; unchanged letters that still exist are kept. Findings that the inspector
    rejected are not in the letters. Whatever could not be made or printed, including the summary, is reported in the result and
    stops nothing else; if the summary is empty, the caller reports why. Raises UsageError for the register.
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
    except AuditorError as error:  # a broken template: the letters of the last run stay as they are
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
    # Of all letters, not only of those to be printed: fonts are subset to them, and a letter must not depend on which others are
    # printed.
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
    """Print the pages, in fonts with these characters, by `workers` processes, and record failures in `sent`."""
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
    """Return the audit with all findings of the run that were not rejected; None for a report that could not be read."""
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
    """Return the day and number of a letter; the same report gets the number it had."""
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
