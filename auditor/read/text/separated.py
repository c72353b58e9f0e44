"""Detection of sheets saved as text with separators: the same number of values in every line, quoted values, or lines of figures."""

from __future__ import annotations

import csv
import re
from collections import Counter
from io import StringIO

from auditor.read.base.builder import DocumentBuilder
from auditor.read.rows.blocks import blocks
from auditor.read.rows.cells import SheetCell, WorkbookSheet
from auditor.read.rows.lines import seen_lines

_FEWEST_ROWS = 10
_FEWEST_VALUES = 3
_FEWEST_SIGNS = _FEWEST_ROWS * (_FEWEST_VALUES - 1)
_LOOKED_AT = 200
# This many lines are enough to show of most texts that they are not a sheet.
_FIRST = 60
_SHARE = 0.9
# Lines in which all values are quoted, and lines of figures after labels.
_QUOTED = {
    sign: re.compile(rf'(?:"(?:[^"]|"")*"(?:{re.escape(sign)}|$)|{re.escape(sign)})+') for sign in ",;\t|"
}  # fmt: skip
_FIGURES = {
    sign: re.compile(rf'(?:(?:"[^"\n]{{0,200}}"|[^{sign}"\n]{{0,100}}){sign}){{1,3}}[\d.]*(?:{sign}[\d.]*){{2,}}') for sign in ",;"
}  # fmt: skip


def sheet_of(text: str) -> WorkbookSheet | None:
    """Return the sheet that a text was saved from; None if it is not such a text."""
    for sign in ",\t;|":
        if (sign == "|" and '"' not in text) or text.count(sign) < _FEWEST_SIGNS:
            continue
        if _is_sheet(text.split("\n", _LOOKED_AT)[:_LOOKED_AT], sign, quoted='"' in text):
            sheet = WorkbookSheet("")
            try:
                for row, values in enumerate(csv.reader(StringIO(text), delimiter=sign)):
                    for column, value in enumerate(values):
                        if value.strip():
                            sheet.add(row, column, SheetCell(value))
            except csv.Error:
                return None
            return sheet
    return None


def put_sheet(sheet: WorkbookSheet, builder: DocumentBuilder) -> None:
    """Add the rows of a sheet as paragraphs and tables."""
    for block in blocks(seen_lines(sheet, builder.context), builder.context.limits.cells):
        if isinstance(block, list):
            builder.grid(block, exact=True)
        else:
            for line in block.text.split("\n"):
                builder.paragraph(line)


def _is_sheet(lines: list[str], sign: str, *, quoted: bool) -> bool:
    if sign != "|" and _is_even(lines, sign, quoted=quoted):
        return True
    if not quoted and sign not in _FIGURES:
        return False
    filled = [line for line in lines if line.strip()]
    if quoted and filled and _QUOTED[sign].fullmatch(filled[0]):
        return sum(_QUOTED[sign].fullmatch(line) is not None for line in filled) >= _SHARE * len(filled)
    if sign not in _FIGURES or any(_is_sentence(line, sign) for line in filled):
        return False
    return sum(_FIGURES[sign].fullmatch(line) is not None for line in filled) >= _FEWEST_ROWS


def _is_sentence(line: str, sign: str) -> bool:
    """Return whether a line is a sentence with a comma in it, which would be quoted if commas separated values."""
    return sign in line and '"' not in line and ("。" in line or "；" in line)


def _is_even(lines: list[str], sign: str, *, quoted: bool) -> bool:
    """Return whether nearly all lines have the same number of values; where values are `quoted`, they may contain the separator."""
    try:
        if quoted:
            counts = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if row)
        else:
            first = [line.count(sign) + 1 for line in lines[:_FIRST] if line]
            if sum([values < _FEWEST_VALUES for values in first]) > (1 - _SHARE) * _LOOKED_AT:
                return False
            counts = Counter([line.count(sign) + 1 for line in lines if line])
    except csv.Error:
        return False
    (values, lines_alike), *_ = counts.most_common(1) or [(0, 0)]
    return values >= _FEWEST_VALUES and lines_alike >= _FEWEST_ROWS and lines_alike >= _SHARE * counts.total()
