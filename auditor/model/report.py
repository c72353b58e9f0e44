"""Result of the recogniser: the report in the form's own terms, every value with its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from auditor.chinese.text import Folded
from auditor.chinese.values import Number
from auditor.model.agency import AgencyName
from auditor.model.document import Document, Paragraph


@dataclass(frozen=True, slots=True)
class Span:
    """Piece of the report as written, with its offsets in the document's text."""

    text: str
    start: int
    end: int


class Body(StrEnum):
    """Kind of body that reports; 条例第四十九条 sets a date for the first two only."""

    GOVERNMENT = "government"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    UNKNOWN = "unknown"


class Level(StrEnum):
    """Level of administration of a body."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


@dataclass(frozen=True, slots=True)
class Value:
    """Cell of an official table: the number in it, or its text if that is not a number.

    `number` and `text` are both None for an empty cell. `lost` is true if the reader found no cell or could not read its content
    (`reason` then says why, in Chinese), `doubtful` if it recognised the cell in an image and is not sure of it.
    """

    row: str
    column: str
    raw: str
    start: int
    end: int
    number: Number | None = None
    text: str | None = None
    lost: bool = False
    doubtful: bool = False
    reason: str = ""

    @property
    def sure(self) -> bool:
        """Return whether rules can compute with the cell: it was read, and holds a number or nothing."""
        return self.text is None and not self.lost and not self.doubtful

    @property
    def blank(self) -> bool:
        """Return whether the cell exists and is certainly empty."""
        return self.number is None and self.sure


@dataclass(frozen=True, slots=True)
class Label:
    """Row or column label as written; `expected` is the form's wording, `accepted` whether the label is permitted as written."""

    key: str
    span: Span
    expected: str
    accepted: bool
    column: bool = False


class Way(StrEnum):
    """Method by which the cells of a row were assigned to their columns."""

    ORDER = "order"
    FILLED = "filled"
    PLACE = "place"
    SHARED = "shared"
    NONE = "none"


@dataclass(frozen=True)
class FormTable:
    """One official table; `rows` holds the rows that were found, each with a value for every column of the form.

    `ways` says for each row how its cells were assigned: as many cells after the label as there are columns (order), as many
    filled ones (filled), by the columns of other rows (place), from one line of figures for all rows (shared), or not at all
    (none). `strays` are the labels of rows with figures that are not in the form. `foreign` are column headings of another form:
    with them the figures cannot be understood, and all values are lost.
    """

    key: str
    rows: Mapping[str, tuple[Value, ...]]
    missing_rows: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    found: bool = False
    strays: tuple[Span, ...] = ()
    foreign: tuple[Span, ...] = ()
    ways: Mapping[str, Way] = field(default_factory=dict)
    start: int = 0
    end: int = 0

    def values(self) -> Collection[Value]:
        """Return all values, row by row."""
        return self.cells.values()

    @property
    def known(self) -> int:
        """Return how many values were read."""
        return sum(not value.lost for value in self.values())

    def at(self, row: str, column: str) -> Value | None:
        """Return the value in a row and column by their keys; None if the row was not found."""
        return self.cells.get((row, column))

    @cached_property
    def cells(self) -> dict[tuple[str, str], Value]:
        """Map the keys of row and column to the value, for all values."""
        return {(value.row, value.column): value for row in self.rows.values() for value in row}


class Wording(StrEnum):
    """Agreement of a heading with the form's: the same words, other words of the same meaning, or another meaning."""

    EXACT = "exact"
    CLOSE = "close"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Section:
    """One of the form's sections as found; `numeral` is the official number, `number` the report's own ("" if lost)."""

    numeral: str
    key: str
    heading: Span
    number: str
    wording: Wording
    start: int
    end: int
    paragraphs: tuple[Paragraph, ...]
    prose: Folded
    tables: tuple[str, ...] = ()
    repeats: tuple[Span, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Return whether neither words nor an official table follow the heading."""
        return not self.prose.text.strip("。，、；：.\n") and not self.tables


@dataclass(frozen=True, slots=True)
class YearEvidence:
    """Place that names the report year; in descending order of weight: title, period, opening, overview, issued."""

    source: str
    year: int
    span: Span


@dataclass(frozen=True, slots=True)
class IssueDate:
    """Date under (or above) the report; `span` is None where only the page's index card gives it, outside the text."""

    value: date
    span: Span | None


@dataclass(frozen=True, slots=True)
class Published:
    """Day on which a page says it was published; `span` is None where that is outside the report's text.

    `hidden` is the day in the page's hidden data, if it differs.
    """

    value: date
    span: Span | None = None
    hidden: date | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One recognised annual report; `report_year` is None if nothing gives it. `name` is the agency's name, split into parts.

    `doubtful_sections` are the missing sections for which some text may be the heading, with its place.
    """

    document: Document
    form: str
    title: Span | None
    agency: str
    name: AgencyName
    agency_written: Span | None
    body: Body
    levels: frozenset[Level]
    report_year: int | None
    evidence: tuple[YearEvidence, ...]
    issued: IssueDate | None
    preamble: Folded
    prose: Folded
    sections: tuple[Section, ...]
    missing_sections: tuple[str, ...]
    tables: Mapping[str, FormTable]
    warnings: tuple[str, ...] = ()
    published: Published | None = None
    doubtful_sections: Mapping[str, Span] = field(default_factory=dict)

    @property
    def title_line(self) -> str | None:
        """Return the title on one line, with its line breaks removed: Chinese lines are joined without a blank."""
        return "".join(line.strip() for line in self.title.text.split("\n")) if self.title else None

    @property
    def missing_parts(self) -> tuple[str, ...]:
        """Return the parts of the form that the report lacks, as far as it was read: sections, tables, and rows as «table/row»."""
        tables = [key for key, table in self.tables.items() if not table.found]
        rows = [f"{t.key}/{row}" for t in self.tables.values() if t.found for row in t.missing_rows]
        return (*self.missing_sections, *tables, *rows)

    def section(self, numeral: str) -> Section | None:
        """Return the section with this official numeral, if it was found."""
        for section in self.sections:
            if section.numeral == numeral:
                return section
        return None

    def section_at(self, offset: int) -> str | None:
        """Return the official numeral of the section that contains a document offset."""
        return next((s.numeral for s in self.sections if s.heading.start <= offset < s.end), None)
