"""Names that rules may use: sections, tables, rows, columns and groups of each form, and the documents of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.presentation.vocabulary import called
from auditor.ruleset.catalogues.documents import CitedDocument
from auditor.ruleset.catalogues.forms import Form, LabelForm, TableForm
from auditor.ruleset.rule_set import RuleSet

SURE = {
    "verified": "读过原文",
    "corroborated": "几处说法一致",
    "inference": "由别的条文推出",
    "memory": "只凭记忆",
    "custom": "检查机关自己的要求，不是文件",
}
NamedTerm = tuple[str, str]  # a label and its text


def form_names(form: Form) -> Iterator[tuple[str, list[NamedTerm]]]:
    """The sections, then each table of a form, with their names; keys, which may be used as well, are in brackets."""
    span = f"{form.since} 至 {form.until} 年度" if form.until else f"{form.since} 年度起"
    head = f"{form.form} 年格式（{span}）"
    yield (
        f"{head}：各部分",
        [(section.numeral, _with_parts(section.heading, [p.term for p in section.parts])) for section in form.sections],
    )
    for table in form.tables:
        yield f"{head}：{table.name}（{table.key}）{table.title}", list(_table(table))


def document_line(document: CitedDocument) -> str:
    """A document's number, its title, and how sure the entry is."""
    return f"{document.number}{called(document.title, document.number)}，{SURE[document.sure]}"


def documents(ruleset: RuleSet) -> Iterator[NamedTerm]:
    """The id and a line for every document, including those of rule files."""
    for document in ruleset.documents.documents.values():
        yield document.id, document_line(document)


def _with_parts(heading: str, parts: list[str]) -> str:
    return f"{heading}（{'、'.join(parts)}）" if parts else heading


def _table(table: TableForm) -> Iterator[NamedTerm]:
    differ = any(row.columns for row in table.rows)
    for row in table.rows:
        columns = "、".join(table.column[key].term for key in table.columns_of(row.key))
        yield "行", f"{_named(row)}{f'：{columns}' if differ else ''}"
    yield "列", "、".join(map(_named, table.columns))
    for name, terms in (table.row_groups | table.column_groups).items():
        yield "组", f"{name}：{'、'.join(terms)}"


def _named(label: LabelForm) -> str:
    return f"{label.term}（{label.key}）"
