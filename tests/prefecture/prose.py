"""The prose of made-up reports: sentences put together anew for each, true to its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.prefecture.agencies import Unit
from tests.prefecture.draft import Draft, Part, Passage
from tests.prefecture.stock import load, say
from tests.writers.plain import TABLE_OF, Page
from tests.writers.source import Cells
from tests.writers.spans import RESULTS

HEADINGS = {
    "一": "一、总体情况",
    "二": "二、主动公开政府信息情况",
    "三": "三、收到和处理政府信息公开申请情况",
    "四": "四、政府信息公开行政复议、行政诉讼情况",
    "五": "五、存在的主要问题及改进情况",
    "六": "六、其他需要报告的事项",
}
_NUMERALS = "一二三四五"
_GROUPS = {
    "（三）不予公开": "不予公开",
    "（四）无法提供": "无法提供",
    "（五）不予处理": "不予处理",
    "（六）其他处理": "其他处理",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where the words come from: seeds of clauses and of figures, and the field of work.

    Of a copy, `share` of the sentences come from `own` instead.
    """

    words: str
    numbers: str
    topics: str
    share: float = 0.0
    own: Source | None = None


class Writer:
    """Puts sentences together; each has dice of its own, so that a copy may replace some and keep the others."""

    def __init__(self, source: Source, values: Mapping[str, object]) -> None:
        self.values = dict(values)
        self._source = source
        self.written = self.replaced = 0

    def one(self, pool: str, slot: int = 0) -> str:
        """One pattern of a pool with its slots filled."""
        return self.some(pool, 1, slot)[0]

    def some(self, pool: str, count: int, slot: int = 0) -> list[str]:
        """So many different patterns of a pool with their slots filled."""
        source = self._source
        patterns: list[str] = load("prose")[pool]
        order = Random(f"{source.words}/{pool}/{slot}").sample(patterns, len(patterns))
        sentences = []
        for place, pattern in enumerate(order[:count]):
            key = f"{pool}/{slot}/{place}"
            chosen, used = source, pattern
            self.written += 1
            if source.own and Random(f"{source.own.words}/{key}/kept").random() < source.share:
                chosen, used = source.own, Random(f"{source.own.words}/{key}/new").choice(order[count:] or order)
                self.replaced += 1
            words, numbers = Random(f"{chosen.words}/{key}"), Random(f"{chosen.numbers}/{key}")
            values = self.values | _posts(numbers)
            sentences.append(say(used, values, words, numbers, chosen.topics))
        return sentences

    def number(self, key: str, low: int, high: int) -> int:
        """How many of something."""
        return Random(f"{self._source.words}/{key}").randint(low, high)


def _posts(numbers: Random) -> dict[str, object]:
    parts = [numbers.randint(20, 600) for _ in range(3)]
    return {"posts": sum(parts), "p1": parts[0], "p2": parts[1], "p3": parts[2]}


def draft(unit: Unit, year: int, tables: Cells, source: Source, named: Unit | None = None) -> tuple[Draft, float]:
    """A faultless report, and what share of its sentences is its own where it is a copy.

    `named` is the agency it names where that is another.
    """
    shown = named or unit
    chance = Random(f"{source.numbers}/{unit.name}/{year}")
    values = _values(shown, year, tables, chance)
    writer = Writer(source, values)
    issued = _issued(unit, year, chance)
    title = f"{shown.name}{year}年政府信息公开工作年度报告"
    made = Draft(
        unit,
        year,
        [shown.name, title.removeprefix(shown.name)] if chance.random() < 0.2 else [title],
        {key: writer.one(key) for key in ("依据", "构成", "期限", "联系")},
        _parts(writer, unit, tables),
        tables,
        shown.name,
        issued,
        _page(shown, chance),
        writer.values,
    )
    return made, writer.replaced / writer.written


def _values(unit: Unit, year: int, tables: Cells, chance: Random) -> dict[str, object]:
    city = load("places")["city"]
    notices = chance.randint(1, 6)
    return {
        "agency": unit.name,
        "self": unit.own,
        "city": city,
        "year": year,
        "last": year - 1,
        "before": year - 2,
        "contact": unit.name + chance.choice(load("places")["offices"]),
        "address": f"{city}{unit.county}{chance.choice(load('places')['streets'])}{chance.randint(1, 260)}号",
        "postcode": f"6742{chance.randint(0, 99):02}",
        "phone": f"0878-{chance.choice('356')}{chance.randint(100000, 999999)}",
        "email": f"xxgk{chance.randint(10, 9999)}@example.cn",
        "notices": notices,
        "charged": notices * chance.randint(3, 90) * 10,
        "fees": tables["proactive"]["fees"][0],
    }


def _issued(unit: Unit, year: int, chance: Random) -> date:
    if unit.kind == "government":
        return date(year + 1, 2, 1) + timedelta(chance.randint(0, 57))
    return date(year + 1, 1, 6) + timedelta(chance.randint(0, 24))


def _page(unit: Unit, chance: Random) -> Page:
    site = f"{load('places')['city']}{unit.county}人民政府"
    return Page(
        site, unit.name, f"YC{chance.randint(1, 9999):04}-{chance.randint(1, 99999):05}", "", "2026年5月6日 星期三"
    )


def _parts(writer: Writer, unit: Unit, tables: Cells) -> dict[str, Part]:
    parts = {key: Part(heading, [], TABLE_OF.get(key, "")) for key, heading in HEADINGS.items()}
    parts["一"].passages = _overview(writer, tables)
    parts["五"].passages = _problems(writer)
    fee = "收费有" if Random(f"{unit.name}/fee").random() < 0.3 and writer.values["fees"] != "0" else "收费无"
    parts["六"].passages = [
        Passage("", [writer.one(fee)]),
        Passage("", [writer.one("要点"), *writer.some("其他", writer.number("其他", 1, 3))]),
    ]
    return parts


def _overview(writer: Writer, tables: Cells) -> list[Passage]:
    parts = (
        ("主动公开", writer.some("主动", writer.number("主动", 4, 7))),
        ("依申请公开", [*_requests(tables), *writer.some("申请", writer.number("申请", 2, 4)), *_remedies(tables)]),
        ("政府信息管理", [*writer.some("管理", writer.number("管理", 3, 5)), *_files(tables)]),
        ("政府信息公开平台建设", writer.some("平台", writer.number("平台", 3, 5))),
        ("监督保障", [*writer.some("保障", writer.number("保障", 3, 5)), writer.one("考核")]),
    )
    opening = [writer.one("开头"), *writer.some("开头二", writer.number("开头二", 1, 3))]
    return [
        Passage("", opening),
        *(Passage(f"（{_NUMERALS[place]}）{name}。", said) for place, (name, said) in enumerate(parts)),
    ]


def _requests(tables: Cells) -> list[str]:
    rows = {key: int(row[-1]) for key, row in tables["requests"].items()}
    if not rows["new"] and not rows["carried_in"]:
        return ["本年度未收到政府信息公开申请。"]
    said = [
        f"全年收到政府信息公开申请{rows['new']}件，上年结转{rows['carried_in']}件，共办结{rows['total']}件，"
        f"结转下年度继续办理{rows['carried_out']}件。"
    ]
    ends = {"予以公开": rows["granted"], "部分公开": rows["partial"]}
    ends |= {_GROUPS[group]: sum(rows[key] for key, _ in entries) for group, entries in RESULTS if group in _GROUPS}
    told = [f"{name}{count}件" for name, count in ends.items() if count]
    if told:
        said.append(f"办结的申请中，{'，'.join(told)}。")
    return said


def _remedies(tables: Cells) -> list[str]:
    rows = {key: int(row[-1]) for key, row in tables["remedies"].items()}
    reviews, suits = rows["review"], rows["litigation_direct"] + rows["litigation_after_review"]
    if not reviews and not suits:
        return ["全年没有发生因政府信息公开引起的行政复议和行政诉讼。"]
    said = [f"因政府信息公开被申请行政复议{reviews}件。" if reviews else "没有因政府信息公开被申请行政复议。"]
    said.append(f"因政府信息公开被提起行政诉讼{suits}件。" if suits else "没有因政府信息公开被提起行政诉讼。")
    return said


def _files(tables: Cells) -> list[str]:
    issued, repealed, in_force = tables["proactive"]["normative"]
    made = f"制发行政规范性文件{issued}件" if issued != "0" else "全年未制发行政规范性文件"
    gone = f"，废止行政规范性文件{repealed}件" if repealed != "0" else ""
    return [f"{made}{gone}，现行有效的行政规范性文件{in_force}件。"]


def _problems(writer: Writer) -> list[Passage]:
    count = writer.number("问题", 2, 4)
    problems = writer.some("问题", count)
    listed = "；".join(f"{_NUMERALS[place]}是{problem}" for place, problem in enumerate(problems))
    measures = writer.some("改进", count + 1)
    return [
        Passage("存在的主要问题：", [f"{listed}。"]),
        Passage("改进情况：", measures),
        Passage("", writer.some("展望", writer.number("展望", 1, 2))),
    ]
