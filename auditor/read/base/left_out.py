"""What readers leave out of the text because it is not the agency's statement: one decision and one note for all formats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

# A number, letter or sign that points to a note, bare or in brackets; blanks are taken off before.
_SIGN = r"(?:\d{1,3}[a-z]?|[a-z]\d{0,2}|[*＊※]\d{1,2}|[*＊※†‡§#①-⒇⓪❶-❿ⅰ-ⅻ㊀-㊉☆★△▲一二三四五六七八九十]{1,3})"
_MARK = re.compile(
    rf"[\[［(（〔【]?(?:[见見]?[注註]|[见見])?\s*{_SIGN}?(?:[,，、]\s*{_SIGN})*[\])）］〕】]?", re.IGNORECASE
)
_AFTER_BRACKET = re.compile(r"(?<=[\])）］〕】])")
_LATIN_END = re.compile(r"[A-Za-zµμ℃°]\s*$")

# Why a cell is not read in which much smaller digits touch others without being raised.
UNSURE_MARK = "数字后面有字号小得多的数字，不能确定是不是注号"
# Digits of less than so much of the size of those before may be the mark of a note.
MUCH_SMALLER = 0.65
_MOST_NAMED = 5


class LeftOut(Enum):
    """A kind of text that is left out, with the words it is told in."""

    STRUCK = "文字带删除线，按已删除处理，请核对原件"
    NOTE_MARK = "注释的标记（上标等），不算正文"
    HIDDEN = "文字在原件里看不见（隐藏、字号为零、与底色相同或在版面之外），没有读取"
    WATERMARK = "水印、印章或斜排的文字，没有读取"
    RUBY = "注音，没有读取"

    def told(self, count: int) -> str:
        """The warning for so many places."""
        return f"有 {count} 处{self.value}"


def hidden_places(what: str, names: Sequence[str] = ()) -> str:
    """How hidden rows or columns are told, with the first of their names where these are known; what a table lacks may be there."""
    if not names:
        return f"隐藏的{what}"
    more = f"等{len(names)}" if len(names) > _MOST_NAMED else ""
    return f"隐藏的{what}（第{'、'.join(names[:_MOST_NAMED])}{more}{what}）"


def is_note_mark(raised: str, before: str) -> bool:
    """Whether a raised piece of text points to a note and is no part of the figure or word `before` it in its cell or paragraph.

    A raised piece that nothing stands before is the figure itself; behind a Latin letter it is a power (m², km²).
    """
    raised, before = raised.strip(), before.rstrip()
    if not raised or not before or _LATIN_END.search(before):
        return False
    return all(_MARK.fullmatch(mark) for mark in _AFTER_BRACKET.split(raised) if mark)


def may_be_mark(small: str, before: str) -> bool:
    """Whether much smaller digits that are not raised touch those before: it cannot be told if they belong to the figure."""
    return before[-1:].isdigit() and small[:1].isdigit() and is_note_mark(small, before)
