"""HTML tables: detection of data tables, and the cell grid of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set

from auditor.read.base.builder import RawCell
from auditor.read.html.tree.tree import DRAWN, NOT_READ, VisibleElement, tidy

# Elements that begin a new paragraph; all others are inline.
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip

_LONG_CELL = 300
_SHORT_TABLE = 60
# Larger spans are mistakes or attacks; no report has so many columns.
_WIDEST_SPAN = 100
_MOST_COLUMNS = 256
_SECTIONS, _ROWS, _CELLS = frozenset(("thead", "tbody", "tfoot")), frozenset(("tr",)), frozenset(("td", "th"))
_SPACER = re.compile(r"(?:blank|spacer|pixel|space|transparent|clear)\w*\.\w{3,4}(?:$|\?)", re.IGNORECASE)
_SPAN = re.compile(r"\s*\+?(\d{1,6})")

_NONE: frozenset[int] = frozenset()

ElementRow = list[VisibleElement]
# Text, row span and column span of a cell as written, and why its visible content was not read.
Spanned = tuple[str, int, int, str]


def sections(table: VisibleElement) -> list[list[ElementRow]]:
    """Return the rows of the table itself by section, the head first and the foot last as browsers show them."""
    head: list[list[ElementRow]] = []
    body: list[list[ElementRow]] = []
    foot: list[list[ElementRow]] = []
    for part in _elements(table, _SECTIONS):
        rows = [_elements(row, _CELLS) for row in _elements(part, _ROWS)]
        target = head if part.tag == "thead" and not head else foot if part.tag == "tfoot" and not foot else body
        target.append(rows)
    return head + body + foot


def is_layout(rows: list[ElementRow]) -> bool:
    """Return whether the table is a layout table: one column, a nested table, or cells with whole paragraphs."""
    return all(len(row) < 2 for row in rows) or any(holds_flow(row) for row in rows)


def is_column(rows: list[ElementRow]) -> bool:
    """Return whether no row has more than one cell with content; the other cells are only margins."""
    return all(sum(_filled(cell) for cell in row) < 2 for row in rows)


def _filled(cell: VisibleElement) -> bool:
    return cell.plain + cell.linked > 0 or cell.tables > 0 or bool(shown_in(cell))


def holds_flow(row: ElementRow) -> bool:
    """Return whether a cell of the row holds a nested table or running text instead of one entry."""
    for cell in row:
        length = cell.plain + cell.linked
        # Some editors wrap single figures in tables of one cell; those count as entries.
        if cell.tables and (cell.cells > cell.tables or length > _SHORT_TABLE):
            return True
        if length > _LONG_CELL and "\n" in cell_text(cell):
            return True
    return False


def cell_text(cell: VisibleElement) -> str:
    """Return the text of a cell; line breaks and paragraphs become line feeds, blank lines are dropped."""
    # Most cells hold a single text, possibly in a paragraph.
    inner = cell
    while len(inner.children) == 1:
        only = inner.children[0]
        if isinstance(only, str):
            return tidy(only)
        inner = only
    texts = [child for child in inner.children if isinstance(child, str)]
    if len(texts) == len(inner.children):
        return tidy("".join(texts))
    lines: list[list[str]] = [[]]
    _gather(inner, lines)
    return "\n".join([text for line in lines if line and (text := tidy("".join(line)))])


def below(element: VisibleElement, *tags: str) -> list[VisibleElement]:
    """Return the descendants with these tags, without those nested in one of them."""
    found: list[VisibleElement] = []
    waiting = [element]
    while waiting:
        for child in waiting.pop().children:
            if not isinstance(child, str):
                (found if child.tag in tags else waiting).append(child)
    return found


def shown_in(cell: VisibleElement) -> str:
    """Return what a cell without text shows instead, in Chinese; empty if nothing."""
    for each in below(cell, "img", NOT_READ):
        if each.tag == NOT_READ:
            return each.get("what")
        if not _SPACER.search(each.get("src")[-60:]):
            return "图片"
    return "样式表画出的内容" if DRAWN in cell.attributes else ""


def span_grid(parts: list[list[ElementRow]], unread: Mapping[int, str]) -> list[list[RawCell]]:
    """Build the cell grid of all sections; spans are clipped to the real width and height of the table.

    `unread` has the reason why a cell is not read, by the `id` of the cell.
    """
    # Cells with the same markup may be one object.
    known: dict[int, Spanned] = {}
    spanned = [
        [[known.get(id(cell)) or _spanned(cell, known, unread) for cell in row] for row in part] for part in parts
    ]
    placed = [row for part in spanned for row in _place(part, _MOST_COLUMNS)]
    # A column exists where a cell begins or where two rows extend to it; a span beyond that is a mistake.
    begins = max((row[-1].column + 1 for row in placed if row), default=0)
    ends = sorted(row[-1].column + row[-1].col_span if row else 0 for row in placed)
    usual = ends[len(ends) // 2] if ends else 0
    usual = usual if 3 * ends.count(usual) >= 2 * len(ends) else 0
    if usual and ends[-1] > usual:
        placed = [row for part in spanned for row in _place(part, _MOST_COLUMNS, usual=usual)]
        begins = max((row[-1].column + 1 for row in placed if row), default=0)
        ends = sorted(row[-1].column + row[-1].col_span if row else 0 for row in placed)
    width = max(begins, ends[-2] if len(ends) > 1 else 0)
    if not ends or (ends[-1] <= width and all(across <= _WIDEST_SPAN for _, _, across, _ in known.values())):
        return placed
    return [row for part in spanned for row in _place(part, width, clip=False, usual=usual)]


def _place(rows: list[list[Spanned]], width: int, *, clip: bool = True, usual: int = 0) -> list[list[RawCell]]:
    """Assign columns to the cells of one section as HTML does, each at the next free column of its row.

    `usual` is the width of most rows if some are wider: a row span that pushes a row beyond it is too large, because a row
    that it covered was deleted or is hidden.
    """
    held_until: dict[int, int] = {}
    holders: list[tuple[RawCell, int]] = []
    placed = []
    for number, row in enumerate(rows):
        column = 0
        cells = []
        taken = {place for place, until in held_until.items() if until >= number} if held_until else _NONE
        if usual and taken and (over := len(taken) + sum(across for _, _, across, _ in row) - usual) > 0:
            taken = taken - _cut_off(holders, over, number, taken)
            held_until = {place: until for place, until in held_until.items() if place in taken or until < number}
        for text, down, across, unread in row:
            while column in taken:
                column += 1
            if down == across == 1:
                cells.append(RawCell(text, column, unread=unread) if unread else RawCell(text, column))
                column += 1
                continue
            if clip and across > _WIDEST_SPAN:
                across = 1
            last = column + 1
            while last < column + across and last < width and last not in taken:
                last += 1
            rest = len(rows) - number
            down = rest if down == 0 else min(down, rest)
            if column >= _MOST_COLUMNS:
                down = 1
            if down > 1:
                for covered in range(column, last):
                    held_until[covered] = number + down - 1
            cells.append(RawCell(text, column, down, last - column, unread=unread))
            if usual and down > 1:
                holders.append((cells[-1], number))
            column = last
        placed.append(cells)
    return placed


def _cut_off(holders: list[tuple[RawCell, int]], over: int, number: int, taken: Set[int]) -> set[int]:
    """Shorten the last cell that is `over` columns wide and spans into row `number`, to end above it; returns its columns."""
    for cell, start in reversed(holders):
        held = set(range(cell.column, cell.column + cell.col_span))
        if start + cell.row_span > number and cell.col_span == over and held <= taken:
            cell.row_span = number - start
            return held
    return set()


def _spanned(cell: VisibleElement, known: dict[int, Spanned], unread: Mapping[int, str]) -> Spanned:
    """Read the text and spans of a cell and cache them in `known`; a row span of 0 extends to the end of the section."""
    attributes, down, across = cell.attributes, None, None
    if attributes and ("rowspan" in attributes or "colspan" in attributes):
        down, across = _SPAN.match(cell.get("rowspan")), _SPAN.match(cell.get("colspan"))
    reason = unread.get(id(cell), "") if unread else ""
    found = cell_text(cell), int(down[1]) if down else 1, max(int(across[1]), 1) if across else 1, reason
    known[id(cell)] = found
    return found


def _elements(parent: VisibleElement, tags: frozenset[str]) -> list[VisibleElement]:
    return [child for child in parent.children if not isinstance(child, str) and child.tag in tags]


def _gather(element: VisibleElement, lines: list[list[str]]) -> None:
    for child in element.children:
        if isinstance(child, str):
            lines[-1].append(child)
        elif child.tag == "br":
            lines.append([])
        elif child.tag in BLOCKS:
            lines.append([])
            _gather(child, lines)
            lines.append([])
        else:
            _gather(child, lines)
