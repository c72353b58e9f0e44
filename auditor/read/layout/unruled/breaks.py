"""Rows of tables without ruling lines that a page break cuts: a label or figures on one page, the rest on the next."""

from __future__ import annotations

from auditor.read.layout.ruled.lines import join_lines
from auditor.read.layout.ruled.tables import ENTRY, LayoutCell, LayoutTable

Cells = list[LayoutCell]


def join_broken_rows(before: LayoutTable, after: LayoutTable) -> None:
    """Join the last row of a table with the first row of its piece on the next page, where they are one row.

    Figures that may continue across the break stay as surplus cells, so that they are visibly unread.
    """
    place = next((number for number, row in enumerate(after.rows) if _figures(row)), None)
    if place is None or not before.rows:
        return
    last, first = before.rows[-1], after.rows[place]
    rest = _rest_of_label(before, after, place)
    if rest is not None and _figures(last):
        after.rows.remove(rest)
        _add_label(last, rest[0], _words(last))
    elif _only_label(last) and not (_words(first) and ENTRY.match(_words(first)[-1].text)):
        before.rows.pop()
        words = _words(first)
        if words:
            words[-1].text = join_lines((last[0].text, words[-1].text))
            words[-1].spots = last[0].spots + words[-1].spots
        else:
            first.insert(0, last[0])
    elif _may_go_on(before, last, first):
        last += first
        after.rows.remove(first)


def _figures(row: Cells) -> Cells:
    return [cell for cell in row if cell.figure and cell.text]


def _words(row: Cells) -> Cells:
    return [cell for cell in row if not cell.figure]


def _only_label(row: Cells) -> bool:
    return len(row) == 1 and not row[0].figure


def _rest_of_label(before: LayoutTable, after: LayoutTable, place: int) -> Cells | None:
    """Return the row of words directly above the first figures, if it is not a header and may be a label of the last row."""
    row = after.rows[place - 1] if place else None
    if row is None or not _only_label(row) or any(row[0].text == cell.text for line in before.rows for cell in line):
        return None
    return row if not _words(before.rows[-1]) or not ENTRY.match(row[0].text) else None


def _add_label(row: Cells, label: LayoutCell, words: Cells) -> None:
    if words:
        words[-1].text = join_lines((words[-1].text, label.text))
        words[-1].spots += label.spots
    else:
        row.insert(0, label)


def _may_go_on(before: LayoutTable, last: Cells, first: Cells) -> bool:
    """Return whether the first figures may be the rest of the last ones: each is under a figure that fills its column."""
    words = _words(first)
    if not _figures(last) or (words and ENTRY.match(words[-1].text)):
        return False
    for cell in _figures(first):
        above = next((o for o in _figures(last) if min(o.right, cell.right) > max(o.left, cell.left)), None)
        if above is None:
            return False
        wide = above.right - above.left
        alike = (o for row in before.rows for o in _figures(row) if min(o.right, above.right) > max(o.left, above.left))
        if wide + wide / len(above.text) < max(o.right - o.left for o in alike):
            return False
    return True
