"""Kind `section`: title, headings, order, length and contents as the form has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from auditor.chinese.heading_numbers import to_numeral
from auditor.chinese.text import squeeze
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit
from auditor.model.finding import Location
from auditor.model.report import Section, Wording
from auditor.ruleset.schema.rules import SectionRule

_QUOTED = 30
_LONGEST_HEAD = 26
_ENOUGH_LISTED = 3
_REVIEW = re.compile("申请(?:行政)?复议")


def check(rule: SectionRule, bound: CheckContext) -> CheckResult:
    """Look at title, headings or parts, as the rule's `check` says."""
    looked = CheckResult()
    for found in _CHECKS[rule.check](rule, bound):
        if isinstance(found, Hit):
            looked.hits.append(found)
        else:
            looked.unable.append(found)
    return looked


def _wanted(rule: SectionRule, bound: CheckContext) -> Iterator[Section]:
    return (s for s in bound.report.sections if not rule.sections or s.numeral in rule.sections)


def _present(rule: SectionRule, bound: CheckContext) -> Iterator[Hit | str]:
    missing = [n for n in bound.report.missing_sections if not rule.sections or n in rule.sections]
    hidden: dict[str, list[str]] = {}
    for numeral in missing:
        hidden.setdefault(bound.hidden(numeral), []).append(numeral)
    for reason, numerals in hidden.items():
        if reason:
            yield f"没有找到第{'、'.join(numerals)}部分，{reason}"
    for numeral in hidden.get("", ()):
        heading = bound.form.section[numeral].heading
        doubt = bound.report.doubtful_sections.get(numeral)
        if doubt:
            yield f"第{numeral}部分的标题可能是“{squeeze(doubt.text)[:_QUOTED]}”，不能确定，请看原文"
        else:
            yield Hit(Location(section=numeral), _named(numeral, heading), expected=f"{numeral}、{heading}")


def _numbered(rule: SectionRule, bound: CheckContext) -> Iterator[Hit | str]:
    for section in _wanted(rule, bound):
        if not section.number and section.heading.start in bound.report.document.pictured:
            yield f"第{section.numeral}部分的标题前面有图片，序号可能在图片里，没有读出"
        elif section.number != section.numeral:
            heading = bound.form.section[section.numeral].heading
            values = _named(section.numeral, heading) | {"number": section.number or "（无）"}
            place = bound.at_span(section.heading, section.numeral)
            yield Hit(place, values, expected=f"{section.numeral}、{heading}", actual=section.heading.text)


def _worded(rule: SectionRule, bound: CheckContext) -> Iterator[Hit]:
    """Headings that say something else, or (check `close`) the same in other words."""
    wording = Wording.CLOSE if rule.check == "close" else Wording.REWORDED
    for section in _wanted(rule, bound):
        if section.wording is wording:
            heading = bound.form.section[section.numeral].heading
            place = bound.at_span(section.heading, section.numeral)
            yield Hit(place, _named(section.numeral, heading), expected=heading, actual=section.heading.text)


def _once(rule: SectionRule, bound: CheckContext) -> Iterator[Hit]:
    for section in _wanted(rule, bound):
        for repeat in section.repeats:
            heading = bound.form.section[section.numeral].heading
            yield Hit(bound.at_span(repeat, section.numeral), _named(section.numeral, heading), actual=repeat.text)


def _ordered(rule: SectionRule, bound: CheckContext) -> Iterator[Hit]:
    official = [section.numeral for section in bound.form.sections]
    found = [section.numeral for section in bound.report.sections]
    right = [numeral for numeral in official if numeral in found]
    if found == right:
        return
    first = next(number for number, pair in enumerate(zip(found, right, strict=True)) if pair[0] != pair[1])
    section = bound.report.sections[first]
    values = _named(section.numeral, bound.form.section[section.numeral].heading) | {"order": "、".join(found)}
    yield Hit(
        bound.at_span(section.heading, section.numeral), values, expected="、".join(right), actual="、".join(found)
    )


def _filled(rule: SectionRule, bound: CheckContext) -> Iterator[Hit | str]:
    for section in _wanted(rule, bound):
        form = bound.form.section[section.numeral]
        if section.empty and not form.tables and bound.report.document.unread:
            yield f"第{section.numeral}部分没有读到内容，但文件里有{bound.report.document.unread_kinds}，可能在其中"
        elif section.empty and not form.tables:
            yield Hit(bound.at_span(section.heading, section.numeral), _named(section.numeral, form.heading))


def _long(rule: SectionRule, bound: CheckContext) -> Iterator[Hit]:
    for section in _wanted(rule, bound):
        lines = section.prose.text.split("\n")
        count = sum(len(line) for line in lines if len(line) > _LONGEST_HEAD or line.endswith("。"))
        if count > rule.most:
            values = _named(section.numeral, bound.form.section[section.numeral].heading) | {"count": str(count)}
            yield Hit(bound.at_span(section.heading, section.numeral), values, actual=str(count))


def _listed(rule: SectionRule, bound: CheckContext) -> Iterator[Hit]:
    """A list of the report's parts, before the first of them, that leaves some out."""
    text, sentence = bound.report.preamble, rule.pattern("sentence")
    for match in sentence.finditer(text.text) if sentence else ():
        said = _REVIEW.sub("复议", match["list"])
        sections = bound.form.sections
        left_out = [section for section in sections if not any(word in said for word in section.telling)]
        if left_out and len(sections) - len(left_out) >= _ENOUGH_LISTED:
            parts = "、".join(f"“{section.heading}”" for section in left_out)
            place = bound.place(text, *match.span("list"))
            yield Hit(place, {"parts": parts, "count": to_numeral(len(sections))}, expected=parts)


def _title(rule: SectionRule, bound: CheckContext) -> Iterator[Hit]:
    if bound.report.title is not None:
        return
    named = squeeze(bound.report.document.metadata.title)
    if kinds := bound.report.document.unread_kinds:
        raise CannotCheckError(f"没有找到报告标题，但文件里有{kinds}，标题可能在其中")
    if bound.report.document.is_scanned(0):
        raise CannotCheckError("没有找到报告标题，开头是从图片识别的，可能没有认出，请核对原件")
    if "公开" in named and named.endswith(("报告", "年报")):
        raise CannotCheckError(f"网页的窗口标题是“{named}”，正文里没有找到标题，请看原网页")
    yield Hit(Location())


def _agency(rule: SectionRule, bound: CheckContext) -> Iterator[Hit]:
    written = bound.report.agency_written
    if written and squeeze(written.text) != bound.report.agency:
        values = {"name": bound.report.agency}
        yield Hit(bound.at_span(written), values, expected=bound.report.agency, actual=written.text)


def _named(numeral: str, heading: str) -> dict[str, str]:
    return {"numeral": numeral, "heading": heading}


_CHECKS: dict[str, Callable[[SectionRule, CheckContext], Iterator[Hit | str]]] = {
    "present": _present,
    "numbered": _numbered,
    "worded": _worded,
    "close": _worded,
    "once": _once,
    "ordered": _ordered,
    "filled": _filled,
    "long": _long,
    "listed": _listed,
    "title": _title,
    "agency": _agency,
}
