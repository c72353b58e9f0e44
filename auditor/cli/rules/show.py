"""`auditor rules list`, `coverage` and `show`: list the rules, and show all about one of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.common.reports import Rules, report_rule_notes, rule_places
from auditor.cli.common.streams import columns, put
from auditor.errors import UsageError
from auditor.model.finding import Severity
from auditor.presentation.terminal_text import pad, shorten, width, wrap
from auditor.presentation.vocabulary import CATEGORIES, SEVERITIES
from auditor.resources import shown

if TYPE_CHECKING:
    from auditor.ruleset.rule_set import RuleSet
    from auditor.ruleset.schema.packs import Change
    from auditor.ruleset.schema.rules import Rule

HELP = "查看、编写、检查和测试规则。"
LIST_HELP = "列出全部规则，每条一行：编号、级别、类别、名称。当前文件夹（或上级）的 auditor.toml 里写的规则包有效。"
LIST_EXAMPLES = "auditor rules list\nauditor rules list --rules 本地规则/\nauditor rules list --effective"
COVERAGE_HELP = "逐条列出条例和格式通知对报告的要求，各由哪些规则核对。前面是编号；没有规则的，写明为什么。"
COVERAGE_EXAMPLES = "auditor rules coverage"
SHOW_HELP = """显示一条规则的全部内容。有级别、依据和条文、意见、建议、改动、所在的文件和行，还有例子。
写要求或文件的编号（见 rules coverage、rules documents），则显示那项要求、那份文件。"""
SHOW_EXAMPLES = "auditor rules show T3-BALANCE\nauditor rules show fee-stated\nauditor rules show regulation"


def list_rules(
    rules: Rules = None,
    effective: Annotated[
        bool, typer.Option("--effective", help="另列每条规则在哪个文件、哪一行，规则包改了什么、停用了什么、为什么")
    ] = False,
) -> int:
    """Print one line per rule, or with its origins, and return the exit status."""
    ruleset = load_rules(rules)
    put("".join(_effective(ruleset) if effective else _list(ruleset.rules)))
    return 0


def show_coverage(rules: Rules = None) -> int:
    """Print each demand with the rules that cover it, if any, and return the exit status."""
    ruleset = load_rules(rules)
    from auditor.ruletools.handbook.coverage import coverage

    room = columns(None)
    found = coverage(ruleset)
    for one in found:
        lines = [
            wrap(one.demand.text, room, f"{one.demand.id}  "),
            wrap(one.basis, room, "    依据："),
            wrap(one.answer, room, "    规则："),
        ]
        put("\n".join(lines) + "\n")
    put(f"\n{len(found)} 项要求，{sum(bool(one.rules) for one in found)} 项有规则核对\n")
    return 0


def load_rules(rules: Sequence[Path] | None) -> RuleSet:
    """Return the rules in force in the current folder, and those of the named files and folders."""
    checked = rule_places(rules)
    from auditor.config.settings_model import settings_in_force
    from auditor.rulefiles.load import load_ruleset

    settings = settings_in_force(None)
    ruleset = load_ruleset(checked, settings.packs, settings.no_demands)
    report_rule_notes(ruleset)
    return ruleset


def _list(rules: Sequence[Rule]) -> Iterator[str]:
    rows = [
        (rule.id, SEVERITIES[Severity(rule.severity)], CATEGORIES.get(rule.category, rule.category)) for rule in rules
    ]
    sizes = [max(width(row[place]) for row in rows) for place in range(3)]
    room = columns(None) - sum(sizes) - 2 * len(sizes)
    for rule, row in zip(rules, rows, strict=True):
        head = "  ".join(pad(text, size) for text, size in zip(row, sizes, strict=True))
        yield f"{head}  {shorten(rule.title, room)}\n"


def _effective(ruleset: RuleSet) -> Iterator[str]:
    """Yield each rule with where it is written, and below it what packs changed in it and where."""
    changed: dict[str, list[Change]] = {}
    for change in ruleset.changes:
        changed.setdefault(change.rule, []).append(change)
    room = columns(None)
    for rule, line in zip(ruleset.rules, _list(ruleset.rules), strict=True):
        yield f"{line}    {shown(rule.source.path)}:{rule.source.line}\n"
        yield from (_told(change, room) for change in changed.pop(rule.id, ()))
    if changed:
        yield "\n停用的规则\n"
    for name, changes in changed.items():
        yield f"{name}\n"
        yield from (_told(change, room) for change in changes)


def _told(change: Change, room: int) -> str:
    what = f"{change.what} 改为 {change.value}" if change.value else "停用"
    return f"    {what}  {shown(change.path)}:{change.line}\n{wrap(change.reason, room, '      理由：')}\n"


def show_rule(
    name: Annotated[str, typer.Argument(metavar="ID", help="规则、要求或文件的编号")], rules: Rules = None
) -> int:
    """Print all about one rule, demand or document and return the exit status."""
    ruleset = load_rules(rules)
    from auditor.ruletools.handbook.facts import demand_facts, document_facts, examples, facts

    rule = next((rule for rule in ruleset.rules if rule.id == name.upper()), None)
    if rule is not None:
        _put_facts(rule.id, rule.title, facts(rule, ruleset))
        put("例子：\n" + "".join(f"  {line}\n" for line in examples(rule).splitlines()))
        return 0
    demands = [demand for demand in ruleset.demands if demand.id == name]
    for demand in demands:
        _put_facts(demand.id, demand.text, demand_facts(demand, ruleset))
    document = ruleset.documents.documents.get(name)
    if document is not None:
        _put_facts(document.id, document.title, document_facts(document, ruleset))
    if not demands and document is None:
        raise _unknown(name, ruleset)
    return 0


def _put_facts(name: str, title: str, told: Iterable[tuple[str, str]]) -> None:
    room = columns(None)
    put(wrap(title, room, f"{name}  ") + "\n")
    put("".join(f"{wrap(text, room, f'{label}：')}\n" for label, text in told))


def _unknown(name: str, ruleset: RuleSet) -> UsageError:
    off = next((c for c in ruleset.changes if c.rule == name.upper() and not c.value), None)
    if off is not None:
        return UsageError(f"规则“{off.rule}”已由 {shown(off.path)} 第 {off.line} 行停用，理由：{off.reason}")
    rules = [rule.id for rule in ruleset.rules]
    known = {one.lower(): one for one in (*rules, *(d.id for d in ruleset.demands), *ruleset.documents.documents)}
    near = [known[hit] for hit in difflib.get_close_matches(name.lower(), known, 3, 0.6)]
    hint = f"，是不是想写 {'、'.join(near)}？" if near else "；全部编号见 auditor rules list"
    return UsageError(f"没有编号为“{name}”的规则、要求或文件{hint}")
