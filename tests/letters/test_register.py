"""Numbers of letters: one after the other, the same again for the same letter, in a file that hands may change."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.letters.numbering.register import Issued, LetterKind, issue
from auditor.model.office import Office
from tests.letters.registers import DAY, HEADER, OFFICE, PREFIX, first, given, letter, number, rows


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "letters.csv"


def saved(file: Path, *lines: str, end: str = "\r\n", encoding: str = "utf-8-sig", header: str = HEADER) -> Path:
    """A register as someone may have saved it."""
    file.write_bytes("".join(line + end for line in (header, *lines)).encode(encoding))
    return file


def test_a_new_register_opens_in_a_spreadsheet(file: Path) -> None:
    assert issue(file, OFFICE, letter()) == first(1)
    row = f"{number(1)},云川市教育局,2024,审核,3,2025-03-01,云川市教育局.pdf,sha256:云川市教育局\r\n"
    assert file.read_bytes() == f"\ufeff{HEADER}\r\n{row}".encode()


def test_numbers_follow_each_other_in_a_year_and_begin_anew_in_the_next(file: Path) -> None:
    assert given(file, "甲局", "乙局", "丙局") == [number(1), number(2), number(3)]
    assert issue(file, OFFICE, letter("甲局", day=date(2026, 1, 5))) == Issued(number(1, 2026), before=False)
    assert given(file, "丁局") == [number(4)]


def test_numbers_begin_where_the_office_says_but_never_before_those_given(file: Path) -> None:
    office = replace(OFFICE, first_number=20)
    assert given(file, "甲局", "乙局", office=office) == [number(20), number(21)]
    assert given(file, "丙局", office=replace(OFFICE, first_number=5)) == [number(22)]


def test_the_same_letter_has_its_number_again_and_no_row_more(file: Path) -> None:
    given(file, "甲局", "乙局")
    before = file.read_bytes()
    same = replace(letter("甲局"), findings=9, day=date(2025, 12, 31), file="别处.pdf")
    assert issue(file, OFFICE, same) == Issued(number(1), before=True)
    assert file.read_bytes() == before


def test_another_report_kind_year_or_agency_is_another_letter(file: Path) -> None:
    base = letter("甲局")
    others = (
        replace(base, digest="sha256:别的"),
        replace(base, kind=LetterKind.REVIEW),
        replace(base, report_year=None),
        replace(base, agency="乙局"),
    )
    assert [issue(file, OFFICE, one) for one in (base, *others)] == [first(n) for n in range(1, 6)]
    assert [issue(file, OFFICE, one).before for one in (base, *others)] == [True] * 5


def test_another_prefix_counts_for_itself(file: Path) -> None:
    given(file, "甲局", "乙局")
    # Neither of them is the other's, although one ends with the other.
    shorter = Office(prefix="公开审")
    assert issue(file, shorter, letter("甲局")) == Issued("公开审〔2025〕1号", before=False)
    assert given(file, "丙局") == [number(3)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_register_goes_on_in_the_encoding_and_line_ends_it_has(file: Path, encoding: str, end: str) -> None:
    row = f"{number(7)},甲局,2024,审核,3,2025/3/1,甲局.pdf,sha256:甲局"
    before = saved(file, row, end=end, encoding=encoding).read_bytes()
    assert given(file, "甲局", "𠮷镇") == [number(7), number(8)]
    after = file.read_bytes()
    assert after.startswith(before)
    added = after[len(before) :].decode(encoding.removesuffix("-sig"))
    assert added == f"{number(8)},𠮷镇,2024,审核,3,2025-03-01,𠮷镇.pdf,sha256:𠮷镇{end}"


def test_columns_may_be_moved_added_and_left_out(file: Path) -> None:
    saved(file, f"x,sha256:甲局,甲局,审核,2024年, {number(4)}", header="备注,报告摘要,机关, 种类,报告年度,文号")
    assert given(file, "甲局", "乙局") == [number(4), number(5)]
    assert rows(file)[1]["备注"] == ""
    assert rows(file)[1]["文号"] == number(5)
    assert given(file, "乙局") == [number(5)]


def test_empty_rows_are_passed_over(file: Path) -> None:
    saved(file, "", f"{number(2)},甲局,,,,,,", ",,,,,,,", "  ")
    assert given(file, "乙局") == [number(3)]


def test_a_last_row_without_its_line_end_is_not_written_into(file: Path) -> None:
    saved(file, f"{number(2)},甲局,2024,审核,3,2025-03-01,甲局.pdf,sha256:甲局")
    file.write_bytes(file.read_bytes().removesuffix(b"\r\n"))
    assert given(file, "甲局", "乙局") == [number(2), number(3)]
    assert [row["文号"] for row in rows(file)] == [number(2), number(3)]


@pytest.mark.parametrize(
    "cell",
    [
        "云政公开审[2025]8号",
        "云政公开审（2025）8号",
        "云政公开审(2025)8号",
        "云政公开审【2025】8号",
        "云政公开审［２０２５］８号",
        "云政公开审〔2025年〕第8号",
        " 云政公开审 〔2025〕 08 号 ",
        "'云政公开审〔2025〕8号",
        "云政公开审〔2025〕8",
        "云政公开审〔2025〕8号（作废）",
        '"云政公开审\n〔2025〕8号"',
    ],
)
def test_a_number_written_by_hand_in_another_way_is_used(file: Path, cell: str) -> None:
    saved(file, f"{cell},甲局", f"{number(3)},乙局")
    assert given(file, "丙局") == [number(9)]


@pytest.mark.parametrize("cell", ["", "待编", "某云政公开审〔2025〕8号", "云政公开审〔2024〕8号", "云政公开审〔2025"])
def test_what_is_no_number_of_this_prefix_and_year_is_not_counted(file: Path, cell: str) -> None:
    saved(file, f"{cell},甲局")
    assert given(file, "丙局") == [number(1)]


def test_a_number_beyond_all_reason_is_told_and_not_followed(file: Path) -> None:
    before = saved(file, f"{PREFIX}〔2025〕{'9' * 5000}号").read_bytes()
    with pytest.raises(UsageError, match=r"letters\.csv”里的文号“云政公开审〔2025〕99.*太大"):
        given(file, "甲局")
    assert file.read_bytes() == before


def test_an_open_quote_hides_no_number(file: Path) -> None:
    saved(file, f'{number(1)},"甲局', f"{number(2)},乙局,2024,审核,3,,,sha256:乙局", f"{number(5)},丙局")
    assert given(file, "乙局", "丁局") == [number(2), number(6)]
    assert given(file, "丁局", "戊局") == [number(6), number(7)]


def test_cells_of_several_lines_hide_no_number(file: Path) -> None:
    saved(file, f'"第一行\n第二行",{number(4)}', header="备注,文号")
    assert given(file, "甲局") == [number(5)]


def test_no_cell_becomes_a_formula_and_its_letter_is_known_again(file: Path) -> None:
    wild = replace(letter('=HYPERLINK("http://x")'), file="+1\r\n-2.pdf")
    assert issue(file, OFFICE, wild) == first(1)
    assert issue(file, OFFICE, wild) == Issued(number(1), before=True)
    [row] = rows(file)
    assert row["机关"] == '\'=HYPERLINK("http://x")'
    assert row["意见书"] == "'+1 -2.pdf"


def test_a_year_of_less_than_four_digits_is_counted_too(file: Path) -> None:
    early = [issue(file, OFFICE, letter(name, day=date(25, 1, 1))).number for name in ("甲局", "乙局")]
    assert early == [f"{PREFIX}〔0025〕1号", f"{PREFIX}〔0025〕2号"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x87\x65\xf7\x53", "没有改动它；请另存为 UTF-8 编码的 CSV 文件"),
        (b"\x80\xff\x00", "的文字编码认不出"),
        (b"\r\n", "不是文号登记簿"),
        ("机关,年度\r\n甲局,2024\r\n".encode(), "不是文号登记簿：第一行里要有一栏（也只有一栏）“文号”"),
        ("文号,文号\r\n".encode(), "不是文号登记簿"),
        (f"{HEADER}\r\n".encode() + "甲局\r\n".encode("gb18030"), "的文字编码认不出，或者前后不一，没有改动它"),
        (f'{HEADER}\r\n"{"x" * 200_000}'.encode(), "引号要成对"),
        (b"\0" * 100, "不是文号登记簿"),
    ],
)
def test_what_is_no_register_is_told_and_left_as_it_is(file: Path, content: bytes, said: str) -> None:
    file.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        given(file, "甲局")
    assert str(file) in str(caught.value)
    assert said in str(caught.value)
    assert file.read_bytes() == content


def test_what_is_far_too_large_is_not_read(file: Path) -> None:
    with file.open("wb") as stream:
        stream.truncate(10**10)
    with pytest.raises(UsageError, match="超过 64 MiB，不像文号登记簿"):
        given(file, "甲局")


def test_places_where_no_register_can_be(file: Path) -> None:
    with pytest.raises(UsageError, match=r"所在的文件夹.*不存在，请先建好"):
        given(file / "夹" / "letters.csv", "甲局")
    file.mkdir()
    with pytest.raises(UsageError, match="不是普通文件，不能作登记簿"):
        given(file, "甲局")
    pipe = file / "pipe.csv"
    os.mkfifo(pipe)
    with pytest.raises(UsageError, match="不是普通文件，不能作登记簿"):
        given(pipe, "甲局")
    (file / "a.csv").symlink_to(file / "b.csv")
    (file / "b.csv").symlink_to(file / "a.csv")
    with pytest.raises(UsageError, match="文号不能登记到"):
        given(file / "a.csv", "甲局")


def test_a_refusal_of_the_system_is_told_in_words(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (file.parent / ".letters.csv.lock").mkdir()
    with pytest.raises(
        UsageError, match=r"文号不能登记到“.*letters\.csv”：它是文件夹；如果它正在别的程序里打开着，请先关闭"
    ):
        given(file, "甲局")
    assert not file.exists()

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UsageError, match="没有权限"):
        given(file.with_name("x.csv"), "甲局")


def test_links_to_one_register_share_it(file: Path) -> None:
    link = file.with_name("link.csv")
    link.symlink_to(file)
    assert given(link, "甲局") + given(file, "乙局") == [number(1), number(2)]
    assert link.is_symlink()
    assert sorted(os.listdir(file.parent)) == [".letters.csv.lock", "letters.csv", "link.csv"]


def test_dates_of_letters_are_written_as_they_are_read_back(file: Path) -> None:
    given(file, "甲局")
    assert date.fromisoformat(rows(file)[0]["成文日期"]) == DAY
