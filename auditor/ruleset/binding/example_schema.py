"""Keys of the examples of rules, and the names in them: sections, tables, rows and columns, by Chinese names or by keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache, partial
from typing import Any, TypeVar

from pydantic import Field, field_validator

from auditor.resources import rules_folder
from auditor.ruleset.binding.terms import TermError, column_of, row_of, section_of, table_of
from auditor.ruleset.catalogues.forms import Form, TableForm
from auditor.ruleset.yaml.positions import load_yaml
from auditor.ruleset.yaml.validation import Strict, a_day

T = TypeVar("T")


class Sample(Strict):
    """The keys of an example; a key that is not written leaves the clean report as it is."""

    year: int = 0
    agency: str = ""
    title: str = ""
    preamble: str = ""
    sections: Mapping[str, str] = Field(default_factory=dict)
    add: Mapping[str, str] = Field(default_factory=dict)
    replace: Mapping[str, str] = Field(default_factory=dict)
    headings: Mapping[str, str] = Field(default_factory=dict)
    order: tuple[str, ...] = ()
    drop_sections: tuple[str, ...] = ()
    tables: Mapping[str, Mapping[str, tuple[Any, ...]]] = Field(default_factory=dict)
    drop_tables: tuple[str, ...] = ()
    drop_rows: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)
    column_labels: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)
    issued: str = ""
    published: str = ""
    hidden: str = ""
    previous: Mapping[str, Any] = Field(default_factory=dict)
    want: str = ""
    about: str = ""

    @field_validator("published", "hidden")
    @classmethod
    def _day(cls, text: str) -> str:
        a_day(text)
        return text


@cache
def clean_report() -> Mapping[str, Any]:
    """The clean report that examples are changes of."""
    return dict(load_yaml(rules_folder() / "example.yaml").data)


def default_year(forms: Sequence[Form]) -> int:
    """The year of an example that names none: the clean report's, or the nearest one to it of the newest of the forms."""
    year = int(clean_report()["year"])
    if any(form.covers(year) for form in forms):
        return year
    return max(forms[0].since, min(year, forms[0].until or year))


def form_of(forms: Sequence[Form], year: int) -> Form:
    """The form in which an example of a year is written; `forms` are those the rule is for, newest first."""
    return next((form for form in forms if form.covers(year)), forms[0])


Wrong = Callable[..., None]  # (message, *path, key=whether it is the key at the path)


def in_keys(example: Mapping[str, Any], form: Form, wrong: Wrong | None = None) -> dict[str, Any]:
    """A well-formed example with the form's own keys instead of the names it uses.

    `wrong` gets unknown names and rows with too few or too many figures. Without it an unknown name raises TermError.
    """
    return _FormNames(form, wrong).of(example)


class _FormNames:
    """Looks up names in one form; unknown names are reported and left out."""

    def __init__(self, form: Form, wrong: Wrong | None) -> None:
        self._form = form
        self._wrong = wrong

    def of(self, example: Mapping[str, Any]) -> dict[str, Any]:
        found = dict(example)
        for field in ("sections", "add", "headings"):
            if field in found:
                found[field] = self._mapping(found[field], self._section, field)
        for field, look_up in (
            ("order", self._section),
            ("drop_sections", self._section),
            ("drop_tables", self._table_key),
        ):
            if field in found:
                found[field] = self._list(found[field], look_up, field)
        for field in ("tables", "drop_rows", "labels", "column_labels"):
            if field in found:
                found[field] = self._tables(found[field], field)
        return found

    def _tables(self, written: Mapping[str, Any], field: str) -> dict[str, Any]:
        found = {}
        for name, inside in written.items():
            table = self._known(self._table, name, field, name, key=True)
            if table is not None:
                found[table.key] = self._inside(table, inside, field, name)
        return found

    def _inside(self, table: TableForm, inside: Any, field: str, name: str) -> Any:
        row = partial(row_of, table)
        if field == "drop_rows":
            return self._list(inside, row, field, name)
        if field == "column_labels":
            return self._mapping(inside, partial(column_of, table), field, name)
        if field == "tables" and self._wrong:
            for written, cells in inside.items():
                self._figures(self._wrong, table, cells, field, name, written)
        return self._mapping(inside, row, field, name)

    def _figures(self, wrong: Wrong, table: TableForm, cells: tuple[Any, ...], *path: str) -> None:
        for number, cell in enumerate(cells):
            if not isinstance(cell, (str, int, Decimal)) or isinstance(cell, bool):
                wrong('每一格要写数或文字，空格写作 ""', *path, number)
        try:
            row = row_of(table, path[-1])
        except TermError:
            return  # reported where the row is looked up
        columns = [table.column[key].term for key in table.columns_of(row)]
        if len(cells) != len(columns):
            whole = f"{table.name}“{table.row[row].term}”一行有 {len(columns)} 格（{'、'.join(columns)}）"
            wrong(f"{whole}，这里写了 {len(cells)} 个", *path)

    def _section(self, name: str) -> str:
        return section_of(self._form, name)

    def _table(self, name: str) -> TableForm:
        return table_of(self._form, name)

    def _table_key(self, name: str) -> str:
        return self._table(name).key

    def _mapping(self, written: Mapping[str, Any], look_up: Callable[[str], str], *path: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in written.items():
            key = self._known(look_up, name, *path, name, key=True)
            if key in found and self._wrong:
                self._wrong(f"“{name}”与前面写的是同一项", *path, name, key=True)
            elif key is not None:
                found[key] = value
        return found

    def _list(self, written: tuple[str, ...], look_up: Callable[[str], str], *path: str) -> tuple[str, ...]:
        known = (self._known(look_up, name, *path, number) for number, name in enumerate(written))
        return tuple(key for key in known if key is not None)

    def _known(self, look_up: Callable[[str], T], name: str, *path: str | int, key: bool = False) -> T | None:
        try:
            return look_up(name)
        except TermError as error:
            if self._wrong is None:
                raise
            self._wrong(str(error), *path, key=key)
            return None
