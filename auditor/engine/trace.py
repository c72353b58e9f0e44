"""What a rule looks at in a report, and what its expressions find there: why it ends as it does, for whoever writes it."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.chinese.values import show_number
from auditor.engine.context import CannotCheckError, CheckContext, sentence
from auditor.engine.extract.cited import cited_in
from auditor.engine.kinds.tables.count import statements, texts
from auditor.model.finding import TraceStep
from auditor.model.report import FormTable, Report
from auditor.ruleset.binding.sums import lines_of
from auditor.ruleset.binding.terms import TermError, cell_terms, table_of
from auditor.ruleset.language.patterns import Budget, Pattern
from auditor.ruleset.schema.claims import CompareRule, CountRule
from auditor.ruleset.schema.rules import (
    SCOPES,
    WHOLE,
    CitationRule,
    ClauseRule,
    DeadlineRule,
    HistoryRule,
    IdentityRule,
    PatternRule,
    Rule,
    SectionRule,
    StaleYearRule,
    TableRule,
)

SHOWN = 3  # quotes of one expression
_EVIDENCE = {"title": "标题", "opening": "开头", "overview": "总体情况", "period": "统计期限", "issued": "落款"}


def seen(rule: Rule, bound: CheckContext) -> Iterator[TraceStep]:
    """What the rule looks at, in the order in which it does; nothing that it decides."""
    yield from _texts(getattr(rule, "within", ()), bound)
    with Budget():
        for name, pattern in _expressions(rule):
            yield _found(name, pattern, getattr(rule, "within", (WHOLE,)), bound)
    yield from _others(rule, bound)


def _texts(within: tuple[str, ...], bound: CheckContext) -> Iterator[TraceStep]:
    for name in within:
        label = name if name in SCOPES else f"第{name}部分"
        try:
            (text,) = bound.scopes((name,))
        except CannotCheckError as reason:
            yield TraceStep(label, str(reason))
        else:
            yield TraceStep(label, f"{len(text.text)} 字" if text.text else "没有文字")


def _expressions(rule: Rule) -> Iterator[tuple[str, Pattern]]:
    """The rule's expressions by the keys or names they are written under."""
    for field in rule.patterns:
        pattern = rule.pattern(field)
        if pattern:
            yield field, pattern
    if isinstance(rule, ClauseRule):
        yield from ((f"{part.name}（find）", pattern) for part, pattern in rule.compiled_parts)
    elif isinstance(rule, CompareRule):
        yield from (("find", find) for _, find, _ in rule.compiled_claims)
    elif isinstance(rule, PatternRule):
        yield from ((word.wrong, wrong) for word, wrong, _ in rule.compiled_words)


def _found(name: str, pattern: Pattern, within: tuple[str, ...], bound: CheckContext) -> TraceStep:
    """How often an expression matches, and the sentences of the first matches."""
    quotes: dict[str, None] = {}
    count = 0
    try:
        for text in bound.scopes(within):
            for match in pattern.finditer(text.text):
                count += 1
                if len(quotes) < SHOWN:
                    quotes[bound.place(text, *sentence(text.text, match.start())).quote or ""] = None
    except CannotCheckError:
        return TraceStep(name, "没有可找的文字")
    except TimeoutError:
        return TraceStep(name, "用时过长，没有找完")
    return TraceStep(name, f"找到 {count} 处" if count else "没有找到", tuple(quotes))


def _others(rule: Rule, bound: CheckContext) -> Iterator[TraceStep]:  # noqa: C901  one branch for each kind
    """What the kinds look at besides texts."""
    report = bound.report
    if isinstance(rule, SectionRule):
        yield TraceStep("标题", report.title_line or "没有读到")
        yield TraceStep("各部分", f"读到 {len(report.sections)} 个", tuple(s.heading.text for s in report.sections))
    elif isinstance(rule, (TableRule, IdentityRule)):
        names = (rule.table,) if isinstance(rule, IdentityRule) else rule.tables or tuple(report.tables)
        for name in names:
            yield from _table(rule, name, bound)
    elif isinstance(rule, CompareRule):
        for term in dict.fromkeys(term for claim in rule.claims for term in claim.equals):
            yield TraceStep(term, _value(term, bound))
    elif isinstance(rule, CountRule):
        yield from _counted(rule, bound)
    elif isinstance(rule, CitationRule):
        yield from _citations(bound)
    elif isinstance(rule, DeadlineRule):
        yield from _days(report)
    elif isinstance(rule, HistoryRule):
        yield TraceStep("上年报告", "给出了" if bound.before else "没有给出（--previous）")
    elif isinstance(rule, StaleYearRule) and rule.evidence:
        for item in report.evidence:
            if item.source in rule.evidence:
                yield TraceStep(_EVIDENCE[item.source], f"{item.year}年", (item.span.text,))


def _counted(rule: CountRule, bound: CheckContext) -> Iterator[TraceStep]:
    """The numbers that are counted in sentences of the rule's nouns, and the cells they are held against."""
    nouns = {noun for claim in rule.claims for noun in claim.noun}
    for name in rule.within:
        for text in texts(name, bound):
            said = [one for one in statements(name, text, bound) if one.nouns & nouns]
            quotes = dict.fromkeys(bound.place(text, one.start, one.end).quote or "" for one in said if not one.limited)
            limited = sum(one.limited for one in said)
            yield TraceStep(
                f"第{name}部分", f"读到 {len(said)} 处件数，其中 {limited} 处只说一部分，不比", tuple(quotes)[:SHOWN]
            )
    cells = (term for claim in rule.claims for terms in (claim.equals, *claim.sorts.values()) for term in terms)
    for term in dict.fromkeys(cells):
        yield TraceStep(term, _value(term, bound))


def _days(report: Report) -> Iterator[TraceStep]:
    issued, published = report.issued, report.published
    yield TraceStep("落款日期", issued.value.isoformat() if issued else "没有读到")
    yield TraceStep("页面的公开日期", published.value.isoformat() if published else "没有读到")
    if published and published.hidden:
        yield TraceStep("页面隐藏数据里的公开日期", published.hidden.isoformat())


def _citations(bound: CheckContext) -> Iterator[TraceStep]:
    """The numbers the report cites, with the titles they stand with and the documents these are known as."""
    cited = cited_in(bound)
    if not cited:
        yield TraceStep("文号", "没有读到")
    for one in cited:
        known = f"认作 {one.titled.id}" if one.titled else "目录里没有这个名称的文件"
        title = f"文件名“{one.title}”，{known}" if one.title else "旁边没有文件名"
        yield TraceStep(bound.report.prose.text[one.start : one.end], title)


def _table(rule: Rule, name: str, bound: CheckContext) -> Iterator[TraceStep]:
    try:
        form = table_of(bound.form, name)
        table = bound.table(form.key)
    except (TermError, CannotCheckError) as reason:
        yield TraceStep(name, str(reason))
        return
    sure = bound.sure(table)
    yield TraceStep(form.name, f"读到 {len(table.cells)} 格，其中 {len(sure)} 格的数能用")
    if isinstance(rule, IdentityRule):
        yield from _sums(rule, table, bound)


def _sums(rule: IdentityRule, table: FormTable, bound: CheckContext) -> Iterator[TraceStep]:
    """Both sides of the equation in every line, where all their figures are sure."""
    for line in lines_of(bound.form.table[table.key], rule.parsed, rule.for_each):
        try:
            sides = [show_number(side.reckoner()(bound.sure(table))) for side in (line.left, line.right)]
        except KeyError:
            yield TraceStep(line.label, "有的格不能用，或要看上年报告")
        else:
            yield TraceStep(line.label, f"左边 {sides[0]}，右边 {sides[1]}")


def _value(term: str, bound: CheckContext) -> str:
    try:
        return show_number(bound.total(cell_terms(bound.form, term)).number)
    except (TermError, CannotCheckError) as reason:
        return str(reason)
