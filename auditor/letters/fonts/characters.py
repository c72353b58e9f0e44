"""Characters in which official letters are written: those every shipped font has to draw."""

from __future__ import annotations

from functools import lru_cache

# Rows of GB 2312: punctuation and symbols, numbered items, full-width forms; then the two levels of Han characters.
_ROWS = (*range(0xA1, 0xA4), *range(0xB0, 0xF8))
# Signs in letters that GB 2312 lacks or has elsewhere: its dash and its dot are decoded in two ways.
_MORE = "\u2014\u2015\u00b7\u30fb〇⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ℅℉¥€©®•–"


@lru_cache(maxsize=1)
def letter_characters() -> frozenset[str]:
    """Return ASCII, the 6,763 Han characters of GB 2312, its punctuation and symbols, and some more signs."""
    pairs = (bytes((row, cell)) for row in _ROWS for cell in range(0xA1, 0xFF))
    gb2312 = "".join(pair.decode("gb2312", "ignore") for pair in pairs)
    return frozenset(map(chr, range(0x20, 0x7F))) | frozenset(gb2312) | frozenset(_MORE)


def uncommon(text: str) -> frozenset[str]:
    """Return the characters of a text that the faces of every letter may lack, so each face must be checked for them.

    Left out are `letter_characters`, the line feed, and the Han characters of the first version of Unicode, which the full fonts
    all have.
    """
    return frozenset(ch for ch in set(text) - letter_characters() if not "一" <= ch <= "龥" and ch != "\n")
