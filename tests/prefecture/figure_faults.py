"""Faults planted in the tables of a report."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.prefecture.draft import Draft
from tests.prefecture.figures import column
from tests.prefecture.truth import Planted
from tests.writers.source import COLUMNS
from tests.writers.spans import DETAILS, REMEDY_ROWS

Plant = Callable[[Draft, Random], Planted | None]
_SAID = ("CMP-RECEIVED", "CMP-CARRIED", "CMP-ANSWERED", "CMP-RESULT")
_SUMS = ("T3-BALANCE", "T3-DETAIL", "T3-ROW")
_SECTIONS = {"proactive": "二", "requests": "三", "remedies": "四"}
_TYPING = {
    "denied_enforcement": "7.厲于行政执法案卷",
    "unable_not_held": "1.本机关不掌据相关政府信息",
    "refused_petition": "1.信仿举报投诉类申请",
    "other_unpaid": "2.申请人愈期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
}


def _more(made: Draft, table: str, row: str, place: int, chance: Random) -> None:
    cells = made.tables[table][row]
    cells[place] = str(int(cells[place]) + chance.randint(1, 7))


def _balance(made: Draft, chance: Random) -> Planted:
    place = chance.randrange(6)
    old = int(made.tables["requests"]["carried_out"][place])
    _more(made, "requests", "carried_out", place, chance)
    cells = made.tables["requests"]["carried_out"]
    cells[6] = str(int(cells[6]) + int(cells[place]) - old)
    name = COLUMNS["requests"][place]
    return Planted("结转下年度不平衡", ("T3-BALANCE",), _SAID, "requests", "carried_out", name, "三")


def _detail(made: Draft, chance: Random) -> Planted:
    row, place = chance.choice(DETAILS), chance.randrange(6)
    cells = made.tables["requests"][row]
    old = int(cells[place])
    _more(made, "requests", row, place, chance)
    cells[6] = str(int(cells[6]) + int(cells[place]) - old)
    return Planted("办理结果相加不等于总计", ("T3-DETAIL",), _SAID, "requests", row, COLUMNS["requests"][place], "三")


def _row(made: Draft, chance: Random) -> Planted:
    row = chance.choice([*DETAILS, "new", "carried_in", "carried_out"])
    _more(made, "requests", row, 6, chance)
    return Planted("一行的总计不对", ("T3-ROW",), (*_SUMS, *_SAID, "HIS-CARRIED"), "requests", row, "total", "三")


def _remedies(made: Draft, chance: Random) -> Planted:
    row = chance.choice(REMEDY_ROWS)
    _more(made, "remedies", row, 4, chance)
    return Planted("表四的总计不对", ("T4-TOTAL",), ("CMP-REMEDY",), "remedies", row, "total", "四")


def _instead(what: str, rule: str, texts: tuple[str, ...], *, blank: bool = False) -> Plant:
    """Another text in a cell that held 0 or, in table 二, any figure; blank cells are told by table only."""

    def plant(made: Draft, chance: Random) -> Planted:
        table = chance.choice(["proactive", "requests", "remedies"])
        if table == "requests":
            row, place = chance.choice(_zeros(made))
        else:
            row = chance.choice(["licensing", "punishment", "coercion"] if table == "proactive" else list(REMEDY_ROWS))
            place = 0
        made.tables[table][row][place] = chance.choice(texts)
        name = column(table, row, place)
        also = (*_SUMS, "T4-TOTAL", "CMP-REMEDY")
        if blank:
            return Planted(what, (rule,), also, table, section=_SECTIONS[table])
        return Planted(what, (rule,), also, table, row, name, _SECTIONS[table])

    return plant


def _zeros(made: Draft) -> list[tuple[str, int]]:
    rows = made.tables["requests"]
    return [(row, place) for row in DETAILS for place in range(6) if rows[row][place] == "0"]


def _not_whole(made: Draft, chance: Random) -> Planted:
    row = chance.choice(["licensing", "punishment", "coercion"])
    cells = made.tables["proactive"][row]
    cells[0] += chance.choice([".5", ".2"])
    return Planted("件数不是整数", ("VAL-WHOLE",), (), "proactive", row, "decisions", "二")


def _negative(made: Draft, chance: Random) -> Planted:
    row = chance.choice(["licensing", "punishment", "coercion"])
    made.tables["proactive"][row][0] = f"-{chance.randint(1, 9)}"
    return Planted("件数是负数", ("VAL-NEGATIVE",), (), "proactive", row, "decisions", "二")


def _row_missing(made: Draft, chance: Random) -> Planted | None:
    rows = made.tables["requests"]
    empty = [row for row in DETAILS[2:] if not any(map(int, rows[row]))]
    if not empty:
        return None
    row = chance.choice(empty)
    del rows[row]
    return Planted("表三少一行", ("TBL-ROWS",), (), "requests", section="三")


def _table_missing(made: Draft, chance: Random) -> Planted:
    numeral = chance.choice(["二", "三", "四"])
    part = made.parts[numeral]
    table, part.table = part.table, ""
    return Planted("缺少一张表", ("TBL-MISSING",), ("STR-EMPTY",), table, section=numeral)


def _label(made: Draft, chance: Random) -> Planted:
    row = chance.choice(list(_TYPING))
    made.labels["requests"] = {row: _TYPING[row]}
    return Planted("表三的项目名称写错", ("TYP-LABEL",), ("TYP-WORD",), "requests", section="三")


FIGURE_FAULTS: tuple[tuple[str, tuple[str, ...], Plant], ...] = (
    ("结转下年度不平衡", ("表三",), _balance),
    ("办理结果相加不等于总计", ("表三",), _detail),
    ("一行的总计不对", ("表三",), _row),
    ("表四的总计不对", ("表四",), _remedies),
    ("填的不是数字", ("表二", "表三", "表四"), _instead("填的不是数字", "VAL-NUMBER", ("/", "无", "—"))),
    ("格子空着", ("表二", "表三", "表四"), _instead("格子空着", "VAL-BLANK", ("",), blank=True)),
    ("件数不是整数", ("表二",), _not_whole),
    ("件数是负数", ("表二",), _negative),
    ("表三少一行", ("表三",), _row_missing),
    ("缺少一张表", ("表二", "表三", "表四"), _table_missing),
    ("表三的项目名称写错", ("表三",), _label),
)
