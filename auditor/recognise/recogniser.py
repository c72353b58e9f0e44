"""Document and form to Report."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from auditor.errors import UnreadableReport
from auditor.model.document import Document, Paragraph
from auditor.model.report import Report, Table
from auditor.model.text import squeeze
from auditor.recognise.bodies import Bodies
from auditor.recognise.headings import HeadingFinder
from auditor.recognise.identify import find_title, identify, years_in_titles
from auditor.recognise.sections import Prose, cut_sections
from auditor.recognise.tables import TableReader
from auditor.recognise.unruled import complete
from auditor.ruleset.bodies import BodyNames
from auditor.ruleset.forms import Form

_SIGNATURE_LINES = 5
_SHORT = 30
ENOUGH_SECTIONS = 2
WHOLE_ROW = 7  # a row that is missing, or a head that is there, weighs as much as a row's values
_REPORT_WORDS = ("信息公开", "政务公开")


class Recogniser:
    """Recognises reports of the given forms; built once, it holds no state of any report."""

    def __init__(self, forms: Sequence[Form], bodies: BodyNames) -> None:
        self._tools = [(form, HeadingFinder(form), TableReader(form)) for form in forms]
        self._bodies = Bodies(bodies)

    def recognise(self, document: Document) -> Report:
        """The document as a report of the form it uses; raises UnreadableReport if it is no annual report at all."""
        taken = _Taken(document, *self._tools[0])
        if not all(table.found and not table.foreign and not table.missing_rows for table in taken.tables.values()):
            # Something does not fit the form in force. An older one is taken only if it fits no table worse.
            for tools in self._tools[1:]:
                older = _Taken(document, *tools)
                gains = [_fit(older.tables[key]) - _fit(taken.tables[key]) for key in taken.tables]
                if min(gains) >= 0 and max(gains) > 0:
                    taken = older
        return self._report(taken)

    def _report(self, taken: _Taken) -> Report:
        document, form, chosen, tables = taken.document, taken.form, taken.chosen, taken.tables
        paragraphs = list(document.paragraphs())
        if not _is_report(document, paragraphs, len(chosen), tables):
            if document.unread:
                raise UnreadableReport(
                    f"正文里没有报告的章节和表格，只有{document.unread_kinds}，请换用含文字的版本再审核"
                )
            raise UnreadableReport(
                "这不像是政府信息公开工作年度报告：没有找到规定的章节、表格和标题，请确认文件是否选对"
            )
        prose = Prose(paragraphs)
        first = chosen[0].best.paragraph.start if chosen else len(document.text)
        last = chosen[-1].best.paragraph.start if chosen else -1
        title = find_title(paragraphs, document)
        before = [p for p in paragraphs[title[-1] :] if p.start < first]
        preamble = prose.join(before)
        end = _signature_start(paragraphs, last, document, self._bodies)
        sections = cut_sections(document, chosen, prose, tables, end)
        overview = next((section.prose for section in sections if section.key == "overview"), None)
        who = identify(document, title, paragraphs, preamble, overview, last, self._bodies)
        earliest = self._tools[-1][0].since
        if who.year is not None and who.year < earliest:
            raise UnreadableReport(f"这是{who.year}年度的报告，规则只适用于{earliest}年度及以后的报告，没有审核")
        found = {section.numeral for section in sections}
        return Report(
            document=document,
            form=form.form,
            title=who.title,
            agency=who.agency,
            agency_written=who.agency_written,
            body=self._bodies.kind(who.agency),
            levels=self._bodies.levels(who.agency),
            report_year=who.year,
            evidence=who.evidence,
            issued=who.issued,
            preamble=preamble,
            prose=prose.join(paragraphs),
            sections=sections,
            missing_sections=tuple(s.numeral for s in form.sections if s.numeral not in found),
            tables=tables,
            warnings=(*document.warnings, *taken.warnings),
        )


class _Taken:
    """A document taken for a report of one form: its headings, its tables, and what is to be said of how they were read."""

    def __init__(self, document: Document, form: Form, headings: HeadingFinder, reader: TableReader) -> None:
        self.form = form
        self.chosen = headings.find(document.blocks)
        tables, warnings = reader.read(list(document.grids()))
        self.document, self.tables, more = complete(document, self.chosen, reader, tables)
        self.warnings = [*warnings, *more]


def _fit(table: Table) -> int:
    """How well a table fits a form: values read and heads as printed, less values lost and rows the report has not."""
    if not table.found:
        return 0
    read = sum(-1 if value.lost else 1 for value in table.values())
    heads = sum(label.accepted and label.column for label in table.labels)
    return read + WHOLE_ROW * (heads - len(table.missing_rows))


def _is_report(document: Document, paragraphs: Sequence[Paragraph], sections: int, tables: dict[str, Table]) -> bool:
    """Whether the file is an annual report: sections or tables of the form, or a title that says so.

    A title alone is not enough where the text may be in pictures, nor are the titles of several years: that is a list.
    """
    if sections >= 3 or any(table.found for table in tables.values()):
        return True
    if sections < ENOUGH_SECTIONS and (
        document.unread or find_title(paragraphs, document)[0] is None or years_in_titles(paragraphs) > 2
    ):
        return False
    head = squeeze(document.text[:600])
    return (
        any(word in head for word in _REPORT_WORDS)
        and ("年度报告" in head or "年报" in head)
        and len(document.text) > 200
    )


def _signature_start(paragraphs: list[Paragraph], last_heading: int, document: Document, bodies: Bodies) -> int:
    """Where the signer's name and the date under the report begin, so that they count as no section's text.

    What stands behind them, such as links and remarks of the page, is no part of the report either.
    """
    under = [paragraph for paragraph in paragraphs if paragraph.start > last_heading]
    for name, day in pairwise(under):
        if _is_name(name, bodies) and _is_day(day):
            return name.start
    end = len(document.text)
    for paragraph in reversed(under[-_SIGNATURE_LINES:]):
        if not (_is_day(paragraph) or _is_name(paragraph, bodies)):
            break
        end = paragraph.start
    return end


def _is_day(paragraph: Paragraph) -> bool:
    text = squeeze(paragraph.text)
    return len(text) <= _SHORT and text[:1] in "（2二" and text.rstrip("）").endswith("日")


def _is_name(paragraph: Paragraph, bodies: Bodies) -> bool:
    text = squeeze(paragraph.text)
    return len(text) <= _SHORT and text.isalpha() and bodies.known(text)
