"""Reading report: how each fact, section, row and cell was found, what was repaired and what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from auditor.model.document import Document
from auditor.model.report import FormTable, Report, Section, Value, Way, Wording
from auditor.presentation.terminal_text import clean, pad, shorten, width, wrap
from auditor.presentation.vocabulary import TABLES

_SOURCES = {"title": "标题", "period": "统计期限", "opening": "开头", "overview": "总体情况开头", "issued": "成文日期"}
_WAYS = {
    Way.ORDER: "行名后面的格子与栏目一样多，依次对应",
    Way.FILLED: "填了数的格子与栏目一样多，依次对应",
    Way.PLACE: "格子数不齐，按别的行所在的列对应",
    Way.SHARED: "没有行名，从表头下面的一行数字里按格式的次序分出",
    Way.NONE: "格子与栏目对不上，没有读出",
}
_LONG = 60
_LABEL, _CELL = 30, 12


def reading_text(report: Report, columns: int = 80) -> str:
    """Return the reading report of one file as text of at most `columns` columns."""
    parts = (
        _facts(report),
        _sections(report),
        *(_table(table, report) for table in report.tables.values()),
        _repairs(report),
    )
    return "\n\n".join("\n".join(_wrapped(lines, columns)) for lines in parts) + "\n"


def _wrapped(lines: Iterator[tuple[str, str]], columns: int) -> Iterator[str]:
    for first, text in lines:
        yield wrap(clean(text) if text.strip() else "", columns, first, "    ")


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    document = report.document
    yield "文件：", f"{document.path}（{document.format}，{len(document.text)}字）"
    yield "标题：", _at(report.title_line, report.title.start if report.title else None, document)
    written = report.agency_written
    yield "机关：", _at(report.agency or None, written.start if written else None, document)
    year = str(report.report_year) if report.report_year is not None else "没有读出"
    seen = "、".join(f"{_SOURCES[e.source]}{e.year}“{shorten(e.span.text, _LONG)}”" for e in report.evidence)
    yield "年度：", year + (f"，依据：{seen}" if seen else "")
    issued = report.issued
    yield (
        "日期：",
        _at(
            issued.value.isoformat() if issued else None,
            issued.span.start if issued and issued.span else None,
            document,
        ),
    )
    yield "格式：", f"{report.form}年格式，由表格的栏目和行名判断"


def _at(value: str | None, start: int | None, document: Document) -> str:
    """Return a fact and its position; «没有读出» if there is none."""
    if value is None:
        return "没有读出"
    return value + (f"（{_where(start, document)}）" if start is not None else "")


def _where(start: int, document: Document) -> str:
    place = document.place_at(start)
    return (f"第{place.page}页，" if place else "") + f"第{start}字"


def _sections(report: Report) -> Iterator[tuple[str, str]]:
    yield "章节", ""
    for section in report.sections:
        yield f"  {section.numeral}  ", _section(section, report.document)
    for numeral in report.missing_sections:
        yield f"  {numeral}  ", "没有找到"


def _section(section: Section, document: Document) -> str:
    said = f"“{section.heading.text}”（{_where(section.heading.start, document)}）"
    if section.wording is not Wording.EXACT:
        said += "，与格式的标题不同，按序号和用词认出"
    if section.number != section.numeral:
        said += f"，序号写作“{section.number}”" if section.number else "，没有写序号"
    if section.repeats:
        said += f"，标题另外出现{len(section.repeats)}次"
    return said + (f"，其中有{'、'.join(section.parts)}" if section.parts else "")


def _table(table: FormTable, report: Report) -> Iterator[tuple[str, str]]:
    name = TABLES.get(table.key, table.key)
    if not table.found:
        yield name, "：没有找到"
        return
    values = list(table.values())
    lost, doubtful = sum(value.lost for value in values), sum(value.doubtful for value in values)
    yield (
        name,
        f"：{_where(table.start, report.document)}起，读出{len(table.rows)}行、{len(values) - lost}格"
        + (f"，{lost}格没有读出" if lost else "")
        + (f"，{doubtful}格识别不确定" if doubtful else "")
        + (f"，缺{len(table.missing_rows)}行" if table.missing_rows else ""),
    )
    usual = Counter(table.ways.values()).most_common(1)[0][0]
    yield "  取数：", _WAYS[usual]
    if table.foreign:
        yield "  栏目：", f"是别的年度格式的（{'、'.join(span.text for span in table.foreign)}），数字没有读取"
    labels = {label.key: label for label in table.labels if not label.column}
    names = [shorten(clean(labels[key].span.text if key in labels else key), _LABEL) for key in table.rows]
    room = max(map(width, names))
    sizes = _sizes(table)
    for name, (key, row) in zip(names, table.rows.items(), strict=True):
        shown = [(_value(value), size) for value, size in zip(row, sizes, strict=False)]
        cells = "".join(f"  {' ' * (size - width(text))}{text}" for text, size in shown)
        start = next((value.start for value in row if not value.lost), None)
        yield f"  {pad(name, room)}{cells}  ", _where(start, report.document) if start is not None else ""
        way = table.ways[key]
        if way is not usual:
            yield "      ", f"这一行：{_WAYS[way]}"
        for reason in dict.fromkeys(value.reason for value in row if value.reason):
            yield "      ", f"没有读出：{reason}"
        if key in labels and not labels[key].accepted:
            yield "      ", f"行名当作“{labels[key].expected}”"
    for label in table.labels:
        if label.column and not label.accepted:
            yield "  栏目：", f"“{label.span.text}”当作“{label.expected}”"


def _sizes(table: FormTable) -> list[int]:
    """Return the width of the cells at each position in a row."""
    rows = list(table.rows.values())
    longest = max(map(len, rows))
    return [max(width(_value(row[place])) for row in rows if place < len(row)) for place in range(longest)]


def _value(value: Value) -> str:
    """Show a cell in a few characters: «×» was not read, «?» is uncertain, quotation marks enclose text that is not a number."""
    if value.lost:
        return "×"
    shown = shorten(clean(value.raw), _CELL) or "空"
    return f"“{shown}”" if value.text is not None else shown + "?" * value.doubtful


def _repairs(report: Report) -> Iterator[tuple[str, str]]:
    yield "修复和未读", ""
    said = [*report.warnings]
    for what, count in Counter(each.what for each in report.document.unread).items():
        said.append(f"有{count}处{what}没有读取")
    if report.document.scanned:
        count = sum(end - start for start, end in report.document.scanned)
        said.append(f"有{count}字是从图片识别的")
    yield from (("  - ", text) for text in said or ["没有"])
