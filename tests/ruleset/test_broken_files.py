"""Every slip in a rule file is told where it is, with what was meant, before anything is audited."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import RuleFileError
from auditor.resources import rules_folder
from auditor.rulefiles.load import load_ruleset
from tests.ruleset import rule_files
from tests.ruleset.rule_files import DUE, EVERY, HEADINGS, SAID, SUM, TABLE, WORDS, broken, complaints

pytestmark = pytest.mark.slow

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_file_is_told_with_place_line_and_caret(tmp_path: Path, file: Path) -> None:
    said = complaints(tmp_path / "本地", **{file.stem: file.read_text("utf-8")})
    shown = [line.replace(f"{rules_folder().parent}/", "") for line in said]
    assert "\n".join(shown) + "\n" == file.with_suffix(".txt").read_text("utf-8")


def test_there_are_at_least_a_hundred_and_each_says_what_to_expect() -> None:
    assert len(BROKEN) >= 100
    assert {file.stem for file in BROKEN} == {file.stem for file in BROKEN[0].parent.glob("*.txt")}


@pytest.mark.parametrize("text", EVERY)
def test_the_same_files_unbroken_load(tmp_path: Path, text: str) -> None:
    assert complaints(tmp_path / "本地", 甲=text) == []


def test_an_unfit_rule_number_is_told_in_chinese(tmp_path: Path) -> None:
    (said,) = complaints(tmp_path / "本地", 甲=broken(WORDS, ("X-PATTERN", "x-pattern")))
    assert said.startswith("甲.yaml:2:9: ")
    assert "String" not in said


def test_a_slip_inside_a_list_is_one_mistake(tmp_path: Path) -> None:
    text = broken(WORDS, ("document: regulation", "document: regulation, artical: 五"))
    said = complaints(tmp_path / "本地", 甲=text)
    assert [line.splitlines()[0] for line in said] == ["甲.yaml:7:36: 不认识的键“artical”，是不是想写“article”？"]


def test_a_wrong_item_of_a_list_is_told_by_the_name_of_the_list(tmp_path: Path) -> None:
    (said,) = complaints(tmp_path / "本地", 甲=broken(DUE, ("[department]", "[department, departmnt]")))
    assert said.startswith(
        "甲.yaml:10:39: “bodies”只能是：government、department、township、unknown，是不是想写“department”？"
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (broken(WORDS, ("    title", "    forms: ['2030']\n    title")), "4:13"),
        (broken(DUE, ("month: 1", "month: 13")), "11:12"),
        (broken(DUE, ("day: 31", "day: 32")), "12:10"),
        (broken(WORDS, ("    words: [{wrong: 甲乙, right: 乙}]\n", "")), "2:5"),
        (broken(HEADINGS, ("[五]", "[七]")), "11:16"),
        (broken(SAID, ("[六]", "[第六部分]")), "10:14"),
    ],
    ids=["form", "month", "day", "no-words", "section", "within"],
)
def test_what_could_never_be_found_is_a_mistake(tmp_path: Path, text: str, place: str) -> None:
    assert [said.startswith(f"甲.yaml:{place}: ") for said in complaints(tmp_path / "本地", 甲=text)] == [True]


def test_a_rule_number_used_twice_is_told_across_files_and_against_the_built_in_rules(tmp_path: Path) -> None:
    folder = tmp_path / "本地"
    said = complaints(
        folder, 甲=WORDS, 乙=broken(WORDS, ("rules:\n", "rules:\n\n")), 丙=broken(TABLE, ("X-TABLE", "T3-BALANCE"))
    )
    # Files are read in the order of their names: 丙, 乙, 甲.
    assert said[0].startswith("丙.yaml:2:9: 规则编号“T3-BALANCE”重复，")
    assert said[1].splitlines()[0] == "甲.yaml:2:9: 规则编号“X-PATTERN”重复，乙.yaml 第 3 行已用过"
    assert len(said) == 2


def test_the_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    two = broken(WORDS, ("warning", "严重"), ("示例", "2024"))
    said = complaints(
        tmp_path / "本地", 甲=two, 乙=broken(SUM, ("总计", "总数")), 丙="rules:\n  - id: 甲: 乙\n", 丁=TABLE
    )
    assert sorted(line.split(": ")[0] for line in said) == [
        "丙.yaml:2:10",
        "乙.yaml:12:29",
        "甲.yaml:4:12",
        "甲.yaml:5:15",
    ]


def test_a_file_that_is_not_utf8_hides_no_mistakes_of_the_others(tmp_path: Path) -> None:
    (tmp_path / "乙.yaml").write_bytes(WORDS.encode("gb18030"))
    said = complaints(tmp_path, 甲=broken(WORDS, ("示例", "2024")))
    assert [line.split(":")[0] for line in said] == ["乙.yaml", "甲.yaml"]


@pytest.mark.parametrize(
    ("made", "message"), [(False, "没有这个规则文件夹"), (True, "这个文件夹里没有规则文件（.yaml）")]
)
def test_a_folder_without_rules_is_told(tmp_path: Path, made: bool, message: str) -> None:
    folder = tmp_path / "本地"
    if made:
        folder.mkdir()
    with pytest.raises(RuleFileError) as caught:
        load_ruleset([folder])
    assert str(caught.value) == f"{folder}:1:1: {message}"


def test_own_rules_are_added_and_counted(tmp_path: Path) -> None:
    national = load_ruleset()
    both = rule_files.load(tmp_path / "本地", 甲=WORDS)
    assert both.info.packs == ("national", "本地")
    assert both.info.count == national.info.count + 1
    assert both.rules[-1].id == "X-PATTERN"
    assert both.info.digest != national.info.digest
    assert rule_files.load(tmp_path / "另一处", 甲=WORDS).info.digest == both.info.digest
