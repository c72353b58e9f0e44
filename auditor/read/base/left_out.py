"""Text that readers leave out because it is not the agency's statement: one decision and one warning for all formats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

# A number, letter or sign that points to a note, bare or in brackets; blanks are removed before.
_SIGN = r"(?:\d{1,3}[a-z]?|[a-z]\d{0,2}|[*＊※]\d{1,2}|[*＊※†‡§#①-⒇⓪❶-❿ⅰ-ⅻ㊀-㊉☆★△▲一二三四五六七八九十]{1,3})"
_MARK = re.compile(
    rf"[\[［(（〔【]?(?:[见見]?[注註]|[见見])?\s*{_SIGN}?(?:[,，、]\s*{_SIGN})*[\])）］〕】]?", re.IGNORECASE
)
_AFTER_BRACKET = re.compile(r"(?<=[\])）］〕】])")
_LATIN_END = re.compile(r"[A-Za-zµμ℃°]\s*$")

# The reason why a cell is not read in which much smaller digits touch others without being raised.
UNSURE_MARK = "数字后面有字号小得多的数字，不能确定是不是注号"
# Digits smaller than this share of the preceding size may be the mark of a note.
MUCH_SMALLER = 0.65
_MOST_NAMED = 5


class LeftOut(Enum):
    """Kind of text that is left out; the value is its wording in the warning."""

    STRUCK = "文字带删除线，按已删除处理，请核对原件"
    NOTE_MARK = "注释的标记（上标等），不算正文"
    HIDDEN = "文字在原件里看不见（隐藏、字号为零、与底色相同或在版面之外），没有读取"
    WATERMARK = "水印、印章或斜排的文字，没有读取"
    RUBY = "注音，没有读取"

    def told(self, count: int) -> str:
        """Return the warning for a number of places."""
        return f"有 {count} 处{self.value}"


def hidden_places(what: str, names: Sequence[str] = ()) -> str:
    """Describe hidden rows or columns, with the first of their names if known; a missing part of a table may be there."""
    if not names:
        return f"隐藏的{what}"
    more = f"等{len(names)}" if len(names) > _MOST_NAMED else ""
    return f"隐藏的{what}（第{'、'.join(names[:_MOST_NAMED])}{more}{what}）"


def is_note_mark(raised: str, before: str) -> bool:
    """Return whether raised text points to a note instead of belonging to the text `before` it in its cell or paragraph.

    Raised text without preceding text is the figure itself; after a Latin letter it is a power (m², km²).
    """
    raised, before = raised.strip(), before.rstrip()
    if not raised or not before or _LATIN_END.search(before):
        return False
    return all(_MARK.fullmatch(mark) for mark in _AFTER_BRACKET.split(raised) if mark)


def may_be_mark(small: str, before: str) -> bool:
    """Return whether much smaller digits, not raised, touch preceding digits: whether they belong to the figure is unknown."""
    return before[-1:].isdigit() and small[:1].isdigit() and is_note_mark(small, before)
