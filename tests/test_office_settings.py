"""`[office]` in `auditor.toml`: what it may say, what holds where it is silent, and its mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.config.limits import MEBIBYTE
from auditor.config.settings import Settings
from auditor.config.settings_model import load_settings
from auditor.errors import UsageError
from auditor.model.office import Office

WHOLE = """
packs = []

[limits]
pages = 3

[office]
name = "云川市人民政府办公室"
prefix = "云政公开审"
first_number = 12
register = "../登记/文号.CSV"
deadline_days = 15
contact = "李明"
phone = "0999-1234567"
email = "gk@yunchuan.example"
address = "云川市人民路1号"
copies = ["云川市司法局", " 云川市档案局 "]
seal = false
logo = "徽标.SVG"
machine_fonts = false
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "auditor.toml"
    file.write_text(text, "utf-8")
    return file


def office(folder: Path, text: str) -> Office:
    return load_settings(written(folder, text)).office


def test_every_setting_of_the_office_arrives(tmp_path: Path) -> None:
    (tmp_path / "徽标.SVG").write_text("<svg/>")
    assert office(tmp_path, WHOLE) == Office(
        name="云川市人民政府办公室",
        prefix="云政公开审",
        first_number=12,
        register=tmp_path / "../登记/文号.CSV",
        deadline_days=15,
        contact="李明",
        phone="0999-1234567",
        email="gk@yunchuan.example",
        address="云川市人民路1号",
        copies=("云川市司法局", "云川市档案局"),
        seal=False,
        logo=tmp_path / "徽标.SVG",
        machine_fonts=False,
    )


def test_only_a_name_may_be_written_short(tmp_path: Path) -> None:
    assert office(tmp_path, "office = '办公室'") == office(tmp_path, "[office]\nname = '办公室'") == Office("办公室")
    assert (
        office(tmp_path, "office = {name = '办公室'}") == office(tmp_path, "office.name = '办公室'") == Office("办公室")
    )


def test_what_is_not_set_is_as_built_in(tmp_path: Path) -> None:
    assert office(tmp_path, "[office]") == office(tmp_path, "") == Settings().office == Office()


def test_numbers_are_kept_beside_the_settings_as_soon_as_there_is_a_prefix(tmp_path: Path) -> None:
    assert office(tmp_path, "[office]\nprefix = '云审'").register == tmp_path / "letters.csv"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nmae = 'x'", "auditor.toml:5：[office] 里不认识“nmae”，是不是想写“name”？"),
        ("q = 'x'", "auditor.toml:5：[office] 里不认识“q”；可以写：name、prefix、"),
        ("name = 3", "auditor.toml:5：name 应是文字，要加引号"),
        ('name = "办公\\n室"', "auditor.toml:5：name 里有换行或看不见的字符，要写成一行文字"),
        ('address = "\\u202e1号"', "auditor.toml:5：address 里有换行或看不见的字符"),
        ("prefix = ''", "auditor.toml:5：prefix 只写机关代字，如“云政公开审”，不能是空的或数字"),
        ("prefix = ' '", "auditor.toml:5：prefix 只写机关代字"),
        ("prefix = '2025'", "auditor.toml:5：prefix 只写机关代字"),
        ("prefix = '云审〔2025〕'", "auditor.toml:5：prefix 只写机关代字"),
        ('prefix = "云\\r审"', "auditor.toml:5：prefix 里有换行或看不见的字符"),
        ("register = '文号.csv'", "auditor.toml:5：register 要和 prefix（机关代字）一起写，没有 prefix 就不编文号"),
        ("first_number = 3", "auditor.toml:5：first_number 要和 prefix（机关代字）一起写"),
        ("prefix = '审'\nregister = ''", "auditor.toml:6：register 要写成 letters.csv 这样的 CSV 文件名，不能是“”"),
        ("prefix = '审'\nregister = 'auditor.toml'", "auditor.toml:6：register 要写成 letters.csv 这样的"),
        ("prefix = '审'\nfirst_number = 0", "auditor.toml:6：first_number 要写 1 到 999999 的整数"),
        ("prefix = '审'\nfirst_number = true", "auditor.toml:6：first_number 要写 1 到 999999 的整数"),
        ("deadline_days = 366", "auditor.toml:5：deadline_days 要写 1 到 365 的整数"),
        ("deadline_days = 7.0", "auditor.toml:5：deadline_days 要写 1 到 365 的整数"),
        ("copies = '司法局'", 'auditor.toml:5：copies 要写成 ["云川市司法局"] 这样的列表'),
        ("copies = ['a', 3]", "auditor.toml:5：copies 要写成"),
        ("copies = ['a', '']", "auditor.toml:5：copies 里有一项是空的，请删去"),
        ("copies = [\n'name',\n'']\nname = 3", "auditor.toml:8：name 应是文字"),
        ("seal = 'true'", "auditor.toml:5：seal 只能写 true 或 false，不加引号"),
        ("machine_fonts = 1", "auditor.toml:5：machine_fonts 只能写 true 或 false"),
        ("logo = '徽标.gif'", "auditor.toml:5：logo 要写一个 .png、.svg、.jpg 文件，不能是“徽标.gif”"),
        ("logo = '没有.png'", "auditor.toml:5：找不到 logo 文件“没有.png”，请按 auditor.toml 所在的文件夹写"),
        (f"logo = '{'长' * 300}.png'", "auditor.toml:5：找不到 logo 文件“长长"),
        ("logo = '夹.png'", "auditor.toml:5：logo“夹.png”要是一个不超过 1 MiB 的文件"),
        ("logo = '大.png'", "auditor.toml:5：logo“大.png”要是一个不超过 1 MiB 的文件"),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "夹.png").mkdir()
    (tmp_path / "大.png").write_bytes(bytes(MEBIBYTE + 1))
    with pytest.raises(UsageError) as caught:
        load_settings(written(tmp_path, f"fail_on = 'error'\n[limits]\npages = 3\n[office]\n{text}"))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        # The same name stands in another table, or the table is not written with a header of its own.
        ("[limits]\nseconds = 2\n[office]\nseconds = 2", 4),
        ("[office]\nseconds = 2\n[limits]\nseconds = 2", 2),
        ("packs = []\noffice = {name = '办公室', seconds = 2}", 2),
        ("packs = []\noffice.name = '办公室'\noffice.seconds = 2", 3),
        ("packs = []\n[ 'office' ]\n\"seconds\" = 2", 3),
        ('packs = []\n[office]\n"s\\u0065conds" = 2', 2),
        ("packs = []\n[[office]]\nname = '办公室'", 2),
    ],
)
def test_the_line_is_that_of_the_table_meant(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(UsageError, match=rf"auditor\.toml:{line}：\[office\]"):
        load_settings(written(tmp_path, text))
