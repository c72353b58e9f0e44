"""Linter of rules: what a rule refers to must exist, its expressions must compile, its messages must be fillable.

This is the part for all kinds; each kind adds its own with the help of `RuleLint`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from auditor.ruleset.binding.example_schema import Sample, default_year, form_of, in_keys
from auditor.ruleset.binding.terms import TermError, cell_terms, section_meant, table_of
from auditor.ruleset.catalogues.counting import CountingWords
from auditor.ruleset.catalogues.documents import Catalogue
from auditor.ruleset.catalogues.forms import Form
from auditor.ruleset.language.fragments import has_loose_brace, placeholders
from auditor.ruleset.language.patterns import Pattern, PatternError
from auditor.ruleset.schema.demands import Demand
from auditor.ruleset.schema.rules import COMMON, SCOPES, Rule, TextRule
from auditor.ruleset.yaml.positions import Path_, YamlSource
from auditor.ruleset.yaml.validation import check, meant


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What rules may refer to, in one rule set."""

    forms: Sequence[Form]
    catalogue: Catalogue
    demands: Sequence[Demand]
    counting: CountingWords


def faults(rule: Rule, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Find what does not fit together in a rule, also after a pack has changed it: the field and what is wrong, in Chinese."""
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
    """Find forms that a rule names and that do not exist: their places in its list, and what is wrong, in Chinese."""
    known = [form.form for form in forms]
    for number, name in enumerate(rule.forms):
        if name not in known:
            yield number, f"没有“{name}”这种格式，只能是：{'、'.join(known)}"


class RuleLint:
    """Collector of the mistakes of one rule, at their places in its file; a path leads from the rule to a value."""

    def __init__(self, rule: Rule, source: YamlSource, where: Path_, known: KnownNames) -> None:
        self.rule, self.source, self.where = rule, source, where
        self.all_forms = known.forms
        self.forms = [form for form in known.forms if not rule.forms or form.form in rule.forms]
        self.catalogue = known.catalogue
        self.demands = [demand.id for demand in known.demands]
        self.counting = known.counting

    def wrong(self, message: str, *path: str | int, character: int = 1) -> None:
        """Report a mistake, in Chinese; `character` (from 1) is its place in the value."""
        self.source.mistakes.append(self.source.mistake((*self.where, *path), message, character=character))

    def common(self) -> None:
        """Check what rules of all kinds have."""
        self._head()
        self._examples()
        if isinstance(self.rule, TextRule):
            self.sections(self.rule.within, "within")
        self.pattern(self.rule.applies_to.names, "applies_to", "names")
        self._own_patterns()

    def _head(self) -> None:
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
        """Check that the catalogue has a document."""
        if name not in self.catalogue.documents:
            self.wrong(f"documents.yaml 里没有文件“{name}”{meant(name, self.catalogue.documents)}", *path)

    def term(self, look_up: Callable[[Form], object], *path: str | int) -> bool:
        """Whether one of the rule's forms has a term; `look_up` raises TermError, and the error of the newest form is reported."""
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

    def table(self, name: str, *path: str | int) -> bool:
        """Whether one of the rule's forms has a table, by its key, name or title; reports it where none has."""
        return self.term(lambda form: table_of(form, name), *path)

    def cells(self, terms: str, *path: str | int) -> bool:
        """Whether one of the rule's forms has some cells («表三/本年新收/总计»); reports it where none has."""
        return self.term(lambda form: cell_terms(form, terms), *path)

    def pattern(self, text: str | None, *path: str | int, groups: tuple[str, ...] = ()) -> None:
        """Check that an expression compiles, does not match everywhere, and has the named groups."""
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

    def _own_patterns(self) -> None:
        """Check the expressions in the keys that hold one, then in those that hold several."""
        rule = self.rule
        for field in rule.patterns:
            self.pattern(getattr(rule, field), field, groups=rule.groups.get(field, ()))
        for field in rule.pattern_lists:
            for number, text in enumerate(getattr(rule, field)):
                self.pattern(text, field, number, groups=rule.groups.get(field, ()))

    def sections(self, names: Sequence[str], field: str) -> None:
        """Check that one of the rule's forms has each section; scopes such as 全文 count as sections."""
        numerals = (section.numeral for form in self.forms for section in form.sections)
        known = list(dict.fromkeys((*numerals, *SCOPES)))
        for number, name in enumerate(names):
            if name not in known:
                hint = (section_meant(self.forms[0], name) if self.forms else "") or meant(name, known)
                self.wrong(f"没有“{name}”这一部分{hint or '，'}只能是：{'、'.join(known)}", field, number)

    def _examples(self) -> None:
        """Check keys, values and names of the examples in the form of their year, else the newest form the rule is for."""
        for kind, group in self.rule.examples.groups.items():
            for number, example in enumerate(group):
                self._example(("examples", kind, number))
                if (kind == "silent") != bool(example.get("about")):
                    said = (
                        "silent 例子要用 about 写明这时为什么不报" if kind == "silent" else "about 只写在 silent 例子里"
                    )
                    self.wrong(said, "examples", kind, number)

    def _example(self, path: Path_, year: int | None = None) -> None:
        where = (*self.where, *path)
        sample = check(Sample, self.source, where)
        if sample is None or not self.forms:
            return

        def wrong(message: str, *inside: str | int, key: bool = False) -> None:
            self.source.mistakes.append(self.source.mistake((*where, *inside), message, key=key))

        year = sample.year or year or default_year(self.forms)
        in_keys(sample.model_dump(exclude_unset=True), form_of(self.forms, year), wrong)
        if sample.previous:
            self._example((*path, "previous"), year - 1)
