"""Names of the official tables and of their rows and columns, for outputs that show them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamedLine:
    """Row or column of the form: its key, its wording on the form, and the heading of its group of rows, if any."""

    key: str
    label: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class OfficialTable:
    """Table of the form; `name` is «表三», `title` its heading; rows and columns are in the official order."""

    key: str
    name: str
    title: str
    rows: tuple[NamedLine, ...]
    columns: tuple[NamedLine, ...]
