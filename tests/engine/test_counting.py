"""Sentences that count something: those the tables contradict are told, those that speak of something else are let be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.engine.counting.reader import Setting, read
from auditor.errors import RuleFileError
from auditor.ruleset.catalogues.counting import expand, load_counting
from auditor.ruletools.examples import ExampleReports
from tests.engine.counted import CONTRADICT, SAY_NOTHING
from tests.engine.wordings import lines
from tests.recognise.reports import audit, auditor, form

REPORTS = ExampleReports(form())


def told(text: str, place: str = "一", **changes: Any) -> list[str]:
    """What the rules on counts say of the clean report with a line more in one of its parts."""
    found = audit(REPORTS.text({**changes, "add": {place: text}})).verdict.findings
    return [finding.message for finding in found if finding.rule.startswith(("CMP-", "SUM-"))]


@pytest.mark.parametrize("text", lines(CONTRADICT))
def test_what_the_tables_contradict_is_told(text: str) -> None:
    assert told(text)


@pytest.mark.parametrize("text", lines(SAY_NOTHING))
def test_what_says_nothing_of_the_tables_is_let_be(text: str) -> None:
    assert told(text) == []


def test_the_whole_city_is_the_table_of_its_government_alone() -> None:
    text = "全市共收到政府信息公开申请95件。纳入考核。"
    assert told(text, agency="云川市人民政府")
    assert told(text) == []


def test_two_numbers_in_each_others_cells_are_told_together() -> None:
    (message,) = told("政府信息公开申请予以公开1件，部分公开3件。")
    assert "“部分公开3件”，表三“部分公开”是 1：两个数可能互相填错了位置" in message


def test_a_second_count_that_differs_is_told_though_the_first_agrees() -> None:
    (message,) = told("本年度收到政府信息公开申请9件。", "四")
    assert message.startswith("文字里写的是“收到政府信息公开申请9件”")


PENDING = {"requests": {"total": [4, 1, 0, 0, 0, 0, 5], "unable_not_held": [1, 0, 0, 0, 0, 0, 1]}}
CARRIED = {"requests": {**PENDING["requests"], "carried_out": [1, 0, 0, 0, 0, 0, 1]}}


def test_all_done_beside_some_carried_over_is_asked_about() -> None:
    (message,) = told("门户网站运行平稳。", tables=CARRIED)
    assert message == "文字里写的是“均已按时答复”，表三“结转下年度”是 1"
    assert (
        told("其余1件结转下年度继续办理。", replace={"均已按时答复": "已答复5件，1件结转下年度办理"}, tables=CARRIED)
        == []
    )


def test_a_cell_left_blank_may_hold_the_difference() -> None:
    tables = {"requests": {"new": [4, 1, "", 0, 0, 0, ""], "carried_in": [1, 0, 0, 0, 0, 0, ""]}}
    found = audit(REPORTS.text({"tables": tables, "replace": {"申请5件": "申请8件"}})).verdict
    assert not [finding for finding in found.findings if finding.rule == "CMP-RECEIVED"]


WORDS = auditor().ruleset.counting


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("收到政府信息公开申请5件，办结4件", [(5, "收到"), (4, "答复")]),
        ("近三年收到政府信息公开申请95件，其中2024年33件", [(33, "收到")]),
        ("2022年至2024年三年共收到政府信息公开申请95件，其中2024年33件", [(33, "收到")]),
        ("近三年收到政府信息公开申请95件，2022年、2023年、2024年分别为31件、31件、33件", []),
        ("收到政府信息公开申请六七件，十余件，近20件，30多件，40件左右", []),
        ("县林业局收到政府信息公开申请5件", [(5, "收到")]),
        ("县农业局收到政府信息公开申请5件，办结5件", []),
        ("青山水库未收到政府信息公开申请", []),
        ("收到政府信息公开申请５件", [(5, "收到")]),
        ("收到政府信息公开申请1,205件", [(1205, "收到")]),
    ],
)
def test_sentences_are_read(text: str, said: list[tuple[int, str]]) -> None:
    setting = Setting.of(WORDS, 2024, "青陵县林业局", wide=False)
    text = text.replace("５", "5")
    assert [(one.value, *one.verbs) for one in read(text, setting) if not one.limited] == said


def test_words_stand_for_all_that_is_meant() -> None:
    assert set(expand("(新|)收到(了(的|)|)")) == {"新收到了的", "新收到了", "新收到", "收到了的", "收到了", "收到"}


def test_a_word_list_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "counting.yaml").write_text("nouns: {}\nadjectives: []\n", "utf-8")
    with pytest.raises(RuleFileError):
        load_counting(tmp_path / "counting.yaml")
