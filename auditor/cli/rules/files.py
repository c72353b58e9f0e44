"""`auditor rules lint` and `test`: check that rule files are correct, and that their examples hold."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rapidfuzz.distance import Postfix, Prefix

from auditor.cli.common.reports import report_rule_notes, rule_places
from auditor.cli.common.streams import columns, put, say
from auditor.errors import Mistake, RuleFileError
from auditor.presentation.terminal_text import wrap
from auditor.presentation.vocabulary import CATEGORIES
from auditor.resources import shown

if TYPE_CHECKING:
    from auditor.pipeline import Auditor
    from auditor.ruleset.schema.rules import Rule
    from auditor.ruleset.yaml.positions import Path_
    from auditor.ruletools.examples import ExampleFailure

LINT_HELP = """检查规则文件。写出文件或文件夹时检查其中的规则，不写时检查全部；错误逐条列出文件、行、列。
没有一个例子能让它报出问题的规则，rules new 写出后没有改过的规则，也算错误。退出状态：0 没有错误，2 有错误。
文件夹里有格式文件（forms new 写出的）时检查全部规则；有新格式时，提示它用不上哪些规则。"""
LINT_EXAMPLES = "auditor rules lint\nauditor rules lint 本地规则/\nauditor rules lint 本地规则/培训.yaml"
TEST_HELP = """运行规则里的例子，列出与写明的结果不符的。等式另试一试能不能发现改动的数字；写出文件或文件夹时，只运行其中规则的例子，
其中有格式文件的运行全部。有新格式时，另按它写一份没有问题的报告，列出报出的问题，供核对。
退出状态：0 例子都相符，1 有不符的，2 规则文件有错误。"""
TEST_EXAMPLES = "auditor rules test\nauditor rules test 本地规则/"
_KEEP = (
    "因为 forms 而用不上、新格式里也应当核对的，在规则的 forms 里加上 {form}；全国规则不用改，在自己的规则包里写："
    'override: {{编号: {{forms: ["{today}", "{form}"], reason: 新格式照旧核对}}}}。新格式确实没有这一项的，不用管。'
)

Places = Annotated[
    list[Path] | None, typer.Argument(metavar="[FILE_OR_DIR...]", help="规则文件，或者放规则文件的文件夹")
]


def lint_rules(places: Places = None) -> int:
    """Load all rules, which reports their mistakes, check that they can fire, and return the exit status."""
    auditor, own = _load(places)
    from auditor.ruletools.examples import never_fire
    from auditor.ruletools.handbook.skeleton import unchanged

    said = "没有一个 fail 例子能让这条规则报出问题"
    mistakes = [_mistake_in(rule, ("examples", "fail"), said) for rule in never_fire(auditor, own)]
    said = "还是 rules new 写出的样子，除编号、名称、级别外没有改过"
    mistakes += [_mistake_in(rule, (), said) for rule in own if unchanged(rule)]
    if mistakes:
        raise RuleFileError(mistakes)
    for rule in own:
        if rule.category not in CATEGORIES:
            say(str(_mistake_in(rule, ("category",), _own_category(rule.category))))
    _tell_new_forms(auditor, own)
    put(f"规则文件没有错误：{len(own)} 条规则\n")
    return 0


def _tell_new_forms(auditor: Auditor, rules: Sequence[Rule]) -> None:
    """Report which rules do not apply to reports in a new form, and which of its rows and columns no sum covers."""
    from auditor.rulefiles.new_forms import lost, new_forms, uncounted

    room = columns(None)
    for form, today in new_forms(auditor.ruleset.forms):
        for said in uncounted(form, today):
            say(f"提示：{shown(form.source)}：{said}")
        if gone := lost(rules, form, today):
            say(
                f"提示：{form.called}（{shown(form.source)}）用不上下面 {len(gone)} 条规则，{form.since}年度起的报告不核对这些事："
            )
            say("\n".join(wrap(f"{one.rule.title}：{one.why}", room, f"  {one.rule.id}  ") for one in gone))
            say(wrap(_KEEP.format(today=today.form, form=form.form), room, "  "))


def _own_category(name: str) -> str:
    listed = "、".join(f"{word} {shown}" for word, shown in CATEGORIES.items())
    words = {shown: word for word, shown in CATEGORIES.items()} | {word: word for word in CATEGORIES}
    near = difflib.get_close_matches(name, words, 1)
    hint = f"，是不是想写“{words[near[0]]}”？" if near else "；"
    return f"提示：类别“{name}”是自定的{hint}已有的类别：{listed}"


def run_rule_examples(places: Places = None) -> int:
    """Run the examples of the rules in the files and folders, or of all, and return the exit status."""
    auditor, own = _load(places)
    from auditor.engine.kinds.tables.identity import IdentityRule
    from auditor.ruletools.examples import run_examples
    from auditor.ruletools.mutation_test import run_mutants

    failures = list(run_examples(auditor, own))
    for rule in own:
        if isinstance(rule, IdentityRule):
            failures += run_mutants(auditor, rule)
    for failure in failures:
        put(_told(failure, columns(None)) + "\n")
    _tell_clean_reports(auditor)
    put(f"{len(own)} 条规则的例子" + (f"有 {len(failures)} 个不符\n" if failures else "全部相符\n"))
    return 1 if failures else 0


def _tell_clean_reports(auditor: Auditor) -> None:
    """Report findings in the clean report written in each new form: either the form or a rule needs review."""
    from auditor.rulefiles.new_forms import new_forms
    from auditor.ruletools.examples import audit_example, clean_reports

    for form, _ in new_forms(auditor.ruleset.forms):
        for finding in audit_example(auditor, clean_reports(auditor, form), {}).verdict.findings:
            said = f"{finding.rule} 报出“{finding.message}”；请核对格式文件，或者这条规则是否还适用"
            say(f"提示：按{form.called}写的没有问题的报告，{said}")


def _load(named: Sequence[Path] | None) -> tuple[Auditor, list[Rule]]:
    """Return an auditor with all rules in force, and the rules of the named files and folders, or all if none or a form is named."""
    checked = rule_places(named)
    from auditor.config.settings_model import settings_in_force
    from auditor.pipeline import Auditor

    settings = settings_in_force(None)
    auditor = Auditor(checked, packs=settings.packs, no_demands=settings.no_demands)
    report_rule_notes(auditor.ruleset)
    places = [place.resolve() for place in checked]

    def is_own(path: str) -> bool:
        return not places or any(Path(path).resolve().is_relative_to(place) for place in places)

    # All rules depend on the form.
    every = any(is_own(form.source) for form in auditor.ruleset.forms)
    return auditor, [rule for rule in auditor.ruleset.rules if every or is_own(rule.source.path)]


def _mistake_in(rule: Rule, where: Path_, message: str) -> Mistake:
    """Return a mistake at a place inside the rule, such as `("examples", "fail", 0)`, or at the nearest place above it."""
    from auditor.ruleset.yaml.positions import load_yaml

    source = load_yaml(Path(rule.source.path))
    written = source.data["rules"]
    number = next(place for place, item in enumerate(written) if isinstance(item, dict) and item.get("id") == rule.id)
    return source.mistake(("rules", number, *where), message)


def _told(failure: ExampleFailure, room: int) -> str:
    """Describe a failure: where the example is, what is wrong with it, and where the messages differ, if they do."""
    from auditor.ruletools.mutation_test import KIND

    where: Path_
    if failure.kind == KIND:
        where, name = ("examples", "pass"), "试改数字"
    else:
        where, name = ("examples", failure.kind, failure.number - 1), f"第 {failure.number} 个 {failure.kind} 例子"
    place = _mistake_in(failure.rule, where, "")
    lines = [f"{place.path}:{place.line}:{place.column}: {failure.rule.id} 的{name}：{failure.message}"]
    if failure.wanted:
        lines.append(wrap(failure.wanted, room, "    应有："))
        lines.append(wrap(failure.got or "（没有意见）", room, "    实有："))
        lines.append(wrap(_parting(failure.wanted, failure.got), room, "    不同："))
    return "\n".join(lines)


def _parting(wanted: str, got: str) -> str:
    """Say from which character on two texts differ, and what each has there."""
    same = Prefix.similarity(wanted, got)
    rests = [wanted[same:], got[same:]]
    after = Postfix.similarity(*rests)
    parts = [rest[: len(rest) - after] or "（无）" for rest in rests]
    return f"第 {same + 1} 个字符起，应为“{parts[0]}”，实为“{parts[1]}”"
