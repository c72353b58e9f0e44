"""Matching of the reports of two submissions by agency and year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from auditor.model.agency import AgencyName
from auditor.model.finding import Audit

NameOf = Callable[[str], AgencyName]
_Keyed = dict[tuple[AgencyName, int], list[int]]
_NONE = "另一边没有同一机关、同一年度的"
CROWDED = "同一机关、同一年度的不止一份，文件名又对不上，不知道该和哪一份对照"
_UNKNOWN = "没有认出机关名称或年度"


def disagreement(old: Audit, new: Audit, name_of: NameOf) -> str:
    """Return why two reports must not be compared, naming both; empty if they may be. An unknown fact is no reason."""
    agencies = old.agency and new.agency and not name_of(old.agency).is_same_as(name_of(new.agency))
    years = old.report_year and new.report_year and old.report_year != new.report_year
    if not agencies and not years:
        return ""
    what = "机关和年度" if agencies and years else "机关" if agencies else "年度"
    return f"两份报告的{what}不同，不能对照：“{old.path}”是{agency_and_year(old)}的，“{new.path}”是{agency_and_year(new)}的"


def agency_and_year(audit: Audit) -> str:
    """Return agency and year, as «云川市教育局2024年度»."""
    return (audit.agency or "机关不明") + (f"{audit.report_year}年度" if audit.report_year else "、年度不明")


@dataclass(frozen=True, slots=True)
class Lone:
    """Report without a partner on the other side, and why."""

    audit: Audit
    reason: str


@dataclass(frozen=True, slots=True)
class Partners:
    """Reports of two submissions: pairs of old and new, and on each side the reports without a partner."""

    pairs: tuple[tuple[Audit, Audit], ...]
    old: tuple[Lone, ...]
    new: tuple[Lone, ...]


def find_partners(old: Sequence[Audit], new: Sequence[Audit], name_of: NameOf) -> Partners:
    """Pair reports by agency and year; of several for one agency and year, those whose files have the same name."""
    taken_old: dict[int, str] = {}
    taken_new: dict[int, str] = {}
    pairs: list[tuple[int, int]] = []
    for left, right in _groups(_by_key(old, name_of), _by_key(new, name_of)):
        chosen = [(left[0], right[0])] if len(left) == len(right) == 1 else _by_file(old, new, left, right)
        pairs += chosen
        taken_old |= dict.fromkeys(left, CROWDED) if right else {}
        taken_new |= dict.fromkeys(right, CROWDED) if left else {}
    in_old, in_new = {o for o, _ in pairs}, {n for _, n in pairs}
    return Partners(
        tuple((old[o], new[n]) for o, n in pairs),
        tuple(_lone(audit, taken_old.get(o)) for o, audit in enumerate(old) if o not in in_old),
        tuple(_lone(audit, taken_new.get(n)) for n, audit in enumerate(new) if n not in in_new),
    )


def _lone(audit: Audit, reason: str | None) -> Lone:
    return Lone(audit, reason or (_NONE if audit.agency and audit.report_year else _UNKNOWN))


def _groups(lefts: _Keyed, rights: _Keyed) -> Iterable[tuple[list[int], list[int]]]:
    """Yield the reports of each agency and year by index, in the order of the new side; one agency under two names is one."""
    names = {year: [name for name, y in lefts if y == year] for _, year in rights}
    for (name, year), right in rights.items():
        same = [(name, year)] if (name, year) in lefts else []
        if not same:
            other = [(n, year) for n in names[year] if (n, year) not in rights and n.is_same_as(name)]
            same = other if len(other) == 1 else []
        yield [o for key in same for o in lefts.pop(key, [])], right


def _by_key(audits: Sequence[Audit], name_of: NameOf) -> _Keyed:
    found: _Keyed = {}
    for number, audit in enumerate(audits):
        if audit.agency and audit.report_year:
            found.setdefault((name_of(audit.agency), audit.report_year), []).append(number)
    return found


def _by_file(
    old: Sequence[Audit], new: Sequence[Audit], left: Sequence[int], right: Sequence[int]
) -> list[tuple[int, int]]:
    """Pair those of several reports of one agency whose file name is unique on either side, archives and suffixes ignored."""
    mine = [_file(old[o]) for o in left]
    theirs = [_file(new[n]) for n in right]
    return [
        (left[mine.index(name)], right[theirs.index(name)])
        for name in dict.fromkeys(theirs)
        if mine.count(name) == theirs.count(name) == 1
    ]


def _file(audit: Audit) -> str:
    return PurePath(audit.path.replace("\\", "/").replace("!", "/")).stem
