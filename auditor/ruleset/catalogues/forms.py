"""The form of a year: its sections, tables, rows and columns, with the terms of rules and the spellings in reports."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from auditor.resources import shown
from auditor.ruleset.yaml.positions import Path_, YamlSource
from auditor.ruleset.yaml.validation import Strict, check, meant


class SectionPart(Strict):
    """One of the named parts of a section; `marks` are the words that identify it."""

    term: str
    marks: tuple[str, ...]


class SectionForm(Strict):
    """A section of the form; `accepted` headings are as good as `heading`, `close` ones mean the same, `known` ones do not.

    Any other heading with the section's number and one of its `telling` words counts as reworded; with one of the words in
    `changing` it has another meaning.
    """

    numeral: str
    key: str
    heading: str
    accepted: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    changing: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    parts: tuple[SectionPart, ...] = ()
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
    """A table of the form; a `flat` table has its row labels as heads and all its values in one line.

    A table with two of the `foreign` heads belongs to another form, and its figures mean something else.
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
        """Keys of the rows by term."""
        return {row.term: row.key for row in self.rows}

    @cached_property
    def column_terms(self) -> dict[str, str]:
        """Keys of the columns by term."""
        return {column.term: column.key for column in self.columns}

    @cached_property
    def sums(self) -> dict[tuple[str, str], Any]:
        """Cache of `auditor.ruleset.binding.sums`: equations resolved to cells of this table."""
        return {}

    def columns_of(self, row: str) -> tuple[str, ...]:
        """The keys of the columns of a row, in order."""
        return self.row[row].columns or tuple(self.column)

    def head_over(self, row: LabelForm) -> str:
        """The head over the group of rows to which a row belongs: «（三）不予公开»; empty for other rows."""
        groups = [name for name, terms in self.row_groups.items() if row.term in terms]
        return next((head for head in self.heads for name in groups if head.endswith(f"）{name}")), "")


class Form(Strict):
    """The official form of annual reports for a span of report years.

    `notice` is the id of the document that prescribes it, `documents` are further documents in its file, for the catalogue. The
    path of the file and the number of the notice are filled in by the loader.
    """

    form: str
    name: str
    notice: str
    since: int
    until: int | None = None
    documents: Any = ()
    source: str = ""
    number: str = ""
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

    @cached_property
    def cells(self) -> dict[str, Any]:
        """Cache of `auditor.ruleset.binding.terms`: sums of cells resolved to cells of this form."""
        return {}

    @property
    def called(self) -> str:
        """The name people use, in Chinese."""
        return f"{self.form}年格式"

    def covers(self, year: int) -> bool:
        """Whether reports for this year use the form."""
        return self.since <= year and (self.until is None or year <= self.until)


def read_forms(sources: Sequence[YamlSource]) -> tuple[Form, ...]:
    """Read the forms in some sources, newest first, each ending before the next begins; mistakes go to the sources."""
    read = [(form, source) for source in sources if not source.mistakes and (form := check(Form, source))]
    forms: list[Form] = []
    newer: Form | None = None
    for form, source in sorted(read, key=lambda one: -one[0].since):
        source.mistakes += [source.mistake(where, said) for where, said in _faults(form)]
        source.mistakes += [source.mistake((where,), said) for where, said in _beside(form, newer, forms)]
        until = form.until if newer is None else newer.since - 1
        forms.append(form.model_copy(update={"until": until, "source": source.path}))
        newer = form
    return tuple(forms)


def _faults(form: Form) -> Iterator[tuple[Path_, str]]:
    """Find what does not fit together in a form: the place and the mistake, in Chinese."""
    known = [table.key for table in form.tables]
    for number, section in enumerate(form.sections):
        yield from _unknown(("sections", number, "tables"), section.tables, known, "tables 里没有 key 是“{}”的表")
        if section.heading in section.known:
            place = section.known.index(section.heading)
            yield (
                ("sections", number, "known", place),
                f"“{section.heading}”就是标题（heading），不能又算要提出的写法，请删去",
            )
    for key in known:
        if not any(key in section.tables for section in form.sections):
            yield ("tables", known.index(key)), f"没有哪一部分的 tables 写了“{key}”，不知道这张表在哪一部分"
    for number, table in enumerate(form.tables):
        yield from ((("tables", number, *where), said) for where, said in _table_faults(table))


def _table_faults(table: TableForm) -> Iterator[tuple[Path_, str]]:
    for field, labels in (("rows", table.rows), ("columns", table.columns)):
        for name in ("key", "term"):
            words = [str(getattr(label, name)) for label in labels]
            for number, word in enumerate(words):
                if word in words[:number]:
                    yield (field, number, name), f"{table.name}里已经有一项的 {name} 是“{word}”，要写得不同"
        for number, label in enumerate(labels):
            if label.label in label.known:
                place = label.known.index(label.label)
                yield (field, number, "known", place), f"“{label.label}”就是原文（label），不能又算要提出的写法，请删去"
    for number, row in enumerate(table.rows):
        yield from _unknown(
            ("rows", number, "columns"), row.columns, table.column, f"{table.name}没有 key 是“{{}}”的列"
        )
        after = () if row.after is None else (row.after,)
        yield from _unknown(("rows", number, "after"), after, table.row, f"{table.name}没有 key 是“{{}}”的行")
    for name, terms in table.row_groups.items():
        yield from _unknown(("row_groups", name), terms, table.row_terms, f"{table.name}没有 term 是“{{}}”的行")
    for name, terms in table.column_groups.items():
        yield from _unknown(("column_groups", name), terms, table.column_terms, f"{table.name}没有 term 是“{{}}”的列")


def _unknown(where: Path_, words: Sequence[str], known: Collection[str], said: str) -> Iterator[tuple[Path_, str]]:
    """Find words that are not known: their places and the mistake, in Chinese."""
    for place, word in enumerate(words):
        if word not in known:
            yield (*where, place), said.format(word) + meant(word, known)


def _beside(form: Form, newer: Form | None, forms: Sequence[Form]) -> Iterator[tuple[str, str]]:
    """Find conflicts between a form and the newer ones: the key and the mistake, in Chinese."""
    same = next((other for other in forms if other.form == form.form), None)
    if same:
        yield "form", f"已经有{form.called}（{shown(same.source)}），同一年的格式只能有一个"
    elif newer and newer.since == form.since:
        yield "since", f"{newer.called}也从{form.since}年度起用，同一年度只能用一个格式"
    elif newer and form.until is not None and form.until != newer.since - 1:
        yield "until", f"{newer.called}从{newer.since}年度起用，这里应写 {newer.since - 1}，或者删去这一行"
