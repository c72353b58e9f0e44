"""Completion of a document's tables: those that no grid holds whole are searched for in the text of their section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditor.model.document import Block, Document, Grid, Paragraph
from auditor.model.report import FormTable
from auditor.recognise.sections.headings import ChosenHeading
from auditor.recognise.tables.spelled import Spelled, read_spelled
from auditor.recognise.tables.tables import FormTableReader

_SENTENCE_ENDS = "。；！？"
_LONGEST_HEAD = 80


def complete(
    document: Document, chosen: Sequence[ChosenHeading], reader: FormTableReader, tables: Mapping[str, FormTable]
) -> tuple[Document, dict[str, FormTable], list[str]]:
    """Return the document with tables found in its text turned into grids, all tables, and warnings in Chinese."""
    completed = dict(tables)
    warnings: list[str] = []
    for number, item in enumerate(chosen):
        start = item.best.heading_end
        end = chosen[number + 1].best.paragraph.start if number + 1 < len(chosen) else len(document.text)
        for key in item.best.section.tables:
            if key not in tables or _whole(tables[key]) or not _is_plain(document, start, end):
                continue
            form = reader.form.table[key]
            known = tables[key].known
            # A label that looks misspelt may contain its figures or a neighbour's words, in which case it is correct.
            odd = _odd_labels(tables[key])
            least = known - 1 if odd else known
            found = read_spelled(form, reader.indexes[key], document.text, start, end, least)
            mended = found is not None and odd and _in_pieces(tables[key]) and len(_odd_labels(found.table)) < len(odd)
            if found and (found.table.known > known or found.parted or mended):
                completed[key] = found.table
                warnings += found.warnings
                document = _with_grid(document, found, start)
    return document, completed, warnings


def _whole(table: FormTable) -> bool:
    """Return whether a table was read row for row and cell for cell, with correct labels; cells with a reason stay unread."""
    read = table.found and not table.missing_rows and not _odd_labels(table)
    return read and not any(value.lost and not value.reason for value in table.values())


def _odd_labels(table: FormTable) -> list[str]:
    """Return the row labels that differ from the form's."""
    return [label.span.text for label in table.labels if not label.accepted and not label.column]


def _in_pieces(table: FormTable) -> bool:
    """Return whether a differing label contains blanks: some of its words may belong to an adjacent cell."""
    return any(len(text.split()) > 1 for text in _odd_labels(table))


def _is_plain(document: Document, start: int, end: int) -> bool:
    """Return whether a part of the document is text without rows and columns of its own, read with certainty throughout."""
    grids = [grid for grid in document.grids() if start <= grid.start < end]
    if any(grid.exact or grid.loose for grid in grids) or document.has_scanned(start, end):
        return False
    return not any(cell.unread or cell.doubtful for grid in grids for cell in grid.cells())


def _with_grid(document: Document, found: Spelled, start: int) -> Document:
    """Replace the blocks that hold a table's words and figures with one grid."""
    first, last = found.cells[0].start, found.cells[-1].end
    grid = Grid((found.cells,), first, last, stream=True, loose=found.torn)
    before = [block for block in document.blocks if block.start < first]
    behind = [block for block in document.blocks if block.end > last]
    first = _heads_start(before, start, first)
    kept = [part for block in before if (part := _cut(block, None, first))]
    rest = [part for block in behind if (part := _cut(block, last, None))]
    return replace(document, blocks=(*kept, grid, *rest))


def _heads_start(before: list[Block], start: int, first: int) -> int:
    """Return where the headings above a table's first label begin: after the last sentence, or after the heading at `start`."""
    for block in reversed(before):
        if block.start < start:
            break
        if isinstance(block, Paragraph):
            text = block.text[: first - block.start]
            sentence = max(text.rfind(mark) for mark in _SENTENCE_ENDS)
            if sentence >= 0 or len(text) > _LONGEST_HEAD:
                return min(block.start + sentence + 1, first) if sentence >= 0 else first
        first = block.start
    return first


def _cut(block: Block, start: int | None, end: int | None) -> Block | None:
    """Return the part of a block between two offsets; None if nothing is left, or for a grid only partly between them."""
    low, high = max(block.start, start or 0), block.end if end is None else min(block.end, end)
    if (low, high) == (block.start, block.end):
        return block
    if isinstance(block, Grid) or low >= high:
        return None
    raw = block.text[low - block.start : high - block.start]
    text = raw.strip()
    low += len(raw) - len(raw.lstrip())
    return Paragraph(text, low, low + len(text)) if text else None
