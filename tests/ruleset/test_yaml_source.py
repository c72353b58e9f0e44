from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from auditor.errors import Mistake
from auditor.ruleset.yaml.positions import YamlSource, load_yaml

BOOLEAN = "YAML 会把它当作真假值；要写文字请加引号，要写真假请用 true 或 false"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "甲.yaml"


def _load(file: Path, text: str) -> YamlSource:
    file.write_text(text, "utf-8")
    return load_yaml(file)


def test_plain_values_are_what_they_look_like(file: Path) -> None:
    source = _load(
        file, "甲: 12\n乙: 1.50\n丙: true\n丁: '12'\n戊:\n己: 文字\n庚: [1, -3, 1e3, 2024-01-01]\n辛: |-\n  no\n"
    )
    assert source.mistakes == []
    assert source.data == {
        "甲": 12,
        "乙": Decimal("1.50"),
        "丙": True,
        "丁": "12",
        "戊": None,
        "己": "文字",
        "庚": (1, -3, "1e3", "2024-01-01"),
        "辛": "no",
    }


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("甲: no\n", 1, 4, f"“no”：{BOOLEAN}"),
        ("甲: [乙, On]\n", 1, 8, f"“On”：{BOOLEAN}"),
        ("甲: 1:30\n", 1, 4, "“1:30”：带冒号的数会被当作六十进制；要写文字请加引号"),
        ("甲:\n  乙: 0123\n", 2, 6, "“0123”：以 0 开头的数会被当作八进制；要写文字请加引号"),
        ("甲: 1\n乙: 2\n甲: 3\n", 3, 1, "键“甲”重复，第 1 行已写过"),
        ("甲: {乙: 1, 乙: 2}\n", 1, 11, "键“乙”重复，第 1 行已写过"),
        ("甲:\n\t乙: 1\n", 2, 1, "缩进用了制表符，YAML 只认空格"),
        ("甲: 乙: 丙\n", 1, 5, "这里不该有冒号；值里含冒号时请给值加引号"),
        (
            "甲: 1\n 乙: 2\n",
            2,
            2,
            "缩进不对：“乙”前面空了 1 格，上面的“甲”前面是 0 格；同一层的键要左边对齐，下一层的多空两格",
        ),
        (
            "  甲: 1\n 乙: 2\n",
            2,
            2,
            "缩进不对：“乙”前面空了 1 格，上面的“甲”前面是 2 格；同一层的键要左边对齐，下一层的多空两格",
        ),
        ("甲: '乙\n", 1, 4, "这个引号没有配对，一直到文件末尾"),
        ("甲: @乙\n", 1, 4, "这个字符不能开头；请给值加引号"),
        ("甲: *a\n", 1, 4, "引用了没有定义的锚点"),
        ("甲: [1, 2\n乙: 3\n", 1, 4, "这个“[”没有配对，或者里面少了半角逗号、引号"),
        ("甲: 1\n乙\n丙: 1\n", 2, 1, "这一行没有冒号；要写成“键: 值”，冒号半角，后面空一格"),
    ],
)
def test_a_slip_is_told_at_its_line_and_column(file: Path, text: str, line: int, column: int, message: str) -> None:
    (mistake,) = _load(file, text).mistakes
    assert (mistake.path, mistake.line, mistake.column, mistake.message) == (str(file), line, column, message)
    lines = text.splitlines()
    assert mistake.source == (lines[line - 1] if line <= len(lines) else "")


def test_quoted_traps_and_anchors_are_no_mistakes(file: Path) -> None:
    source = _load(file, "甲: &a 'no'\n乙: *a\n丙: \"0123\"\n丁: '1:30'\n")
    assert source.mistakes == []
    assert source.data == {"甲": "no", "乙": "no", "丙": "0123", "丁": "1:30"}


def test_every_slip_of_a_file_is_told(file: Path) -> None:
    source = _load(file, "甲: no\n乙: 007\n乙: 8\n丙: [off]\n")
    assert [(mistake.line, mistake.column) for mistake in source.mistakes] == [(1, 4), (2, 4), (3, 1), (4, 5)]


def test_places_of_keys_and_values_are_kept(file: Path) -> None:
    source = _load(file, "甲:\n  - 乙: 丙\n")
    assert source.keys["甲", 0, "乙"] == (2, 5)
    assert source.values["甲", 0, "乙"] == (2, 8)
    nearest = source.mistake(("甲", 0, "没有"), "缺少")
    assert (nearest.line, nearest.column) == (2, 5)


def test_empty_files_and_byte_order_marks_are_fine(file: Path) -> None:
    assert _load(file, "").data is None
    assert _load(file, "# 只有注释\n").mistakes == []
    assert _load(file, "\ufeff甲: 1\n").data == {"甲": 1}


def test_deep_nesting_and_self_reference_are_no_crash(file: Path) -> None:
    assert [m.message for m in _load(file, "甲: " + "[" * 60 + "]" * 60 + "\n").mistakes] == ["嵌套过深"]
    assert _load(file, "甲: &a [*a]\n").mistakes


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_file_that_is_not_utf8_is_refused_with_a_way_out(file: Path, encoding: str) -> None:
    file.write_bytes("规则: 甲\n".encode(encoding))
    found = [str(mistake) for mistake in load_yaml(file).mistakes]
    assert found == [f"{file}:1:1: 文件不是 UTF-8 编码（第 1 个字节），请另存为 UTF-8"]


def test_a_missing_file_is_told(file: Path) -> None:
    assert [str(mistake) for mistake in load_yaml(file).mistakes] == [f"{file}:1:1: 没有这个文件"]


def test_the_caret_stands_under_the_character_on_a_terminal() -> None:
    shown = str(Mistake("甲.yaml", 3, 7, "有误", "  标题: ab"))
    assert shown == "甲.yaml:3:7: 有误\n      标题: ab\n      　　  ^"
    assert str(Mistake("甲.yaml", 1, 1, "有误")) == "甲.yaml:1:1: 有误"


def test_a_file_larger_than_any_rules_is_not_read(file: Path) -> None:
    assert _load(file, "甲: 1\n" + "#" * 4 * 1024 * 1024).mistakes == [
        Mistake(str(file), 1, 1, "文件超过 4 MiB，不予读取，请分成几个文件")
    ]


def test_yaml_is_read_in_one_place_only() -> None:
    """What is refused there, aliases without end and brackets without depth, comes in by no other way."""
    package = Path(__file__).resolve().parents[2] / "auditor"
    reads = re.compile(r"yaml\.(?:load|compose|parse|scan|full_load|unsafe_load|safe_load_all)\w*\(")
    found = [str(path.relative_to(package)) for path in package.rglob("*.py") if reads.search(path.read_text("utf-8"))]
    assert found == ["ruleset/yaml/positions.py"]
