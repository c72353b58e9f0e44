"""Facts about a rule, a demand or a document in Chinese, for the terminal and for the pages."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from auditor.model.finding import Basis, Severity
from auditor.model.report import Body, Level
from auditor.presentation.vocabulary import BODIES, CATEGORIES, LEVELS, SEVERITIES, basis_line
from auditor.resources import shown
from auditor.ruleset.catalogues.documents import CitedDocument
from auditor.ruleset.rule_set import RuleSet
from auditor.ruleset.schema.demands import Demand
from auditor.ruleset.schema.packs import Change
from auditor.ruleset.schema.rules import BasisRef, Rule
from auditor.ruletools.handbook.names import SURE

SILENT = "不报"
_WIDE = 10_000  # columns: examples are not wrapped here, but where they are shown


def facts(rule: Rule, ruleset: RuleSet) -> Iterator[tuple[str, str]]:
    """Label and text of each fact, the most needed first; empty facts are left out."""
    category = CATEGORIES.get(rule.category)
    yield "级别", f"{SEVERITIES[Severity(rule.severity)]}（{rule.severity}）"
    yield "类别", f"{category}（{rule.category}）" if category else rule.category
    yield "种类", rule.kind
    yield "适用", applies(rule)
    for needed in rule.requires:
        yield "前提", f"{needed} {next(other.title for other in ruleset.rules if other.id == needed)}"
    for demand in ruleset.demands:
        if demand.id in rule.covers:
            yield "要求", demand.text
    for reference in rule.basis:
        yield from _basis(reference, ruleset)
    yield "意见", rule.message
    yield "建议", rule.suggestion
    for about in exemptions(rule):
        yield SILENT, about
    for entry in rule.history:
        yield "沿革", f"{entry.date} {entry.what}"
    for change in ruleset.changes:
        if change.rule == rule.id:
            yield "改动", _changed(change)
    yield "出处", f"{shown(rule.source.path)} 第 {rule.source.line} 行"


def exemptions(rule: Rule) -> list[str]:
    """The cases in which the rule is silent, in the words of its silent examples."""
    return list(dict.fromkeys(str(example["about"]) for example in rule.examples.silent if example.get("about")))


def demand_facts(demand: Demand, ruleset: RuleSet) -> Iterator[tuple[str, str]]:
    """Label and text of each fact about a demand."""
    yield from _basis(demand.basis, ruleset)
    for rule in ruleset.rules:
        if demand.id in rule.covers:
            yield "规则", f"{rule.id} {rule.title}"
    if demand.beyond:
        yield "没有规则", demand.beyond


def document_facts(document: CitedDocument, ruleset: RuleSet) -> Iterator[tuple[str, str]]:
    """Label and text of each fact about a document."""
    yield "发文机关", document.issuer
    if document.numbers:
        yield "文号", "、".join(document.numbers)
    yield "确定", f"{SURE[document.sure]}（{document.sure}）"
    if document.about:
        yield "认标题", "、".join(document.about)
    if document.superseded:
        yield "已代替", f"自 {document.superseded.since} 年度的报告起，由 {document.superseded.by} 代替"
    for rule in ruleset.rules:
        if any(reference.document == document.id for reference in rule.basis):
            yield "规则", f"{rule.id} {rule.title}"
    yield from document.articles.items()


def examples(rule: Rule) -> str:
    """The examples as YAML: the data of the rule file in another layout."""
    data = {name: _plain(group) for name, group in rule.examples.groups.items() if group}
    text: str = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=_WIDE, default_flow_style=None)
    return text


def applies(rule: Rule) -> str:
    """The reports that a rule is for, as «2022 年度及以后的报告；政府部门»."""
    return "；".join(_applies(rule))


def _applies(rule: Rule) -> Iterator[str]:
    whom = rule.applies_to
    if rule.since and rule.until:
        yield f"{rule.since} 至 {rule.until} 年度的报告"
    elif rule.since or rule.until:
        yield f"{rule.since} 年度及以后的报告" if rule.since else f"{rule.until} 年度及以前的报告"
    else:
        yield "各年度的报告"
    if rule.forms:
        yield f"用 {'、'.join(rule.forms)} 年格式的"
    if whom.bodies:
        yield "、".join(BODIES[Body(body)] for body in whom.bodies)
    if whom.levels:
        yield "、".join(LEVELS[Level(level)] for level in whom.levels)
    if whom.regions:
        yield f"名称以{'、'.join(whom.regions)}开头的"
    if whom.names:
        yield f"名称符合“{whom.names}”的"


def basis_text(reference: BasisRef, ruleset: RuleSet) -> str:
    """A basis as in outputs: title, number, article."""
    document = ruleset.documents.documents[reference.document]
    return basis_line((Basis(document.title, document.number, reference.article),))


def _basis(reference: BasisRef, ruleset: RuleSet) -> Iterator[tuple[str, str]]:
    yield "依据", basis_text(reference, ruleset)
    text = ruleset.documents.documents[reference.document].articles.get(reference.article)
    if text:
        yield "条文", text
    replaced = ruleset.documents.documents[reference.document].superseded
    if replaced:
        by = ruleset.documents.documents[replaced.by]
        yield "依据", f"{replaced.since} 年度起的报告，{basis_line((Basis(by.title, by.number),))}"


def _changed(change: Change) -> str:
    what = f"{change.what} 改为 {change.value}" if change.value else "停用"
    return f"{what}（{shown(change.path)} 第 {change.line} 行），理由：{change.reason}"


def _plain(value: object) -> object:
    """A value that YAML can write: tuples become lists, exact decimals text."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if isinstance(value, (str, int, float, type(None))) else str(value)
