"""Kind `history`: text taken over from last year's report, or an agency that has another name now."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.chinese.text import Folded
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit
from auditor.model.report import Report
from auditor.ruleset.schema.rules import PREAMBLE, WHOLE, HistoryRule

_SENTENCE = re.compile(r"[^。；！？\n]+")
_YEAR = re.compile(r"(?:20\d{2}|二[〇零][〇零一二三四五六七八九]{2})(?=年|-)|[去上本今]年")
_SHOWN = 3


def check(rule: HistoryRule, bound: CheckContext) -> CheckResult:
    """Compare with the report of the year before; without it nothing can be said."""
    previous = bound.previous()
    return (_copied if rule.check == "copied" else _renamed)(rule, bound, previous)


def _renamed(rule: HistoryRule, bound: CheckContext, previous: Report) -> CheckResult:
    name, before = bound.report.agency, previous.agency
    if not name or not before:
        raise CannotCheckError("机关名称没有读出")
    if bound.report.name.is_same_as(previous.name):
        return CheckResult()
    written = bound.report.agency_written
    if written is None:
        raise CannotCheckError("机关名称没有读出")
    return CheckResult([Hit(bound.at_span(written), {"name": name, "previous_name": before}, actual=name)])


def _copied(rule: HistoryRule, bound: CheckContext, previous: Report) -> CheckResult:
    known = {key for text in _texts(rule, previous) for key, _, _ in _sentences(text, rule.least)}
    if not known:
        raise CannotCheckError("上年报告的这一部分没有文字")
    total = same = 0
    copied: list[tuple[Folded, int, int]] = []
    for text in bound.scopes(rule.within):
        for key, start, end in _sentences(text, rule.least):
            total += end - start
            if key in known:
                same += end - start
                copied.append((text, start, end))
    share = 100 * same // total if total else 0
    if share < rule.share:
        return CheckResult()
    text, start, end = max(copied, key=lambda item: item[2] - item[1])
    shown = "；".join(text.text[start:end] for text, start, end in copied[:_SHOWN])
    values = {"share": str(share), "count": str(len(copied)), "sentences": shown}
    return CheckResult([Hit(bound.place(text, start, end), values)])


def _texts(rule: HistoryRule, report: Report) -> Iterator[Folded]:
    """The same parts of last year's report."""
    for name in rule.within:
        section = report.section(name)
        if name == WHOLE:
            yield report.prose
        elif name == PREAMBLE:
            yield report.preamble
        elif section is not None:
            yield section.prose


def _sentences(text: Folded, least: int) -> Iterator[tuple[str, int, int]]:
    """The sentences long enough to tell something, with the year masked, and their places."""
    for match in _SENTENCE.finditer(text.text):
        if match.end() - match.start() >= least:
            yield _YEAR.sub("Y", match[0]), match.start(), match.end()
