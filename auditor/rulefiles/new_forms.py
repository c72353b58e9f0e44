"""Hints on a form that is newer than the rules: rules that no longer hold, and rows and columns that no sum includes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from auditor.engine.kind import Kind
from auditor.engine.kinds import KINDS
from auditor.ruleset.binding.example_schema import clean_report, form_of
from auditor.ruleset.binding.terms import TermError
from auditor.ruleset.catalogues.forms import Form
from auditor.ruleset.schema.rules import SCOPES, Rule


@dataclass(frozen=True, slots=True)
class LostRule:
    """A rule that holds for reports of today's form and not for those of a new one, and why, in Chinese."""

    rule: Rule
    why: str


def new_forms(forms: Sequence[Form]) -> Iterator[tuple[Form, Form]]:
    """The forms that are newer than the form of the clean report, newest first, each with that form, for which the rules were written."""
    today = form_of(forms, int(clean_report()["year"]))
    yield from ((form, today) for form in forms if form.since > today.since)


def lost(rules: Sequence[Rule], form: Form, today: Form, kinds: Mapping[str, Kind[Any]] = KINDS) -> list[LostRule]:
    """Find the rules that hold for today's form and not for a new one."""
    return [LostRule(rule, why) for rule in rules if (why := _why(rule, form, today, kinds))]


def uncounted(form: Form, today: Form) -> Iterator[str]:
    """Hints, in Chinese, on new rows and columns in no group, or missing from a group that holds all others of their group."""
    for table in form.tables:
        before = today.table.get(table.key)
        for what, field, labels, groups, old in (
            ("行", "row_groups", table.rows, table.row_groups, before.row if before else {}),
            ("列", "column_groups", table.columns, table.column_groups, before.column if before else {}),
        ):
            for term in (label.term for label in labels if before and label.key not in old):
                if wanted := _groups_without(term, groups):
                    yield f"{table.name}新的一{what}“{term}”没有写进 {field} 的{wanted}，那里的合计不会算上它"


def _groups_without(term: str, groups: Mapping[str, Sequence[str]]) -> str:
    """The groups a term is likely to be missing from, as «“甲”»; empty where there is none."""
    own = [set(members) - {term} for members in groups.values() if term in members]
    if not own:
        return "任何一组" if groups else ""
    wanted = [
        name
        for name, members in groups.items()
        if term not in members and any(one <= set(members) for one in own if one)
    ]
    return "、".join(f"“{name}”" for name in wanted)


def _why(rule: Rule, form: Form, today: Form, kinds: Mapping[str, Kind[Any]]) -> str:
    """Why a rule is lost, in Chinese; empty where it holds, was never for today's form, or ends before the new one begins."""
    if (rule.forms and today.form not in rule.forms) or (rule.until is not None and rule.until < form.since):
        return ""
    missing = "；".join(dict.fromkeys(_missing(rule, form, kinds)))
    if rule.forms and form.form not in rule.forms:
        return f"规则写明只用于{'、'.join(rule.forms)}年格式" + (f"，而且{missing}" if missing else "")
    return missing


def _missing(rule: Rule, form: Form, kinds: Mapping[str, Kind[Any]]) -> Iterator[str]:
    """Names of a rule that the form does not have."""
    known = {section.numeral for section in form.sections} | {*SCOPES}
    yield from (f"{form.called}没有第{numeral}部分" for numeral in rule.named_sections if numeral not in known)
    try:
        kinds[rule.kind].look_up(rule, form)
    except TermError as error:
        yield (
            form.called
            + "的" * str(error).startswith("表")
            + "".join(takewhile(lambda ch: ch not in "，；", str(error)))
        )
