"""Joins the pieces of a table that breaks across pages: drops repeated header rows, rejoins split rows and merged cells."""

from __future__ import annotations

from auditor.read.layout.ruled.lattice import SNAP
from auditor.read.layout.ruled.lines import TextLine, em_of, join_lines, token_width
from auditor.read.layout.ruled.page import page_number
from auditor.read.layout.ruled.tables import ENTRY, LayoutCell, LayoutTable, Spot

_MOST_HEAD_ROWS = 5
_HEADS = 3
_SHARED = 5
_MOST_PADDING = 6.0
_TIGHT = 0.3
CellPair = tuple[LayoutCell, LayoutCell]


def take_in(table: LayoutTable, lines: list[TextLine]) -> bool:
    """Take lines below a table into the cells of its last row, if they continue them; return whether it was done.

    A line continues a cell whose preceding line is full. Some producers let a merged cell's text run on below the last
    ruling line when the page breaks within it.
    """
    bottom = [
        cell for number, row in enumerate(table.rows) for cell in row if number + cell.row_span >= len(table.rows)
    ]
    padding = _padding(table.rows)
    found: dict[int, list[Spot]] = {}
    for line in lines:
        for run in line.runs:
            own = [cell for cell in bottom if cell.left <= run.left and run.right <= cell.right]
            if not own or own[0].figure or ENTRY.match(run.text):
                return False
            above = [*own[0].spots, *found.get(id(own[0]), [])][-1]
            if not _is_full(own[0], above, token_width(run.text), padding):
                return False
            spot = Spot(run.text, table.last_page, (run.left, run.top, run.right, run.bottom))
            found.setdefault(id(own[0]), []).append(spot)
    for cell in bottom:
        spots = found.get(id(cell), [])
        cell.text = join_lines((cell.text, *(spot.text for spot in spots)))
        cell.spots += spots
    return True


def same_edges(one: LayoutTable, other: LayoutTable) -> bool:
    """Return whether two tables have the same left and right edges, or all edges of one are edges of the other.

    A column that is one merged cell may have no lines left on the next page.
    """
    few, many = sorted((one.xs, other.xs), key=len)

    def meet(x: float) -> bool:
        return any(abs(x - edge) <= SNAP for edge in many)

    outer = abs(few[0] - many[0]) <= SNAP and abs(few[-1] - many[-1]) <= SNAP
    return outer or (len(few) >= _SHARED and all(map(meet, few)))


def join(before: LayoutTable, after: LayoutTable) -> bool:
    """Append the piece on the next page to a table if the edges match; return whether that was done.

    Repeated header rows are left out; a row or a merged cell that continues is joined where that is clear.
    """
    if not (before.exact and after.exact) or page_number(after.last_page) != page_number(before.last_page) + 1:
        return False
    if not same_edges(before, after):
        return False
    before.heads = before.heads or before.rows[:_MOST_HEAD_ROWS]
    rows = after.rows[_repeated(before.heads, after.rows) :]
    if before.open_bottom and not any(cell.text for cell in before.rows[-1]):
        _drop_last(before)
    if rows:
        unruled = len(rows) == len(after.rows) and before.open_bottom and after.open_top
        pairs, padding = _pairs(before, rows[0]), _padding(before.rows)
        if _goes_on(pairs, rows[0], unruled, padding):
            for cell, rest in pairs:
                _append(cell, rest, rest.row_span - 1)
            rows = rows[1:]
        else:
            _extend_merged(pairs, rows[0], padding)
    for cell in _merged_outside(before, after):
        cell.row_span += len(rows)
    before.rows += rows
    before.xs = before.xs + after.xs
    before.last_page = after.last_page
    before.open_bottom = after.open_bottom
    return True


def _merged_outside(table: LayoutTable, after: LayoutTable) -> list[LayoutCell]:
    """Return the merged cells that reach the last row and lie where the next page has no lines at all."""
    height = len(table.rows)
    return [
        cell
        for number, row in enumerate(table.rows)
        for cell in row
        if number + cell.row_span == height
        and cell.row_span > 1
        and (cell.right <= after.xs[0] + SNAP or cell.left >= after.xs[-1] - SNAP)
    ]


def _drop_last(table: LayoutTable) -> None:
    """Remove the blank row that a page break leaves of a row whose text is all on the next page."""
    table.rows.pop()
    for number, row in enumerate(table.rows):
        for cell in row:
            cell.row_span = min(cell.row_span, len(table.rows) - number)


def _repeated(heads: list[list[LayoutCell]], rows: list[list[LayoutCell]]) -> int:
    """Return how many rows at the top repeat the table's header rows, without splitting a merged cell."""
    count = 0
    for head, row in zip(heads, rows, strict=False):
        if [cell.text for cell in head] != [cell.text for cell in row] or any(
            cell.figure and cell.text for cell in row
        ):
            break
        count += 1
    while count and any(number + cell.row_span > count for number in range(count) for cell in rows[number]):
        count -= 1
    return count if count < len(rows) else 0


def _pairs(table: LayoutTable, row: list[LayoutCell]) -> list[CellPair]:
    """Pair each cell that reaches the last row of a table with the cell at the same place in the next page's first row."""
    height = len(table.rows)
    cells = [cell for number, line in enumerate(table.rows) for cell in line if number + cell.row_span >= height]
    return [(cell, rest) for rest in row for cell in cells if _alike(cell, rest)]


def _alike(one: LayoutCell, other: LayoutCell) -> bool:
    return abs(one.left - other.left) <= SNAP and abs(one.right - other.right) <= SNAP


def _goes_on(pairs: list[CellPair], row: list[LayoutCell], unruled: bool, padding: float) -> bool:
    """Return whether a page's first row is the rest of the last row: its figures are on one of the two pages only.

    `unruled` says that neither page has a line at the break. In that case, and where every cell above is full so that
    its text had to break, text on both pages is accepted.
    """
    matched = {id(rest) for _, rest in pairs}
    if not pairs or any(rest.text for rest in row if id(rest) not in matched):
        return False
    thin = [(cell, rest) for cell, rest in pairs if cell.row_span == rest.row_span == 1]
    if thin and not any(rest.text for _, rest in thin):
        return True  # only text of merged cells, which is on this page
    figures = [(cell, rest) for cell, rest in thin if cell.figure and rest.figure]
    words = [pair for pair in thin if pair not in figures]
    if any(not cell.figure and rest.figure and rest.text for cell, rest in words):
        return False  # figures under their column headers
    full = all(_full(*pair, padding) for pair in thin)
    above, below = any(cell.text for cell, _ in figures), any(rest.text for _, rest in figures)
    if not any(cell.text and rest.text for cell, rest in words):
        # A label on one page: its figures are on the other page, or begin on this page and fill their cells.
        return bool(words) and (any(rest.text for _, rest in words) == above if above != below else below and full)
    if any(ENTRY.match(rest.text) for cell, rest in pairs if cell.text or (cell, rest) in thin):
        return False
    # Header rows have no figures; the form has no two header rows with the same cells.
    heads = not above and not below and sum(bool(cell.text) for cell, _ in words) >= _HEADS
    return heads or unruled or above != below or full


def _padding(rows: list[list[LayoutCell]]) -> float:
    """Return the smallest distance between the text of a table's cells and their left or right edges."""
    sides = (
        min(spot.box[0] - cell.left, cell.right - spot.box[2])
        for row in rows
        for cell in row
        for spot in cell.spots
        if spot.text
    )
    return max(min(sides, default=0.0), 0.0)


def _full(cell: LayoutCell, rest: LayoutCell, padding: float) -> bool:
    """Return whether the cell's last line has no room for the text on the next page, or that text is empty."""
    if not rest.text:
        return True
    return bool(cell.text) and _is_full(cell, cell.spots[-1], 0.5 if cell.figure else token_width(rest.text), padding)


def _is_full(cell: LayoutCell, line: Spot, wanted: float, padding: float) -> bool:
    """Return whether a line of a cell has no room for `wanted` more ems."""
    width = line.box[2] - line.box[0]
    room = cell.right - cell.left - 2 * min(padding, _MOST_PADDING) - width
    return room < (wanted + _TIGHT) * em_of(line.text, width)


def _append(cell: LayoutCell, rest: LayoutCell, rows: int) -> None:
    cell.text = join_lines(text for text in (cell.text, rest.text) if text)
    cell.spots = [spot for spot in cell.spots + rest.spots if spot.text] or cell.spots
    cell.row_span += rows
    cell.doubtful = cell.doubtful or rest.doubtful
    cell.unread = cell.unread or rest.unread


def _extend_merged(pairs: list[CellPair], row: list[LayoutCell], padding: float) -> None:
    """Join a merged cell cut by the page break with the cell at the same place that begins no new entry.

    A cell with a single row on each page is recognised only in header rows: there the break is due to lack of room, or
    only one of the pages has text.
    """
    heads = not any(cell.figure and cell.text for pair in pairs for cell in pair)
    for cell, rest in pairs:
        merged = cell.row_span > 1 or rest.row_span > 1
        cut = heads and bool(cell.text or rest.text) and (not cell.text or _full(cell, rest, padding))
        if (
            (merged or cut)
            and len(row) > 1
            and not (cell.figure and cell.text)
            and not ENTRY.match(rest.text)
            and not (rest.figure and rest.text)
        ):
            _append(cell, rest, rest.row_span)
            row.remove(rest)
