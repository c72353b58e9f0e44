from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.chinese.values import find_dates, parse_number, parse_numeral, show_number, to_date


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0", 0),
        ("007", 7),
        ("1,234", 1234),
        ("１，２３４", 1234),
        ("3 985 758", 3985758),
        ("98\n7", 987),
        ("－4", -4),
        ("—4", -4),
        ("+3", 3),
        ("96171.6", Decimal("96171.6")),
        ("１２．５０", Decimal("12.50")),
        ("9" * 30, int("9" * 30)),
    ],
)
def test_a_figure_is_read_exactly(written: str, value: int | Decimal) -> None:
    assert parse_number(written) == value
    assert type(parse_number(written)) is type(value)


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "/",
        "—",
        "无",
        "3件",
        "1,23",
        "12,3456",
        "1.2.3",
        "1.",
        ".5",
        "1e3",
        "三",
        "½",
        "²",
        "0x1F",
        "9" * 31,
        "9" * 100_000,
        "nan",
        "--3",
        "3-",
        "1,234,56",
    ],
)
def test_what_is_no_plain_number_is_none(written: str) -> None:
    assert parse_number(written) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("三百二十一", 321),
        ("二〇二四", 2024),
        ("二零二四", 2024),
        ("两", 2),
        ("两百零五", 205),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一千零一", 1001),
        ("一万二千", 12000),
        ("三亿零五万", 300050000),
        ("1.2万", 12000),
        ("３万", 30000),
        ("2亿", 200000000),
        ("1,234", 1234),
        ("〇", 0),
    ],
)
def test_counts_in_sentences_are_read_in_digits_and_chinese_numerals(written: str, value: int) -> None:
    assert parse_numeral(written) == value


@pytest.mark.parametrize("written", ["", "若干", "三十多", "1.5", "0.00001万", "三件", "第三", "万岁", "1万2", "/"])
def test_what_is_no_whole_count_is_none(written: str) -> None:
    assert parse_numeral(written) is None


def _in_chinese(number: int) -> str:
    """A number below ten thousand as it is spelt, written independently of the reader."""
    digits = "零一二三四五六七八九"
    out, skipped = "", False
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // size % 10
        if digit:
            out += ("零" if skipped and out else "") + digits[digit] + unit
        skipped = not digit
    return out or "零"


@given(st.integers(0, 9999))
def test_every_spelt_number_is_read(number: int) -> None:
    assert parse_numeral(_in_chinese(number)) == number
    assert parse_numeral("".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))) == number


@pytest.mark.parametrize("written", ["一" * 5000, "9" * 100_000, "万" * 3000, "9" * 40 + "万"])
def test_a_run_of_numerals_too_long_to_mean_anything_does_no_harm(written: str) -> None:
    assert parse_numeral(written) in (None, 0)


@given(st.text(max_size=12))
def test_no_text_breaks_the_readers_of_numbers(text: str) -> None:
    number, count = parse_number(text), parse_numeral(text)
    assert number is None or parse_number(show_number(number)) == number
    assert count is None or isinstance(count, int)


def test_dates_are_found_in_digits_and_chinese_numerals() -> None:
    text = "自2024年1月1日起至二〇二四年十二月三十一日止，2025年1月12"
    assert [(found.value, text[found.start : found.end]) for found in find_dates(text)] == [
        (date(2024, 1, 1), "2024年1月1日"),
        (date(2024, 12, 31), "二〇二四年十二月三十一日"),
        (date(2025, 1, 12), "2025年1月12"),
    ]


def test_numeric_dates_are_found_only_when_asked_for() -> None:
    text = "2025-01-12，2025.1.3，2025/2/28"
    assert find_dates(text) == []
    assert [found.value for found in find_dates(text, numeric=True)] == [
        date(2025, 1, 12),
        date(2025, 1, 3),
        date(2025, 2, 28),
    ]


@pytest.mark.parametrize(
    "text", ["2025年2月30日", "2025年13月1日", "2025年1月", "0000年1月1日", "2025-1-123", "1月1日"]
)
def test_days_that_are_none_are_not_found(text: str) -> None:
    assert find_dates(text, numeric=True) == []


def test_a_date_needs_three_readable_parts() -> None:
    assert to_date("二〇二五", "一", "十二") == date(2025, 1, 12)
    assert to_date("2025", "若干", "1") is None


def test_numbers_are_shown_as_written() -> None:
    assert [show_number(n) for n in (0, -4, Decimal("12.50"), Decimal("1E+3"), 10**20)] == [
        "0",
        "-4",
        "12.50",
        "1000",
        "1" + "0" * 20,
    ]


@pytest.mark.parametrize(
    "mark", ["¹", "[1]", "〔1〕", "①", "*", "※", "†", "注", "注1", "注①", "（注1）", "[注1]", "(注)", "【注2】"]
)
def test_a_mark_that_points_to_a_note_is_no_part_of_a_figure(mark: str) -> None:
    assert parse_number(f"12{mark}") == 12
    assert parse_number(f"1,234.5{mark}") == Decimal("1234.5")


@pytest.mark.parametrize("text", ["12（1）", "12件", "注12", "①", "12注意", "12[1][", "*"])
def test_what_is_no_mark_makes_no_figure(text: str) -> None:
    assert parse_number(text) is None
