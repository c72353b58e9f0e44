"""Rules of one file: read with the models of their kinds, then checked together with all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from auditor.engine.kind import Kind
from auditor.resources import shown
from auditor.ruleset.language.fragments import fill_pieces
from auditor.ruleset.lint import KnownNames, RuleLint
from auditor.ruleset.schema.rules import Examples, Origin, Rule
from auditor.ruleset.yaml.positions import Path_, YamlSource
from auditor.ruleset.yaml.validation import check, meant

TOP = ("pieces", "documents", "rules")
# Replace wrong values of the keys every rule must have, so that the rest of the rule can be checked.
_STAND_INS = {
    **dict.fromkeys(("title", "category", "message", "suggestion"), "—"),
    "severity": "info",
    "basis": ({"document": "format-2021"},),
    "examples": Examples.model_construct(pass_=(), fail=()),
}


def read_rules(source: YamlSource, kinds: Mapping[str, Kind[Any]]) -> list[tuple[Rule, Path_]]:
    """Read the rules of one file, with their places; mistakes go to the source, and rules with mistakes keep what is right."""
    data = source.data
    if data is None and source.mistakes:
        return []  # nothing could be read
    if isinstance(data, dict) and "rules" in data and not isinstance(data["rules"], tuple):
        source.mistakes.append(source.mistake(("rules",), "“rules”应是列表，每条规则以“- id:”开头"))
        return []
    if not isinstance(data, dict) or not {"rules", "documents"} & data.keys():
        source.mistakes.append(source.at(1, 1, "规则文件要以“rules:”开头，下面逐条列出规则"))
        return []
    for key in data:
        if key not in TOP:
            source.mistakes.append(source.mistake((key,), f"不认识的键“{key}”{meant(key, TOP)}", key=True))
    if "rules" not in data:
        return []  # it holds documents only
    fill_pieces(source)
    data = source.data
    rules: list[tuple[Rule, Path_]] = []
    for place, item in enumerate(data["rules"]):
        where = ("rules", place)
        if not isinstance(item, dict):
            source.mistakes.append(source.mistake(where, "每条规则应是“键: 值”，以“- id:”开头"))
            continue
        kind = item.get("kind")
        if not isinstance(kind, str) or kind not in kinds:
            hint = (meant(str(kind), kinds) if kind else "") or f"；可以写：{'、'.join(kinds)}"
            source.mistakes.append(
                source.mistake((*where, "kind"), f"没有规则类型“{kind}”{hint}" if kind else f"缺少“kind”{hint}")
            )
            continue
        line = source.values[where][0]
        rule = check(kinds[kind].model, source, where, {"id": f"LINE-{line}", **_STAND_INS})
        if rule is not None:
            rules.append((rule.model_copy(update={"source": Origin(path=source.path, line=line)}), where))
    return rules


def check_together(
    placed: Sequence[tuple[Rule, YamlSource, Path_]], known: KnownNames, kinds: Mapping[str, Kind[Any]]
) -> None:
    """Report mistakes that show only between rules and the things they refer to."""
    ids: dict[str, Rule] = {}
    for rule, source, where in placed:
        if rule.id in ids:
            first = ids[rule.id].source
            message = f"规则编号“{rule.id}”重复，{shown(first.path)} 第 {first.line} 行已用过"
            source.mistakes.append(source.mistake((*where, "id"), message))
        ids.setdefault(rule.id, rule)
        _lint(rule, RuleLint(rule, source, where, known), kinds[rule.kind])
    for rule, source, where in placed:
        for number, needed in enumerate(rule.requires):
            if needed not in ids:
                message = f"没有编号为“{needed}”的规则{meant(needed, ids)}"
                source.mistakes.append(source.mistake((*where, "requires", number), message))
            elif ring := _ring(rule.id, needed, ids):
                message = f"规则不能以自己为前提：{' → '.join(ring)}"
                source.mistakes.append(source.mistake((*where, "requires", number), message))


def _lint(rule: Rule, found: RuleLint, kind: Kind[Any]) -> None:
    """Report mistakes within a rule, except those that follow from mistakes already reported at the same place or for the rule."""
    source, where = found.source, found.where
    before = list(source.mistakes)
    found.common()
    kind.lint(rule, found)
    if not before:
        return
    line, column = source.values[where]
    last = max((place[0] for path, place in source.values.items() if path[: len(where)] == where), default=line)
    reported = {(mistake.line, mistake.column) for mistake in before if line <= mistake.line <= last}
    new = source.mistakes[len(before) :]
    reported |= {(line, column)} if reported else set()
    source.mistakes[:] = before + [mistake for mistake in new if (mistake.line, mistake.column) not in reported]


def _ring(first: str, needed: str, ids: Mapping[str, Rule]) -> tuple[str, ...]:
    """The cycle from a rule over one it requires back to itself; empty where there is none."""
    ways: list[tuple[str, ...]] = [(first, needed)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        if way[-1] == first:
            return way
        if way[-1] in ids and way[-1] not in seen:
            seen.add(way[-1])
            ways += [(*way, other) for other in ids[way[-1]].requires]
    return ()
