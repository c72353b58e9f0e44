"""The head that rules of all kinds have; each kind adds its own keys to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints, field_validator

from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.yaml.validation import Strict, a_day

IDENTIFIER, SHORTEST = r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$", 3
Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER, min_length=SHORTEST)]
NonEmptyText = Annotated[str, StringConstraints(min_length=1)]
Expression = Annotated[str, StringConstraints(min_length=1)]

COMMON = frozenset({"agency", "year", "next_year", "previous_year", "quote", "form", "notice"})
WHOLE = "全文"
PREAMBLE = "前言"
OPENING = "开头"
TITLE = "标题"
SCOPES = (WHOLE, PREAMBLE, OPENING, TITLE)


class BasisRef(Strict):
    """A document of the catalogue, and its article, that a rule is based on."""

    document: str
    article: str = ""


class Applicability(Strict):
    """The bodies a rule is for: their kinds, levels of administration, regions (beginnings of names) and a pattern of names.

    An empty field means all.
    """

    bodies: tuple[Literal["government", "department", "township", "unknown"], ...] = ()
    levels: tuple[Literal["province", "city", "county", "township"], ...] = ()
    regions: tuple[NonEmptyText, ...] = ()
    names: Expression | None = None

    # A pack may set it as well, and the linter does not see overrides.
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
    """A change of the rule that readers should know of, with its date (YYYY-MM-DD)."""

    date: Annotated[str, Field(json_schema_extra={"format": "date"})]
    what: NonEmptyText

    @field_validator("date")
    @classmethod
    def _day(cls, text: str) -> str:
        a_day(text)
        return text


class Examples(Strict):
    """Reports that the rule must pass, fail, or be unable to check, and near misses about which it must be silent.

    `auditor.ruletools.examples` runs them; `auditor.ruleset.binding.example_schema` says what an example may hold.
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
    """The keys every rule has; `since` and `until` are report years, both open-ended.

    `signs` marks a rule about brackets or quotation marks, which text recognition confuses. A kind states in `placeholders` what
    can be filled into its messages, in `patterns` and `pattern_lists` which keys hold one expression or several, and in `groups`
    the named groups that these must have.
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
    pattern_lists: ClassVar[tuple[str, ...]] = ()
    groups: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    @cached_property
    def for_all(self) -> bool:
        """Whether it is for every report, whatever the form, the year and the body."""
        limited = self.forms or self.applies_to != Applicability()
        return not limited and self.since is None and self.until is None

    @property
    def named_sections(self) -> tuple[str, ...]:
        """The sections and scopes that it names; none for all sections."""
        return ()

    def pattern(self, name: str) -> Pattern | None:
        """The compiled pattern in a field; None where the field is empty. Compiled once."""
        return self._compiled.get(name)

    def expressions(self) -> Iterator[tuple[str, Pattern]]:
        """The compiled patterns, each with the key it is written under."""
        yield from self._compiled.items()

    @cached_property
    def _compiled(self) -> dict[str, Pattern]:
        return {name: Pattern(text) for name in self.patterns if (text := getattr(self, name))}


class TextRule(Rule):
    """A rule about running text: sections by their numerals, the text above them (`开头`; `前言` without the title), the title, or all."""

    within: tuple[str, ...] = (WHOLE,)

    @property
    def named_sections(self) -> tuple[str, ...]:
        """The sections and scopes in which it searches."""
        return self.within
