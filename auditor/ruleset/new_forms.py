"""What to look at in a form that is newer than the rules: the rules it loses, and rows and columns that no sum counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from auditor.ruleset.binding.example_schema import clean_report, form_of
from auditor.ruleset.binding.terms import TermError, cell_terms, keys_of, table_of
from auditor.ruleset.catalogues.forms import Form
from auditor.ruleset.schema.claims import CompareRule
from auditor.ruleset.schema.rules import SCOPES, IdentityRule, Rule, SectionRule, TableRule, TextRule


@dataclass(frozen=True, slots=True)
class LostRule:
    """A rule that holds for reports of today's form and not for those of a new one, and why, in Chinese."""

    rule: Rule
    why: str


def new_forms(forms: Sequence[Form]) -> Iterator[tuple[Form, Form]]:
    """The forms, newest first, that are newer than that of the clean report, for which the rules were written, each with that one."""
    today = form_of(forms, int(clean_report()["year"]))
    yield from ((form, today) for form in forms if form.since > today.since)


def lost(rules: Sequence[Rule], form: Form, today: Form) -> list[LostRule]:
    """The rules that a form loses against today's."""
    return [LostRule(rule, why) for rule in rules if (why := _why(rule, form, today))]


def uncounted(form: Form, today: Form) -> Iterator[str]:
    """What is to be said of new rows and columns that stand in no group, or not in one to which all others of their group belong."""
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
    """The groups a term is likely to be missing from, as «“甲”»; empty where it stands in all it must, or there are none."""
    own = [set(members) - {term} for members in groups.values() if term in members]
    if not own:
        return "任何一组" if groups else ""
    wanted = [
        name
        for name, members in groups.items()
        if term not in members and any(one <= set(members) for one in own if one)
    ]
    return "、".join(f"“{name}”" for name in wanted)


def _why(rule: Rule, form: Form, today: Form) -> str:
    """Why a rule is lost; empty where it holds, never was for today's form, or is meant to end before the new one begins."""
    if (rule.forms and today.form not in rule.forms) or (rule.until is not None and rule.until < form.since):
        return ""
    missing = "；".join(dict.fromkeys(_missing(rule, form)))
    if rule.forms and form.form not in rule.forms:
        return f"规则写明只用于{'、'.join(rule.forms)}年格式" + (f"，而且{missing}" if missing else "")
    return missing


def _missing(rule: Rule, form: Form) -> Iterator[str]:
    """What a rule names that the form has not."""
    known = {section.numeral for section in form.sections} | {*SCOPES}
    named = rule.within if isinstance(rule, TextRule) else rule.sections if isinstance(rule, SectionRule) else ()
    yield from (f"{form.called}没有第{numeral}部分" for numeral in named if numeral not in known)
    try:
        _look_up(rule, form)
    except TermError as error:
        yield (
            form.called
            + "的" * str(error).startswith("表")
            + "".join(takewhile(lambda ch: ch not in "，；", str(error)))
        )


def _look_up(rule: Rule, form: Form) -> None:
    """Look up in the form the names a rule uses; raises TermError for the first that is not there."""
    if isinstance(rule, TableRule):
        for name in rule.tables:
            table_of(form, name)
    elif isinstance(rule, CompareRule):
        for claim in rule.claims:
            for cells in claim.equals:
                cell_terms(form, cells)
    elif isinstance(rule, IdentityRule):
        table = table_of(form, rule.table)
        for operand in rule.parsed.operands():
            if operand.constant is None:
                keys_of(table, operand.name, group=operand.group, for_each=rule.for_each)
