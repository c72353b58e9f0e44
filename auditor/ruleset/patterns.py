"""Patterns as rule authors write them, made fit for folded text and bounded in time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import regex

SECONDS = 2.0
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−─－", r"\-"))
_ESCAPED = {r"\(": "（", r"\)": "）", "〜": "~", "～": "~", "○": "〇"}


class Pattern:
    """A regular expression over folded text; blanks and widths need no care, brackets are the full-width ones."""

    __slots__ = ("_compiled", "source")

    def __init__(self, source: str) -> None:
        """Raises `regex.error` if the expression is broken."""
        self.source = source
        text = source.translate(_DASHES)
        for written, folded in _ESCAPED.items():
            text = text.replace(written, folded)
        self._compiled: Any = regex.compile(text)

    @property
    def groups(self) -> frozenset[str]:
        """The names of its groups."""
        return frozenset(self._compiled.groupindex)

    def finditer(self, text: str) -> Iterator[Any]:
        """All matches; raises TimeoutError when the search takes too long."""
        return iter(self._compiled.finditer(text, timeout=SECONDS))

    def search(self, text: str) -> Any:
        """The first match or None; raises TimeoutError when the search takes too long."""
        return self._compiled.search(text, timeout=SECONDS)
