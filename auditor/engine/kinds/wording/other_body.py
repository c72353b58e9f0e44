"""Kind `other_body`: the name of another body where the report names its own agency, as in a text copied from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from auditor.chinese.text import Folded, squeeze
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit
from auditor.engine.kind import Kind
from auditor.model.report import Report
from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.schema.rules import Expression, NonEmptyText, TextRule

_REGION = re.compile(r"[\u4e00-\u9fff]{2,7}?(?P<level>省|市|县|区|旗|州|盟|镇|乡|街道)")
_GENERAL = ("人民政府", "街道办事处", "行署", "行政公署")
_BUREAU = ("局", "委员会", "委", "厅")
_NAME = re.compile(r"[\u4e00-\u9fff（）]{4,30}")


class OtherBodyRule(TextRule):
    """The name of another body where the report names its own agency: each of `places` has a group `name`.

    A name belongs to another body if it has another region, or if the body has another of the `subjects`; names in which
    `ignore` matches are ignored. With `signature` the signer is checked as well.
    """

    kind: Literal["other_body"]
    places: Annotated[tuple[Expression, ...], Field(min_length=1)]
    subjects: Annotated[tuple[NonEmptyText, ...], Field(min_length=1)]
    ignore: Expression | None = None
    signature: bool = False
    placeholders: ClassVar[frozenset[str]] = frozenset({"written"})
    patterns: ClassVar[tuple[str, ...]] = ("ignore",)
    pattern_lists: ClassVar[tuple[str, ...]] = ("places",)
    groups: ClassVar[Mapping[str, tuple[str, ...]]] = {"places": ("name",)}

    @cached_property
    def compiled_places(self) -> tuple[Pattern, ...]:
        """The places, compiled once."""
        return tuple(map(Pattern, self.places))


def check(rule: OtherBodyRule, bound: CheckContext) -> CheckResult:
    """Compare each name in such a place with the agency's."""
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
    """The names where the report names its own agency, and the signer, which alone is surely meant as the agency itself."""
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
    """Whether a name is of a bureau with one subject, which cannot sign for a government or a street office."""
    ignore = rule.pattern("ignore")
    plain, own = squeeze(name), squeeze(agency)
    if not own.endswith(_GENERAL) or not plain.endswith(_BUREAU) or (ignore and ignore.search(plain)):
        return False
    return bool(_subjects(rule, plain)) and not _subjects(rule, own)


def _subjects(rule: OtherBodyRule, name: str) -> frozenset[int]:
    """The subjects in a name, by their indices in the rule's list; none for a body without a special subject."""
    return frozenset(
        number for number, words in enumerate(rule.subjects) if any(word in name for word in words.split("|"))
    )


_MANUAL = """\
title: 别的机关的名称
use: 说到自己时写成别的机关
about: 报告说到自己的地方（由谁编制、谁的年度报告、落款），写的却是另一地方或另一部门的名称。上级、下级、内设机构不算。
keys:
  within: 在哪些部分里找，写序号，或“全文”“前言”；不写是全文
  places: 报告说到自己的说法，要有名为 name 的组，是其中的机关名称
  subjects: 部门职能的字样，同一职能的几种写法用 | 隔开；两个名称的职能没有相同的才算是别的机关
  ignore: 名称里有这些字样的不算
  signature: true 表示落款也核对
values:
  written: 报告写的名称
"""

_SKELETON = r"""rules:
  - id: LOC-NEW
    kind: other_body
    title: 报告应由本机关编制
    severity: info # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: format-2021, article: （四）明确责任}] # 依据：documents.yaml 或本文件 documents 里的编号
    within: [六] # 在这一部分里找；不写是全文
    places: ['由(?P<name>[\u4e00-\u9fff]{3,20}[局委])负责解释'] # name 是机关的名称
    subjects: [教育, 民政, 水利|水务] # 部门职能的字样，同一职能的写法用 | 隔开
    message: 报告写“{written}”负责解释
    suggestion: 核对机关名称。
    examples:
      pass:
        - {}
        - {sections: {六: 未收取信息处理费。本报告由云川市教育局负责解释。}}
      fail: [{sections: {六: 未收取信息处理费。本报告由云川市民政局负责解释。}, want: 报告写“云川市民政局”负责解释}]
"""

KIND = Kind(
    name="other_body",
    model=OtherBodyRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
)
