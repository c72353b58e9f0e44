"""Rules about rules: what one rule refers to must exist, its patterns must compile, its messages must be fillable."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from auditor.ruleset.binding.example_schema import Sample, default_year, form_of, in_keys
from auditor.ruleset.binding.terms import TermError, cell_terms, keys_of, section_meant, table_of
from auditor.ruleset.catalogues.counting import CountingWords
from auditor.ruleset.catalogues.documents import Catalogue
from auditor.ruleset.catalogues.forms import Form
from auditor.ruleset.language.equation import Operand
from auditor.ruleset.language.fragments import has_loose_brace, placeholders
from auditor.ruleset.language.patterns import Pattern, PatternError
from auditor.ruleset.schema.claims import BreakdownRule, CompareRule, CountRule, FiguresRule
from auditor.ruleset.schema.demands import Demand
from auditor.ruleset.schema.rules import (
    COMMON,
    SCOPES,
    CitationRule,
    ClauseRule,
    DeadlineRule,
    IdentityRule,
    PartsRule,
    PatternRule,
    Rule,
    SectionRule,
    StaleYearRule,
    StatementRule,
    TableRule,
)
from auditor.ruleset.yaml.positions import Path_, YamlSource
from auditor.ruleset.yaml.validation import check, meant

_SEVERAL = {"styles": "n", "places": "name"}  # fields of several patterns, and the group each must have
_TREND = ("now", "before", "unit", "up", "down")
# The groups that an expression of the kind `figures` must have, by what it is checked for.
_FIGURES = {
    "trend": _TREND,
    "change": (*_TREND, "diff", "percent"),
    "shares": ("share",),
    "total": ("part", "unit", "sum"),
}


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What rules may refer to."""

    forms: Sequence[Form]
    catalogue: Catalogue
    demands: Sequence[Demand]
    counting: CountingWords


def faults(rule: Rule, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """What does not go together within a rule, also after a pack has changed it: the field and what is wrong."""
    known = COMMON | rule.placeholders
    for field in ("message", "suggestion"):
        for _, name in placeholders(getattr(rule, field)):
            if name not in known:
                hint = meant(name, known) or "；"
                yield field, f"“{{{name}}}”不是这类规则能填的项{hint}可用：{'、'.join(sorted(known))}"
        if has_loose_brace(getattr(rule, field)):
            yield field, "花括号没有配对，或者是全角的；要写成 {项} 的样子"
    sure = {d.sure for b in rule.basis if (d := catalogue.documents.get(b.document))}
    if rule.severity == "error" and sure == {"memory"}:
        yield "severity", "依据只凭记忆（sure: memory），级别不能是 error；读到原文以后再改 sure"
    if rule.since and rule.until and rule.since > rule.until:
        yield "since", f"since（{rule.since}）晚于 until（{rule.until}），这条规则永远用不上"


def unknown_forms(rule: Rule, forms: Sequence[Form]) -> Iterator[tuple[int, str]]:
    """The places in the rule's list of forms where one stands that is not there, and what is to be said."""
    known = [form.form for form in forms]
    for number, name in enumerate(rule.forms):
        if name not in known:
            yield number, f"没有“{name}”这种格式，只能是：{'、'.join(known)}"


class _Lint:
    """Collects the mistakes of one rule at their places in its file."""

    def __init__(self, rule: Rule, source: YamlSource, where: Path_, known: KnownNames) -> None:
        self.rule, self.source, self.where = rule, source, where
        self.all_forms = known.forms
        self.forms = [form for form in known.forms if not rule.forms or form.form in rule.forms]
        self.catalogue = known.catalogue
        self.demands = [demand.id for demand in known.demands]
        self.counting = known.counting

    def wrong(self, message: str, *path: str | int, character: int = 1) -> None:
        self.source.mistakes.append(self.source.mistake((*self.where, *path), message, character=character))

    def head(self) -> None:
        for field, message in faults(self.rule, self.catalogue):
            self.wrong(message, field)
        for number, said in unknown_forms(self.rule, self.all_forms):
            self.wrong(said, "forms", number)
        for number, basis in enumerate(self.rule.basis):
            self.document(basis.document, "basis", number, "document")
        for number, name in enumerate(self.rule.covers):
            if name not in self.demands:
                self.wrong(f"demands.yaml 里没有要求“{name}”{meant(name, self.demands)}", "covers", number)

    def document(self, name: str, *path: str | int) -> None:
        if name not in self.catalogue.documents:
            self.wrong(f"documents.yaml 里没有文件“{name}”{meant(name, self.catalogue.documents)}", *path)

    def term(self, look_up: Callable[[Form], None], *path: str | int) -> bool:
        """Whether one of the rule's forms knows a term; where none does, the newest form says what is wrong."""
        errors = []
        for form in self.forms:
            try:
                look_up(form)
            except TermError as error:
                errors.append(error)
            else:
                return True
        if errors:
            self.wrong(str(errors[0]), *path, character=errors[0].column)
        return False

    def pattern(self, text: str | None, *path: str | int, groups: tuple[str, ...] = ()) -> None:
        if text is None:
            return
        try:
            pattern = Pattern(text)
        except PatternError as error:
            self.wrong(str(error), *path, character=error.column)
            return
        if any(ch < " " and ch not in "\n\t" for ch in text):
            self.wrong("双引号里的反斜杠有别的意思；表达式请放进单引号，反斜杠写一次就够", *path)
        if pattern.matches_empty:
            self.wrong("这个表达式连空的文字也能匹配，处处都会被认出；请去掉多余的 * 或 ?", *path)
        found = pattern.groups
        for group in groups:
            if group not in found:
                self.wrong(f"表达式里缺少名为“{group}”的组，应写成 (?P<{group}>…)", *path)

    def own_patterns(self) -> None:
        """Those in the fields of the rule itself, one in each or, in ordinals and names of bodies, several."""
        for field in self.rule.patterns:
            self.pattern(getattr(self.rule, field), field, groups=_groups(self.rule, field))
        for field, group in _SEVERAL.items():
            for number, text in enumerate(getattr(self.rule, field, ())):
                self.pattern(text, field, number, groups=(group,))

    def sections(self, names: Sequence[str], field: str) -> None:
        numerals = (section.numeral for form in self.forms for section in form.sections)
        known = list(dict.fromkeys((*numerals, *SCOPES)))
        for number, name in enumerate(names):
            if name not in known:
                hint = (section_meant(self.forms[0], name) if self.forms else "") or meant(name, known)
                self.wrong(f"没有“{name}”这一部分{hint or '，'}只能是：{'、'.join(known)}", field, number)

    def examples(self) -> None:
        """The examples' keys, values and names, in the form they are written in: that of their year, else the newest the rule is for."""
        for kind, group in self.rule.examples.groups.items():
            for number, example in enumerate(group):
                self.example(("examples", kind, number))
                if (kind == "silent") != bool(example.get("about")):
                    said = (
                        "silent 例子要用 about 写明这时为什么不报" if kind == "silent" else "about 只写在 silent 例子里"
                    )
                    self.wrong(said, "examples", kind, number)

    def example(self, path: Path_, year: int | None = None) -> None:
        where = (*self.where, *path)
        sample = check(Sample, self.source, where)
        if sample is None or not self.forms:
            return

        def wrong(message: str, *inside: str | int, key: bool = False) -> None:
            self.source.mistakes.append(self.source.mistake((*where, *inside), message, key=key))

        year = sample.year or year or default_year(self.forms)
        in_keys(sample.model_dump(exclude_unset=True), form_of(self.forms, year), wrong)
        if sample.previous:
            self.example((*path, "previous"), year - 1)


def lint_rule(rule: Rule, source: YamlSource, where: Path_, known: KnownNames) -> None:
    """Add the rule's mistakes to its source."""
    lint = _Lint(rule, source, where, known)
    lint.head()
    lint.examples()
    within = getattr(rule, "within", ())
    lint.sections(within, "within")
    lint.pattern(rule.applies_to.names, "applies_to", "names")
    lint.own_patterns()
    if isinstance(rule, SectionRule):
        _sections(lint, rule)
    elif isinstance(rule, PartsRule):
        _parts(lint, rule)
    elif isinstance(rule, TableRule):
        _tables(lint, rule.tables)
    elif isinstance(rule, IdentityRule):
        _identity(lint, rule)
    elif isinstance(rule, StatementRule) and rule.cites:
        lint.document(rule.cites, "cites")
    elif isinstance(rule, CitationRule):
        for field in ("documents", "except_documents"):
            for number, name in enumerate(getattr(rule, field)):
                lint.document(name, field, number)
    elif isinstance(rule, DeadlineRule) and rule.day > rule.last_day:
        lint.wrong(f"{rule.month}月没有{rule.day}日这一天，最多写 {rule.last_day}", "day")
    elif isinstance(rule, CompareRule):
        _claims(lint, rule)
    elif isinstance(rule, CountRule):
        _counted(lint, rule)
    else:
        _nested_patterns(lint, rule)


def _groups(rule: Rule, field: str) -> tuple[str, ...]:
    if isinstance(rule, StaleYearRule) and field == "find":
        return ("year",)
    if isinstance(rule, SectionRule):
        return ("list",)
    if isinstance(rule, BreakdownRule):
        return {"total": ("said", "n", "unit"), "item": ("name", "n", "unit")}.get(field, ())
    return ()


def _sections(lint: _Lint, rule: SectionRule) -> None:
    lint.sections(rule.sections, "sections")
    if rule.check == "long" and not rule.most:
        lint.wrong("check: long 要用 most 写明最多几个字", "check")
    if rule.check == "listed" and not rule.sentence:
        lint.wrong("check: listed 要用 sentence 写明怎样认出列举各部分的句子", "check")


def _parts(lint: _Lint, rule: PartsRule) -> None:
    lint.sections((rule.section,), "section")
    for number, part in enumerate(rule.parts):
        for field in ("named", "headed", "touches"):
            lint.pattern(getattr(part, field), "parts", number, field)
        for place, way in enumerate(part.says):
            for at, words in enumerate(way):
                lint.pattern(words, "parts", number, "says", place, at)


def _tables(lint: _Lint, names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        lint.term(partial(_table, name), "tables", number)


def _identity(lint: _Lint, rule: IdentityRule) -> None:
    if not lint.term(partial(_table, rule.table), "table"):
        return
    for operand in rule.parsed.operands():
        if operand.constant is None:
            lint.term(partial(_operand, rule, operand), "equation")


def _table(name: str, form: Form) -> None:
    table_of(form, name)


def _cells(text: str, form: Form) -> None:
    cell_terms(form, text)


def _operand(rule: IdentityRule, operand: Operand, form: Form) -> None:
    try:
        keys_of(table_of(form, rule.table), operand.name, group=operand.group, for_each=rule.for_each)
    except TermError as error:
        raise TermError(f"第 {operand.column} 个字符：{error}", operand.column) from error


def _claims(lint: _Lint, rule: CompareRule) -> None:
    for number, claim in enumerate(rule.claims):
        lint.pattern(claim.find, "claims", number, "find", groups=() if claim.none else ("n",))
        lint.pattern(claim.unless, "claims", number, "unless")
        for place, text in enumerate(claim.equals):
            lint.term(partial(_cells, text), "claims", number, "equals", place)


def _counted(lint: _Lint, rule: CountRule) -> None:
    words = lint.counting
    for number, claim in enumerate(rule.claims):
        named = (
            ("noun", claim.noun, words.nouns),
            ("verb", claim.verb, words.verbs),
            ("sorts", claim.sorts, words.sorts),
        )
        for field, names, known in named:
            for name in names:
                if name not in known:
                    lint.wrong(f"counting.yaml 里没有“{name}”{meant(name, known)}", "claims", number, field)
        if bool(claim.equals) == bool(claim.sorts):
            lint.wrong("equals 和 sorts 要写一项，也只写一项", "claims", number)
        lint.pattern(claim.unless, "claims", number, "unless")
        for place, text in enumerate(claim.equals):
            lint.term(partial(_cells, text), "claims", number, "equals", place)
        for sort, terms in claim.sorts.items():
            for place, text in enumerate(terms):
                lint.term(partial(_cells, text), "claims", number, "sorts", sort, place)


def _nested_patterns(lint: _Lint, rule: Rule) -> None:
    if isinstance(rule, ClauseRule):
        for number, part in enumerate(rule.parts):
            judged = rule.check == "valid"
            lint.pattern(part.find, "parts", number, "find", groups=("value",) if judged else ())
            if judged and part.is_ is None:
                lint.wrong("check: valid 的每一项都要用 is 写明它是什么", "parts", number)
            names = [other.name for other in rule.parts]
            if part.of and part.of not in names:
                lint.wrong(f"没有名为“{part.of}”的项{meant(part.of, names)}", "parts", number, "of")
    elif isinstance(rule, PatternRule):
        if not rule.words and not rule.words_from:
            lint.wrong("要写 words 或 words_from 之一")
        for number, word in enumerate(rule.words):
            lint.pattern(word.wrong, "words", number, "wrong")
            lint.pattern(word.unless, "words", number, "unless")
    elif isinstance(rule, FiguresRule):
        groups = _FIGURES[rule.check]
        for number, text in enumerate(rule.find):
            lint.pattern(text, "find", number, groups=groups)
    elif isinstance(rule, StaleYearRule) and not rule.find and not rule.evidence:
        lint.wrong("要写 find 或 evidence 之一")
