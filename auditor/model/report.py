"""What the recogniser returns: the report in the form's own terms, every value with the place it came from."""

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
    """A piece of the report as written, with its offsets in the document's text."""

    text: str
    start: int
    end: int


class Body(StrEnum):
    """The kind of body that reports; 条例第四十九条 sets a date for the first two only."""

    GOVERNMENT = "government"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    UNKNOWN = "unknown"


class Level(StrEnum):
    """The level of administration a body belongs to."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


@dataclass(frozen=True, slots=True)
class Value:
    """A cell of one of the official tables: the number in it, or its own text where that is no number.

    `number` and `text` are both None for an empty cell; `lost` is true where the reader found no cell at all or could not read
    what is in it (`reason` then says why, in Chinese), `doubtful` where it recognised the cell in a picture and is not sure of it.
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
        """Whether the cell can be reckoned with: it was read, and holds a number or nothing."""
        return self.text is None and not self.lost and not self.doubtful

    @property
    def blank(self) -> bool:
        """Whether the cell is there and surely empty."""
        return self.number is None and self.sure


@dataclass(frozen=True, slots=True)
class Label:
    """A row or column label as written; `expected` is the form's wording, `accepted` whether it may stand as it is."""

    key: str
    span: Span
    expected: str
    accepted: bool
    column: bool = False


class Way(StrEnum):
    """How the cells of a row were given to their columns."""

    ORDER = "order"
    FILLED = "filled"
    PLACE = "place"
    SHARED = "shared"
    NONE = "none"


@dataclass(frozen=True)
class FormTable:
    """One official table; `rows` holds the rows that were found, each with a value for every column of the form.

    `ways` tells for each of them how its cells were told apart: as many cells behind the label as there are columns (order), as
    many filled ones (filled), by the columns other rows stand in (place), out of one line of figures for all rows (shared), or
    not at all (none). `strays` are the labels of rows with figures that are none of the form's. `foreign` are heads of another
    form: with them the figures cannot be understood, and all values are lost.
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
        """All values, row by row."""
        return self.cells.values()

    @property
    def known(self) -> int:
        """How many values were read."""
        return sum(not value.lost for value in self.values())

    def at(self, row: str, column: str) -> Value | None:
        """The value in a row and column by their keys; None where the row was not found."""
        return self.cells.get((row, column))

    @cached_property
    def cells(self) -> dict[tuple[str, str], Value]:
        """All values by row and column."""
        return {(value.row, value.column): value for row in self.rows.values() for value in row}


class Wording(StrEnum):
    """How a heading agrees with the form's: in its words, in others of the same sense, or in others that say something else."""

    EXACT = "exact"
    CLOSE = "close"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Section:
    """One of the form's sections as found; `numeral` is the official one, `number` the one the report wrote («» if lost)."""

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
        """Whether neither words nor an official table follow the heading."""
        return not self.prose.text.strip("。，、；：.\n") and not self.tables


@dataclass(frozen=True, slots=True)
class YearEvidence:
    """A place that names the report year, in the order of how much it weighs: title, period, opening, overview, issued."""

    source: str
    year: int
    span: Span


@dataclass(frozen=True, slots=True)
class IssueDate:
    """The date under (or over) the report; `span` is None where only the page's index card says it, outside of the text."""

    value: date
    span: Span | None


@dataclass(frozen=True, slots=True)
class Published:
    """The day on which a page says it was published; `span` is None where it stands outside of the report's text.

    `hidden` is the day in the page's hidden data, where that is another one.
    """

    value: date
    span: Span | None = None
    hidden: date | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One annual report, recognised; `report_year` is None where nothing tells it. `name` is the agency's, taken apart.

    `doubtful_sections` are those missing sections of which something in the text may be the heading, with that place.
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
        """The title on one line: where the report breaks it over lines, they are joined as Chinese is, with nothing between."""
        return "".join(line.strip() for line in self.title.text.split("\n")) if self.title else None

    @property
    def missing_parts(self) -> tuple[str, ...]:
        """What the form has and the report has not, as far as it was read: sections, tables, and rows as «table/row»."""
        tables = [key for key, table in self.tables.items() if not table.found]
        rows = [f"{t.key}/{row}" for t in self.tables.values() if t.found for row in t.missing_rows]
        return (*self.missing_sections, *tables, *rows)

    def section(self, numeral: str) -> Section | None:
        """The section with this official numeral, if it was found."""
        for section in self.sections:
            if section.numeral == numeral:
                return section
        return None

    def section_at(self, offset: int) -> str | None:
        """The official numeral of the section a document offset lies in."""
        return next((s.numeral for s in self.sections if s.heading.start <= offset < s.end), None)
