"""Kind `other_body`: the name of another body where the report speaks of its own, as in a text taken over from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.chinese.text import Folded, squeeze
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit
from auditor.model.report import Report
from auditor.ruleset.schema.wording import OtherBodyRule

_REGION = re.compile(r"[\u4e00-\u9fff]{2,7}?(?P<level>省|市|县|区|旗|州|盟|镇|乡|街道)")
_GENERAL = ("人民政府", "街道办事处", "行署", "行政公署")
_BUREAU = ("局", "委员会", "委", "厅")
_NAME = re.compile(r"[\u4e00-\u9fff（）]{4,30}")


def check(rule: OtherBodyRule, bound: CheckContext) -> CheckResult:
    """Hold each name in such a place against the agency's."""
    agency = bound.report.agency
    if not agency:
        raise CannotCheckError("机关名称没有读出")
    looked, told = CheckResult(), set[str]()
    for text, start, end, signs in _named(rule, bound):
        name = text.text[start:end]
        if name not in told and (_another(rule, name, agency) or (signs and _below(rule, name, agency))):
            told.add(name)
            where = bound.place(text, start, end)
            looked.hits.append(Hit(where, {"written": name}, expected=agency, actual=name))
    return looked


def _named(rule: OtherBodyRule, bound: CheckContext) -> Iterator[tuple[Folded, int, int, bool]]:
    """The names where the report speaks of itself, and the signer's, which alone is sure to be meant as its own."""
    for text in bound.scopes(rule.within):
        for place in rule.compiled_places:
            for match in place.finditer(text.text):
                yield text, *match.span("name"), False
    if rule.signature:
        yield from ((text, first, last, True) for text, first, last in _signer(bound.report))


def _signer(report: Report) -> Iterator[tuple[Folded, int, int]]:
    """The name on the line of the date of issue, or on the line above it, under the last part."""
    issued, sections = report.issued, report.sections
    if issued is None or issued.span is None or not sections or issued.span.start < sections[-1].heading.end:
        return
    text = report.prose
    at = text.locate(issued.span.start)
    start = text.text.rfind("\n", 0, at) + 1
    above = text.text.rfind("\n", 0, max(0, start - 1)) + 1
    for first, last in ((start, at), (above, max(above, start - 1))):
        if text.offsets[first] > sections[-1].heading.end and _NAME.fullmatch(text.text, first, last):
            yield text, first, last


def _another(rule: OtherBodyRule, name: str, agency: str) -> bool:
    """Whether a name is surely not the agency's, nor that of a body above, below or within it."""
    ignore = rule.pattern("ignore")
    plain, own = squeeze(name), squeeze(agency)
    if plain in own or own in plain or (ignore and ignore.search(plain)):
        return False
    theirs, ours = list(_REGION.finditer(plain)), list(_REGION.finditer(own))
    if theirs and ours and theirs[-1]["level"] == ours[-1]["level"]:
        regions = {one[0] for one in ours}
        if theirs[-1][0] not in regions and not own.startswith(theirs[-1][0]):
            return True
    subjects, own_subjects = _subjects(rule, plain), _subjects(rule, own)
    return bool(subjects) and bool(own_subjects) and not subjects & own_subjects


def _below(rule: OtherBodyRule, name: str, agency: str) -> bool:
    """Whether a name is that of a bureau of one subject, which cannot sign for a government or a street office."""
    ignore = rule.pattern("ignore")
    plain, own = squeeze(name), squeeze(agency)
    if not own.endswith(_GENERAL) or not plain.endswith(_BUREAU) or (ignore and ignore.search(plain)):
        return False
    return bool(_subjects(rule, plain)) and not _subjects(rule, own)


def _subjects(rule: OtherBodyRule, name: str) -> frozenset[int]:
    """The subjects a name speaks of, by their places in the rule's list; none for a body of no single subject."""
    return frozenset(
        number for number, words in enumerate(rule.subjects) if any(word in name for word in words.split("|"))
    )
