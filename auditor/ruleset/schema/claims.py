"""Rules about the numbers that sentences tell: against the tables, and totals against their parts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.schema.named_parts import Expression
from auditor.ruleset.schema.rules import NonEmptyText, TextRule
from auditor.ruleset.yaml.validation import Strict


class Claim(Strict):
    """A number in a sentence (`n`) and the table values it may agree with.

    `none` claims zero without naming it; of `some` only that there is any must agree: the number is a part of the value.
    """

    find: Expression
    equals: Annotated[tuple[NonEmptyText, ...], Field(min_length=1)]
    unless: Expression | None = None
    none: bool = False
    some: bool = False


class CompareRule(TextRule):
    """A number in the text that must agree with the tables."""

    kind: Literal["compare"]
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]
    placeholders: ClassVar[frozenset[str]] = frozenset({"said", "table_value", "where"})

    @cached_property
    def compiled_claims(self) -> tuple[tuple[Claim, Pattern, Pattern | None], ...]:
        """The claims with their patterns, compiled once."""
        return tuple((c, Pattern(c.find), Pattern(c.unless) if c.unless else None) for c in self.claims)


class Counted(Strict):
    """A number of things (`noun`, together if several), in whatever words, and the table values it may agree with.

    With `sorts` only some sorts of them are meant, which name the values; those told together are added up.
    """

    noun: Annotated[tuple[NonEmptyText, ...], Field(min_length=1)]
    verb: tuple[NonEmptyText, ...] = ()
    equals: tuple[NonEmptyText, ...] = ()
    sorts: Mapping[str, tuple[NonEmptyText, ...]] = Field(default_factory=dict)
    among: bool = False
    every: bool = False
    most: bool = False
    about: bool = False
    unless: Expression | None = None

    @cached_property
    def nouns(self) -> frozenset[str]:
        """`noun` as one thing to look for."""
        return frozenset(self.noun)

    @cached_property
    def verbs(self) -> frozenset[str]:
        """`verb` as a set."""
        return frozenset(self.verb)

    @cached_property
    def but(self) -> Pattern | None:
        """`unless`, compiled once."""
        return Pattern(self.unless) if self.unless else None


class CountRule(TextRule):
    """Numbers in sentences, read with the words of `rules/counting.yaml`, that must agree with the tables."""

    kind: Literal["count"]
    claims: Annotated[tuple[Counted, ...], Field(min_length=1)]
    placeholders: ClassVar[frozenset[str]] = frozenset({"said", "table_value", "where"})


class BreakdownRule(TextRule):
    """A total in a sentence and the parts listed behind it: `over` if the parts exceed it, `short` if they fall short.

    `marks` are the words between the two, `total` is a number with its unit; the last one before the marks is
    broken down, `item` is one part of the list.
    Lists of fewer than `parts` parts are let be, and, for `short`, those that make up less than `share` percent of the total.
    A list is whole that ends with a part `rest` finds; with `whole` only such lists, or only others, are looked at for `short`.
    What `reckoned` finds in the clause before the total's number, or `apart` in a part's name, makes the list none of parts
    («比上年下降11件（去年41件，今年30件）»); so does another year than the report's in that clause («2023年为25件。其中»).
    Parts overlap, and only a single one may not exceed the total, where `shared` finds something that may be true of the
    others as well («党员»), or where they are of different `aspects` («女性», «线上»). They surely do not overlap if the marks
    say so (`complete`), if `classes` finds a word for a class in each, or if all are of one aspect; `sure` asks for such lists,
    or only for the others.
    """

    kind: Literal["breakdown"]
    check: Literal["over", "short"]
    marks: Expression
    total: Expression
    item: Expression
    stop: Expression
    rest: Expression | None = None
    reckoned: Expression | None = None
    apart: Expression | None = None
    shared: Expression | None = None
    aspects: tuple[Expression, ...] = ()
    complete: Expression | None = None
    classes: Expression | None = None
    sure: bool | None = None
    parts: int = 2
    share: int = 0
    whole: bool | None = None
    placeholders: ClassVar[frozenset[str]] = frozenset({"total", "unit", "parts", "sum"})
    patterns: ClassVar[tuple[str, ...]] = (
        "marks",
        "total",
        "item",
        "stop",
        "rest",
        "reckoned",
        "apart",
        "shared",
        "complete",
        "classes",
    )

    @cached_property
    def compiled_aspects(self) -> tuple[Pattern, ...]:
        """The aspects, compiled once."""
        return tuple(map(Pattern, self.aspects))


class FiguresRule(TextRule):
    """Numbers of one sentence that contradict each other; sentences with a word of `unless` are let be.

    For `trend`, `find` has the groups `now` and `before`, two numbers of one `unit`, and `up` or `down`, the word that tells which
    of them is the greater. For `change` it also has `diff` or `percent`, by how much. For `shares` it finds a list of percentages
    of one whole, each in a group `share`; for `total` numbers, each in a group `part`, and `sum`, which they are said to make up.
    """

    kind: Literal["figures"]
    check: Literal["trend", "change", "shares", "total"]
    find: Annotated[tuple[Expression, ...], Field(min_length=1)]
    unless: Expression | None = None
    placeholders: ClassVar[frozenset[str]] = frozenset(
        {"now", "before", "said", "right", "sum", "shares", "parts", "total"}
    )
    patterns: ClassVar[tuple[str, ...]] = ("unless",)

    @cached_property
    def compiled_find(self) -> tuple[Pattern, ...]:
        """The sentences it is about, compiled once."""
        return tuple(map(Pattern, self.find))
