"""What a rule file may say: one model for each kind of rule, all with the same head."""

from __future__ import annotations

import re
from calendar import monthrange
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints, field_validator

from auditor.ruleset.language.equation import Equation, parse_equation
from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.schema.named_parts import Expression, NamedPart, announcement
from auditor.ruleset.yaml.validation import Strict, a_day

IDENTIFIER, SHORTEST = r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$", 3
Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER, min_length=SHORTEST)]
NonEmptyText = Annotated[str, StringConstraints(min_length=1)]

COMMON = frozenset({"agency", "year", "next_year", "previous_year", "quote", "form", "notice"})
WHOLE = "全文"
PREAMBLE = "前言"
OPENING = "开头"
TITLE = "标题"
SCOPES = (WHOLE, PREAMBLE, OPENING, TITLE)


class BasisRef(Strict):
    """A document of the catalogue and the article a rule stands on."""

    document: str
    article: str = ""


class Applicability(Strict):
    """Whom a rule is for: kinds of bodies, levels of administration, regions, which are the beginnings of names, and a pattern of names.

    What is not said is all.
    """

    bodies: tuple[Literal["government", "department", "township", "unknown"], ...] = ()
    levels: tuple[Literal["province", "city", "county", "township"], ...] = ()
    regions: tuple[NonEmptyText, ...] = ()
    names: Expression | None = None

    # A pack may set it, too, whose overrides are not linted.
    @field_validator("names")
    @classmethod
    def _compiles(cls, text: str | None) -> str | None:
        if text:
            Pattern(text)
        return text

    @cached_property
    def pattern(self) -> Pattern | None:
        """The pattern of names, compiled once."""
        return Pattern(self.names) if self.names else None


class Origin(Strict):
    """Where a rule was written."""

    path: str
    line: int


class ChangeLogEntry(Strict):
    """A change of the rule that its readers should know of, with its date (YYYY-MM-DD)."""

    date: Annotated[str, Field(json_schema_extra={"format": "date"})]
    what: NonEmptyText

    @field_validator("date")
    @classmethod
    def _day(cls, text: str) -> str:
        a_day(text)
        return text


class Examples(Strict):
    """Reports the rule must pass, fail or be unable to check, and near-misses in which it stays silent.

    See `auditor.ruletools.examples` for what an example may say.
    """

    pass_: Annotated[tuple[dict[str, Any], ...], Field(min_length=1, alias="pass")]
    fail: Annotated[tuple[dict[str, Any], ...], Field(min_length=1)]
    silent: tuple[dict[str, Any], ...] = ()
    cannot_check: tuple[dict[str, Any], ...] = ()

    @property
    def groups(self) -> dict[str, tuple[dict[str, Any], ...]]:
        """The examples by the names of their groups."""
        return {"pass": self.pass_, "fail": self.fail, "silent": self.silent, "cannot_check": self.cannot_check}


class Rule(Strict):
    """The head every rule has; `since` and `until` are report years, both open-ended.

    `signs` tells that it judges brackets or quotation marks, which are confused where text is recognised in a picture.
    """

    id: Identifier
    kind: str
    title: NonEmptyText
    severity: Literal["error", "warning", "info"]
    category: NonEmptyText
    since: int | None = None
    until: int | None = None
    forms: tuple[str, ...] = ()
    applies_to: Applicability = Applicability()
    requires: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    signs: bool = False
    basis: Annotated[tuple[BasisRef, ...], Field(min_length=1)]
    message: NonEmptyText
    suggestion: NonEmptyText
    examples: Examples
    history: tuple[ChangeLogEntry, ...] = ()
    source: Origin = Origin(path="", line=0)

    placeholders: ClassVar[frozenset[str]] = frozenset()
    patterns: ClassVar[tuple[str, ...]] = ()

    @cached_property
    def for_all(self) -> bool:
        """Whether it is for every report, whatever the form, the year and the body."""
        limited = self.forms or self.applies_to != Applicability()
        return not limited and self.since is None and self.until is None

    def pattern(self, name: str) -> Pattern | None:
        """The compiled pattern in a field; None where the field is empty. Compiled once."""
        return self._compiled.get(name)

    @cached_property
    def _compiled(self) -> dict[str, Pattern]:
        return {name: Pattern(text) for name in self.patterns if (text := getattr(self, name))}


class TextRule(Rule):
    """A rule about running text: of some sections by numeral, of what stands before them (`开头`; `前言` without the title),
    of the title, or of the whole report."""

    within: tuple[str, ...] = (WHOLE,)


class SectionRule(Rule):
    """The sections as the form has them: there, numbered, worded, once, in order, filled, not too long; title and agency's name.

    `most` are the characters a section may have (check `long`), `sentence` finds a list of the sections in what stands before
    them, as its group `list` (check `listed`).
    """

    kind: Literal["section"]
    check: Literal[
        "present", "numbered", "worded", "close", "once", "ordered", "filled", "long", "listed", "title", "agency"
    ]
    sections: tuple[str, ...] = ()
    most: int = 0
    sentence: Expression | None = None
    placeholders: ClassVar[frozenset[str]] = frozenset(
        {"numeral", "heading", "number", "count", "parts", "order", "name"}
    )
    patterns: ClassVar[tuple[str, ...]] = ("sentence",)


class PartsRule(Rule):
    """The parts a section is to have: those it does not speak of, those without a sub-heading, sub-headings without text."""

    kind: Literal["parts"]
    check: Literal["missing", "unnamed", "empty"]
    section: NonEmptyText
    parts: Annotated[tuple[NamedPart, ...], Field(min_length=1)]
    placeholders: ClassVar[frozenset[str]] = frozenset({"parts"})

    @cached_property
    def announcement(self) -> Pattern:
        """What only announces the parts, compiled once."""
        return announcement(self.parts)

    @cached_property
    def wording(self) -> tuple[tuple[str, str, str | None], ...]:
        """What the parts are called: rules with the same find the same sub-headings."""
        return tuple((part.name, part.named, part.headed) for part in self.parts)


class TableRule(Rule):
    """The tables as the form has them: there, with all rows, numbers in the cells, labels spelt as printed."""

    kind: Literal["table"]
    check: Literal["present", "form", "rows", "numbers", "units", "negative", "whole", "blank", "labels"]
    tables: tuple[str, ...] = ()
    placeholders: ClassVar[frozenset[str]] = frozenset(
        {"table", "title", "numeral", "row", "column", "value", "count", "more", "label", "rows", "where"}
    )


class IdentityRule(Rule):
    """A sum that must hold in every row or every column of a table."""

    kind: Literal["identity"]
    table: str
    for_each: Literal["row", "column"]
    equation: Expression
    placeholders: ClassVar[frozenset[str]] = frozenset({"table", "place", "left", "right", "difference"})

    @cached_property
    def parsed(self) -> Equation:
        """The equation, read once."""
        return parse_equation(self.equation)

    @cached_property
    def past(self) -> bool:
        """Whether it asks for a figure of last year's report."""
        return any(operand.past for operand in self.parsed.operands())

    @field_validator("equation")
    @classmethod
    def _readable(cls, text: str) -> str:
        parse_equation(text)
        return text


class StatementRule(TextRule):
    """A statement that must stand in a section: found by `about`, and, if asked, citing a document or saying something more.

    `elsewhere` tells that another section says it, which the message may mention.
    """

    kind: Literal["statement"]
    about: Expression
    ignore: Expression | None = None
    elsewhere: Expression | None = None
    cites: str | None = None
    says: Expression | None = None
    placeholders: ClassVar[frozenset[str]] = frozenset({"elsewhere"})
    patterns: ClassVar[tuple[str, ...]] = ("about", "ignore", "elsewhere", "says")


class ClausePart(Strict):
    """A part a clause must have, with the words that tell what is missing; one that is `of` another is asked for only with it.

    What a part `is` can be judged by itself: `find` then has a group `value` around it.
    """

    name: NonEmptyText
    find: Expression
    of: str | None = None
    is_: Annotated[Literal["telephone", "local_number", "email", "postcode"] | None, Field(alias="is")] = None

    @field_validator("name")
    @classmethod
    def _names(cls, text: str) -> str:
        bare = re.sub("^(?:缺少|没有写?|未写|缺)", "", text)
        if bare != text:
            raise ValueError(f"只写这一项的名称“{bare}”，缺不缺由意见来说：“缺少：{{missing}}”")
        return text


class ClauseRule(TextRule):
    """A clause with named parts: stated at all, complete in its parts, valid in them; or a period: stated, and of the whole year.

    Of a period, `sentence` is the words that tell what it is of, `spares` those that explain why it begins within the year.
    """

    kind: Literal["clause"]
    check: Literal["stated", "parts", "valid", "period", "whole_year"]
    sentence: Expression
    ignore: Expression | None = None
    spares: Expression | None = None
    parts: tuple[ClausePart, ...] = ()
    placeholders: ClassVar[frozenset[str]] = frozenset({"missing", "period", "part", "written", "problem"})
    patterns: ClassVar[tuple[str, ...]] = ("sentence", "ignore", "spares")

    @cached_property
    def compiled_parts(self) -> tuple[tuple[ClausePart, Pattern], ...]:
        """The parts with their patterns, compiled once."""
        return tuple((part, Pattern(part.find)) for part in self.parts)


class StaleYearRule(TextRule):
    """Another year's work presented as this year's: `find` names the year in a group, or `evidence` a source of the report year.

    Next year's plans are none: in the sections `plans_in`, or in a sentence with a word of `planned`. With `over` the report year
    itself is found, too: `find` tells what is planned, which can only be for a year to come. Where the paragraph holds
    `unless_near`, or names the report year though another was found, nothing is said: years are held against each other there.
    """

    kind: Literal["stale_year"]
    find: Expression | None = None
    unless: Expression | None = None
    unless_near: Expression | None = None
    over: bool = False
    plans_in: tuple[str, ...] = ()
    planned: Expression | None = None
    evidence: tuple[Literal["title", "opening", "overview", "period", "issued"], ...] = ()
    placeholders: ClassVar[frozenset[str]] = frozenset({"found", "what"})
    patterns: ClassVar[tuple[str, ...]] = ("find", "unless", "unless_near", "planned")


class CitationRule(Rule):
    """Document numbers and titles held against the catalogue; `cited` is a wrong number or wrong letters.

    `past` are words of a sentence that speaks of a document as of something past.
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


class HistoryRule(TextRule):
    """This year's report against last year's: text taken over unchanged, or an agency with another name.

    Sentences of at least `least` characters count as taken over if only the year differs; the rule fires where they make up
    `share` percent of the text or more.
    """

    kind: Literal["history"]
    check: Literal["copied", "renamed"]
    least: Annotated[int, Field(ge=1)] = 20
    share: Annotated[int, Field(ge=1, le=100)] = 60
    placeholders: ClassVar[frozenset[str]] = frozenset({"share", "count", "sentences", "name", "previous_name"})


class Word(Strict):
    """A wrong spelling (pattern), what was meant, and contexts in which it is right after all."""

    wrong: Expression
    right: NonEmptyText
    unless: Expression | None = None


class PatternRule(TextRule):
    """Words that must not stand in the text: its own `words` or those of the list `rules/confusions.yaml`."""

    kind: Literal["pattern"]
    words: tuple[Word, ...] = ()
    words_from: Literal["confusions"] | None = None
    placeholders: ClassVar[frozenset[str]] = frozenset({"wrong", "right"})

    @cached_property
    def compiled_words(self) -> tuple[tuple[Word, Pattern, Pattern | None], ...]:
        """The words with their patterns, compiled once."""
        return tuple((w, Pattern(w.wrong), Pattern(w.unless) if w.unless else None) for w in self.words)


class DeadlineRule(Rule):
    """A date by which the report must be published: month and day of the year after the report year."""

    kind: Literal["deadline"]
    check: Literal["late", "two_days"] = "late"
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    dates: Annotated[tuple[Literal["issued", "published"], ...], Field(min_length=1)]
    placeholders: ClassVar[frozenset[str]] = frozenset({"date", "deadline", "days", "hidden"})

    @property
    def last_day(self) -> int:
        """The last day its month has in every year."""
        return monthrange(1, self.month)[1]
