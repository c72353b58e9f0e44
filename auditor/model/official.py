"""The official tables by name, for outputs that show them: which rows and columns the form has, and what it calls them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A row or column of the form: its key, its wording on the form, and what stands over its group of rows, if it has one."""

    key: str
    label: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class OfficialTable:
    """A table of the form; `name` is «表三», `title` its heading, rows and columns are in the official order."""

    key: str
    name: str
    title: str
    rows: tuple[NamedLine, ...]
    columns: tuple[NamedLine, ...]
