"""Kind `pattern`: words that must not stand in the text."""

from __future__ import annotations

from auditor.engine.context import CheckContext, CheckResult, Hit, sentence
from auditor.ruleset.schema.rules import PatternRule


def check(rule: PatternRule, bound: CheckContext) -> CheckResult:
    """Search for each word; the same wrong spelling is told once."""
    words = bound.ruleset.confusions if rule.words_from else rule.compiled_words
    looked = CheckResult()
    for text in bound.scopes(rule.within):
        told: set[str] = set()
        for word, wrong, unless in words:
            for match in wrong.finditer(text.text):
                start, end = match.span("wrong") if "wrong" in wrong.groups and match["wrong"] else match.span()
                shown = text.text[start:end]
                first, last = sentence(text.text, start)
                if shown in told or (unless and unless.search(text.text[first:last])):
                    continue
                told.add(shown)
                where = bound.place(text, start, end)
                looked.hits.append(Hit(where, {"wrong": shown, "right": word.right}, expected=word.right, actual=shown))
    return looked
