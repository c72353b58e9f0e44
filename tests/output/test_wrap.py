"""Widths and line breaking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.presentation.terminal_text import CLOSERS, OPENERS, clean, pad, shorten, width, wrap

PROSE = (
    "按照《中华人民共和国政府信息公开条例》（国务院令第711号）第五十条，本年新收 3 件，上年结转 0 件；"
    "“总计”应为 3，而报告写作 4，请核对。"
)


def test_han_counts_two_columns() -> None:
    assert [width(text) for text in ("ab", "报告", "“", "é", "e\u0301", "𠮷")] == [2, 4, 2, 2, 1, 2]


@pytest.mark.parametrize("columns", [20, 31, 40, 80, 120])
def test_no_line_is_too_wide_or_badly_begun(columns: int) -> None:
    lines = wrap(PROSE * 3, columns).split("\n")
    assert all(width(line) <= columns for line in lines)
    assert all(line[0] not in CLOSERS and line[-1] not in OPENERS for line in lines)
    assert "".join(lines).replace(" ", "") == (PROSE * 3).replace(" ", "")


@given(st.text(alphabet="报告，。（）《》“” ab1.—…", max_size=80), st.integers(10, 60))
def test_nothing_is_lost_and_nothing_too_wide(text: str, columns: int) -> None:
    wrapped = wrap(text, columns, "  ")
    assert all(width(line) <= columns for line in wrapped.split("\n"))
    assert "".join(wrapped.split()) == "".join(text.split())


def test_words_stay_whole_and_long_ones_are_cut() -> None:
    assert wrap("编号abc def", 8) == "编号abc\ndef"
    assert wrap("x" * 25, 10) == "\n".join(["x" * 10, "x" * 10, "x" * 5])


def test_later_lines_stand_under_the_text() -> None:
    assert wrap("第一行第二行", 12, "  1. ") == "  1. 第一行\n     第二行"


def test_controls_and_overrides_are_dropped() -> None:
    assert clean("a\x1b[31mb\u202ec\u200bd\n\t e\u00a0f\x9b") == "a[31mbcd e f"


def test_shorten_and_pad() -> None:
    assert shorten("年度报告", 8) == "年度报告"
    assert shorten("年度报告一", 8) == "年度报…"
    assert pad("错误", 6) == "错误  "


def test_brackets_keep_their_word() -> None:
    assert wrap("疑似沿用往年表述［YEAR-PLAN］", 20) == "疑似沿用往年表述\n［YEAR-PLAN］"
