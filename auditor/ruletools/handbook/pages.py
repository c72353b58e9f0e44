"""Pages in Markdown for `docs/rules`: the guide's tables, one for each kind, one for each rule, and what covers which demand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.engine.kind import Kind
from auditor.engine.kinds import KINDS
from auditor.model.finding import Severity
from auditor.presentation.vocabulary import CATEGORIES, SEVERITIES
from auditor.ruleset.rule_set import RuleSet
from auditor.ruleset.schema.rules import Rule
from auditor.ruletools.handbook.coverage import coverage
from auditor.ruletools.handbook.facts import SILENT, examples, exemptions, facts
from auditor.ruletools.handbook.keys import Keys, load_keys, manual
from auditor.ruletools.handbook.names import documents, form_names
from auditor.ruletools.handbook.schema import rule_schema
from auditor.ruletools.handbook.skeleton import skeleton

_MADE = "<!-- 由 scripts/make-docs 写成，不要手改。 -->\n"


def made_files(ruleset: RuleSet, written: str, kinds: Mapping[str, Kind[Any]] = KINDS) -> dict[str, str]:
    """Every generated file, by its path from the root of the project; `written` is the guide as it is now."""
    keys = load_keys()
    files = {f"docs/rules/kinds/{name}.md": kind_page(kind, keys) for name, kind in kinds.items()}
    files |= {f"docs/rules/national/{rule.id}.md": rule_page(rule, ruleset) for rule in ruleset.rules}
    files["docs/rules/national/README.md"] = rule_list(ruleset)
    files["docs/rules/names.md"] = names_page(ruleset)
    files["docs/rules/coverage.md"] = coverage_page(ruleset)
    files["docs/rules/README.md"] = guide(written, keys, kinds)
    files["rules/schema.json"] = rule_schema(kinds)
    return files


def kind_page(kind: Kind[Any], keys: Keys) -> str:
    """The page of one kind: what it looks at, its keys, what its messages can be filled with, and a rule that runs."""
    about = manual(kind)
    parts = [f"{_MADE}# {kind.name}：{about.title}", about.about]
    parts += [
        "## 键",
        "各类规则都有的键（`id`、`title`、`severity` 等）见[规则怎么写](../README.md)。",
        _table("键", about.keys),
    ]
    if about.checks:
        parts += ["`check` 可以写：", _table("写法", about.checks)]
    parts += ["## 意见里可以用的项", _table("项", {f"{{{name}}}": text for name, text in about.values.items()})]
    parts += [f"另有各类都能用的：{'、'.join(f'`{{{name}}}` {text}' for name, text in keys.values.items())}。"]
    parts += ["## 一条可以运行的规则", f"`auditor rules new 文件.yaml --kind {kind.name}` 写出的就是它。"]
    parts += [f"```yaml\n{skeleton(kind)}```"]
    return "\n\n".join(parts) + "\n"


def rule_page(rule: Rule, ruleset: RuleSet) -> str:
    """The page of one rule, with what `auditor rules show` prints."""
    told = [(label, text) for label, text in facts(rule, ruleset) if label not in ("出处", SILENT)]
    lines = [f"- **{label}**：{_plain(text)}" for label, text in told]
    kind = f"种类的说明见 [{rule.kind}](../kinds/{rule.kind}.md)。"
    parts = [f"{_MADE}# {rule.id} {rule.title}", "\n".join(lines), kind]
    if silent := exemptions(rule):
        parts += ["## 不报的情形", "\n".join(f"- {_plain(about)}" for about in silent)]
    parts += ["## 例子"]
    parts += ["例子只写与底稿 `rules/example.yaml` 不同的地方。", f"```yaml\n{examples(rule)}```"]
    return "\n\n".join(parts) + "\n"


def rule_list(ruleset: RuleSet) -> str:
    """The list of all rules, grouped by category, each with a link to its page."""
    groups: dict[str, list[Rule]] = {}
    for rule in ruleset.rules:
        groups.setdefault(rule.category, []).append(rule)
    parts = [
        f"{_MADE}# 全国规则",
        f"共 {len(ruleset.rules)} 条。级别的意思：错误违反有依据的义务，不规范与格式不符或前后矛盾，提示请人核对。",
    ]
    for category, rules in groups.items():
        parts += [f"## {CATEGORIES.get(category, category)}", "\n".join(_rows(rules))]
    return "\n\n".join(parts) + "\n"


def coverage_page(ruleset: RuleSet) -> str:
    """The page of demands, with the rules that cover them."""
    rows = ["| 编号 | 要求 | 依据 | 规则 |", "| --- | --- | --- | --- |"]
    for one in coverage(ruleset):
        links = "、".join(f"[{rule.id}](national/{rule.id}.md)" for rule in one.rules)
        rows.append(
            f"| `{one.demand.id}` | {_plain(one.demand.text)} | {_plain(one.basis)} | {links or _plain(one.answer)} |"
        )
    told = "规则的 `covers` 里写编号。`auditor rules coverage` 也列出这张表，连同自己的规则。"
    return "\n\n".join([f"{_MADE}# 要求与规则对照", told, "\n".join(rows)]) + "\n"


def names_page(ruleset: RuleSet) -> str:
    """The names rules and examples may use, and the documents."""
    told = "`auditor rules terms` 和 `auditor rules documents` 也列出这些，后者连同自己的规则文件带来的文件。"
    keys = "括号里是程序用的名称，例子里写哪一种都可以，写格式上的原文也可以；等式和格子里写括号外面的。"
    parts = [f"{_MADE}# 可以用的名称", told, keys]
    for form in ruleset.forms:
        for head, named in form_names(form):
            parts += [f"## {head}", "\n".join(f"- {label}　{_plain(text)}" for label, text in named)]
    parts += ["## 文件", "规则的 `basis`、`cites`、`documents` 里写编号。", "| 编号 | 文件 |\n| --- | --- |"]
    parts[-1] += "".join(f"\n| `{name}` | {_plain(text)} |" for name, text in documents(ruleset))
    return "\n\n".join(parts) + "\n"


def guide(written: str, keys: Keys, kinds: Mapping[str, Kind[Any]]) -> str:
    """The guide as it is now, with its tables of keys and of kinds made again between their marks."""
    tables = {"head": _table("键", keys.head), "examples": _table("键", keys.examples), "kinds": _uses(written, kinds)}
    for name, table in tables.items():
        start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, _, rest = written.partition(start)
        written = f"{before}{start}\n{table}\n\n{end}{rest.partition(end)[2]}"
    return written


def _uses(written: str, kinds: Mapping[str, Kind[Any]]) -> str:
    """What each kind is for, in the order of the guide as it is now; kinds that it does not have yet come last."""
    places = {name: written.find(f"| [{name}](kinds/{name}.md) |") for name in kinds}
    order = sorted(kinds, key=lambda name: (places[name] < 0, places[name]))
    rows = (f"| {manual(kinds[name]).use} | [{name}](kinds/{name}.md) |" for name in order)
    return "\n".join(["| 想查什么 | 种类 |", "| --- | --- |", *rows])


def _rows(rules: list[Rule]) -> Iterator[str]:
    yield "| 编号 | 级别 | 名称 |\n| --- | --- | --- |"
    for rule in rules:
        yield f"| [{rule.id}]({rule.id}.md) | {SEVERITIES[Severity(rule.severity)]} | {_plain(rule.title)} |"


def _table(head: str, rows: Mapping[str, str]) -> str:
    return "\n".join(
        [f"| {head} | 意思 |", "| --- | --- |", *(f"| `{key}` | {_plain(text)} |" for key, text in rows.items())]
    )


def _plain(text: str) -> str:
    """Text with all characters escaped that mean something in Markdown."""
    return "".join(f"\\{ch}" if ch in "\\|*_`<>[]" else ch for ch in text)
