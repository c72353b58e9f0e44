"""Forms that a rule folder brings along: they load beside the program's own, and slips in them are told with their places."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import RuleFileError
from auditor.rulefiles.load import load_ruleset
from tests.guide_form import written_form

pytestmark = pytest.mark.slow


def said(folder: Path, *changes: tuple[str, str]) -> list[str]:
    """What is told of the form of the guide with words replaced, without places."""
    file = written_form(folder)
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    with pytest.raises(RuleFileError) as raised:
        load_ruleset([file.parent])
    assert all(mistake.path == str(file) and mistake.line > 1 for mistake in raised.value.mistakes)
    return [mistake.message for mistake in raised.value.mistakes]


def test_the_former_form_ends_before_the_new_one_begins(tmp_path: Path) -> None:
    ruleset = load_ruleset([written_form(tmp_path).parent])
    assert [(form.form, form.since, form.until) for form in ruleset.forms] == [
        ("2027", 2027, None),
        ("2021", 2021, 2026),
        ("2019", 2019, 2020),
    ]
    assert ruleset.documents.in_force("format-2021", 2027).id == "format-2027"
    assert ruleset.documents.in_force("format-2027", 2026).id == "format-2021"
    assert ruleset.documents.in_force("format-2027", 2020).id == "format-2019"
    assert ruleset.documents.in_force("format-2021", None).id == "format-2021"


def test_the_notice_may_be_brought_by_a_file_of_its_own(tmp_path: Path) -> None:
    file = written_form(tmp_path)
    text = file.read_text("utf-8")
    start, end = text.index("documents:"), text.index("# 改：六个部分")
    file.write_text(text[:start] + text[end:], "utf-8")
    (file.parent / "文件.yaml").write_text(text[start:end], "utf-8")
    ruleset = load_ruleset([file.parent])
    assert ruleset.form("2027").number == "国办公开办函〔2027〕5号"


def test_the_digest_of_the_rules_changes_with_a_form(tmp_path: Path) -> None:
    file = written_form(tmp_path)
    before = load_ruleset([file.parent]).info.digest
    file.write_text(file.read_text("utf-8").replace("9.属于工作秘密", "9.工作秘密"), "utf-8")
    assert load_ruleset([file.parent]).info.digest != before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("since: 2027", "since: 2021", "2021年格式也从2021年度起用，同一年度只能用一个格式"),
        ("notice: format-2027", "notice: format2027", "目录里没有文件“format2027”，是不是想写“format-2027”？"),
        ("  - id: format-2027", "  - id: format-2021", "文件“format-2021”已经有了"),
        ("term: 工作秘密,", "term: 工作机密,", "表三没有 term 是“工作秘密”的行，是不是想写“工作机密”？"),
        ("term: 个体工商户,", "term: 个体户,", "表三没有 term 是“个体工商户”的列，是不是想写“个体户”？"),
        ("key: denied_work_secret", "key: denied_inquiry", "表三里已经有一项的 key 是“denied_inquiry”，要写得不同"),
        (
            "label: 行政征收, columns: [decisions]",
            "label: 行政征收, columns: [decision]",
            "表二没有 key 是“decision”的列，是不是想写“decisions”？",
        ),
        (
            "after: other_unpaid",
            "after: other_unpayed",
            "表三没有 key 是“other_unpayed”的行，是不是想写“other_unpaid”？",
        ),
        ("tables: [remedies]", "tables: [remedy]", "tables 里没有 key 是“remedy”的表，是不是想写“remedies”？"),
        (
            "known: [其他需要报告的事项",
            "known: [其他有关事项",
            "“其他有关事项”就是标题（heading），不能又算要提出的写法，请删去",
        ),
        ("label: 9.属于工作秘密", "label: 9.属于工作秘密, knwon: [工作秘密]", "不认识的键“knwon”，是不是想写“known”？"),
    ],
)
def test_a_slip_in_a_form_is_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert message in said(tmp_path, (old, new))


def test_the_same_form_twice_is_told(tmp_path: Path) -> None:
    file = written_form(tmp_path)
    (file.parent / "又.yaml").write_text(
        file.read_text("utf-8").split("documents:")[0] + "sections: []\ntables: []\n", "utf-8"
    )
    with pytest.raises(RuleFileError, match="同一年的格式只能有一个"):
        load_ruleset([file.parent])


def test_a_pack_that_lets_a_rule_hold_for_a_form_that_is_not_there_is_told(tmp_path: Path) -> None:
    pack = tmp_path / "本市.yaml"
    pack.write_text(
        'pack: x\ntitle: 甲\nextends: [national]\noverride: {VAL-BLANK: {forms: ["2028"], reason: 乙}}\n', "utf-8"
    )
    with pytest.raises(RuleFileError, match="没有“2028”这种格式，只能是：2021、2019"):
        load_ruleset([pack])
