"""Clauses of a sentence that states counts, and what each of them says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Protocol

from auditor.engine.counting.tokens import Token

CountedNames = frozenset[str]
# An unknown word before the verb is usually an adverb; if it contains one of these, it is a body, a place, a channel or a sort.
_PART_OF = re.compile(
    "[局委办厅处室科县区镇乡村街站所队院校司府市类种季月周日源网线型项首馆库厂部社团组点场园不]|领域|方面|渠道|平台|以来|期间|经由|通过"
)
_POINT = re.compile("^(?:截|至|到)..|[末底]$|目前|现有")
_ADVERB = 4
_NUMBERS = ("number", "rough")
# Roles of tokens that may end a clause or be no part of it.
_PARTING = frozenset({"open", "close", "comma", "semicolon", "list", "every", "none", *_NUMBERS})
_NAMES = ("noun", "bare", "sort")
_COUNTED = frozenset({"noun", "bare"})
_TIMES = frozenset({"part", "year", "earlier"})
_ODD = frozenset({"other", "change", "share", "bare", "unknown"})


# The decisive verb of a clause with several, and the verbs it may occur with: «未办结的1件结转下年度办理».
_TELLING = {
    "转出": frozenset({"收到", "办理", "答复", "发生", "未办", "在办"}),
    "未办": frozenset({"收到", "办理", "发生"}),
    "在办": frozenset({"收到", "办理", "发生", "未办"}),
    "转入": frozenset({"收到", "办理", "发生"}),
    "公示": frozenset({"作出"}),
    "答复": frozenset({"办理", "作出"}),
    "收到": frozenset({"办理"}),
}


class ClauseLimits(Protocol):
    """State that persists from clause to clause and that a clause may change."""

    nouns: CountedNames
    earlier: bool
    part: bool


def clauses(all_: Sequence[Token]) -> Iterator[tuple[list[Token], list[Token]]]:
    """Split a sentence into clauses with at most one number each; yield each with the tokens in brackets after or within it."""
    clause: list[Token] = []
    inner: list[Token] = []
    depth = 0
    for place, token in enumerate(all_):
        if not depth and token.role not in _PARTING:
            clause.append(token)
        elif token.role in ("open", "close"):
            depth = max(0, depth + (1 if token.role == "open" else -1))
        elif depth:
            inner.append(token)
        elif token.role in ("comma", "semicolon") or (
            token.role == "list" and (_counted(clause) or _none_again(clause, all_, place))
        ):
            yield ([*clause, token] if token.role == "semicolon" else clause), inner
            clause, inner = [], []
        elif (
            (token.role == "every" or (token.role == "none" and _names_more(all_, place)))
            and _counted(clause)
            and any(other.role in _NAMES for other in clause)
        ):
            yield clause, inner
            clause, inner = [token], []
        elif token.role in _NUMBERS and _counted(clause):
            before, behind = _parted(clause)
            yield before, inner
            clause, inner = [*behind, token], []
        else:
            clause.append(token)
    yield clause, inner


def _counted(clause: list[Token]) -> bool:
    return any(token.role in _NUMBERS for token in clause)


def _none_again(clause: list[Token], all_: Sequence[Token], place: int) -> bool:
    """Return whether a thing stated as none is followed by another such thing: «未被申请行政复议、未被提起行政诉讼»."""
    following = all_[place + 1].role if place + 1 < len(all_) else ""
    return following == "none" and any(token.role == "none" for token in clause)


def _names_more(all_: Sequence[Token], place: int) -> bool:
    """Return whether the word for none is followed by its noun: «收到5件没有行政复议», not «还有2件申请没有按时办结»."""
    for token in all_[place:]:
        if token.role in ("comma", "semicolon"):
            return False
        if token.role in ("noun", "bare"):
            return True
    return False


def _parted(clause: list[Token]) -> tuple[list[Token], list[Token]]:
    """Split a clause before a second number into the tokens of the first number and those of the second."""
    place = max(place for place, token in enumerate(clause) if token.role in _NUMBERS) + 1
    named = any(token.role in _NAMES for token in clause[:place])
    stops = {"verb", "part", "every", "change"}
    if any(token.role == "verb" for token in clause[:place]):
        stops.add("sort")  # «收到5件中予以公开3件»
    while not named and place < len(clause) and clause[place].role not in stops:
        place += 1
    return clause[:place], clause[place:]


def _verbs(names: CountedNames) -> CountedNames:
    if len(names) < 2:
        return names
    for name, others in _TELLING.items():
        if name in names and names - {name} <= others:
            return frozenset({name})
    return names


class Clause:
    """One clause, analysed: what is counted, what became of it, and whether anything limits it."""

    def __init__(self, clause: list[Token], limits: ClauseLimits, *, known: bool, wide: bool) -> None:
        """`known` says that a bare «申请» can only be one for information, `wide` that «全市» is no limit."""
        self.clause = clause
        self._roles = [token.role for token in clause]
        self._bare = known or "申请" in limits.nouns
        self.verbs = _verbs(frozenset(self._names("verb")))
        self.sorts = tuple(dict.fromkeys(self._names("sort")))
        self.caused = False
        self.nouns = self._nouns() if self._has_any(_COUNTED) else frozenset()
        self.barred = self.has("limit") or (self.has("wide") and not wide)
        self.compared = False
        self.reset = self._has_any(_TIMES) and self._pass_on(limits)
        self.earlier = limits.earlier or self.compared

    @property
    def at_a_point(self) -> bool:
        """Whether the clause states how many there were at a point in time, not what became of them in the year: «年末11件»."""
        return any(token.role in ("year", "plain") and _POINT.search(token.text) for token in self.clause)

    @property
    def whole(self) -> bool:
        """Whether the clause says in figures that all are so: «100%»."""
        return any(token.role == "share" and token.value for token in self.clause)

    def has(self, role: str) -> bool:
        """Return whether a word of this role is in the clause."""
        return role in self._roles

    def _has_any(self, roles: frozenset[str]) -> bool:
        return not roles.isdisjoint(self._roles)

    def _names(self, role: str) -> list[str]:
        return [token.name for token in self.clause if token.role == role] if role in self._roles else []

    def count(self, role: str) -> int:
        """Return how many words of this role are in the clause."""
        return self._roles.count(role)

    def last(self, noun: str) -> Token:
        """Return the last word for what is counted."""
        return next(token for token in reversed(self.clause) if token.name == noun)

    def span(self, token: Token) -> tuple[int, int]:
        """Return the span of the clause from its first significant word to the end of its last one or of `token`, whichever is later."""
        telling = ("noun", "bare", "verb", "sort", "none", "every", "number", "rough")
        first = next((other.start for other in self.clause if other.role in telling), token.start)
        behind = [other.end for other in self.clause if other.role in ("noun", "bare", "sort", "verb")]
        return first, max([token.end, *behind])

    def _pass_on(self, limits: ClauseLimits) -> bool:
        """Pass years and parts on to the following clauses; return whether this clause returns to the report year."""
        reset = False
        before: Token | None = None
        for token in self.clause:
            if token.role == "part":
                limits.part = True
            elif token.role == "year":
                reset |= limits.earlier
                limits.earlier = False
            elif token.role == "earlier":
                # In «比2023年的378件增加45件» the year does not apply to the numbers after it.
                self.compared = (
                    before is not None and before.end == token.start and before.text[-1:] in {"比", "较", "与", "同"}
                )
                limits.earlier |= not self.compared
            before = token
        if reset and self.has("earlier"):
            # «2022年至2024年», «2022年、2023年、2024年分别为»: all the years together.
            limits.earlier, reset = True, False
        return reset

    def _nouns(self) -> CountedNames:
        """Return what is counted: the last of several nouns, or all of them if they are joined («行政复议、行政诉讼»)."""
        found: CountedNames = frozenset()
        joined = True
        for token in self.clause:
            if token.role == "noun" or (token.role == "bare" and self._bare):
                if token.role == "bare" and token.name in found:
                    continue
                # «因行政处罚引发的行政复议» are only some of them; «政府信息公开申请引发的行政复议» are the ones the tables count.
                self.caused |= not joined and not found <= {"申请", token.name}
                found = found | {token.name} if joined else frozenset({token.name})
                joined = False
            elif token.role in ("join", "list"):
                joined = True
        return found

    @property
    def modifier(self) -> bool:
        """Whether an unknown thing is named between the noun and the number: «依申请公开方面的建议3件»."""
        behind = False
        for token in self.clause:
            if token.role in ("noun", "bare"):
                behind = False
            behind |= token.role in ("unknown", "other", "limit") or token.text in ("涉及", "涉")
            if token.role in _NUMBERS:
                return behind
        return behind

    @property
    def bound(self) -> bool:
        """Whether a strange word limits the following clauses as well."""
        return self.caused or self._oddity[0]

    @property
    def strange(self) -> bool:
        """Whether the clause has a word that is unknown, or that is known to limit or change what is counted."""
        return self.caused or self._oddity[1]

    @cached_property
    def _oddity(self) -> tuple[bool, bool]:
        """Whether a strange word limits the following clauses, and whether it limits this one."""
        if not self._has_any(_ODD):
            return False, False
        loose = False
        # The word before «没有» and «引发的» is not an adverb: it says whose they were.
        strict = self.has("none") or "发生" in self.verbs or not (self.verbs or self.sorts)
        said = False
        for token in self.clause:
            said |= token.role in ("verb", "noun", "bare", "sort", "number", "none")
            if token.role in ("other", "change", "share") or (token.role == "bare" and not self._bare):
                return token.role in ("other", "bare"), True
            if token.role == "unknown" and (said or strict or _PART_OF.search(token.text)):
                return True, True
            loose |= token.role == "unknown" and len(token.text) > _ADVERB
        return False, loose
