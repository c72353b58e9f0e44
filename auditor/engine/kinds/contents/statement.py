"""Kind `statement`: a statement that a section must make, and what it must cite or say as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from auditor.chinese.text import Folded
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit, sentence
from auditor.engine.kind import Kind
from auditor.model.finding import Location
from auditor.ruleset.lint import RuleLint
from auditor.ruleset.schema.rules import Expression, TextRule


class StatementRule(TextRule):
    """A statement that a section must make: found by `about`, and, if asked, citing a document or saying something more.

    `elsewhere` finds the statement in another section, which the message may mention.
    """

    kind: Literal["statement"]
    about: Expression
    ignore: Expression | None = None
    elsewhere: Expression | None = None
    cites: str | None = None
    says: Expression | None = None
    placeholders: ClassVar[frozenset[str]] = frozenset({"elsewhere"})
    patterns: ClassVar[tuple[str, ...]] = ("about", "ignore", "elsewhere", "says")


def check(rule: StatementRule, bound: CheckContext) -> CheckResult:
    """Find the sentences about the rule's subject; without any, the statement is missing, or a citation cannot be checked."""
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
    """The spans of the sentences about the subject, in the folded text."""
    pattern, ignore = rule.pattern("about"), rule.pattern("ignore")
    seen: set[tuple[int, int]] = set()
    for match in pattern.finditer(text.text) if pattern else ():
        span = sentence(text.text, match.start())
        if span not in seen and not (ignore and any(ignore.finditer(text.text[span[0] : span[1]]))):
            yield span
        seen.add(span)


def _place(bound: CheckContext, said: list[tuple[Folded, tuple[int, int]]]) -> Location:
    """The place of the longest sentence about the subject: a heading above says less."""
    text, span = max(said, key=lambda item: item[1][1] - item[1][0])
    return bound.place(text, *span)


def _heading(rule: StatementRule, bound: CheckContext) -> Location:
    """The heading of the section that should make the statement, where the rule searches one section only."""
    section = bound.report.section(rule.within[0]) if len(rule.within) == 1 else None
    return bound.at_span(section.heading, section.numeral) if section else Location()


def _elsewhere(rule: StatementRule, bound: CheckContext) -> str:
    pattern = rule.pattern("elsewhere")
    match = pattern.search(bound.report.prose.text) if pattern else None
    if match is None:
        return ""
    section = bound.report.section_at(bound.report.prose.offsets[match.start()])
    return f"（第{section}部分提到过，但这里没有）" if section else "（开头部分提到过，但这里没有）"


def lint(rule: StatementRule, found: RuleLint) -> None:
    """Check that the catalogue has the document that must be cited."""
    if rule.cites:
        found.document(rule.cites, "cites")


_MANUAL = """\
title: 应当写的话
use: 某一部分应当写到某件事，或写到时应当引用某个文件
about: 某一部分应当写到的事。只写 about 时，没有写到就是问题；写了 cites 或 says 时，写到了这件事、却没有引用文件（或没有说到另一点）才是问题，没有写到这件事的记为“无法核对”，所以通常与前一种成对使用，用 requires 连起来。
keys:
  within: 在哪些部分里找，写序号，或“全文”“前言”“开头”（连标题）“标题”；不写是全文
  about: 认出这件事的表达式
  ignore: 句子里有这些字样的不算
  elsewhere: 别处提到这件事的样子；找到时意见里的 {elsewhere} 会指出来
  cites: 要引用的文件的编号
  says: 还要说到什么
values:
  elsewhere: “（第几部分提到过，但这里没有）”，没有提到是空的
"""  # noqa: E501  one line a key

_SKELETON = r"""rules:
  - id: LOC-NEW
    kind: statement
    title: 总体情况应写明培训次数
    severity: info # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: format-2021, article: 总体情况}] # 依据：documents.yaml 或本文件 documents 里的编号
    within: [一] # 在第一部分里找；不写是全文
    about: '培训[^。；\n]{0,12}?\d+(?:次|场|期)|\d+(?:次|场|期)[^。；\n]{0,12}?培训' # 认出这件事的表达式
    message: 总体情况没有写明培训次数
    suggestion: 写明本年度培训的次数。
    examples:
      pass:
        - {} # 底稿写了“开展业务培训2次”
        - {sections: {一: 2024年，我局举办业务培训3期。}}
      fail: [{sections: {一: 2024年，我局认真做好公开工作，加强培训。}, want: 总体情况没有写明培训次数}]
      cannot_check: [{drop_sections: [一]}] # 没有第一部分，就无从核对
"""

KIND = Kind(
    name="statement",
    model=StatementRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
    lint=lint,
)
