"""One workbook in every format that spreadsheets have: XLSX, XLS, ODS and the XML of Excel 2003, written from the same cells.

`laid_out` puts a report on a sheet; tests then change, hide and move what they like.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from tests.writers.plain import PlainReport
from tests.writers.spans import draw

LOOKS = ("struck", "raised", "low", "white", "small")
Place = tuple[int, int]  # row and column from 0
Area = tuple[int, int, int, int]  # top, left, bottom, right


@dataclass(frozen=True, slots=True)
class Shape:
    """How a cell is shown: a number format, text struck out or in white, the colour of its ground."""

    code: str = "General"
    struck: bool = False
    color: str = ""
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of rich text; a `small` one has letters of 6 points, others of 11."""

    text: str
    struck: bool = False
    raised: bool = False
    low: bool = False
    white: bool = False
    small: bool = False

    @property
    def look(self) -> str:
        """What makes it unlike the others; empty if nothing does."""
        return next((name for name in LOOKS if getattr(self, name)), "")


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell: a text, a number, an error sign, or a formula (as in Excel, without its equals sign) with what is stored for it.

    A number in `shares` stands for a formula that several cells share: the first of them has its text.
    """

    value: str | float | None = None
    formula: str = ""
    error: bool = False
    pieces: tuple[Piece, ...] = ()
    shape: Shape = Shape()
    shares: int | None = None
    array: bool = False


@dataclass
class Page:
    """A sheet."""

    name: str = "年报"
    cells: dict[Place, Entry] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    flat_rows: set[int] = field(default_factory=set)
    flat_columns: set[int] = field(default_factory=set)
    hidden: bool = False

    def set(self, row: int, column: int, value: str | float | None = None, **more: object) -> None:
        """Put something into a cell; what is not said stays as it is."""
        old = self.cells.get((row, column), Entry())
        if value is not None:
            more["value"] = value
        self.cells[row, column] = replace(old, **more)  # type: ignore[arg-type]

    def lines(self) -> dict[int, list[tuple[int, Entry]]]:
        """The columns and cells of each row, from the left."""
        found: dict[int, list[tuple[int, Entry]]] = {}
        for row, column in sorted(self.cells):
            found.setdefault(row, []).append((column, self.cells[row, column]))
        return found

    def find(self, text: str, after: int = -1) -> Place:
        """The first cell with this text, below a row if one is given."""
        return next(at for at in sorted(self.cells) if self.cells[at].value == text and at[0] > after)

    def figures(self, label: str) -> list[Place]:
        """The cells with numbers in the row with a label."""
        row = self.find(label)[0]
        return [at for at in sorted(self.cells) if at[0] == row and isinstance(self.cells[at].value, float)]


@dataclass
class Workbook:
    """Sheets; `recalculates` is whether the file asks for all formulas to be reckoned when it is opened."""

    pages: list[Page]
    recalculates: bool = False


def laid_out(report: PlainReport) -> Page:
    """The whole report down one sheet, without blank rows between text and tables."""
    page = Page()
    row = 0

    def text(*lines: str) -> None:
        nonlocal row
        for line in lines:
            page.set(row, 0, line)
            row += 1

    text(*report.title, *report.preamble)
    for section in report.sections:
        text(section.heading, *section.paragraphs)
        if section.table:
            drawn = draw(section.table, report.tables[section.table], report.labels.get(section.table, {}))
            for cells in drawn.rows:
                for cell in cells:
                    if cell.text:
                        page.set(row, cell.column, _value(cell.text))
                    if cell.row_span > 1 or cell.col_span > 1:
                        page.merges.append((row, cell.column, row + cell.row_span - 1, cell.column + cell.col_span - 1))
                row += 1
    text(*report.signed)
    return page


def _value(text: str) -> str | float:
    return float(text) if text.replace(".", "", 1).isdecimal() else text


def moved(page: Page, down: int, across: int) -> Page:
    """The sheet with blank rows above and blank columns to the left; formulas must not hang on where they stand."""
    return Page(
        page.name,
        {(row + down, column + across): entry for (row, column), entry in page.cells.items()},
        [(top + down, left + across, bottom + down, right + across) for top, left, bottom, right in page.merges],
        {row + down for row in page.hidden_rows},
        {column + across for column in page.hidden_columns},
        hidden=page.hidden,
    )


def inserted(page: Page, column: int) -> Page:
    """The sheet with a new blank column; merged cells that lie over it grow."""

    def shift(at: int) -> int:
        return at + (at >= column)

    return Page(
        page.name,
        {(row, shift(at)): entry for (row, at), entry in page.cells.items()},
        [(top, shift(left), bottom, shift(right)) for top, left, bottom, right in page.merges],
        page.hidden_rows,
        {shift(at) for at in page.hidden_columns},
    )


def letters(column: int) -> str:
    """The name of a column."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def at(row: int, column: int) -> str:
    """The name of a cell."""
    return f"{letters(column)}{row + 1}"


def formats() -> Mapping[str, Callable[[Workbook], bytes]]:
    """The writers by format."""
    from tests.writers.books_ods import ods
    from tests.writers.books_xls import xls
    from tests.writers.books_xlsx import xlsx
    from tests.writers.books_xml import xml

    return {"xlsx": xlsx, "xls": xls, "ods": ods, "xml": xml}
