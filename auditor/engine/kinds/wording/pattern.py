"""Kind `pattern`: words that must not be in the text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import ClassVar, Literal

from auditor.engine.context import CheckContext, CheckResult, Hit, sentence
from auditor.engine.kind import Kind
from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.lint import RuleLint
from auditor.ruleset.schema.confusions import CompiledWords, Word, compile_words
from auditor.ruleset.schema.rules import TextRule


class PatternRule(TextRule):
    """Words that must not be in the text: the rule's own `words`, or those of the list `rules/confusions.yaml`."""

    kind: Literal["pattern"]
    words: tuple[Word, ...] = ()
    words_from: Literal["confusions"] | None = None
    placeholders: ClassVar[frozenset[str]] = frozenset({"wrong", "right"})

    def expressions(self) -> Iterator[tuple[str, Pattern]]:
        """The rule's own words."""
        yield from ((word.wrong, wrong) for word, wrong, _ in self.compiled_words)

    @cached_property
    def compiled_words(self) -> CompiledWords:
        """The rule's own words with their patterns, compiled once."""
        return compile_words(self.words)


def check(rule: PatternRule, bound: CheckContext) -> CheckResult:
    """Search for each word; the same wrong spelling is reported once in a text."""
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


def lint(rule: PatternRule, found: RuleLint) -> None:
    """Check that there are words, and their expressions."""
    if not rule.words and not rule.words_from:
        found.wrong("要写 words 或 words_from 之一")
    for number, word in enumerate(rule.words):
        found.pattern(word.wrong, "words", number, "wrong")
        found.pattern(word.unless, "words", number, "unless")


_MANUAL = """\
title: 不该出现的字词
use: 不该出现的字词
about: 错别字、没有改掉的模板文字、不再使用的说法。
keys:
  within: 在哪些部分里找，写序号，或“全文”“前言”“开头”（连标题）“标题”；不写是全文
  words: 字词
  words.wrong: 认出它的表达式；要只标出一部分时，把那部分写成名为 wrong 的组
  words.right: 应当怎样写
  words.unless: 句子里有这些字样的不算
  words_from: confusions 表示用 rules/confusions.yaml 里的词
values:
  wrong: 报告写的
  right: 应当怎样写
"""

_SKELETON = """\
rules:
  - id: LOC-NEW
    kind: pattern
    title: 不再使用的说法
    severity: info # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: format-2021, article: （四）明确责任}] # 依据：documents.yaml 或本文件 documents 里的编号
    within: [一, 五, 六] # 在这些部分里找；不写是全文
    words: # 可以写几个
      - wrong: 信息员 # 认出它的表达式
        right: 政府信息公开工作人员
        unless: 网络信息员 # 句子里有这些字样的不算
    message: “{wrong}”应写作“{right}”
    suggestion: 改用规范的说法。
    examples:
      pass:
        - {}
        - {sections: {五: 网络信息员配备不足，将加以改进。}}
      fail: [{sections: {五: 信息员业务不熟，将加强培训。}, want: “信息员”应写作“政府信息公开工作人员”}]
"""

KIND = Kind(
    name="pattern",
    model=PatternRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
    lint=lint,
)
