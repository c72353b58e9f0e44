"""Faults planted in title, headings, order and dates of a report."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from tests.prefecture.draft import Draft, Part
from tests.prefecture.truth import Planted

Plant = Callable[[Draft, Random], Planted | None]
_ASSESSMENT = "考核|考评|评议|评估|测评|评价|评分|绩效|满意度|责任追究|追责|问责|追究"
_HEADINGS = {
    "五": ("五、存在的问题及改进措施", "五、存在的主要问题及改进措施"),
    "六": ("六、其他事项", "六、其它事项"),
}


def _section_missing(made: Draft, chance: Random) -> Planted:
    numeral = chance.choice(["五", "六"])
    del made.parts[numeral]
    return Planted("缺少一个部分", ("STR-SECTION",), section=numeral)


def _section_empty(made: Draft, chance: Random) -> Planted:
    made.parts["五"].passages.clear()
    return Planted("一个部分没有内容", ("STR-EMPTY",), section="五")


def _no_number(made: Draft, chance: Random) -> Planted:
    numeral = chance.choice(["五", "六"])
    part = made.parts[numeral]
    part.heading = part.heading[2:] if chance.random() < 0.5 else ("五" if numeral == "六" else "四") + part.heading[1:]
    return Planted("标题的序号不对", ("STR-NUMBER",), section=numeral)


def _heading(made: Draft, chance: Random) -> Planted:
    numeral = chance.choice(list(_HEADINGS))
    made.parts[numeral].heading = chance.choice(_HEADINGS[numeral])
    return Planted("标题的用语不对", ("STR-HEADING",), section=numeral)


def _order(made: Draft, chance: Random) -> Planted:
    made.parts["五"] = made.parts.pop("五")
    return Planted("两个部分的次序颠倒", ("STR-ORDER",))


def _twice(made: Draft, chance: Random) -> Planted:
    made.parts = {"一（重）": Part(made.parts["一"].heading, []), **made.parts}
    return Planted("标题重复", ("STR-ONCE",), section="一")


def _part_missing(made: Draft, chance: Random) -> Planted:
    del made.parts["一"].passages[1:]
    return Planted("总体情况只有开头", ("STR-PARTS",), section="一")


def _no_results(made: Draft, chance: Random) -> Planted | None:
    """Only governments have to tell how they were assessed: nothing in the whole report may speak of it."""
    if not made.unit.name.endswith("政府"):
        return None
    for numeral in made.parts:
        made.drop(numeral, _ASSESSMENT)
    return Planted("没有考核、评议和追责结果", ("STR-RESULTS",))


def _title_missing(made: Draft, chance: Random) -> Planted:
    made.title.clear()
    return Planted("没有标题", ("STR-TITLE",))


def _title_year(made: Draft, chance: Random) -> Planted:
    made.title[:] = [line.replace(str(made.year), str(made.year - 1)) for line in made.title]
    return Planted("标题写成上年", ("YEAR-TITLE",))


def _name(made: Draft, chance: Random) -> Planted | None:
    changed = re.sub(r"^([^市县]+)([市县])", r"\1\2\2", made.title[0], count=1)
    if changed == made.title[0]:
        return None
    made.title[0] = changed
    return Planted("标题里的机关名称多一个字", ("TYP-AGENCY",))


def _late(made: Draft, chance: Random) -> Planted | None:
    if made.unit.kind == "township":
        return None
    government = made.unit.kind == "government"
    due = date(made.year + 1, 3, 31) if government else date(made.year + 1, 1, 31)
    made.issued = due + timedelta(chance.randint(1, 40))
    rule = "GOVERNMENT" if government else "DEPARTMENT"
    return Planted("迟于法定期限", (f"DUE-{rule}",), (f"DUE-PAGE-{rule}",))


def _issued_year(made: Draft, chance: Random) -> Planted:
    made.published = made.issued
    made.issued = made.issued.replace(year=made.year, day=min(made.issued.day, 28))
    return Planted("成文日期的年份不对", ("YEAR-ISSUED",))


FORM_FAULTS: tuple[tuple[str, tuple[str, ...], Plant], ...] = (
    ("缺少一个部分", ("五", "六", "标题", "构成"), _section_missing),
    ("一个部分没有内容", ("五",), _section_empty),
    ("标题的序号不对", ("标题",), _no_number),
    ("标题的用语不对", ("标题",), _heading),
    ("两个部分的次序颠倒", ("标题", "五", "六"), _order),
    ("标题重复", ("标题", "一"), _twice),
    ("总体情况只有开头", ("一",), _part_missing),
    ("没有考核、评议和追责结果", ("一", "五", "六"), _no_results),
    ("没有标题", ("名称", "年份"), _title_missing),
    ("标题写成上年", ("名称", "年份"), _title_year),
    ("标题里的机关名称多一个字", ("名称",), _name),
    ("迟于法定期限", ("日期",), _late),
    ("成文日期的年份不对", ("日期", "年份"), _issued_year),
)
