"""Context in which a kind checks a report: texts to search, cells by term, and locations for its findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from operator import attrgetter
from typing import Any, TypeVar

import regex

from auditor.chinese.text import Folded, fold_characters, has_blanks, squeeze
from auditor.chinese.values import Number
from auditor.engine.previous import PreviousReports
from auditor.model.finding import Location
from auditor.model.report import FormTable, Report, Span, Value
from auditor.ruleset.binding.terms import CellTerm
from auditor.ruleset.catalogues.documents import CitedDocument
from auditor.ruleset.catalogues.forms import Form
from auditor.ruleset.rule_set import RuleSet
from auditor.ruleset.schema.rules import OPENING, PREAMBLE, SCOPES, TITLE, WHOLE

T = TypeVar("T")
CellName = tuple[str, str]  # keys of its row and column
_ENDS = "[。；！？\n]"
_NUMBER_IN, _DOUBT_OF = attrgetter("number"), attrgetter("doubtful")
_NEXT_END, _LAST_END = re.compile(_ENDS), regex.compile(f"(?r){_ENDS}")  # the latter searches backwards


class CannotCheckError(Exception):
    """Raised where a rule cannot check the report; the message gives the reason in Chinese."""


class NotApplicableError(Exception):
    """Raised where a rule turns out not to apply to the report."""


@dataclass(frozen=True, slots=True)
class SummedCell:
    """Cell that took part in a sum, with its coefficient in left minus right."""

    row: str
    column: str
    coefficient: int


@dataclass(frozen=True, slots=True)
class Total:
    """Sum of some cells; `whole` is false if one of them is blank and was counted as 0."""

    number: Number
    whole: bool

    def may_be(self, said: Number) -> bool:
        """Return whether the blank cells can account for the difference to a larger stated number."""
        return not self.whole and self.number < said


@dataclass(frozen=True, slots=True)
class Hit:
    """Finding of a kind before the rule's message is applied; `values` fill the placeholders of that message."""

    location: Location
    values: Mapping[str, str] = field(default_factory=dict)
    expected: str | None = None
    actual: str | None = None
    operands: tuple[SummedCell, ...] = ()
    difference: Number = 0


class CheckResult:
    """Hits of a kind, and in `unable` what it could not check, in Chinese."""

    __slots__ = ("hits", "unable")

    def __init__(self, hits: list[Hit] | None = None, unable: list[str] | None = None) -> None:
        self.hits = [] if hits is None else hits
        self.unable = [] if unable is None else unable


@dataclass(frozen=True)
class CheckContext:
    """Report with the rule set it is audited by, and the previous reports where the user gave any."""

    report: Report
    ruleset: RuleSet
    before: PreviousReports | None = None
    _shared: dict[Hashable, Any] = field(default_factory=dict)
    _scopes: dict[tuple[str, ...], list[Folded]] = field(default_factory=dict)

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """Return a value that several rules need for the same report; `make` computes it on first use."""
        if name not in self._shared:
            self._shared[name] = make()
        result: T = self._shared[name]
        return result

    @cached_property
    def form(self) -> Form:
        """Form the report uses."""
        return self.ruleset.form(self.report.form)

    @cached_property
    def due(self) -> Form:
        """Form that reports of its year must use; the report's own form where the year is unknown or has none."""
        return self.ruleset.form_of(self.report.report_year) or self.form

    def in_force(self, document: str) -> CitedDocument:
        """Return the document in force for the report in place of the named one; where the year is unknown, as of its form."""
        year = self.report.report_year
        return self.ruleset.documents.in_force(document, self.form.since if year is None else year)

    @property
    def year(self) -> int:
        """Report year; raises CannotCheckError if it is unknown."""
        if self.report.report_year is None:
            raise CannotCheckError("报告所属年度无法判断")
        return self.report.report_year

    def previous(self, *, sure: bool = False) -> Report:
        """Return the report of the preceding year.

        Raises CannotCheckError if it is not among the reports given or is there in several versions, NotApplicableError if none
        were given. With `sure`, a report that may be another agency's raises CannotCheckError too: its figures must not lead to a
        finding.
        """
        if self.before is None:
            raise NotApplicableError("没有给出上年的报告")
        found = self.before.before(self.report)
        if found is None:
            raise CannotCheckError(f"给出的上年报告里没有{self.report.agency or '本机关'}{self.year - 1}年度的")
        if found.among > 1:
            raise CannotCheckError(
                f"给出的上年报告里有{found.among}份不同的{found.one.agency}{self.year - 1}年度报告，分不清以哪一份为准，请只留一份"
            )
        if sure and found.guessed:
            named = f"“{found.one.agency}”可能是{self.report.agency}更名以前的名称"
            raise CannotCheckError(
                f"{named}，请核对；确是同一机关的，用 --previous 单独给出那份报告，或者在名册里写上别名"
            )
        return found.one

    def scopes(self, within: tuple[str, ...]) -> Sequence[Folded]:
        """Return the texts to search.

        Raises CannotCheckError if none of the sections was found, NotApplicableError if only the title is searched and there is none.
        """
        texts = self._scopes.get(within)
        if texts is None:
            found = [text for name in within if (text := self._texts.get(name)) is not None]
            texts = self._scopes[within] = found
        if not texts and within == (TITLE,):
            raise NotApplicableError("没有找到标题")
        if not texts:
            named = "、".join(name if name in SCOPES else f"第{name}部分" for name in within)
            raise CannotCheckError(f"没有找到{named}")
        return texts

    @cached_property
    def _texts(self) -> Mapping[str, Folded | None]:
        """Texts of all scopes by name; of several sections with one numeral, the first."""
        report = self.report
        first = report.sections[0].heading.start if report.sections else len(report.document.text)
        return {
            WHOLE: report.prose,
            PREAMBLE: report.preamble,
            OPENING: report.prose.slice(0, first),
            TITLE: on_one_line(report.title) if report.title else None,
            **{section.numeral: section.prose for section in reversed(report.sections)},
        }

    def table(self, key: str) -> FormTable:
        """Return an official table; raise CannotCheckError if it was not found."""
        table = self.report.tables.get(key)
        if table is None or not table.found:
            raise CannotCheckError(f"没有读到{self.form.table[key].name}")
        return table

    def place(self, text: Folded, start: int, end: int) -> Location:
        """Return the location of `text.text[start:end]`."""
        first, last = text.span(start, end)
        return self.location(first, last)

    def location(self, start: int, end: int) -> Location:
        """Return the location of `start:end` in the document's text."""
        quote = self.report.document.text[start:end]
        return Location(section=self.report.section_at(start), quote=quote, start=start, end=end)

    def at_span(self, span: Span, section: str | None = None) -> Location:
        """Return the location of a span of the report."""
        return Location(
            section=section or self.report.section_at(span.start), quote=span.text, start=span.start, end=span.end
        )

    def at_value(self, table: str, value: Value) -> Location:
        """Return the location of a cell, without quote and offsets if nothing is written in it."""
        spot = Location(section=self.section_of(table), table=table, row=value.row, column=value.column)
        if not value.raw:
            return spot
        return Location(spot.section, table, value.row, value.column, value.raw, value.start, value.end)

    def section_of(self, table: str) -> str | None:
        """Return the official numeral of the section a table belongs to."""
        return next((section.numeral for section in self.form.sections if table in section.tables), None)

    def absent(self, within: tuple[str, ...], location: Location) -> Location:
        """Return the location of something missing in sections.

        It is marked as scanned where parts of them are scanned, because the text may only not have been recognised.
        """
        document = self.report.document
        ends = [(text.offsets[0], text.offsets[-1] + 1) for text in self.scopes(within) if text.offsets]
        scanned = any(document.has_scanned(start, end) for start, end in ends)
        return replace(location, scanned=True) if scanned else location

    def hidden(self, numeral: str) -> str:
        """Return, in Chinese, why a section that was not found may still exist; else empty.

        The text follows «没有找到第…部分，». The section may be in content that was not read, or on scanned pages between the
        preceding and the following section.
        """
        document = self.report.document
        if kinds := document.unread_kinds:
            return f"但文件里有{kinds}，可能在其中"
        order = [section.numeral for section in self.form.sections]
        place = order.index(numeral)
        found = {section.numeral: section for section in self.report.sections}
        start = max((found[other].heading.end for other in order[:place] if other in found), default=0)
        behind = (found[other].heading.start for other in order[place + 1 :] if other in found)
        end = min((other for other in behind if other >= start), default=len(document.text))
        return "这里是从图片识别的，可能没有认出，请核对原件" if document.has_scanned(start, end) else ""

    def total(self, terms: Sequence[CellTerm]) -> Total:
        """Sum some cells; raise CannotCheckError if one is not a number or was not read."""
        figures = []
        for term in terms:
            table, form = self.table(term.table), self.form.table[term.table]
            figures += [self.figure(form.name, form.row[row].label, table.at(row, term.column)) for row in term.rows]
        return Total(sum((figure or 0 for figure in figures), 0), whole=None not in figures)

    def sure(self, table: FormTable) -> Mapping[CellName, Number]:
        """Return the numbers of the table's cells that can be summed, blank cells as 0, by row and column."""
        return self._cells(table)[0]

    def odd(self, table: FormTable) -> Sequence[Value]:
        """Return, in order, the table's cells that hold no non-negative integer read with certainty: usually none."""
        return self._cells(table)[1]

    def blank(self, table: FormTable) -> Mapping[CellName, Value]:
        """Return the table's cells that are certainly empty, by row and column."""
        return self._cells(table)[2]

    def _cells(self, table: FormTable) -> tuple[Mapping[CellName, Number], Sequence[Value], Mapping[CellName, Value]]:
        return self.once(("cells", table.key), partial(_sorted, table))

    def figure(self, table: str, row: str, value: Value | None) -> Number | None:
        """Return a cell's number, None if blank; raise CannotCheckError if it is not a number or not read with certainty."""
        if value is None:
            raise CannotCheckError(f"{table}没有读到“{row}”这一行")
        if value.lost:
            why = f"有单元格没有读出：{value.reason}" if value.reason else "的单元格没有读全"
            raise CannotCheckError(f"{table}“{row}”{why}")
        if value.doubtful:
            place = self.report.document.place_at(value.start)
            where = f"（第{place.page}页）" if place else ""
            raise CannotCheckError(f"{table}“{row}”有单元格是从图片识别的，不能确定{where}，请核对原件")
        if value.text is not None:
            raise CannotCheckError(f"{table}“{row}”填的是“{value.text[:20]}”，不是数字")
        return value.number


def _sorted(table: FormTable) -> tuple[Mapping[CellName, Number], Sequence[Value], Mapping[CellName, Value]]:
    """Return the numbers that can be summed, the odd cells, and the blank ones among the odd cells."""
    cells = table.cells
    numbers = list(map(_NUMBER_IN, cells.values()))
    # Usually none of the hundreds of cells is odd, so all are tested at once first.
    if set(map(type, numbers)) <= {int} and min(numbers, default=0) >= 0 and not any(map(_DOUBT_OF, cells.values())):
        return dict(zip(cells, numbers, strict=True)), (), {}
    sure: dict[CellName, Number] = {}
    odd, blank = [], {}
    for place, value in cells.items():
        number = value.number
        if type(number) is int and number >= 0 and not value.doubtful:
            sure[place] = number
            continue
        odd.append(value)
        if value.sure:
            sure[place] = number or 0
        if value.blank:
            blank[place] = value
    return sure, odd, blank


def on_one_line(span: Span) -> Folded:
    """Fold a span and drop its blanks and line ends."""
    folded = fold_characters(span.text)
    if not has_blanks(folded):
        return Folded(folded, tuple(range(span.start, span.start + len(folded))))
    kept = [(ch, place) for place, ch in enumerate(folded, span.start) if squeeze(ch)]
    return Folded("".join(ch for ch, _ in kept), tuple(place for _, place in kept))


def sentence(text: str, at: int) -> tuple[int, int]:
    """Return start and end of the sentence around an offset in folded text."""
    before, behind = _LAST_END.search(text, 0, at), _NEXT_END.search(text, at)
    return before.end() if before else 0, behind.start() if behind else len(text)
