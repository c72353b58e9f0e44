"""Pages of a dashboard: their templates, and a page for each report, written by several processes."""

from __future__ import annotations

import base64
import hashlib
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader
from markupsafe import Markup

from auditor.batch.data.overview import Decision, Overview, ReportEntry
from auditor.batch.data.record import ReportRecord
from auditor.batch.outputs.dashboard.report_page import blocks, placed
from auditor.batch.outputs.ledger import agency_of, county_of, graded, is_read, rule_names
from auditor.batch.store.result_store import ResultStore, named
from auditor.batch.workers.pool import Allow, Pool, Task, TaskFailed
from auditor.errors import AuditorError, UsageError
from auditor.model.finding import Finding, RuleResult
from auditor.model.official import OfficialTable
from auditor.presentation.files import write_whole
from auditor.presentation.sandbox import Sandbox
from auditor.presentation.terminal_text import clean
from auditor.presentation.vocabulary import OUTCOMES, SEVERITIES, basis_line, place
from auditor.resources import templates_folder

_A_TASK = 20  # pages; handing one over takes as long as writing it
_SECONDS = 120.0


class PageTemplates:
    """Templates of the pages, with inline style and script, and a policy that allows no other."""

    def __init__(self) -> None:
        self._folder = templates_folder() / "bulk"
        loader = FileSystemLoader(self._folder)
        self._environment = Sandbox(loader=loader, trim_blocks=True, lstrip_blocks=True)

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """Render the template of this name with the style and the script of the same name."""
        style = self._text("base.css") + self._text(f"{name}.css")
        script = self._text(f"{name}.js")
        policy = f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; base-uri 'none'"
        inline = {"style": Markup(style), "script": Markup(script), "policy": policy}  # noqa: S704
        return self._environment.get_template(f"{name}.html.j2").render({**values, **inline})

    def _text(self, name: str) -> str:
        path = self._folder / name
        return path.read_text("utf-8") if path.exists() else ""


def _digest(text: str) -> str:
    """Return the source expression of an inline text for a Content Security Policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@dataclass(frozen=True, slots=True)
class ReportPageData:
    """Data of a report's page `file` besides its record: its agency, all its findings, and the decisions on them."""

    name: str
    file: str
    agency: str
    county: str
    late: bool
    findings: tuple[Finding, ...]
    unchecked: tuple[RuleResult, ...]
    decisions: Mapping[str, Decision]


def write_pages(overview: Overview, pages: Mapping[str, str], store: Path, folder: Path, workers: int) -> None:
    """Write the page of each report that could be read into the folder; `pages` are their file names.

    The processes receive the records as packed in the store, which is much faster than packing them again. Raises UsageError if a
    page cannot be written, and AuditorError if a process fails.
    """
    rendering = Rendering(folder, dict(overview.tables), rule_names(overview))
    with (
        ResultStore(store) as kept,
        closing(Pool[str](workers, rendering).run(_tasks(overview, pages, kept), _wait)) as outcomes,
    ):
        for _, outcome in outcomes:
            if isinstance(outcome, TaskFailed):
                raise AuditorError(f"报告的网页没有写完：{outcome.reason}")
            if outcome:
                raise UsageError(outcome)


def _tasks(overview: Overview, pages: Mapping[str, str], store: ResultStore) -> Iterator[Task]:
    read = [entry for entry in overview.entries if is_read(entry)]
    for some in (read[at : at + _A_TASK] for at in range(0, len(read), _A_TASK)):
        told = [(_told(e, pages[e.record.name], overview), store.packed(e.record.name)) for e in some]
        yield Task(some[0].record.name, pickle.dumps(told), "")


def _wait() -> None:
    """Do nothing while no page arrives."""


def _told(entry: ReportEntry, file: str, overview: Overview) -> ReportPageData:
    decided = {f.id: overview.decisions[f.id] for f in entry.findings if f.id in overview.decisions}
    unchecked = entry.record.audit.verdict.unchecked()
    whose = (agency_of(entry), county_of(entry))
    return ReportPageData(entry.record.name, file, *whose, entry.late, entry.findings, unchecked, decided)


@dataclass(frozen=True, slots=True)
class Rendering:
    """Prepares a process to write pages; `names` are those of the rules."""

    folder: Path
    tables: Mapping[str, tuple[OfficialTable, ...]]
    names: Mapping[str, str]

    def __call__(self, allow: Allow) -> Callable[[Task], str]:
        """Return the function that writes the pages of a task and returns an error message, empty if all went well."""
        templates = PageTemplates()

        def work(task: Task) -> str:
            allow(_SECONDS)
            try:
                for told, packed in pickle.loads(task.data):  # noqa: S301  written by the process that started this one
                    record = named(told.name, packed)
                    page = report_html(
                        templates, record, told, self.tables.get(record.audit.form or "", ()), self.names
                    )
                    write_whole(self.folder / told.file, page.encode("utf-8"))
            except AuditorError as error:
                return str(error)
            return ""

        return work


def report_html(
    templates: PageTemplates,
    record: ReportRecord,
    told: ReportPageData,
    tables: Sequence[OfficialTable],
    names: Mapping[str, str],
) -> str:
    """Render the page of one report that was read; `tables` are those of its form, `names` those of the rules."""
    audit = record.audit
    shown = blocks(record, told.findings, tables)
    values = {
        "told": told,
        "file": clean(record.name),
        "year": audit.report_year,
        "issued": record.issued,
        "counts": [(SEVERITIES[s], s.value, n) for s, n in graded(told.findings).items()],
        "findings": list(enumerate(told.findings, 1)),
        "placed": placed(shown),
        "grades": SEVERITIES,
        "blocks": shown,
        "unchecked": [
            (r.rule, names.get(r.rule, r.name), OUTCOMES[r.outcome], clean(r.reason)) for r in told.unchecked
        ],
        "waived": audit.verdict.waived,
        "warnings": audit.warnings,
        "place": place,
        "basis": basis_line,
        "clean": clean,
    }
    return templates.render("report", values)
