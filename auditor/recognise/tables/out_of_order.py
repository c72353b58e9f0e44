"""Detection of tables whose cells a converter wrote in another order than that of their rows: such tables cannot be read.

A PDF is often stored figure by figure, or column by column. Text extracted in that order has figures before the labels they
belong to, the figures of several rows in one run, and labels whose remainder follows other cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from auditor.chinese.text import bare
from auditor.chinese.values import parse_number
from auditor.model.document import Block, Cell, Document, Grid
from auditor.recognise.tables.labels import LabelIndex, Match, has_words
from auditor.recognise.tables.tables import ENOUGH_LABELS, FormTableReader
from auditor.ruleset.catalogues.forms import TableForm

OUT_OF_ORDER = "文字不按表格的行排列，分不清哪个数字属于哪一行，请核对原件"


def without_unordered_tables(document: Document, reader: FormTableReader) -> Document:
    """Mark the cells of such tables as unread, in text without row breaks; other tables stay unchanged."""
    blocks = [
        _judged(block, reader) if isinstance(block, Grid) and block.stream else block for block in document.blocks
    ]
    changed = any(new is not old for new, old in zip(blocks, document.blocks, strict=True))
    return replace(document, blocks=tuple(blocks)) if changed else document


def _judged(grid: Grid, reader: FormTableReader) -> Block:
    cells = list(grid.cells())
    texts = [cell.raw for cell in cells if has_words(cell.raw)]
    for form in reader.form.tables:
        index = reader.indexes[form.key]
        if index.score(texts) < ENOUGH_LABELS:
            continue
        if _is_mixed_flat(form, cells) if form.layout == "flat" else _is_mixed(form, index, cells):
            rows = tuple(tuple(cell._replace(unread=OUT_OF_ORDER) for cell in row) for row in grid.rows)
            return replace(grid, rows=rows, loose=True)
    return grid


def _is_mixed(form: TableForm, index: LabelIndex, cells: list[Cell]) -> bool:
    """Return whether figures or labels are in places that a table written row by row does not have.

    Signs are figures after a column heading, too many figures after a label or figures split by other words, and labels directly after each
    other or after those of later rows.
    """
    order = {row.key: number for number, row in enumerate(form.rows)}
    last, few = -1, False
    for words, figures in _runs(cells):
        found = [index.find(cell.raw) for cell in words]
        sure = [order[row] for matches in found if (row := _row_of(matches))]
        if any(number < before for before, number in pairwise([last, *sure]) if number) or len(sure) > 1:
            return True
        # A word that names both a column heading and a row is a column heading until a row has begun.
        own = _row_of(found[-1], also=last >= 0) if found else ""
        # After a column heading, or continued after words that are not the row's own.
        if figures and not own and (few or (found and found[-1])):
            return True
        last = order[own] if own else last
        if not figures:
            continue
        widths = [len(form.columns_of(row)) for row in ([own] if own else order)]
        if len(figures) > max(widths):
            return True
        few = len(figures) < min(widths)
    return False


def _row_of(matches: list[Match], *, also: bool = False) -> str:
    """Return the key of the row that words name, or ""; `also` accepts words that name other things too."""
    rows = [match.key for match in matches if match.kind == "row"]
    return rows[0] if rows and (also or len(rows) == len(matches)) else ""


def _is_mixed_flat(form: TableForm, cells: list[Cell]) -> bool:
    """Return whether the column headings of a table with one line of figures are in pieces.

    The figures are then in pieces too, column by column.
    """
    words = bare("".join(cell.raw for cell in cells if has_words(cell.raw)))
    figures = any(parse_number(cell.raw) is not None for cell in cells)
    return figures and not all(bare(column.label) in words for column in form.columns)


def _runs(cells: list[Cell]) -> Iterator[tuple[list[Cell], list[Cell]]]:
    """Yield the words up to a figure or a blank cell, with the figures after them; the figures are empty if those cells are blank."""
    words: list[Cell] = []
    figures: list[Cell] = []
    is_closed = False
    for cell in cells:
        if not cell.raw:
            is_closed = bool(words)
        elif parse_number(cell.raw) is None and (has_words(cell.raw) or not figures):
            if figures or is_closed:
                yield words, figures
                words, figures, is_closed = [], [], False
            words.append(cell)
        else:
            figures.append(cell)
    if figures:
        yield words, figures
