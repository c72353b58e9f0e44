"""The form of a year: its sections, tables, rows and columns, with the terms rules speak and the spellings reports use."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from auditor.errors import RuleFileError
from auditor.ruleset.checked import Strict, check
from auditor.ruleset.source import load_yaml


class Part(Strict):
    """One of the named parts of a section; `marks` are the words it is known by."""

    term: str
    marks: tuple[str, ...]


class SectionForm(Strict):
    """A section of the form; `accepted` headings are as good as `heading`, `close` ones mean the same, `known` ones do not.

    Any other heading with the section's own number and one of its `telling` words is taken for a reworded one; with one of the
    words in `changing` it means something else.
    """

    numeral: str
    key: str
    heading: str
    accepted: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    changing: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    tables: tuple[str, ...] = ()


class LabelForm(Strict):
    """A row or column: `accepted` spellings are as good as `label`, `known` ones are found and reported."""

    key: str
    term: str
    label: str
    accepted: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    after: str | None = None
    unit: str = ""
    signed: bool = False


class TableForm(Strict):
    """A table of the form; a `flat` one has its row labels as heads and all its values in one line.

    A table with two of the `foreign` heads is another form's: its figures mean something else.
    """

    key: str
    name: str
    title: str
    columns: tuple[LabelForm, ...]
    rows: tuple[LabelForm, ...]
    column_groups: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    row_groups: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    heads: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    layout: Literal["rows", "flat"] = "rows"

    @cached_property
    def row(self) -> dict[str, LabelForm]:
        """The rows by key."""
        return {row.key: row for row in self.rows}

    @cached_property
    def column(self) -> dict[str, LabelForm]:
        """The columns by key."""
        return {column.key: column for column in self.columns}

    @cached_property
    def row_terms(self) -> dict[str, str]:
        """Row term to key."""
        return {row.term: row.key for row in self.rows}

    @cached_property
    def column_terms(self) -> dict[str, str]:
        """Column term to key."""
        return {column.term: column.key for column in self.columns}

    @cached_property
    def sums(self) -> dict[tuple[str, str], Any]:
        """What equations mean in this table, as far as `auditor.ruleset.sums` has worked it out."""
        return {}

    def columns_of(self, row: str) -> tuple[str, ...]:
        """The keys of the columns a row has, in order."""
        return self.row[row].columns or tuple(self.column)


class Form(Strict):
    """The official form of annual reports for a span of report years."""

    form: str
    name: str
    since: int
    until: int | None = None
    fillers: tuple[str, ...] = ()
    sections: tuple[SectionForm, ...]
    tables: tuple[TableForm, ...]

    @cached_property
    def section(self) -> dict[str, SectionForm]:
        """The sections by numeral."""
        return {section.numeral: section for section in self.sections}

    @cached_property
    def table(self) -> dict[str, TableForm]:
        """The tables by key."""
        return {table.key: table for table in self.tables}

    @cached_property
    def by_name(self) -> dict[str, TableForm]:
        """The tables by key, by name (表三) and by title."""
        return {name: table for table in reversed(self.tables) for name in (table.key, table.name, table.title)}

    def covers(self, year: int) -> bool:
        """Whether reports for this year use the form."""
        return self.since <= year and (self.until is None or year <= self.until)


def load_forms(folder: Path) -> tuple[Form, ...]:
    """All forms of a folder, newest first; raises RuleFileError with every mistake found."""
    forms, mistakes = [], []
    for path in sorted(folder.glob("*.yaml")):
        source = load_yaml(path)
        form = check(Form, source) if not source.mistakes else None
        mistakes += source.mistakes
        if form is not None:
            forms.append(form)
    if mistakes:
        raise RuleFileError(mistakes)
    return tuple(sorted(forms, key=lambda form: -form.since))
