"""Expressions of rules: adapted to folded text, searched only where they can match, and limited in time."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextvars import ContextVar, Token
from functools import cached_property
from typing import Any, Self

import regex

from auditor.ruleset.language.effort import steps, written_out
from auditor.ruleset.language.literals import needed

# Processor time of one rule on one report in seconds, as `regex` counts its `timeout`. The slowest built-in rule takes a thousandth
# of it; an expression that needs longer is out of control, and a folder of ten thousand reports must not wait much longer for it.
SECONDS = 5.0
# A search of no more steps ends within a tenth of a second and gets no timeout: to set one up takes several times as long as most
# searches. The number of steps is computed for texts of these sizes.
_STEPS = 10_000_000
_SIZES = (4000, 2000, 1000, 500, 250, 60)
# Characters of an expression with all its repetitions expanded: to compile so many takes a tenth of a second.
_LONGEST = 200_000
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−─－", r"\-"))
_ESCAPED = {r"\(": "（", r"\)": "）", "〜": "~", "～": "~", "○": "〇"}


class PatternError(ValueError):
    """An expression that does not compile; the text says why, in Chinese, `column` (from 1) is the place."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(f"表达式写错了：{_explained(cause)}")
        self.column = (getattr(cause, "pos", None) or 0) + 1


class Budget:
    """Processor time that the searches of one rule may take together; in force within `with`, for the thread that entered it."""

    __slots__ = ("_begun", "_end", "_token")
    _running: ContextVar[Budget | None] = ContextVar("budget", default=None)
    _begun: float
    _end: float | None
    _token: Token[Budget | None]

    def __enter__(self) -> Self:
        self.renew()
        self._token = self._running.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._running.reset(self._token)

    def renew(self) -> None:
        """Start the whole time again, for the next rule."""
        self._begun, self._end = time.perf_counter(), None

    @classmethod
    def left(cls) -> float:
        """The seconds that are left; all of them where no budget is in force."""
        budget = cls._running.get()
        if budget is None:
            return SECONDS
        # Processor time never runs ahead of the wall clock, and reading it takes six times as long.
        if time.perf_counter() - budget._begun < SECONDS / 20:
            return SECONDS
        spent = time.thread_time()
        if budget._end is None:
            budget._end = spent + SECONDS
        return max(0.0, budget._end - spent)


class Pattern:
    """A regular expression for folded text, which has no blanks or widths to consider; brackets are full-width."""

    def __init__(self, source: str) -> None:
        """Raises PatternError if the expression is broken."""
        self.source = source
        text = source.translate(_DASHES)
        for written, folded in _ESCAPED.items():
            text = text.replace(written, folded)
        if written_out(text) > _LONGEST:
            raise PatternError(OverflowError("too many repeats"))
        try:
            self._compiled: Any = regex.compile(text)
        except Exception as error:  # regex raises its own error class and several built-in ones
            raise PatternError(error) from error

    @property
    def groups(self) -> frozenset[str]:
        """The names of its groups."""
        return frozenset(self._compiled.groupindex)

    @cached_property
    def _needed(self) -> tuple[tuple[str, ...], ...]:
        return needed(self._compiled.pattern)

    @cached_property
    def _brief(self) -> int:
        """The longest text in which a search surely ends at once; -1 where no length is known."""
        return next((size for size in _SIZES if steps(self._compiled.pattern, size) * size <= _STEPS), -1)

    @property
    def matches_empty(self) -> bool:
        """Whether it matches the empty text; raises TimeoutError when the search takes too long.

        The linter needs this once for each pattern: a timeout costs less than finding out that none is needed.
        """
        return self._compiled.search("", timeout=Budget.left()) is not None

    def finditer(self, text: str) -> Iterable[Any]:
        """All matches; raises TimeoutError when the rule has taken too long."""
        for literals in self._needed:
            for literal in literals:
                if literal in text:
                    break
            else:
                return ()  # no match is possible
        left = Budget.left()
        if left and len(text) <= self._brief:
            found: Iterable[Any] = self._compiled.finditer(text)
            return found
        return self._watched(text, left)

    def _watched(self, text: str, left: float) -> Iterator[Any]:
        for match in self._compiled.finditer(text, timeout=left):
            yield match
            # `timeout` starts again with each match: without this check, many slow matches could follow one another.
            if not Budget.left():
                raise TimeoutError

    def search(self, text: str) -> Any:
        """The first match or None; raises TimeoutError when the rule has taken too long.

        Callers search sentences around a match, which are too short for a prefilter to pay off.
        """
        left = Budget.left()
        if left and len(text) <= self._brief:
            return self._compiled.search(text)
        return self._compiled.search(text, timeout=left)


_ERRORS = {
    "missing )": "缺少右括号",
    "unbalanced parenthesis": "右括号多了",
    "nothing to repeat": "*、+、?、{} 前面没有可以重复的东西",
    "multiple repeat": "重复符号连写了两个",
    "unterminated character set": "方括号没有配对",
    "bad escape": "反斜杠后面的字母没有这种用法",
    "bad character range": "方括号里的范围前后颠倒",
    "unknown extension": "“(?”后面的写法不认识",
    "missing >": "组名后面缺少“>”",
    "bad group name": "组名不合规定，只能用字母、数字和下划线",
    "unknown group": "没有这个组",
    "too many repeats": f"重复的次数太多，写开来超过 {_LONGEST} 个字符，请改小花括号里的数",
}


def _explained(error: Exception) -> str:
    """The mistake in an expression, in Chinese, with its place (character from 1)."""
    text = str(error)
    said = next((chinese for start, chinese in _ERRORS.items() if text.startswith(start)), "这里的写法不认识")
    place = getattr(error, "pos", None)
    return said if place is None else f"{said}（第 {place + 1} 个字符）"
