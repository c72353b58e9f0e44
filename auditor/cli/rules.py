"""`auditor rules`: lists, shows, checks and tests rules."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.reports import rule_folders
from auditor.cli.streams import columns, put
from auditor.errors import UsageError
from auditor.model.finding import Basis, Severity
from auditor.output.words import CATEGORIES, SEVERITIES, basis_line
from auditor.output.wrap import pad, shorten, width, wrap

if TYPE_CHECKING:
    from auditor.ruleset.load import RuleSet
    from auditor.ruleset.rules import Rule

HELP = "查看、检查和测试规则。"
LIST_HELP = "列出全部规则，每条一行：编号、级别、类别、名称。"
LIST_EXAMPLES = "auditor rules list\nauditor rules list --rules 本地规则/"
SHOW_HELP = "显示一条规则的全部内容。有级别、依据、意见、建议、所在的文件和行，还有例子。"
SHOW_EXAMPLES = "auditor rules show T3-BALANCE"
LINT_HELP = """检查规则文件。自带的规则总要检查，另可写出放规则的文件夹；错误逐条列出文件、行、列。
退出状态：0 没有错误，2 有错误。"""
LINT_EXAMPLES = "auditor rules lint\nauditor rules lint 本地规则/"
TEST_HELP = """运行规则里的例子，列出与写明的结果不符的。写出文件夹时，只运行其中规则的例子。
退出状态：0 例子都相符，1 有不符的，2 规则文件有错误。"""
TEST_EXAMPLES = "auditor rules test\nauditor rules test 本地规则/"

Rules = Annotated[list[Path] | None, typer.Option("--rules", metavar="DIR", help="另加一个文件夹里的规则，可以多次写")]


def list_rules(rules: Rules = None) -> int:
    """Print one line a rule and return the exit status."""
    chosen = _load(rules).rules
    rows = [
        (rule.id, SEVERITIES[Severity(rule.severity)], CATEGORIES.get(rule.category, rule.category)) for rule in chosen
    ]
    sizes = [max(width(row[place]) for row in rows) for place in range(3)]
    room = columns(None) - sum(sizes) - 2 * len(sizes)
    lines = []
    for rule, row in zip(chosen, rows, strict=True):
        head = "  ".join(pad(text, size) for text, size in zip(row, sizes, strict=True))
        lines.append(f"{head}  {shorten(rule.title, room)}\n")
    put("".join(lines))
    return 0


def show_rule(
    name: Annotated[str, typer.Argument(metavar="ID", help="规则编号，见 auditor rules list")], rules: Rules = None
) -> int:
    """Print all about one rule and return the exit status."""
    ruleset = _load(rules)
    by_id = {rule.id: rule for rule in ruleset.rules}
    rule = by_id.get(name) or by_id.get(name.upper())
    if rule is None:
        near = difflib.get_close_matches(name.upper(), by_id, 3, 0.5)
        hint = f"，是不是想写 {'、'.join(near)}？" if near else "；全部编号见 auditor rules list"
        raise UsageError(f"没有编号为“{name}”的规则{hint}")
    put("\n".join(_page(rule, ruleset)) + "\n")
    return 0


def lint_rules(
    folders: Annotated[list[Path] | None, typer.Argument(metavar="[DIR...]", help="放规则文件的文件夹")] = None,
) -> int:
    """Load all rules, which tells their mistakes, and return the exit status."""
    ruleset = _load(folders)
    put(f"规则文件没有错误：{len(ruleset.rules)} 条规则\n")
    return 0


def run_rule_examples(
    folders: Annotated[list[Path] | None, typer.Argument(metavar="[DIR...]", help="放规则文件的文件夹")] = None,
) -> int:
    """Run the examples of the rules in the folders, or of the built-in ones, and return the exit status."""
    checked = rule_folders(folders)
    from auditor.examples import run_examples
    from auditor.mutants import run_mutants
    from auditor.pipeline import Auditor
    from auditor.ruleset.rules import IdentityRule

    auditor = Auditor(checked)
    own = [
        rule
        for rule in auditor.ruleset.rules
        if not checked or any(Path(rule.source.path).is_relative_to(folder) for folder in checked)
    ]
    failures = list(run_examples(auditor, own))
    for rule in own:
        if isinstance(rule, IdentityRule):
            failures += run_mutants(auditor, rule)
    for failure in failures:
        put(f"{failure.rule} 的第 {failure.number} 个 {failure.kind} 例子：{failure.message}\n")
    put(f"{len(own)} 条规则的例子" + (f"有 {len(failures)} 个不符\n" if failures else "全部相符\n"))
    return 1 if failures else 0


def _load(folders: list[Path] | None) -> RuleSet:
    checked = rule_folders(folders)
    from auditor.ruleset.load import load_ruleset

    return load_ruleset(checked)


def _page(rule: Rule, ruleset: RuleSet) -> Iterator[str]:
    room = columns(None)
    severity = SEVERITIES[Severity(rule.severity)]
    category = CATEGORIES.get(rule.category)
    yield wrap(rule.title, room, f"{rule.id}  ")
    facts = {
        "级别": f"{severity}（{rule.severity}）",
        "类别": f"{category}（{rule.category}）" if category else rule.category,
        "种类": str(getattr(rule, "kind", "")),
        "年度": _years(rule),
        "前提": "、".join(rule.requires),
        "依据": basis_line(tuple(_basis(rule, ruleset))),
        "意见": rule.message,
        "建议": rule.suggestion,
        "出处": f"{rule.source.path} 第 {rule.source.line} 行",
    }
    yield from (wrap(text, room, f"{label}：") for label, text in facts.items() if text)
    yield from ("例子：", *(f"  {line}" for line in _examples(rule).splitlines()))


def _years(rule: Rule) -> str:
    if rule.since and rule.until:
        return f"{rule.since} 至 {rule.until} 年度的报告"
    if rule.since or rule.until:
        return f"{rule.since} 年度及以后的报告" if rule.since else f"{rule.until} 年度及以前的报告"
    return "各年度的报告"


def _basis(rule: Rule, ruleset: RuleSet) -> Iterator[Basis]:
    for reference in rule.basis:
        document = ruleset.documents.documents[reference.document]
        yield Basis(document.title, document.number, reference.article)


def _examples(rule: Rule) -> str:
    """The examples as they stand in the rule file, apart from their layout."""
    import yaml

    groups = {"pass": rule.examples.pass_, "fail": rule.examples.fail, "cannot_check": rule.examples.cannot_check}
    data = {name: _plain(examples) for name, examples in groups.items() if examples}
    text: str = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=None)
    return text


def _plain(value: object) -> object:
    """Tuples and exact decimals as YAML can write them."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if isinstance(value, (str, int, float, type(None))) else str(value)
