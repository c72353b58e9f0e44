"""Kind `statement`: something a section must say, and may have to cite or say more about."""

from __future__ import annotations

import re

from auditor.engine.bind import Bound, CannotCheckError, Hit, Looked, sentence
from auditor.model.finding import Location
from auditor.model.text import Folded, bare
from auditor.ruleset.documents import NUMBER, CitedDocument
from auditor.ruleset.rules import StatementRule


def check(rule: StatementRule, bound: Bound) -> Looked:
    """Find the sentences about the rule's subject; without any, the statement is missing (or nothing need be cited)."""
    texts = list(bound.scopes(rule.within))
    said = [(text, span) for text in texts for span in about(rule, text)]
    if not rule.cites and not rule.says:
        return Looked() if said else Looked([Hit(_heading(rule, bound), {"elsewhere": _elsewhere(rule, bound)})])
    if not said:
        raise CannotCheckError("没有找到要核对的表述")
    if rule.cites:
        document = bound.ruleset.documents.documents[rule.cites]
        if any(names(document, text.text) for text in texts):
            return Looked()
        return Looked([Hit(_place(bound, said), expected=f"《{document.title}》（{document.number}）")])
    says = rule.pattern("says")
    if says and any(says.search(text.text) for text in texts):
        return Looked()
    return Looked([Hit(_place(bound, said))])


def about(rule: StatementRule, text: Folded) -> list[tuple[int, int]]:
    """The sentences about the subject, as places in the folded text."""
    pattern, ignore = rule.pattern("about"), rule.pattern("ignore")
    spans: list[tuple[int, int]] = []
    for match in pattern.finditer(text.text) if pattern else ():
        start, end = sentence(text.text, match.start())
        if (start, end) not in spans and not (ignore and ignore.search(text.text[start:end])):
            spans.append((start, end))
    return spans


def names(document: CitedDocument, text: str) -> bool:
    """Whether folded text names a document by a piece of its title or by its number, whatever brackets it uses."""
    plain = bare(text)
    if any(bare(piece) in plain for piece in document.about):
        return True
    for number in document.numbers:
        match = NUMBER.fullmatch(number)
        loose = rf"{match['letters']}\D?{match['year']}\D?第?{match['serial']}号" if match else re.escape(number)
        if re.search(loose, text):
            return True
    return False


def _place(bound: Bound, said: list[tuple[Folded, tuple[int, int]]]) -> Location:
    """The longest sentence of those about the subject: a heading over them says less."""
    text, span = max(said, key=lambda item: item[1][1] - item[1][0])
    return bound.place(text, *span)


def _heading(rule: StatementRule, bound: Bound) -> Location:
    """The heading of the section that should say it, where the rule looks in one section only."""
    section = bound.report.section(rule.within[0]) if len(rule.within) == 1 else None
    return bound.at_span(section.heading, section.numeral) if section else Location()


def _elsewhere(rule: StatementRule, bound: Bound) -> str:
    pattern = rule.pattern("elsewhere")
    match = pattern.search(bound.report.prose.text) if pattern else None
    if match is None:
        return ""
    section = bound.report.section_at(bound.report.prose.offsets[match.start()])
    return f"（第{section}部分提到过，但这里没有）" if section else "（开头部分提到过，但这里没有）"
