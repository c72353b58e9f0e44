"""Tables that were not found: whether they may be in the file nevertheless, in a place that was not read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.chinese.text import bare
from auditor.engine.context import CheckContext
from auditor.ruleset.catalogues.forms import TableForm

TELLING_LABEL = 4  # characters of a label that is surely no other word
QUOTED = 20
# Six or more figures with only blanks and bars between them, or more digits than one figure can have.
_FIGURE_RUN = re.compile(r"(?<![^\s|｜])(?:\d[\d,.]{0,20}[\s|｜]+){5,400}\d|\d{24,}")
# Words that say that a table is attached to the report.
_ATTACHED = re.compile(
    r"(?:(?<![意听])见|参阅|参看|查看|列入|载于)[^。；，]{0,15}?附[件表录][一二三四\d]{0,2}"
    r"|(?:表|数据|统计|情况)[^。；，]{0,12}(?:附后|另附|后附|随附|以附件|作为附件)|附[件表][一二三四\d]{0,2}[^。；，]{0,8}(?:附后|另附)"
    r"|(?m:^\s*附[件表]\s*[一二三四\d]{0,2}\s*[：:].{0,40})|(?:表|数据)[^。；]{0,10}点击[^。；，]{0,4}(?:查看|下载)"
)


def why_unread(form: TableForm, bound: CheckContext) -> str:
    """Why a table that was not found may be in the file nevertheless, in Chinese; empty where it is surely missing."""
    if kinds := bound.report.document.unread_kinds:
        return f"没有读到{form.name}，但文件里有{kinds}，可能就是这张表"
    if attached := _attached(form, bound):
        return f"{form.name}见附件（“{attached}”），附件没有交来"
    if _may_be_scanned(form, bound):
        return f"没有从扫描件里认出{form.name}，请核对原件"
    if any(grid.loose for grid in bound.report.document.grids()):
        return f"没有读到{form.name}，但文件里有没有格线的表格，可能没有读全，请核对原件"
    if run := _bare_figures(form, bound):
        return f"没有读到{form.name}，但报告里有一串没有栏目的数字（“{run[:QUOTED]}…”），可能就是这张表，请核对原件"
    labels = {label.label for label in (*form.rows, *form.columns) if len(bare(label.label)) >= TELLING_LABEL}
    if len(written_in(labels, bound)) * 2 > len(labels):
        return f"报告里有{form.name}的文字，但没有读出单元格"
    return ""


def _attached(form: TableForm, bound: CheckContext) -> str:
    """The words in a table's own section that say that it is attached."""
    numeral = bound.section_of(form.key)
    section = bound.report.section(numeral) if numeral else None
    found = section and _ATTACHED.search(bound.report.document.text, section.heading.end, section.end)
    return " ".join(found[0].split())[:QUOTED] if found else ""


def _may_be_scanned(form: TableForm, bound: CheckContext) -> bool:
    """Whether a table that was not found may be on a scanned page: part of its section is, or the place where its section would be."""
    document, numeral = bound.report.document, bound.section_of(form.key)
    section = bound.report.section(numeral) if numeral else None
    if document.is_mostly_scanned or not numeral:
        return bool(document.scanned)
    return document.has_scanned(section.heading.end, section.end) if section else bool(bound.hidden(numeral))


def _bare_figures(form: TableForm, bound: CheckContext) -> str:
    """A run of figures outside of all tables that were read: in the section of a table, or anywhere where that section is missing."""
    document = bound.report.document
    numeral = bound.section_of(form.key)
    section = bound.report.section(numeral) if numeral else None
    start, end = (section.heading.end, section.end) if section else (0, len(document.text))
    read = [(table.start, table.end) for table in bound.report.tables.values() if table.found]
    runs = (run for run in _FIGURE_RUN.finditer(document.text, start, end))
    return next((" ".join(run[0].split()) for run in runs if not any(a <= run.start() < b for a, b in read)), "")


def written_in(labels: Iterable[str], bound: CheckContext) -> list[str]:
    """The labels whose words appear somewhere in the report, in a cell that was read or not."""
    text = bare(bound.report.document.text)
    return [label for label in labels if bare(label) in text]
