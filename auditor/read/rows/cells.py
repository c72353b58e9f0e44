"""Workbook as its formats give it: sheets of cells by row and column, counted from 0, with formulas not yet evaluated."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from auditor.chinese.values import parse_number
from auditor.config.limits import require
from auditor.errors import UnreadableReport
from auditor.read.base.left_out import MUCH_SMALLER, UNSURE_MARK, LeftOut
from auditor.read.base.paragraph_pieces import LeftOutCount, Raised, Small, UnsureText
from auditor.read.rows.number_display import GENERAL, NumberFormat

DAMAGED = "电子表格已损坏或不完整，请重新导出后再审核"
LOCKED = "文件加了密码，请去掉密码后再审核"
NO_RESULT = "是公式，文件里没有存下结果，请用 Excel 或 WPS 打开、保存后再审核"
_USUAL_SIZE = 11.0
NO_TEXT = "文字存放在损坏或缺少的部分里，没有读出"


@dataclass(slots=True)
class Formula:
    """Formula as the file has it, and what is known of its stored result.

    `tree` is None where only the source is known, which is parsed on demand; `shift` is the distance in rows and columns from the
    cell the formula was written for. `stored` is whether there is a result, `nothing` whether it is 0 or empty.
    """

    source: str = ""
    tree: object = None
    shift: tuple[int, int] = (0, 0)
    stored: bool = True
    nothing: bool = False


@dataclass(slots=True)
class SheetCell:
    """Cell: its displayed text, its number if any, and its number format; `unread` is the reason why it could not be read."""

    text: str
    number: float | None = None
    format: NumberFormat = GENERAL
    formula: Formula | None = None
    unread: str = ""


SheetRows = dict[int, dict[int, SheetCell]]
MergedArea = tuple[int, int, int, int]  # top, left, bottom, right; the last two inclusive


class Hidden(NamedTuple):
    """Text in a hidden place: the number of visible rows above it, and the hidden row or else the hidden column, from 0."""

    above: int
    row: int = -1
    column: int = -1


@dataclass(slots=True)
class WorkbookSheet:
    """Sheet of cells; empty cells may be missing.

    `hidden_columns` are the first and last column of each range, `hidden` the texts found in hidden places. `arrays` are areas
    filled by one formula in their first cell.
    """

    name: str
    rows: SheetRows = field(default_factory=dict)
    merges: list[MergedArea] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    arrays: list[MergedArea] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    hidden: list[Hidden] = field(default_factory=list)
    recalculated: bool = False

    def add(self, row: int, column: int, cell: SheetCell) -> None:
        """Put a cell in its place."""
        if cell.formula is not None:
            self.formulas.append((row, column))
        self.rows.setdefault(row, {})[column] = cell

    def merge(self, area: MergedArea, most: int) -> None:
        """Add a merged cell; raises UnreadableReport if there are more than `most`."""
        require(len(self.merges), most, "合并的单元格数")
        if area[0] <= area[2] and area[1] <= area[3]:
            self.merges.append(area)


@dataclass(slots=True)
class Book:
    """Workbook: its visible sheets in order, the hidden ones, which formulas may refer to, and its warnings.

    `recalculates` is whether the file asks for all formulas to be evaluated on opening, so its stored values are not results.
    """

    format: str
    sheets: list[WorkbookSheet] = field(default_factory=list)
    hidden: list[WorkbookSheet] = field(default_factory=list)
    recalculates: bool = False
    damaged: list[UnreadableReport] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rich:
    """Text of a cell, and the kinds of text left out of it: struck out, or pointing to a note.

    `unsure` is whether its last digits may be the mark of a note. `on_paper` is what is visible on a white background, if less.
    """

    text: str = ""
    left_out: tuple[LeftOut, ...] = ()
    unsure: bool = False
    on_paper: Rich | None = None

    @property
    def is_plain(self) -> bool:
        """Return whether the text is all there is."""
        return not (self.left_out or self.unsure or self.on_paper)

    def cell(self, *, on_paper: bool) -> tuple[SheetCell, tuple[LeftOut, ...]]:
        """Return the cell as seen on a white background or not, and what was left out of it."""
        seen = self.on_paper if on_paper and self.on_paper else self
        return SheetCell(seen.text, unread=UNSURE_MARK if seen.unsure else ""), seen.left_out


class RunLook(NamedTuple):
    """Appearance of a run of text: `low` is a subscript, `size` is in points, 0 if unknown."""

    struck: bool = False
    raised: bool = False
    low: bool = False
    white: bool = False
    size: float = 0.0


PLAIN = RunLook()


class CellRuns:
    """Builder of a cell's text from runs; `size` is that of the cell's own letters in points."""

    def __init__(self, size: float = _USUAL_SIZE) -> None:
        self._size = size
        self._runs: list[tuple[str, RunLook]] = []
        self._looks: set[RunLook] = set()

    def add(self, text: str, look: RunLook = PLAIN) -> None:
        """Add a run."""
        if text:
            self._runs.append((text, look))
            if look is not PLAIN:
                self._looks.add(look)

    def whole(self) -> Rich:
        """Return the text without raised marks that point to notes."""
        least = MUCH_SMALLER * max((self._size, *(look.size for look in self._looks)))
        if all(look[:4] == PLAIN[:4] and not 0 < look.size < least for look in self._looks):
            return Rich("".join([text for text, _ in self._runs]))
        rich = self._joined(on_paper=False)
        if any(look.white and text.strip() for text, look in self._runs):
            return replace(rich, on_paper=self._joined(on_paper=True))
        return rich

    def _joined(self, *, on_paper: bool) -> Rich:
        seen, parts, size = LeftOutCount(), list[str](), self._size
        for text, look in self._runs:
            gone = LeftOut.STRUCK if look.struck else LeftOut.HIDDEN if on_paper and look.white else None
            if gone:
                if text.strip():
                    seen.leave_out(gone, parts, len(parts))
            elif look.raised:
                parts.append(Raised(text))
            elif look.low or 0 < look.size < MUCH_SMALLER * size:
                parts.append(Small(text))
            else:
                parts.append(text)
                size = look.size or size
        whole = seen.joined(parts)
        # A sentence shows by itself what is a figure in it.
        unsure = isinstance(whole, UnsureText) and parse_number(whole) is not None
        return Rich(str(whole), tuple(seen.counts.elements()), unsure)
