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
}


def explain_error(error: Exception) -> str:
    """What is wrong with an expression, in Chinese, with the character (from 1) where it goes wrong."""
    text = str(error)
    said = next((chinese for start, chinese in _ERRORS.items() if text.startswith(start)), text)
    place = getattr(error, "pos", None)
    return said if place is None else f"{said}（第 {place + 1} 个字符）"
