"""The three official tables as grids of spanning cells, as the published forms draw them.

The rows given tell which form is meant: that of 2021, or that of 2019 with a procurement row and one row «（六）其他处理».
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.read.base.builder import RawCell
from tests.writers.plain import Rows

REQUEST_COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
REMEDY_COLUMNS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

PROACTIVE = (
    ("第二十条第（一）项", ("本年制发件数", "本年废止件数", "现行有效件数"), ("rules", "规章"), ("normative", "行政规范性文件")),
    ("第二十条第（五）项", ("本年处理决定数量",), ("licensing", "行政许可")),
    ("第二十条第（六）项", ("本年处理决定数量",), ("punishment", "行政处罚"), ("coercion", "行政强制")),
    ("第二十条第（八）项", ("本年收费金额（单位：万元）",), ("fees", "行政事业性收费")),
)  # fmt: skip

_OLD_FILES = ("本年新制作数量", "本年新公开数量", "对外公开总数量")
_OLD_ITEMS = ("上一年项目数量", "本年增/减", "处理决定数量")
PROACTIVE_2019 = (
    ("第二十条第（一）项", _OLD_FILES, ("rules", "规章"), ("normative", "规范性文件")),
    ("第二十条第（五）项", _OLD_ITEMS, ("licensing", "行政许可"), ("other_services", "其他对外管理服务事项")),
    ("第二十条第（六）项", _OLD_ITEMS, ("punishment", "行政处罚"), ("coercion", "行政强制")),
    ("第二十条第（八）项", _OLD_ITEMS[:2], ("fees", "行政事业性收费")),
    ("第二十条第（九）项", ("采购项目数量", "采购总金额"), ("procurement", "政府集中采购")),
)

# Groups of detail rows; a group without a name stands for a row of its own.
RESULTS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("", (("granted", "（一）予以公开"),)),
    ("", (("partial", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),)),
    ("（三）不予公开", (
        ("denied_state_secret", "1.属于国家秘密"),
        ("denied_law", "2.其他法律行政法规禁止公开"),
        ("denied_safety", "3.危及“三安全一稳定”"),
        ("denied_third_party", "4.保护第三方合法权益"),
        ("denied_internal", "5.属于三类内部事务信息"),
        ("denied_process", "6.属于四类过程性信息"),
        ("denied_enforcement", "7.属于行政执法案卷"),
        ("denied_inquiry", "8.属于行政查询事项"),
    )),
    ("（四）无法提供", (
        ("unable_not_held", "1.本机关不掌握相关政府信息"),
        ("unable_create", "2.没有现成信息需要另行制作"),
        ("unable_unclear", "3.补正后申请内容仍不明确"),
    )),
    ("（五）不予处理", (
        ("refused_petition", "1.信访举报投诉类申请"),
        ("refused_duplicate", "2.重复申请"),
        ("refused_publication", "3.要求提供公开出版物"),
        ("refused_excessive", "4.无正当理由大量反复申请"),
        ("refused_confirm", "5.要求行政机关确认或重新出具已获取信息"),
    )),
    ("（六）其他处理", (
        ("other_uncorrected", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
        ("other_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
        ("other_misc", "3.其他"),
    )),
    ("", (("other_processing", "（六）其他处理"),)),
    ("", (("total", "（七）总计"),)),
)  # fmt: skip

_OLD_DETAIL = "other_processing"
DETAILS = tuple(key for _, rows in RESULTS for key, _ in rows if key not in ("total", _OLD_DETAIL))
REQUEST_ROWS = ("new", "carried_in", *DETAILS, "total", "carried_out")
REMEDY_ROWS = ("review", "litigation_direct", "litigation_after_review")
PROACTIVE_ROWS = {key: len(columns) for _, columns, *rows in PROACTIVE for key, _ in rows}
REQUEST_ROWS_2019 = tuple(
    _OLD_DETAIL if key == "other_misc" else key
    for key in REQUEST_ROWS
    if key not in ("other_uncorrected", "other_unpaid")
)
PROACTIVE_ROWS_2019 = {key: len(columns) for _, columns, *rows in PROACTIVE_2019 for key, _ in rows}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table as rows of spanning cells; rows in `figures` hold values."""

    rows: list[list[RawCell]]
    width: int
    figures: frozenset[int]


def draw(table: str, rows: Rows, labels: Mapping[str, str]) -> Drawn:
    """The official table with these cells; rows that are not given are left out, labels given replace the form's."""
    return {"proactive": _proactive, "requests": _requests, "remedies": _remedies}[table](rows, labels)


def covers(drawn: Drawn) -> list[list[tuple[int, RawCell, bool]]]:
    """For each row the places from left to right: column, cell, and whether it begins here (else it comes down from above)."""
    above: dict[int, tuple[RawCell, int]] = {}
    lines = []
    for number, row in enumerate(drawn.rows):
        starts = {cell.column: cell for cell in row}
        line: list[tuple[int, RawCell, bool]] = []
        column = 0
        while column < drawn.width:
            if column in starts:
                cell = starts[column]
                above[column] = cell, number + cell.row_span
            else:
                cell, end = above[column]
                assert number < end, f"no cell in row {number}, column {column}"
            line.append((column, cell, column in starts))
            column += cell.col_span
        lines.append(line)
    return lines


def _values(cells: Sequence[str], start: int, across: int = 1) -> list[RawCell]:
    return [RawCell(text, start + place * across, 1, across) for place, text in enumerate(cells)]


def _proactive(rows: Rows, labels: Mapping[str, str]) -> Drawn:
    drawn: list[list[RawCell]] = []
    figures = set()
    old = "procurement" in rows
    width = 6 if old else 3
    for head, columns, *entries in PROACTIVE_2019 if old else PROACTIVE:
        across = width // len(columns)
        drawn.append([RawCell(head, 0, 1, width + 1)])
        drawn.append([RawCell("信息内容", 0), *_values(columns, 1, across)])
        for key, label in entries:
            if key in rows:
                figures.add(len(drawn))
                drawn.append([RawCell(labels.get(key, label), 0), *_values(rows[key], 1, across)])
    return Drawn(drawn, width + 1, frozenset(figures))


def _requests(rows: Rows, labels: Mapping[str, str]) -> Drawn:
    drawn = [
        [RawCell(NOTE, 0, 3, 3), RawCell("申请人情况", 3, 1, 7)],
        [RawCell("自然人", 3, 2), RawCell("法人或其他组织", 4, 1, 5), RawCell("总计", 9, 2)],
        _values(REQUEST_COLUMNS[1:6], 4),
    ]
    for key, label in (("new", "一、本年新收政府信息公开申请数量"), ("carried_in", "二、上年结转政府信息公开申请数量")):
        if key in rows:
            drawn.append([RawCell(labels.get(key, label), 0, 1, 3), *_values(rows[key], 3)])
    results: list[list[RawCell]] = []
    for group, entries in RESULTS:
        kept = [(key, label) for key, label in entries if key in rows]
        for number, (key, label) in enumerate(kept):
            own = RawCell(labels.get(key, label), 2 if group else 1, 1, 1 if group else 2)
            head = [RawCell(group, 1, len(kept))] if group and number == 0 else []
            results.append([*head, own, *_values(rows[key], 3)])
    results[0].insert(0, RawCell("三、本年度办理结果", 0, len(results)))
    drawn += results
    if "carried_out" in rows:
        label = labels.get("carried_out", "四、结转下年度继续办理")
        drawn.append([RawCell(label, 0, 1, 3), *_values(rows["carried_out"], 3)])
    return Drawn(drawn, 10, frozenset(range(3, len(drawn))))


def _remedies(rows: Rows, labels: Mapping[str, str]) -> Drawn:
    names = {"review": "行政复议", "litigation_direct": "未经复议直接起诉", "litigation_after_review": "复议后起诉"}
    names.update(labels)
    heads = [RawCell(text, place, 2) for place, text in enumerate(REMEDY_COLUMNS)]
    figures = [cell for key in REMEDY_ROWS for cell in rows[key]]
    drawn = [
        [RawCell(names["review"], 0, 1, 5), RawCell("行政诉讼", 5, 1, 10)],
        [*heads, RawCell(names["litigation_direct"], 5, 1, 5), RawCell(names["litigation_after_review"], 10, 1, 5)],
        _values(REMEDY_COLUMNS * 2, 5),
        _values(figures, 0),
    ]
    return Drawn(drawn, 15, frozenset({3}))
