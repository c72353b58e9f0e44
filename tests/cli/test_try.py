"""`auditor rules try`: what single rules look at in a report, and how they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.engine.kinds import KINDS
from auditor.ruletools.handbook.skeleton import skeleton
from tests.cli.conftest import Run
from tests.recognise.reports import written
from tests.ruleset.rule_files import DUE, SAID, SUM, broken

pytestmark = pytest.mark.slow


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "报告.txt"
    file.write_text(written(sections={"六": "无其他需要报告的事项。"}), "utf-8")
    return file


def _tried(run: Run, report: Path, text: str) -> list[str]:
    file = report.with_name("甲.yaml")
    file.write_text(text, "utf-8")
    done = run("rules", "try", file, report)
    assert (done.status, done.err) == (0, "")
    return done.out.split("\n\n")


def test_a_rule_that_fails_shows_where_it_looked_and_what_it_found(run: Run, report: Path) -> None:
    head, rule = _tried(run, report, broken(SAID, ("    cites: regulation\n", "")))
    assert head.splitlines()[0] == "【云川市教育局　2024年度报告】"
    assert head.splitlines()[-1] == "机关：政府部门，地级或县级"
    assert rule.splitlines()[:6] == [
        "X-STATEMENT  示例",
        "  结果：不符",
        "  用于：各年度的报告",
        "  第六部分：11 字",
        "  about：没有找到",
        "  1. 有误［X-STATEMENT］",
    ]


def test_a_rule_that_passes_shows_the_words_that_made_it_pass(run: Run, report: Path) -> None:
    _, rule = _tried(run, report, broken(SAID, ("    cites: regulation\n", ""), ("about: 甲", "about: 报告的")))
    assert "  结果：通过\n" in rule
    assert rule.endswith("  about：找到 1 处\n    - “无其他需要报告的事项”\n")


def test_a_rule_that_cannot_check_or_is_for_others_says_why(run: Run, report: Path) -> None:
    (_, cannot), (_, other) = _tried(run, report, SAID), _tried(run, report, broken(DUE, ("department", "township")))
    assert "  结果：无法核对：没有找到要核对的表述\n" in cannot
    assert "  结果：不适用\n  用于：各年度的报告；乡镇和街道\n" in other


def test_a_sum_shows_both_its_sides(run: Run, report: Path) -> None:
    _, rule = _tried(run, report, SUM)
    assert "  表三：读到 175 格，其中 175 格的数能用\n  自然人：左边 " in rule


def test_a_cited_number_shows_the_document_it_is_taken_for(run: Run, report: Path) -> None:
    text = report.read_text("utf-8").replace(
        "无其他", "落实《云川市政府信息公开规定》（云政发〔2022〕15号）、云政办〔2022〕1号。无其他"
    )
    report.write_text(text, "utf-8")
    _, rule = _tried(run, report, skeleton(KINDS["citation"]))
    assert "  云政发〔2022〕15号：文件名“云川市政府信息公开规定”，认作 local-rules\n" in rule
    assert "  云政办〔2022〕1号：旁边没有文件名\n" in rule
    assert "［LOC-NEW、CIT-NUMBER］" in rule


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_can_be_tried(run: Run, report: Path, kind: str) -> None:
    assert len(_tried(run, report, skeleton(KINDS[kind]))) == 2


def test_what_cannot_be_tried_is_said(run: Run, report: Path) -> None:
    file = report.with_name("甲.yaml")
    assert run("rules", "try", file, report).err == f"命令用错：没有规则文件“{file}”\n"
    file.write_text("rules: []\n", "utf-8")
    assert run("rules", "try", file, report).err == f"命令用错：“{file}”里没有规则\n"
    file.write_text(broken(SAID, ("about", "abuot")), "utf-8")
    assert run("rules", "try", file, report).status == 2
    file.write_text(SAID, "utf-8")
    assert run("rules", "try", file, report.with_name("无.txt")).status == 2
