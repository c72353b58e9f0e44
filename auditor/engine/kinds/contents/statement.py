"""Kind `statement`: something a section must say, and may have to cite or say more about."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.chinese.text import Folded
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit, sentence
from auditor.model.finding import Location
from auditor.ruleset.schema.rules import StatementRule


def check(rule: StatementRule, bound: CheckContext) -> CheckResult:
    """Find the sentences about the rule's subject; without any, the statement is missing (or nothing need be cited)."""
    texts = bound.scopes(rule.within)
    found = ((text, span) for text in texts for span in _about(rule, text))
    there = next(found, None)
    if not rule.cites and not rule.says:
        if there:
            return CheckResult()
        where = bound.absent(rule.within, _heading(rule, bound))
        return CheckResult([Hit(where, {"elsewhere": _elsewhere(rule, bound)})])
    if there is None:
        raise CannotCheckError("没有找到要核对的表述")
    if rule.cites:
        document = bound.in_force(rule.cites)
        if any(document.named_in(text.text) for text in texts):
            return CheckResult()
        return CheckResult([Hit(_place(bound, [there, *found]), expected=f"《{document.title}》（{document.number}）")])
    says = rule.pattern("says")
    if says and any(says.search(text.text) for text in texts):
        return CheckResult()
    return CheckResult([Hit(_place(bound, [there, *found]))])


def _about(rule: StatementRule, text: Folded) -> Iterator[tuple[int, int]]:
    """The sentences about the subject, as places in the folded text."""
    pattern, ignore = rule.pattern("about"), rule.pattern("ignore")
    seen: set[tuple[int, int]] = set()
    for match in pattern.finditer(text.text) if pattern else ():
        span = sentence(text.text, match.start())
        if span not in seen and not (ignore and any(ignore.finditer(text.text[span[0] : span[1]]))):
            yield span
        seen.add(span)


def _place(bound: CheckContext, said: list[tuple[Folded, tuple[int, int]]]) -> Location:
    """The longest sentence of those about the subject: a heading over them says less."""
    text, span = max(said, key=lambda item: item[1][1] - item[1][0])
    return bound.place(text, *span)


def _heading(rule: StatementRule, bound: CheckContext) -> Location:
    """The heading of the section that should say it, where the rule looks in one section only."""
    section = bound.report.section(rule.within[0]) if len(rule.within) == 1 else None
    return bound.at_span(section.heading, section.numeral) if section else Location()


def _elsewhere(rule: StatementRule, bound: CheckContext) -> str:
    pattern = rule.pattern("elsewhere")
    match = pattern.search(bound.report.prose.text) if pattern else None
    if match is None:
        return ""
    section = bound.report.section_at(bound.report.prose.offsets[match.start()])
    return f"（第{section}部分提到过，但这里没有）" if section else "（开头部分提到过，但这里没有）"
