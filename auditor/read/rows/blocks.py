"""Splitting of a sheet's rows into paragraphs and tables, and of a table from what was written next to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from auditor.config.limits import require
from auditor.read.base.builder import RawCell
from auditor.read.rows.lines import SheetLine

SheetRow = list[RawCell]
SheetBlock = RawCell | list[SheetRow]  # a cell that is a paragraph, or a table

# A row with one filled cell is a line of text if it is numbered like a heading, is a sentence, or is too long for a
# label.
_HEADING = re.compile(r"\s*(?:第?[一二三四五六七八九十]{1,2}(?:[、.．]|部分)|（[一二三四五六七八九十]{1,2}）)")
_SENTENCE = re.compile(r"[。；]")
_YEAR = re.compile(r"\s*(?:20\d\d\s*年|(?:本|今|当|上|上一|去|往)年)(?!结转)")
_NONE = re.compile(r"[-－—–_/／\\无零〇*]{1,4}")  # signs for no figure
_LONGEST_LABEL = 40
_FEW = 3  # cells: a line with more is a row of a table
_LEAST_ROW = 3
_FAR = 20  # columns: anything this far from a table is not part of it
_MOST_BESIDE = 3


def blocks(lines: Sequence[SheetLine], most_cells: int, depth: int = 0) -> Iterator[SheetBlock]:
    """Yield the paragraphs and tables of a sheet from top to bottom; `depth` counts the tables to the left of these lines.

    Raises UnreadableReport for a table with more than twice `most_cells`, blank ones included.
    """
    run: list[SheetLine] = []
    for number, line in enumerate(lines):
        part = _may_be_row(line, *_near(lines, number))
        if run and (not part or (run[-1].end < line.row and not _is_year_head(run))):
            yield from _of_run(run, most_cells, depth)
            run = []
        if part:
            run.append(line)
        else:
            yield from line.filled
    yield from _of_run(run, most_cells, depth)


def _is_year_head(run: list[SheetLine]) -> bool:
    """Return whether a lone row names the years of tables below it that are next to each other."""
    return len(run) == 1 < len(run[0].filled) and all(_YEAR.match(cell.text) for cell in run[0].filled)


def _near(lines: Sequence[SheetLine], number: int) -> tuple[SheetLine | None, SheetLine | None]:
    """Return the rows above and below, each only if no blank row is between."""
    line = lines[number]
    above = lines[number - 1] if number and lines[number - 1].end >= line.row else None
    below = lines[number + 1] if number + 1 < len(lines) and line.end >= lines[number + 1].row else None
    return above, below


def _may_be_row(line: SheetLine, above: SheetLine | None, below: SheetLine | None) -> bool:
    """Return whether a line may be a row of a table, because it is not text by itself."""
    if line.tied or len(line.filled) > _FEW:
        return True
    texts = [cell for cell in line.filled if _is_text(cell.text)]
    if not texts:
        return True
    if len(line.filled) > 1:
        return len(texts) == 1 and _has_shared_figures(line, texts[0], above, below)
    return _is_label(texts[0], above, below)


def _of_run(run: list[SheetLine], most_cells: int, depth: int) -> Iterator[SheetBlock]:
    """Turn lines without text into a table and the lone lines above and below it, if they contain table rows at all.

    A line with one cell next to the rows belongs to them: it is a heading over the whole width, or a label without figures.
    """
    rows = [number for number, line in enumerate(run) if len(line.filled) > 1 or line.tied]
    if len(rows) == 1 and not _is_row(run[rows[0]]):
        rows = []
    first, last = (max(rows[0] - 1, 0), min(rows[-1] + 1, len(run) - 1)) if rows else (len(run), len(run))
    for line in run[:first]:
        yield from line.filled
    if rows:
        yield from _parted(run[first : last + 1], most_cells, depth)
    for line in run[last + 1 :]:
        yield from line.filled


def _is_text(text: str) -> bool:
    return bool(_HEADING.match(text) or _SENTENCE.search(text) or len(text) > _LONGEST_LABEL)


def _is_row(line: SheetLine) -> bool:
    """Return whether a line is a row of a table even if it is alone."""
    return line.tied or len(line.filled) > _FEW or bool(line.figures)


def _has_figures(line: SheetLine | None) -> bool:
    return line is not None and len(line.filled) >= _LEAST_ROW and len(line.figures) > 1


def _has_shared_figures(line: SheetLine, label: RawCell, above: SheetLine | None, below: SheetLine | None) -> bool:
    """Return whether the cells next to a label are figures, or signs for none, in the figure columns of the rows around."""
    around = {column for near in (above, below) if near is not None and _has_figures(near) for column in near.figures}
    others = [cell for cell in line.filled if cell is not label]
    figures = set(line.figures)
    if label.column in around or not all(cell.column in figures or _NONE.fullmatch(cell.text) for cell in others):
        return False
    return {cell.column for cell in others} <= around


def _is_label(cell: RawCell, above: SheetLine | None, below: SheetLine | None) -> bool:
    """Return whether a lone cell that could be a heading is the label of a row whose figures are all blank."""
    if not _HEADING.match(cell.text) or _SENTENCE.search(cell.text) or len(cell.text) > _LONGEST_LABEL:
        return False
    around = [line for line in (above, below) if line is not None and (line.tied or _has_figures(line))]
    if len(around) == 2 and _has_figures(below):
        return True
    # A heading spans the whole width or one cell; a label extends up to the figures.
    return cell.col_span > 1 and any(
        _has_figures(line) and min(line.figures) == cell.column + cell.col_span for line in around
    )


def _parted(lines: list[SheetLine], most_cells: int, depth: int) -> Iterator[SheetBlock]:
    """Yield a table, and after it the content next to it that is not part of it."""
    used = Counter(
        column for line in lines for cell in line.cells for column in _columns(cell) if cell.text or cell.col_span > 1
    )
    if not used:
        return
    left, right = min(used), _right_end(lines, used)
    yield _rows([line.upto(right) for line in lines], left, right, 2 * most_cells)
    beside = [line.beyond(right) for line in lines]
    beside = [line for line in beside if line.filled]
    if depth < _MOST_BESIDE:
        yield from blocks(beside, most_cells, depth + 1)
    else:
        for line in beside:
            yield from line.filled


def _right_end(lines: list[SheetLine], used: Mapping[int, int]) -> int:
    """Return the last column of a table without the remarks to its right.

    Remarks are beyond a blank column, or beyond the column headings of the table, in few of its rows.
    """
    bands = _bands(sorted(used))
    heaviest = max(bands, key=lambda band: sum(used[column] for column in range(band[0], band[1] + 1)))
    while bands[-1] != heaviest and (bands[-1][0] - bands[-2][1] > _FAR or _is_aside(lines, bands[-1])):
        bands.pop()
    right = bands[-1][1]
    heads = _heads_end(lines, right)
    beyond = sum(any(heads < cell.column <= right for cell in line.filled) for line in lines)
    return heads if beyond * 3 <= max(len(lines), _LEAST_ROW) else right


def _columns(cell: RawCell) -> range:
    return range(cell.column, cell.column + cell.col_span)


def _bands(columns: list[int]) -> list[tuple[int, int]]:
    """Return the ranges of columns without a blank column between."""
    found: list[tuple[int, int]] = []
    for column in columns:
        if found and found[-1][1] + 1 == column:
            found[-1] = found[-1][0], column
        else:
            found.append((column, column))
    return found


def _is_aside(lines: list[SheetLine], band: tuple[int, int]) -> bool:
    """Return whether the content of some columns is remarks: without a column heading, or in a few rows only."""
    first, last = band
    rows = [number for number, line in enumerate(lines) if any(first <= cell.column <= last for cell in line.filled)]
    heads = next((number for number, line in enumerate(lines) if _has_figures(line)), 0)
    return bool(rows) and (rows[0] >= heads > 0 or len(rows) * 4 <= len(lines))


def _heads_end(lines: list[SheetLine], right: int) -> int:
    """Return the last column of a table's header rows, which precede its first row with figures; `right` if it has none."""
    ends = []
    for line in lines:
        if line.figures:
            break
        if len(line.filled) > 1 or line.tied:
            ends += [cell.column + cell.col_span - 1 for cell in line.filled if cell.column <= right]
    return min(max(ends), right) if ends else right


def _rows(lines: list[SheetLine], left: int, right: int, most: int) -> list[SheetRow]:
    """Return the rows of a table with their blank cells, columns counted from its first column."""
    rows = []
    require((right - left + 1) * len(lines), most, "工作表的单元格数")
    for line in lines:
        found = {cell.column: cell for cell in line.cells}
        row = []
        for column in range(left, right + 1):
            cell = found.get(column)
            if cell is not None:
                cell.column -= left
                row.append(cell)
            elif column not in line.covered:
                row.append(RawCell("", column - left))
        rows.append(row)
    return rows
