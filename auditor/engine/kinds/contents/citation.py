"""Kind `citation`: document numbers and titles compared with the catalogue; unknown documents are never reported as wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import ClassVar, Literal

from rapidfuzz.distance import Levenshtein

from auditor.chinese.text import Folded
from auditor.engine.context import CheckContext, CheckResult, Hit
from auditor.engine.extract.cited import Cited, around, cited_in, orders_in, titles_of
from auditor.engine.extract.damaged_citations import Torn, torn_in
from auditor.engine.kind import Kind, RuleHit
from auditor.model.finding import Location, TraceStep
from auditor.ruleset.catalogues.documents import Catalogue, CitedDocument
from auditor.ruleset.lint import RuleLint
from auditor.ruleset.schema.rules import Expression, Rule

_RIGHT_BEHIND = ("》", "》（")
_REVISED = re.compile("修订|修改|修正|公布|颁布|变更|改为")


class CitationRule(Rule):
    """Document numbers and titles compared with the catalogue; `cited` means a wrong number or wrong letters.

    `past` finds words of a sentence that mentions a document as a thing of the past.
    """

    kind: Literal["citation"]
    check: Literal["cited", "number", "letters", "mixed", "torn", "superseded", "brackets", "unpublished"]
    documents: tuple[str, ...] = ()
    except_documents: tuple[str, ...] = ()
    past: Expression | None = None
    placeholders: ClassVar[frozenset[str]] = frozenset(
        {"title", "number", "written", "replaced_by", "other", "right", "problem"}
    )
    patterns: ClassVar[tuple[str, ...]] = ("past",)


def check(rule: CitationRule, bound: CheckContext) -> CheckResult:
    """Look at every number and title the report cites, as the rule's `check` says."""
    text = bound.report.prose
    catalogue = bound.ruleset.documents
    if rule.check == "torn":
        return CheckResult(
            [_torn(bound, text, torn) for torn in torn_in(text.text, catalogue, bound.report.report_year)]
        )
    seen: set[str] = set()
    looked = CheckResult()
    for cited in cited_in(bound):
        written = text.text[cited.start : cited.end]
        for document, expected in _CHECKS[rule.check](cited, catalogue, bound):
            if written in seen or not _covered(rule, document) or _history(rule, text.text, cited):
                continue
            seen.add(written)
            looked.hits.append(_hit(bound, text, cited, document, expected, written))
    if rule.check == "superseded":
        looked.hits += _superseded_titles(rule, bound, text, catalogue, bool(looked.hits))
    return looked


def _hit(
    bound: CheckContext, text: Folded, cited: Cited, document: CitedDocument | None, expected: str, written: str
) -> Hit:
    catalogue = bound.ruleset.documents
    by = bound.in_force(document.id) if document and document.superseded else None
    other = catalogue.by_number.get(cited.key)
    named = by or document
    values = {
        "title": document.title if document else cited.title,
        "number": expected,
        "written": written,
        "replaced_by": _full(by) if by else "",
        "other": f"《{other.title}》" if other else "",
        "right": _full(named) if named else "",
    }
    return Hit(bound.place(text, cited.start, cited.end), values, expected=expected or None, actual=written)


def _full(document: CitedDocument) -> str:
    return f"《{document.title}》（{document.number}）"


def _torn(bound: CheckContext, text: Folded, torn: Torn) -> Hit:
    values = {"written": text.text[torn.start : torn.end], "problem": torn.problem}
    return Hit(bound.place(text, torn.start, torn.end), values, expected=torn.right or None, actual=values["written"])


def _history(rule: CitationRule, text: str, cited: Cited) -> bool:
    """Whether the sentence mentions the document as a thing of the past."""
    past = rule.pattern("past")
    return past is not None and past.search(around(text, cited.start, cited.end)) is not None


def _covered(rule: CitationRule, document: CitedDocument | None) -> bool:
    if document is None:
        return not rule.documents
    return (not rule.documents or document.id in rule.documents) and document.id not in rule.except_documents


FoundDocuments = Iterator[tuple[CitedDocument | None, str]]


def _wrong_number(cited: Cited, catalogue: Catalogue, bound: CheckContext) -> FoundDocuments:
    document = cited.titled
    if document is None or cited.key in catalogue.by_number:
        return
    if document.sure == "memory" or cited.letters not in catalogue.letters:
        return
    # Wrong letters alone are for `letters`, the number of another document is for `mixed`, and no number of a superseded
    # document is right.
    held = bound.in_force(document.id)
    same_letters = any(key[0] == cited.letters for key, known in catalogue.by_number.items() if known.id == held.id)
    if held.shares_title(document) and same_letters:
        yield held, held.number


def _mixed(cited: Cited, catalogue: Catalogue, bound: CheckContext) -> FoundDocuments:
    """The title of one document with the number of another; `superseded` reports the old number of the same document."""
    document, other = cited.titled, catalogue.by_number.get(cited.key)
    if document is None or other is None or other.id == document.id or "memory" in (document.sure, other.sure):
        return
    if other.superseded is None or other.superseded.by != document.id:
        yield document, bound.in_force(document.id).number


def _wrong_letters(cited: Cited, catalogue: Catalogue, bound: CheckContext) -> FoundDocuments:
    if cited.key in catalogue.by_number or not cited.year:
        return
    for (letters, year, serial), document in catalogue.by_number.items():
        if (year, serial) != (cited.year, cited.serial) or document.sure == "memory" or letters == cited.letters:
            continue
        far = Levenshtein.distance(letters, cited.letters) > 2 and sorted(letters) != sorted(cited.letters)
        sure = cited.titled is document or (len(cited.letters) >= 4 and cited.letters.startswith("国"))
        if (
            (not far and sure and cited.letters not in catalogue.letters)
            or (cited.titled is document and cited.letters in catalogue.letters)
            or _alone(cited, document, bound)
        ):
            yield document, bound.in_force(document.id).number


def _alone(cited: Cited, document: CitedDocument, bound: CheckContext) -> bool:
    """Whether a national body's number without a title is in a sentence about the subject of the document."""
    if cited.title or not cited.letters.startswith("国"):
        return False
    near = around(bound.report.prose.text, cited.start, cited.end)
    return any(word in near for word in document.subject)


def _superseded(cited: Cited, catalogue: Catalogue, bound: CheckContext) -> FoundDocuments:
    document = catalogue.by_number.get(cited.key)
    if document is None or document.superseded is None or bound.year < document.superseded.since:
        return
    text = bound.report.prose.text
    successor = bound.in_force(document.id)
    # The document in force under the title next to the number, where that is not the document's own title.
    beside = cited.titled if cited.titled is not document else None
    titled = bound.in_force(beside.id) if beside else None
    if cited.year:
        # The new title followed by the old number names the old document, whatever the report cites elsewhere.
        old = titled is successor and text[: cited.start].endswith(_RIGHT_BEHIND)
        told = old or not successor.apart_from(document).named_in(text)
    else:
        # The order that first issued the regulation is history where the same sentence names its revision.
        near = around(text, cited.start, cited.end)
        revised = any(re.sub(r"\D", "", number) in orders_in(near) for number in successor.numbers)
        told = not (revised and _REVISED.search(near))
    if told and (titled is None or titled is successor):
        yield document, successor.number


def _superseded_titles(
    rule: CitationRule, bound: CheckContext, text: Folded, catalogue: Catalogue, told: bool
) -> list[Hit]:
    """Superseded documents named by their titles alone; with the successor's number the two are mixed up, which `mixed` reports."""
    hits: list[Hit] = []
    for document, _, since in () if told else catalogue.replaced:
        if not document.about or bound.year < since or not _covered(rule, document):
            continue
        titles = list(titles_of(document, text.text))
        successor = bound.in_force(document.id)
        if not titles or successor.named_in(text.text):
            continue
        for start, end in titles:
            cited = Cited("", "", "", "", document.title, start, end)
            if not _history(rule, text.text, cited) and not _numbered_otherwise(document, end, bound):
                hits.append(_hit(bound, text, cited, document, successor.number, text.text[start:end]))
                break
    return hits


def _numbered_otherwise(document: CitedDocument, end: int, bound: CheckContext) -> bool:
    """Whether the title is followed by a number of another body, whose notice has the same title."""
    own = {key[0] for key, known in bound.ruleset.documents.by_number.items() if known is document}
    return any(0 <= cited.start - end <= 2 and cited.letters not in own for cited in cited_in(bound))


def _brackets(cited: Cited, catalogue: Catalogue, bound: CheckContext) -> FoundDocuments:
    if cited.brackets and cited.brackets != "〔〕":
        # Where another check would change the number itself, the corrected brackets alone must not be suggested as right.
        replaced = _superseded(cited, catalogue, bound) if bound.report.report_year is not None else ()
        wrong = (*replaced, *_any_wrong(cited, catalogue, bound))
        right = next((number for _, number in wrong), f"{cited.letters}〔{cited.year}〕{cited.serial}号")
        yield catalogue.by_number.get(cited.key), right


def _unpublished(cited: Cited, catalogue: Catalogue, bound: CheckContext) -> FoundDocuments:
    rule = catalogue.unpublished
    central = cited.letters == rule.letters and "工作要点" in cited.title
    if central and cited.year.isdigit() and int(cited.year) in rule.years and cited.key not in catalogue.by_number:
        yield None, ""


def _wrong_citation(cited: Cited, catalogue: Catalogue, bound: CheckContext) -> FoundDocuments:
    yield from _wrong_number(cited, catalogue, bound)
    yield from _wrong_letters(cited, catalogue, bound)


def _any_wrong(cited: Cited, catalogue: Catalogue, bound: CheckContext) -> FoundDocuments:
    yield from _wrong_citation(cited, catalogue, bound)
    yield from _mixed(cited, catalogue, bound)


_CHECKS: dict[str, Callable[[Cited, Catalogue, CheckContext], FoundDocuments]] = {
    "cited": _wrong_citation,
    "number": _wrong_number,
    "letters": _wrong_letters,
    "mixed": _mixed,
    "superseded": _superseded,
    "brackets": _brackets,
    "unpublished": _unpublished,
}
# Wrong letters and a wrong number are one question, and «cited» asks both.
_QUESTIONS = {name: "number" if name in ("cited", "number", "letters") else name for name in _CHECKS}


def merge(hits: Sequence[RuleHit], _: Sequence[CitationRule], bound: CheckContext) -> Iterator[RuleHit]:
    """Report once what several rules say about one number: by the rule that names its documents, else by the first."""
    by_place: dict[tuple[str, Location], list[RuleHit]] = {}
    for one in hits:
        by_place.setdefault((_QUESTIONS.get(one.rule.check, ""), one.hit.location), []).append(one)
    for same in by_place.values():
        chosen = min(same, key=lambda one: not one.rule.documents)
        others = (other.rule.id for other in same if other.rule is not chosen.rule)
        yield replace(chosen, also=tuple(dict.fromkeys(others)))


def lint(rule: CitationRule, found: RuleLint) -> None:
    """Check that the catalogue has the documents."""
    for field in ("documents", "except_documents"):
        for number, name in enumerate(getattr(rule, field)):
            found.document(name, field, number)


def trace(_: CitationRule, bound: CheckContext) -> Iterator[TraceStep]:
    """Show the numbers the report cites, with the titles next to them and the documents these are known as."""
    cited = cited_in(bound)
    if not cited:
        yield TraceStep("文号", "没有读到")
    for one in cited:
        known = f"认作 {one.titled.id}" if one.titled else "目录里没有这个名称的文件"
        title = f"文件名“{one.title}”，{known}" if one.title else "旁边没有文件名"
        yield TraceStep(bound.report.prose.text[one.start : one.end], title)


_MANUAL = """\
title: 引用的文件
use: 文号写错、文件已被代替
about: 核对报告引用的文号和文件名。只核对目录（rules/documents.yaml 和规则文件的 documents）里有的文件，目录里没有的不认定为错。
keys:
  check: 看什么
  documents: 只看哪些文件，写编号；不写表示目录里的全部
  except_documents: 不看哪些文件
  past: 同一句里有这些字样的，是在说过去的文件，不报
checks:
  cited: 文号写对没有（年份、序号、机关代字）
  number: 年份和序号写对没有
  letters: 机关代字写对没有
  mixed: 名称和文号是不是同一份文件
  torn: 名称、文号有没有缺字
  superseded: 有没有引用已被代替的文件
  brackets: 年份是否用六角括号
  unpublished: 有没有引用查不到的年度工作要点
values:
  title: 文件名
  number: 正式的文号
  other: 文号所属的文件
  right: 应当引用的文件，连同文号
  problem: 缺什么，应当是什么
  written: 报告写的
  replaced_by: 现行的文件
"""

_SKELETON = """\
# 本地的文件：写在这里，规则的依据可以引用，报告引用它时也会核对。about 是认出文件名的片段，sure 是有多确定。
documents:
  - id: local-rules
    title: 云川市政府信息公开规定
    issuer: 云川市人民政府
    numbers: [云政发〔2022〕5号]
    about: [云川市政府信息公开规定]
    sure: verified
rules:
  - id: LOC-NEW
    kind: citation
    title: 引用本市规定的文号应正确
    severity: error # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: local-rules}]
    check: cited # 看什么：文号写对没有；其余写法见说明页
    documents: [local-rules] # 只看这份文件
    message: 《{title}》的文号写作“{written}”，应为“{number}”
    suggestion: 把文号改为“{number}”。
    examples:
      pass:
        - {}
        - {sections: {五: 落实《云川市政府信息公开规定》（云政发〔2022〕5号）还不到位，将加以改进。}}
      fail:
        - sections: {五: 落实《云川市政府信息公开规定》（云政发〔2022〕15号）还不到位，将加以改进。}
          want: 《云川市政府信息公开规定》的文号写作“云政发〔2022〕15号”，应为“云政发〔2022〕5号”
"""

KIND = Kind(
    name="citation",
    model=CitationRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
    lint=lint,
    trace=trace,
    merge=merge,
)
