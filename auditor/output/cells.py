"""Cells for spreadsheets: text on one line that no program takes for a formula."""

from __future__ import annotations

from auditor.output.wrap import clean

# What spreadsheets take for the beginning of a formula; a quote before it makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """The text as it may stand in a cell, whoever wrote it."""
    shown = clean(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
