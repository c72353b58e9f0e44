"""Dashboard of a run: one page over all reports that needs no network, and a page for each report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from auditor.batch.data.overview import Likeness, Overview, ReportEntry, Trouble
from auditor.batch.outputs.dashboard.data import page_data
from auditor.batch.outputs.dashboard.pages import PageTemplates, write_pages
from auditor.batch.outputs.dashboard.report_page import page_names
from auditor.batch.outputs.dashboard.trend import trend_of
from auditor.batch.outputs.file_naming import INDEX, REPORTS
from auditor.batch.outputs.ledger import agency_of, county_of, graded, is_read, rule_counts, rule_names
from auditor.errors import UsageError, reason
from auditor.model.finding import Severity
from auditor.presentation.files import write_whole
from auditor.presentation.terminal_text import clean
from auditor.presentation.vocabulary import SEVERITIES, rules_line

_LIKENESSES = 200  # are shown; the ledger has all
_SHARED = 5


def write_dashboard(overview: Overview, store: Path, folder: Path, workers: int) -> None:
    """Write index.html and reports/ into the folder, making it if it does not exist; raises UsageError if that fails.

    `store` contains the records of the reports. Their pages are written first, so the index never links to a missing page.
    """
    try:
        (folder / REPORTS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"文件夹“{folder}”建不起来：{reason(error)}") from error
    pages = page_names(entry.record.name for entry in overview.entries if is_read(entry))
    write_pages(overview, pages, store, folder / REPORTS, workers)
    write_whole(folder / INDEX, index_html(PageTemplates(), overview, pages).encode("utf-8"))


def index_html(templates: PageTemplates, overview: Overview, pages: Mapping[str, str]) -> str:
    """Return the page over all reports; `pages` are the file names of the reports' own pages."""
    entries = [entry for entry in overview.entries if is_read(entry)]
    values = {
        "year": overview.year,
        "totals": _totals(overview, entries),
        "grades": SEVERITIES,
        "rules": rule_counts(overview),
        "missing": [h for h in overview.hand_ins if h.trouble is Trouble.MISSING],
        "others": [h for h in overview.hand_ins if h.trouble is not Trouble.MISSING],
        "late": [
            (agency_of(e), county_of(e), e.record.issued, _address(e.record.name, pages)) for e in entries if e.late
        ],
        "unread": [
            (clean(e.record.name), clean(e.record.audit.error or "")) for e in overview.entries if not is_read(e)
        ],
        "unchecked": _unchecked(overview, entries),
        "counties": list(dict.fromkeys(county_of(entry) for entry in entries)),
        "likenesses": _likenesses(overview, entries, pages),
        "more_alike": max(0, len(overview.likenesses) - _LIKENESSES),
        "trend": trend_of(overview),
        "in_force": rules_line(overview.info),
        "data": Markup(page_data(overview, pages)),  # noqa: S704
    }
    return templates.render("dashboard", values)


def _totals(overview: Overview, entries: list[ReportEntry]) -> dict[str, Any]:
    counted: Counter[Severity] = Counter()
    for entry in entries:
        counted.update(graded(entry.findings))
    clear = [entry for entry in entries if not entry.findings]
    return {
        "reports": len(overview.entries),
        "read": len(entries),
        "unread": len(overview.entries) - len(entries),
        "missing": sum(h.trouble is Trouble.MISSING for h in overview.hand_ins),
        "late": sum(entry.late for entry in entries),
        "grades": [(SEVERITIES[severity], severity.value, counted[severity]) for severity in Severity],
        "faultless": len(clear),
        "faultless_unsure": sum(bool(entry.record.audit.verdict.unchecked()) for entry in clear),
        "unchecked": sum(len(entry.record.audit.verdict.unchecked()) for entry in entries),
    }


def _unchecked(overview: Overview, entries: list[ReportEntry]) -> list[tuple[str, str, int]]:
    """Return the rules that could not check, by id and name, with the number of reports; most reports first."""
    counted = Counter(result.rule for entry in entries for result in entry.record.audit.verdict.unchecked())
    names = rule_names(overview)
    return [
        (rule, names.get(rule, rule), count) for rule, count in sorted(counted.items(), key=lambda kv: (-kv[1], kv[0]))
    ]


@dataclass(frozen=True, slots=True)
class _Alike:
    one: Likeness
    names: tuple[str, str]
    addresses: tuple[str, str]
    sentences: tuple[str, ...]


def _likenesses(overview: Overview, entries: list[ReportEntry], pages: Mapping[str, str]) -> list[_Alike]:
    agencies = {entry.record.name: agency_of(entry) for entry in entries}
    most = sorted(overview.likenesses, key=lambda one: (-one.share, one.first, one.second))[:_LIKENESSES]
    return [
        _Alike(
            one,
            (agencies.get(one.first, clean(one.first)), agencies.get(one.second, clean(one.second))),
            (_address(one.first, pages), _address(one.second, pages)),
            tuple(clean(shared.text) for shared in one.shared[:_SHARED]),
        )
        for one in most
    ]


def _address(name: str, pages: Mapping[str, str]) -> str:
    """Return the address of a report's page relative to the index; empty if it has none, as for a report of another year."""
    return f"{REPORTS}/{quote(pages[name])}" if name in pages else ""
