"""Pieces of HTML between the lines of a text: cut out first, and read as a page is read when their place is reached."""

from __future__ import annotations

import re
from collections.abc import Callable

from auditor.read.base.builder import DocumentBuilder
from auditor.read.html.article.flow import HtmlLine, HtmlTable, PageFlowReader
from auditor.read.html.reader import put
from auditor.read.html.tree.tree import parse
from auditor.read.html.visible.dress import Dress
from auditor.read.html.visible.grower import grow

# Stands for a piece on a line of its own, followed by its number; no text contains this character.
PIECE = "\ufdd1"
_BLOCK = re.compile(
    r"<(?P<table>table)\b"
    r"|^[ \t]{0,3}<(?P<close>/?)(?P<name>div|p|h[1-6]|center|ul|ol|dl|section|article|figure|details|summary|blockquote|pre"
    r"|header|footer|main|iframe|object|embed|svg|canvas|caption|body|html)\b",
    re.IGNORECASE | re.MULTILINE,
)
_TABLE_TAG = re.compile(r"<(/?)table\b[^<>]*>", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)|(?=<table\b)", re.IGNORECASE)


def cut_html(text: str) -> tuple[str, list[str]]:
    """Replace every piece of HTML in the text with a mark; return the text and the pieces."""
    if "<" not in text:
        return text, []
    kept: list[str] = []
    pieces: list[str] = []
    at = 0
    while block := _BLOCK.search(text, at):
        end = _table_end(text, block.start()) if block["table"] else _block_end(text, block)
        kept.append(text[at : block.start()])
        if not block["close"]:
            kept.append(f"\n\n{PIECE}{len(pieces)}\n\n")
            pieces.append(text[block.start() : end])
        at = end
    return "".join((*kept, text[at:])), pieces


def put_html(piece: str, builder: DocumentBuilder, plain: Callable[[str], str]) -> None:
    """Add the visible content of a piece of HTML to the document; `plain` removes Markdown signs from its texts."""
    tree = parse(piece)
    body = tree.body or tree.root
    if body is None:
        return
    limits = builder.context.limits
    items = PageFlowReader(grow(tree, body, limits.depth, Dress(tree, ())), limits.cells).items
    for item in items:
        if isinstance(item, HtmlLine):
            item.text = plain(item.text)
        elif isinstance(item, HtmlTable):
            for row in item.rows:
                for cell in row:
                    cell.text = plain(cell.text)
    put(items, builder)


def _table_end(text: str, start: int) -> int:
    """Return where a table ends, including nested tables; the end of the text if it is not closed."""
    depth = 0
    for tag in _TABLE_TAG.finditer(text, start):
        depth += -1 if tag[1] else 1
        if depth <= 0:
            return tag.end()
    return len(text)


def _block_end(text: str, block: re.Match[str]) -> int:
    """Return where a block ends: with its end tag, before a blank line, or before a table in it."""
    stop = text.find(">", block.end())
    if block["close"]:
        return stop + 1 if stop >= 0 else len(text)
    blank = _BLANK_LINE.search(text, block.end())
    last = blank.start() if blank else len(text)
    close = re.compile(rf"</{block['name']}\s*>", re.IGNORECASE).search(text, block.end(), last)
    return close.end() if close else last
