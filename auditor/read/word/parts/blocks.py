"""Intermediate blocks between a word processor file and a Document: paragraphs, tables with merged cells, pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.errors import Cause, UnreadableReport
from auditor.read.base.builder import DocumentBuilder, RawCell, Rows
from auditor.read.base.left_out import UNSURE_MARK, LeftOut, hidden_places
from auditor.read.base.paragraph_pieces import UnsureText
from auditor.read.rows.one_table import parts_of_report, put_parts
from auditor.read.scan.embedded import recognise


@dataclass(frozen=True, slots=True)
class WordPicture:
    """A picture or other displayed content that is not text; `what` names it in Chinese.

    `data` is the picture as stored in the file, if present. Content that is not `large` is too small for a table.
    """

    data: bytes = b""
    what: str = "图片"
    large: bool = True


# A string is a paragraph; a line feed in it is a line break.
WordBlock = str | Rows | WordPicture

# In millimetres: seals (about 42 mm), emblems and codes are smaller; a picture of a table is not.
WIDE, HIGH = 50, 15


@dataclass(slots=True)
class WordTableCell:
    """A cell of a table being read; its spans still grow."""

    blocks: list[WordBlock]
    column: int
    col_span: int
    row_span: int = 1


def table_blocks(rows: Sequence[Sequence[WordTableCell]]) -> list[WordBlock]:
    """Return a table as one grid, or as the blocks of its cells if it has one cell or is a layout table."""
    cells = [cell for row in rows for cell in row]
    # Most tables hold only text.
    others = [block for cell in cells for block in cell.blocks if not isinstance(block, str)]
    if len(cells) == 1 or (others and _is_layout(cells)):
        return [block for cell in cells for block in cell.blocks]
    if not cells:
        return []
    # Unread content of cells is reported after the table.
    pictures = [block for block in others if isinstance(block, WordPicture)]
    return [[[_raw(cell) for cell in row] for row in rows], *pictures]


def unseen_rows(rows: Sequence[int]) -> list[WordBlock]:
    """Return the block to place before a table whose rows with these numbers, from 1, are hidden and hold text."""
    return [WordPicture(what=hidden_places("行", [str(row) for row in rows]))] if rows else []


def is_blank(blocks: Sequence[WordBlock]) -> bool:
    """Return whether the blocks hold neither a table nor any text."""
    return not any(block.strip() if isinstance(block, str) else isinstance(block, list) for block in blocks)


def fill(builder: DocumentBuilder, blocks: Sequence[WordBlock], left_out: Mapping[LeftOut, int]) -> None:
    """Add the blocks of a body to a Document, with warnings for what was left out or not read.

    Raises UnreadableReport if the body shows only pictures that cannot be read.
    """
    unread: Counter[str] = Counter()
    recognised = False
    for block in blocks:
        if isinstance(block, WordPicture):
            if block.large and recognise(builder, block.data):
                recognised = True
            elif block.large:
                builder.unread(block.what)
                unread[block.what] += 1
        elif isinstance(block, str):
            for line in block.split("\n"):
                builder.paragraph(line)
        elif parts := parts_of_report(block, builder.context.limits.cells):
            put_parts(builder, parts)
        else:
            builder.grid(block, exact=True)
    shown = dict.fromkeys(block.what for block in blocks if isinstance(block, WordPicture))
    if shown and not recognised and is_blank(blocks):
        raise UnreadableReport(
            f"文件正文只有{'、'.join(shown)}，没有可读的文字，请换用含文字的版本再审核", Cause.UNSUPPORTED
        )
    for what, count in unread.items():
        builder.warn(f"正文中有 {count} 处{what}，其中的文字未能读取")
    for kind, count in left_out.items():
        builder.leave_out(kind, count)


def _raw(cell: WordTableCell) -> RawCell:
    """Build a raw cell; it is unread if it shows only unread content, or if its figure may end with a note mark."""
    blocks = cell.blocks
    if len(blocks) == 1 and type(only := blocks[0]) is str:
        return RawCell(only.strip(), cell.column, cell.row_span, cell.col_span)
    text = _text(blocks)
    raw = RawCell(text, cell.column, cell.row_span, cell.col_span)
    if not text:
        shown = next((block.what for block in blocks if isinstance(block, WordPicture)), "")
        raw.unread = f"格子里是{shown}，没有读出" if shown else ""
    elif UnsureText in map(type, blocks):
        raw.unread = UNSURE_MARK
    return raw


def _is_layout(cells: list[WordTableCell]) -> bool:
    """Return whether cells with nested tables have at least half of the text, or the nested tables have more cells."""
    holders = [cell for cell in cells if any(isinstance(block, list) for block in cell.blocks)]
    if not holders:
        return False
    inner = sum(len(row) for cell in holders for block in cell.blocks if isinstance(block, list) for row in block)
    held = sum(len(_text(cell.blocks)) for cell in holders)
    return inner > len(cells) or 2 * held >= sum(len(_text(cell.blocks)) for cell in cells)


def _text(blocks: list[WordBlock]) -> str:
    """Return the text of a cell with one line for each paragraph and for each row of a nested table."""
    if len(blocks) == 1 and isinstance(blocks[0], str):
        return blocks[0].strip()
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            lines.append(block.strip())
        elif isinstance(block, list):
            lines += ("\t".join(cell.text for cell in row).strip() for row in block)
    return "\n".join(line for line in lines if line)
