"""Reads plain text and Markdown, in whatever encoding and with tables in whatever layout."""

from __future__ import annotations

import re

from auditor.model.document import Document
from auditor.read.builder import DocumentBuilder
from auditor.read.encoding import decode
from auditor.read.text.tables import find_table
from auditor.read.text.wrapped import unwrap

# What converters leave behind: it is no part of the report and no fault of the agency.
_RESIDUE = re.compile(r"\[(?:bookmark|image|footnote|endnote|pic|embedded object)[:：][^\[\]\n]{0,80}\]", re.IGNORECASE)
_MARKDOWN = re.compile(r"^#{1,6}\s+|^\s*\*\*(?=[^*]+\*\*\s*$)|(?<=\S)\*\*\s*$")


def read_text(data: bytes, path: str) -> Document:
    """Read a text extract; raises UnreadableReport for binary or empty files."""
    text, warnings = decode(data)
    text = _RESIDUE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n"))
    builder = DocumentBuilder()
    for warning in warnings:
        builder.warn(warning)
    lines = unwrap(text.split("\n"))
    at = 0
    while at < len(lines):
        found = find_table(lines, at) if lines[at].strip() else None
        if found:
            builder.grid(found.rows, stream=found.stream)
            at = max(found.end, at + 1)
        else:
            builder.paragraph(_MARKDOWN.sub("", lines[at]))
            at += 1
    return builder.build(path=path, data=data, format="text")
