"""A roster is read whoever saved it, and every mistake in it is told at its line."""

from __future__ import annotations

import contextlib
import csv
import io
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook as Written

from auditor.batch.data.overview import RosterAgency
from auditor.batch.roster.roster import Register, read_roster
from auditor.errors import UsageError
from auditor.ruleset.catalogues.agency_names import agency_name
from tests.reading import limits
from tests.writers.books import Page, Workbook, formats, moved

FULL = """机关名称,层级,上级机关,县区,年度,别名,文件或网址,汇总
云川市人民政府,地级,,云川市,,,,是
云川市教育局,地级,云川市人民政府,云川市,2024,市教育局、市教委;市教体局,县直/教育局.docx,
财政局,县级,,临江县,,,,
财政局,县级,,河东区,,,,否
"""
READ = (
    RosterAgency("云川市人民政府", "地级", "", "云川市", adds_up=True),
    RosterAgency(
        "云川市教育局", "地级", "云川市人民政府", "云川市", ("市教育局", "市教委", "市教体局"), "县直/教育局.docx", 2024
    ),
    RosterAgency("财政局", "县级", "", "临江县"),
    RosterAgency("财政局", "县级", "", "河东区"),
)


def saved(folder: Path, content: str | bytes, name: str = "名册.csv") -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def mistakes(folder: Path, content: str | bytes, name: str = "名册.csv") -> list[str]:
    with pytest.raises(UsageError) as caught:
        read_roster(saved(folder, content, name), limits())
    return str(caught.value).replace(f"{folder}/", "").split("\n")


def sheet(rows: list[list[object]], merged: str = "") -> bytes:
    out = BytesIO()
    with Written(out, {"in_memory": True}) as book:
        page = book.add_worksheet("名册")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
        if merged:
            page.merge_range(merged, "临江县")
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_roster_is_the_same_in_every_encoding(tmp_path: Path, encoding: str, line_end: str) -> None:
    roster = read_roster(saved(tmp_path, FULL.replace("\n", line_end).encode(encoding)), limits())
    assert roster.agencies == READ
    assert roster.notes == ()


@pytest.mark.parametrize("sign", ["\t", ";"])
def test_a_roster_is_the_same_whatever_stands_between_its_cells(tmp_path: Path, sign: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=sign).writerows(csv.reader(io.StringIO(FULL)))
    assert read_roster(saved(tmp_path, text.getvalue()), limits()).agencies == READ


@pytest.mark.parametrize("head", ["单位名称", "部门名称", "机关", "单位"])
def test_the_column_of_names_is_known_by_what_offices_call_it(tmp_path: Path, head: str) -> None:
    assert read_roster(saved(tmp_path, FULL.replace("机关名称", head, 1)), limits()).agencies == READ


def test_a_roster_is_the_same_as_a_spreadsheet(tmp_path: Path) -> None:
    rows: list[list[object]] = [list(row) for row in csv.reader(io.StringIO(FULL))]
    rows[2][4] = 2024  # a number, as people type it
    assert read_roster(saved(tmp_path, sheet(rows), "名册.xlsx"), limits()).agencies == READ


@given(order=st.permutations(range(8)))
def test_the_order_of_columns_does_not_matter(tmp_path_factory: pytest.TempPathFactory, order: list[int]) -> None:
    rows = [[row[at] for at in order] for row in csv.reader(io.StringIO(FULL))]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    assert read_roster(saved(tmp_path_factory.mktemp("名册"), out.getvalue()), limits()).agencies == READ


def test_a_county_merged_over_its_agencies_is_that_of_each_of_them(tmp_path: Path) -> None:
    rows: list[list[object]] = [["临江县机关名册"], [], ["县区", "机关名称"], ["", "财政局"], ["", "教育局"]]
    found = read_roster(saved(tmp_path, sheet(rows, "A4:A5"), "名册.xlsx"), limits()).agencies
    assert found == (RosterAgency("财政局", county="临江县"), RosterAgency("教育局", county="临江县"))


def page(rows: list[list[str]]) -> Page:
    found = Page("名册")
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            found.set(row, column, text)
    return found


@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize("down", range(4))
@pytest.mark.parametrize("across", range(4))
def test_blank_rows_and_columns_before_a_roster_shift_nothing(
    tmp_path: Path, form: str, down: int, across: int
) -> None:
    rows = moved(page(list(csv.reader(io.StringIO(FULL)))), down, across)
    assert read_roster(saved(tmp_path, formats()[form](Workbook([rows])), "名册." + form), limits()).agencies == READ
    county = page([["县区", "机关名称"], ["临江县", "财政局"], ["", "教育局"], ["", "", ""], ["东", ""]])
    county.merges.append((1, 0, 2, 0))
    if form == "ods":  # calamine tells nothing of merged cells there
        county.set(2, 0, "临江县")
    data = formats()[form](Workbook([moved(county, down, across)]))
    assert mistakes(tmp_path, data, "名册." + form)[1:] == [
        f"名册.{form}:{5 + down}：机关名称是空的；没有用的行请整行删去"
    ]


def test_unknown_heads_and_parents_that_are_not_listed_are_told_and_stop_nothing(tmp_path: Path) -> None:
    roster = read_roster(
        saved(tmp_path, "机关名称,电话,上级机关\n云川市教育局,123,云川市人民政府\n\n云川市司法局,,\n"), limits()
    )
    assert [agency.name for agency in roster.agencies] == ["云川市教育局", "云川市司法局"]
    assert [note.replace(f"{tmp_path}/", "") for note in roster.notes] == [
        "名册.csv：不认识的栏没有用：电话；认识的栏是：机关名称、层级、上级机关、县区、年度、别名、文件或网址、汇总",
        "名册.csv:2：名册里没有上级机关“云川市人民政府”，它的汇总关系不核对",
    ]


def test_a_parent_that_several_may_be_is_told(tmp_path: Path) -> None:
    roster = read_roster(saved(tmp_path, FULL + "某财政所,,财政局,云川市,,,,\n甲财政所,,财政局,河东区,,,,\n"), limits())
    assert [note.replace(f"{tmp_path}/", "") for note in roster.notes] == [
        "名册.csv:6：上级机关“财政局”可能是：财政局（临江县）、财政局（河东区）；写上县区才能分清，它的汇总关系不核对"
    ]


def test_all_mistakes_are_told_at_once_each_with_its_line(tmp_path: Path) -> None:
    said = mistakes(
        tmp_path,
        "机关名称,年度,汇总,别名,县区\n"
        "云川市教育局,明年,,,\n"
        ",2024,,,\n"
        "=cmd(),,,,\n"
        "云川市司法局,,对,,\n"
        '"云川市\n民政局",,,,\n'
        "云川市 教育局,,,,\n"
        "云川市体育局,,,云川市司法局,\n"
        "教育局,,,,云川市\n",
    )
    assert said == [
        "名册有 7 处错误：",
        "名册.csv:2：年度要写成 2024 这样的年份，不能是“明年”",
        "名册.csv:3：机关名称是空的；没有用的行请整行删去",
        "名册.csv:4：机关名称“=cmd()”像是公式，请改成名称",
        "名册.csv:5：汇总只能写“是”或“否”，不能是“对”",
        "名册.csv:8：“云川市 教育局”和第 2 行重复；同名的机关请写上不同的县区",
        "名册.csv:9：“云川市司法局”和第 5 行重复；同名的机关请写上不同的县区",
        "名册.csv:10：“教育局”和第 2 行重复；同名的机关请写上不同的县区",
    ]


def test_the_same_agency_may_stand_there_once_a_year(tmp_path: Path) -> None:
    content = "机关名称,年度,上级机关\n甲县,2023,\n甲县,2024,\n甲县教育局,2024,甲县\n"
    roster = read_roster(saved(tmp_path, content), limits())
    assert len(roster.agencies) == 3
    assert roster.notes == ()


REGIONS = ("云川市", "临江县", "松泉县", "凤塘镇", "")
BODIES = ("教育局", "人民政府", "水利局", "第二中学", "街道办事处")


@given(
    listed=st.lists(st.tuples(*[st.sampled_from(REGIONS)] * 2, st.sampled_from(BODIES)), max_size=12),
    written=st.tuples(*[st.sampled_from(REGIONS)] * 2, st.sampled_from(BODIES)),
)
def test_an_agency_is_found_as_if_every_line_had_been_looked_at(
    listed: list[tuple[str, str, str]], written: tuple[str, str, str]
) -> None:
    agencies = [RosterAgency(above + body, county=county) for county, above, body in listed]
    names = [agency_name(one.name, one.county) for one in agencies]
    wanted = agency_name("".join(written))
    just = [at for at, name in enumerate(names) if name == wanted]
    assert Register(agencies).find("".join(written)) == (
        just or [at for at, n in enumerate(names) if n.is_same_as(wanted)]
    )


def test_rings_of_parents_are_refused(tmp_path: Path) -> None:
    said = mistakes(tmp_path, "机关名称,上级机关\n甲局,乙局\n乙局,丙局\n丙局,乙局\n丁局,丁局\n")
    assert said == [
        "名册有 2 处错误：",
        "名册.csv:3：上级机关绕成了圈：乙局 → 丙局 → 乙局；请改正其中一个上级机关",
        "名册.csv:5：上级机关绕成了圈：丁局 → 丁局；请改正其中一个上级机关",
    ]


def test_of_many_mistakes_twenty_are_told(tmp_path: Path) -> None:
    said = mistakes(tmp_path, "机关名称\n" + "云川市教育局\n" * 100_000)
    assert said[0] == "名册有 99999 处错误："
    assert len(said) == 22
    assert said[-1] == "另有 99979 处错误，改正以后再试"


def test_a_hundred_thousand_lines_are_read(tmp_path: Path) -> None:
    lines = "".join(f"第{number}局,甲县\n" for number in range(100_000))
    assert len(read_roster(saved(tmp_path, "机关名称,县区\n" + lines), limits()).agencies) == 100_000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "名册“名册.csv”是空的；可以先用 auditor roster init 从报告写一份草稿"),
        (b"\xef\xbb\xbf\r\n", "名册“名册.csv”是空的；可以先用 auditor roster init 从报告写一份草稿"),
        ("机关名称,县区\n", "名册“名册.csv”里只有栏名，没有一个机关"),
        ("名称\n甲局\n", "“名册.csv”不是名册：前 10 行里没有一栏叫“机关名称”；其他栏可以有：层级、"),
        ("机关名称,机关名称\n甲,乙\n", "“名册.csv”里有 2 栏都叫“机关名称”，请只留一栏"),
        (b"\x00\x01\x02\xff" * 9, "名册“名册.csv”的文字编码认不出；请存成 UTF-8 编码的 CSV 文件，或者 XLSX 文件"),
        (b"PK\x03\x04" + b"x" * 99, "名册“名册.csv”无法读取：电子表格已损坏或不完整"),
        ("机关名称\n甲局\n" + "甲" * 200_000, "名册.csv:3：这一行不合 CSV 的写法，请检查引号是否成对"),
        (
            "机关名称\n" + "甲" * 61,
            "名册.csv:2：机关名称“甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲…”太长",
        ),
    ],
)
def test_what_is_no_roster_is_told(tmp_path: Path, content: str | bytes, said: str) -> None:
    assert said in "\n".join(mistakes(tmp_path, content))


def test_a_file_that_is_not_there_or_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="打不开：找不到这个位置"):
        read_roster(tmp_path / "没有.csv", limits())
    with pytest.raises(UsageError, match="打不开：它是文件夹"):
        read_roster(tmp_path, limits())


def test_formula_cells_of_a_spreadsheet_are_their_values(tmp_path: Path) -> None:
    out = BytesIO()
    with Written(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["机关名称", "县区"])
        page.write_formula(1, 0, '="云川市"&"教育局"', value="云川市教育局")
        page.write_formula(2, 0, '="云川市"&"司法局"', value="")
        page.write(2, 1, "云川市")
    assert mistakes(tmp_path, out.getvalue(), "名册.xlsx")[1:] == ["名册.xlsx:3：机关名称是空的；没有用的行请整行删去"]


@given(data=st.binary(max_size=300))
def test_no_bytes_break_the_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = saved(tmp_path_factory.mktemp("名册"), "机关名称,年度\n甲局,\n".encode() + data)
    with contextlib.suppress(UsageError):
        assert read_roster(file, limits()).agencies[0].name.startswith("甲局")
