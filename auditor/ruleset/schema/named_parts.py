"""The named parts a section is to have, and the words they are known by (kind `parts`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Annotated

from pydantic import StringConstraints

from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.yaml.validation import Strict

Expression = Annotated[str, StringConstraints(min_length=1)]


class NamedPart(Strict):
    """A part of a section, how it is named, and what belongs to it.

    `named` is what the part is called in sub-headings and at the beginning of sentences, `headed` what sub-headings may call it
    besides. Each list of `says` is a way to speak of it: all its expressions in one clause. `touches` are words that are enough
    in a section that is not written part by part.
    """

    name: Expression
    named: Expression
    headed: Expression | None = None
    says: tuple[tuple[Expression, ...], ...] = ()
    touches: Expression | None = None

    @cached_property
    def names(self) -> Pattern:
        """`named`, compiled once."""
        return Pattern(self.named)

    @cached_property
    def head(self) -> Pattern:
        """What a sub-heading of the part holds."""
        return Pattern("|".join(filter(None, (self.named, self.headed))))

    @cached_property
    def title(self) -> Pattern:
        """A sub-heading, without its number, that is the part's name and nothing more: no sentence, however short, behind it."""
        ending = "(?:的)?(?:工作)?(?:建设)?(?:情况|方面)?[。：]?"
        return Pattern(f"^(?!.*[。：；].)(?:政府信息公开|政务公开)?(?:工作)?(?:{self.named}|{self.name}){ending}$")

    @cached_property
    def ways(self) -> tuple[tuple[Pattern, ...], ...]:
        """`says`, compiled once."""
        return tuple(tuple(Pattern(words) for words in way) for way in self.says)

    @cached_property
    def touch(self) -> Pattern | None:
        """`touches`, compiled once."""
        return Pattern(self.touches) if self.touches else None


def announcement(parts: Sequence[NamedPart]) -> Pattern:
    """A list of three parts and more, or of anything that ends with «…方面»: it announces and says nothing itself."""
    name = f"(?:{'|'.join(part.named for part in parts)})"
    joint = "(?:、|，|；|和|及|以及|与)(?:政府信息|政务信息)?"
    listed = rf"(?:{name}[^、，。；：\n]{{0,6}}{joint}){{2,6}}{name}[^、，。；：\n]{{0,10}}"
    aspects = r"(?:[^、，。；：\n]{2,16}、){2,8}[^、，。；：\n]{2,24}方面"
    return Pattern(f"{listed}|{aspects}")
