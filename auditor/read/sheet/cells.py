"""A workbook as its formats give it: sheets of cells by row and column, counted from 0, with formulas not reckoned yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from auditor.errors import UnreadableReport
from auditor.read.left_out import LeftOut
from auditor.read.limits import LIMITS, require
from auditor.read.sheet.formats import GENERAL, NumberFormat
from auditor.read.word.pieces import Raised, Seen

DAMAGED = "电子表格已损坏或不完整，请重新导出后再审核"
LOCKED = "文件加了密码，请去掉密码后再审核"
NO_RESULT = "是公式，文件里没有存下结果，请用 Excel 或 WPS 打开、保存后再审核"
NO_TEXT = "文字存放在损坏或缺少的部分里，没有读出"


@dataclass(slots=True)
class Formula:
    """A formula as the file has it, and what the cell shows by its stored result.

    `tree` is None where only the source is known, which is parsed when it is needed; `shift` is how far below and right of
    the cell it was written for it stands. `stored` is whether there is a result, `nothing` whether it is 0 or empty.
    """

    source: str = ""
    tree: object = None
    shift: tuple[int, int] = (0, 0)
    stored: bool = True
    nothing: bool = False


@dataclass(slots=True)
class SheetCell:
    """A cell: what it shows, its number if it holds one, how it shows numbers; `unread` is the reason why it could not be read."""

    text: str
    number: float | None = None
    format: NumberFormat = GENERAL
    formula: Formula | None = None
    unread: str = ""


Rows = dict[int, dict[int, SheetCell]]
Area = tuple[int, int, int, int]  # top, left, bottom, right, the last ones included


@dataclass(slots=True)
class Sheet:
    """A sheet of cells; cells that hold nothing need not be there.

    `hidden_columns` are first and last of each stretch. `arrays` are areas filled by one formula in their first cell.
    """

    name: str
    rows: Rows = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    arrays: list[Area] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    recalculated: bool = False

    def add(self, row: int, column: int, cell: SheetCell) -> None:
        """Put a cell in its place."""
        if cell.formula is not None:
            self.formulas.append((row, column))
        self.rows.setdefault(row, {})[column] = cell

    def merge(self, area: Area) -> None:
        """Note merged cells; raises UnreadableReport if there are too many."""
        require(len(self.merges), LIMITS.cells, "合并的单元格数")
        if area[0] <= area[2] and area[1] <= area[3]:
            self.merges.append(area)


@dataclass(slots=True)
class Book:
    """The visible sheets in their order, the hidden ones, which formulas may refer to, and what is to be told.

    `recalculates` is whether the file asks for all formulas to be reckoned when it is opened: what it stores is no result then.
    """

    format: str
    sheets: list[Sheet] = field(default_factory=list)
    hidden: list[Sheet] = field(default_factory=list)
    recalculates: bool = False
    damaged: list[UnreadableReport] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rich:
    """The text of a cell, and what was left out of it: what is struck out, or points to a note."""

    text: str = ""
    left_out: tuple[LeftOut, ...] = ()


class Runs:
    """Text of one cell that is put together from runs."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._seen = Seen()

    def add(self, text: str, *, struck: bool = False, raised: bool = False) -> None:
        """Add a run."""
        if struck:
            if text.strip():
                self._seen.leave_out(LeftOut.STRUCK, self._parts, len(self._parts))
        elif text:
            self._parts.append(Raised(text) if raised else text)

    def whole(self) -> Rich:
        """The text, without raised marks that point to notes."""
        text = self._seen.joined(self._parts)
        return Rich(text, tuple(self._seen.counts.elements()))
