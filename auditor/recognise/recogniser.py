"""Recogniser that turns a document and a form into a Report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from auditor.errors import Cause, UnreadableReport
from auditor.model.document import Document, Paragraph
from auditor.model.report import FormTable, Report
from auditor.recognise.identity.bodies import Bodies
from auditor.recognise.identity.dates import is_day, is_name
from auditor.recognise.identity.identify import Parts, identify, year_without_title
from auditor.recognise.identity.other_reports import newest_report
from auditor.recognise.identity.page_lines import read_page_lines
from auditor.recognise.identity.refusal import require_report
from auditor.recognise.identity.titles import find_title
from auditor.recognise.sections.headings import LONGEST, HeadingFinder
from auditor.recognise.sections.sections import Prose, cut_sections
from auditor.recognise.tables.other_years import of_this_year
from auditor.recognise.tables.out_of_order import without_unordered_tables
from auditor.recognise.tables.tables import FormTableReader
from auditor.recognise.tables.unruled import complete
from auditor.ruleset.catalogues.agency_names import agency_name
from auditor.ruleset.catalogues.bodies import BodyNames
from auditor.ruleset.catalogues.forms import Form

_SIGNATURE_LINES = 5
_OPENING_LINES = 4
WHOLE_ROW = 7  # a missing row, or a column heading that is present, weighs as much as a row's values


class Recogniser:
    """Recogniser of reports of the given forms; built once, it holds no state of any report."""

    def __init__(self, forms: Sequence[Form], bodies: BodyNames) -> None:
        self._tools = [(form, HeadingFinder(form), FormTableReader(form)) for form in forms]
        self._bodies = Bodies(bodies)

    def recognise(self, document: Document) -> Report:
        """Recognise the document as a report of the form it uses.

        Raises UnreadableReport if the document is not an annual report, or is one of a year before the rules begin.
        """
        document = newest_report(document)
        newest = _Taken(document, *self._tools[0])
        report = self._report(self._fitting(document, newest, _fit))
        due = next((tools for tools in self._tools if report.report_year and tools[0].covers(report.report_year)), None)
        if due is None or due[0].form == report.form:
            return report
        # The year requires another form than the tables fit: use that form, unless a different one reads more of the
        # content.
        taken = self._fitting(document, newest if due is self._tools[0] else _Taken(document, *due), _read)
        return report if taken.form.form == report.form else self._report(taken)

    def _fitting(self, document: Document, first: _Taken, fit: Callable[[FormTable], int]) -> _Taken:
        """Try the first form and, if some table does not fit it, any other form that fits better and no table worse."""
        taken = first
        if all(table.found and not table.foreign and not table.missing_rows for table in first.tables.values()):
            return taken
        for tools in self._tools:
            if tools[0].form == first.form.form or not _may_fit_better(tools[0], taken):
                continue
            other = _Taken(document, *tools)
            gains = [fit(table) - fit(taken.tables[key]) for key, table in other.tables.items() if key in taken.tables]
            if min(gains, default=0) >= 0 and max(gains, default=0) > 0:
                taken = other
        return taken

    def _report(self, taken: _Taken) -> Report:
        document, form, chosen, tables = taken.document, taken.form, taken.chosen, taken.tables
        paragraphs = list(document.paragraphs())
        text_end = len(document.text)
        first = chosen[0].best.paragraph.start if chosen else text_end
        last = chosen[-1].best.paragraph.start if chosen else -1
        page = read_page_lines(document.blocks, first, last, document.text)
        written = [p for p in paragraphs if p.start not in page.starts]
        prose = Prose(paragraphs)
        end = _signature_start(written, last, document, self._bodies)
        sections = cut_sections(document, chosen, prose, tables, end)
        overview = next((section.prose for section in sections if section.key == "overview"), None)
        nearest = prose.join([p for p in written if p.start < first][-_OPENING_LINES:])
        parts = Parts(document, written, nearest, overview, first, last, page)
        expected = cache(lambda: year_without_title(parts))
        title = find_title(document.blocks, first, document.text, self._bodies, expected)
        require_report(document, title, sections, tables, self._bodies, self._tools[-1][0].since)
        before = [p for p in written if p.start < first and (title is None or p.start >= title.span.end)]
        preamble = prose.join(before)
        opening = preamble if title else prose.join(_from_the_opening(before))
        who = identify(replace(parts, preamble=opening), title, self._bodies)
        earliest = self._tools[-1][0].since
        if who.year is not None and who.year < earliest:
            raise UnreadableReport(
                f"这是{who.year}年度的报告，规则只适用于{earliest}年度及以后的报告，没有审核", Cause.NOT_A_REPORT
            )
        found = {section.numeral for section in sections}
        missing = tuple(s.numeral for s in form.sections if s.numeral not in found)
        return Report(
            document=document,
            form=form.form,
            title=title.span if title else None,
            agency=who.agency,
            name=agency_name(who.agency),
            agency_written=who.agency_written,
            body=self._bodies.kind(who.agency),
            levels=self._bodies.levels(who.agency),
            report_year=who.year,
            evidence=who.evidence,
            issued=who.issued,
            published=who.published,
            preamble=preamble,
            prose=prose.join(written),
            sections=sections,
            missing_sections=missing,
            doubtful_sections=taken.headings.doubtful(document, missing) if missing else {},
            tables=tables,
            warnings=(*document.warnings, *taken.warnings),
        )


def _from_the_opening(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Drop the short lines of a page's menu in front of the first sentence."""
    for place, paragraph in enumerate(paragraphs):
        if len(paragraph.text) > LONGEST or paragraph.text.endswith(("。", "：", "；")):
            return paragraphs[place:]
    return paragraphs


class _Taken:
    """Document read as a report of one form: its headings, its tables, and the warnings about how they were read."""

    def __init__(self, document: Document, form: Form, headings: HeadingFinder, reader: FormTableReader) -> None:
        self.form, self.headings = form, headings
        self.chosen = headings.find(document.blocks)
        document = without_unordered_tables(document, reader)
        grids, others = of_this_year(document)
        tables, warnings = reader.read(grids)
        self.document, self.tables, more = complete(document, self.chosen, reader, tables)
        self.warnings = [*others, *warnings, *more]


def _may_fit_better(other: Form, taken: _Taken) -> bool:
    """Return whether another form differs in a table that is missing or unclear, or that lacks rows the other form does not have."""
    for key, table in taken.tables.items():
        if key not in other.table or other.table[key] == taken.form.table[key]:
            continue
        unclear = not table.found or table.foreign or table.known < len(table.values())
        if unclear or any(row not in other.table[key].row for row in table.missing_rows):
            return True
    return False


def _fit(table: FormTable) -> int:
    """Score how well a table fits a form: what was read of it, minus the weight of its missing rows."""
    return _read(table) - WHOLE_ROW * len(table.missing_rows)


def _read(table: FormTable) -> int:
    """Score how much of a table a form reads: values read and column headings as printed, minus lost values."""
    if not table.found:
        return 0
    read = sum(-1 if value.lost else 1 for value in table.values())
    return read + WHOLE_ROW * sum(label.accepted and label.column for label in table.labels)


def _signature_start(paragraphs: list[Paragraph], last_heading: int, document: Document, bodies: Bodies) -> int:
    """Return the offset of the signer's name and date under the report, which belong to no section.

    Text after them, such as links and remarks of the page, is not part of the report either.
    """
    under = [paragraph for paragraph in paragraphs if paragraph.start > last_heading]
    for name, day in pairwise(under):
        if is_name(name, bodies) and is_day(day):
            return name.start
    end = len(document.text)
    for paragraph in reversed(under[-_SIGNATURE_LINES:]):
        if not (is_day(paragraph) or is_name(paragraph, bodies)):
            break
        end = paragraph.start
    return end
