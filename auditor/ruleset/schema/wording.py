"""The kinds of rules about how a report is written: doubled words, ordinals, brackets, and names of other bodies."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.schema.named_parts import Expression
from auditor.ruleset.schema.rules import NonEmptyText, TextRule


class RepeatedRule(TextRule):
    """Words, clauses or sentences written twice in a row.

    A word is surely doubled if it is one of `words` and stands in no context of `unsure`; `doubtful` tells all others. In a
    context of `lawful`, which must reach over both, it is right. Clauses have at least `least` Han characters.
    """

    kind: Literal["repeated"]
    check: Literal["words", "doubtful", "clauses"]
    words: Expression | None = None
    lawful: Expression | None = None
    unsure: Expression | None = None
    least: Annotated[int, Field(ge=2)] = 4
    placeholders: ClassVar[frozenset[str]] = frozenset({"wrong", "word"})
    patterns: ClassVar[tuple[str, ...]] = ("words", "lawful", "unsure")


class OrdinalsRule(TextRule):
    """Ordinals of a list: each of `styles` finds one kind of them, its numeral in a group `n`.

    `running` tells lists in which one is left out or comes twice, `begun` lists that begin with the second, `announced` lists
    of more or fewer items than a group `n` of `said` announces right before the first of them, where it matches; its group
    `said` is what is told; `goes_on` are words of items without ordinal.
    """

    kind: Literal["ordinals"]
    check: Literal["running", "begun", "announced"]
    styles: Annotated[tuple[Expression, ...], Field(min_length=1)]
    said: Expression | None = None
    goes_on: Expression | None = None
    placeholders: ClassVar[frozenset[str]] = frozenset({"written", "wanted", "list"})
    patterns: ClassVar[tuple[str, ...]] = ("said", "goes_on")

    @cached_property
    def compiled_styles(self) -> tuple[Pattern, ...]:
        """The styles, compiled once."""
        return tuple(map(Pattern, self.styles))


class BracketsRule(TextRule):
    """Brackets and quotation marks without their other half: each of `pairs` is an opening and a closing mark.

    Where `ignore` matches, a mark belongs to no pair, as in the enumerator «1）». A pair may reach over `lines` paragraphs.
    """

    kind: Literal["brackets"]
    pairs: Annotated[tuple[Annotated[str, Field(min_length=2, max_length=2)], ...], Field(min_length=1)]
    ignore: Expression | None = None
    lines: Annotated[int, Field(ge=0)] = 8
    placeholders: ClassVar[frozenset[str]] = frozenset({"mark", "other"})
    patterns: ClassVar[tuple[str, ...]] = ("ignore",)


class OtherBodyRule(TextRule):
    """The name of another body where the report speaks of its own: each of `places` has a group `name`.

    A name is another body's if it is of another region, or of the same kind of office with another subject; names with a word
    of `ignore` are let be. `signature` looks at the signer, too.
    """

    kind: Literal["other_body"]
    places: Annotated[tuple[Expression, ...], Field(min_length=1)]
    subjects: Annotated[tuple[NonEmptyText, ...], Field(min_length=1)]
    ignore: Expression | None = None
    signature: bool = False
    placeholders: ClassVar[frozenset[str]] = frozenset({"written"})
    patterns: ClassVar[tuple[str, ...]] = ("ignore",)

    @cached_property
    def compiled_places(self) -> tuple[Pattern, ...]:
        """The places, compiled once."""
        return tuple(map(Pattern, self.places))
