"""What keeps a picture of a page from being read, in Chinese, with what helps against it: said in the results and in letters."""

from __future__ import annotations

from collections.abc import Iterable

_SIDES = {"left": "左边", "top": "上边", "right": "右边", "bottom": "下边"}


def cut_off(*sides: str) -> str:
    """That the picture ends within the text at some sides, given as left, top, right or bottom."""
    named = "、".join(word for side, word in _SIDES.items() if side in sides)
    return f"{named}被截掉了，请让整页都在画面里再重新扫描"


def told(page: int, faults: Iterable[str]) -> str:
    """What is to be said of a page, counted from 1, that was not read whole."""
    return f"未读全的扫描页（第 {page} 页{'；'.join(faults)}）"
