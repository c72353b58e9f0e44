"""`auditor forms`, and what lint and test say of a new form: the guide, done step by step."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.pipeline import Auditor
from auditor.ruletools.examples import audit_example, clean_reports
from tests.cli.conftest import Run
from tests.guide_form import GUIDE, written_folder, written_form

pytestmark = pytest.mark.slow

SUM = """\
rules:
  - id: OWN-SUM
    kind: identity
    title: 总计等于各类申请人之和
    severity: error
    category: local
    table: 表三
    for_each: row
    equation: 总计 = sum(申请人)
    basis: [{document: regulation}]
    message: 表三“{place}”不平：{left}，{right}
    suggestion: 核对。
    examples:
      pass: [{}]
      fail: [{tables: {表三: {本年新收: [4, 1, 0, 0, 0, 0, 4]}}}]
"""
LOST = (
    "VAL-BLANK",
    "VAL-RULES",
    "FEE-TABLE",
    "CMP-NORMATIVE",
    "CMP-RULES",
    "CMP-DECISIONS",
    "CMP-PUBLISHED",
    "CMP-FEES",
)


def test_the_guide_leads_to_a_form_and_rules_that_hold(run: Run, tmp_path: Path) -> None:
    own = written_folder(tmp_path)
    done = run("rules", "lint", own)
    assert (done.status, done.err) == (0, "")
    done = run("rules", "test", own)
    assert done.out.endswith("条规则的例子全部相符\n")
    assert (done.status, done.err) == (0, "")
    listed = run("forms", "list", "--rules", own).out
    assert [line[:4] for line in listed.splitlines() if line[0] != " "] == ["2027", "2021", "2019"]
    assert "2021 至 2026 年度" in listed
    assert "household" in run("rules", "terms", "--rules", own).out
    assert "2027 年度起的报告，" in run("rules", "show", "TBL-ROWS", "--rules", own).out


def test_lint_names_the_rules_a_new_form_loses_and_what_can_be_done(run: Run, tmp_path: Path) -> None:
    file = written_form(tmp_path)
    done = run("rules", "lint", file)
    assert done.status == 0
    assert re.findall(r"^  ([A-Z]\S+)  ", done.err, re.M) == list(LOST)
    assert f"提示：2027年格式（{file}）用不上下面 {len(LOST)} 条规则" in done.err
    assert "VAL-BLANK  表格不应留空：规则写明只用于2021年格式\n" in done.err
    assert "VAL-BLANK" in GUIDE
    assert "override:" in done.err


def test_lint_says_which_names_of_a_rule_the_new_form_lacks(run: Run, tmp_path: Path) -> None:
    file = written_form(tmp_path)
    text = re.sub(r"\n      - \{key: carried_in,.*", "", file.read_text("utf-8"))
    file.write_text(text, "utf-8")
    said = run("rules", "lint", file).err.replace("\n", "").replace(" ", "")
    assert "T3-BALANCE" in said
    assert "2027年格式的表三没有“上年结转”这一行" in said


def test_a_new_row_that_no_sum_counts_is_told(run: Run, tmp_path: Path) -> None:
    file = written_form(tmp_path)
    whole = file.read_text("utf-8")
    file.write_text(whole.replace("行政查询事项, 工作秘密, 本机关不掌握", "行政查询事项, 本机关不掌握"), "utf-8")
    assert "表三新的一行“工作秘密”没有写进 row_groups 的“办理结果”" in run("rules", "lint", file).err
    file.write_text(whole.replace(", 工作秘密", "").replace(", 个体工商户", ""), "utf-8")
    said = run("rules", "lint", file).err
    assert "表三新的一行“工作秘密”没有写进 row_groups 的任何一组" in said
    assert "表三新的一列“个体工商户”没有写进 column_groups 的任何一组" in said


def test_a_notice_without_its_number_is_told_every_time(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "2027.yaml"
    assert run("forms", "new", "2027", "--from", "2021", "-o", file).status == 0
    for command in (("rules", "lint", file), ("forms", "list", "--rules", file)):
        done = run(*command)
        assert done.status == 0
        assert "2027年格式的通知“format-2027”还没有写文号，请把“国办公开办函〔2027〕×号”改成通知的文号" in done.err


def test_a_report_that_a_rule_faults_in_the_new_form_is_told_by_test(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written_form(tmp_path)
    file.write_text(file.read_text("utf-8").replace("申请人: [自然人, ", "申请人: ["), "utf-8")
    (file.parent / "合计.yaml").write_text(SUM, "utf-8")
    (tmp_path / "本市.yaml").write_text(f"pack: x\ntitle: 甲\nextends: []\nadd: [{file.parent.name}]\n", "utf-8")
    (tmp_path / "auditor.toml").write_text('packs = ["本市.yaml"]\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    done = run("rules", "test")
    assert done.status == 0
    assert done.out.endswith("\n1 条规则的例子全部相符\n")
    assert "提示：按2027年格式写的没有问题的报告，OWN-SUM 报出“" in done.err
    assert "请核对格式文件，或者这条规则是否还适用" in done.err


def test_sections_and_parts_of_ones_own_are_no_fault_of_the_clean_report(tmp_path: Path) -> None:
    file = written_form(tmp_path)
    text = file.read_text("utf-8")
    text = text.replace(
        "\n# 改：各表", "\n  - {numeral: 七, key: plan, heading: 下一年度工作安排, telling: [安排]}\n\n# 改：各表"
    )
    text = text.replace(
        "      - term: 监督保障\n", "      - {term: 数据安全, marks: [数据安全]}\n      - term: 监督保障\n"
    )
    file.write_text(text, "utf-8")
    auditor = Auditor([file])
    found = audit_example(auditor, clean_reports(auditor, auditor.ruleset.form("2027")), {})
    assert [finding.message for finding in found.verdict.findings] == []
    assert (found.form, found.missing) == ("2027", ())
    lacking = audit_example(auditor, clean_reports(auditor, auditor.ruleset.form("2027")), {"drop_sections": ["七"]})
    assert [finding.message for finding in lacking.verdict.findings] == ["缺少第七部分“下一年度工作安排”"]


def test_a_copy_of_a_copy_has_its_notes_once(run: Run, tmp_path: Path) -> None:
    first = written_form(tmp_path)
    second = tmp_path / "2030.yaml"
    assert run("forms", "new", "2030", "--from", "2027", "--rules", first, "-o", second).status == 0
    text = second.read_text("utf-8")
    assert text.count("改：各表") == 1
    assert "〔2030〕×号" in text
    assert "〔2027〕" not in text
    assert "denied_work_secret" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2027", "--from", "2021", "-o", "在.yaml"), "已经有文件“在.yaml”，没有改动它"),
        (("2027", "--from", "2021", "-o", "甲.txt"), "格式文件要以 .yaml 结尾，不是“甲.txt”"),
        (("2027", "--from", "2020"), "没有“2020”年格式，--from 可以写：2021、2019"),
        (("2020", "--from", "2021"), "新格式的年度要晚于2021年格式，不能是 2020"),
        (("2021", "--from", "2019"), "已经有从2021年度起用的格式（rules/forms/2021.yaml）"),
        (("二〇二七", "--from", "2021"), "年度要写四位数字，如 2027，不能是“二〇二七”"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("在.yaml").write_text("甲\n", "utf-8")
    done = run("forms", "new", *arguments)
    assert done.status == 2
    assert done.err.startswith(f"命令用错：{said}")
    assert [path.name for path in tmp_path.iterdir()] == ["在.yaml"]
    assert Path("在.yaml").read_text("utf-8") == "甲\n"


def test_without_a_name_the_file_is_called_by_its_year(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("forms", "new", "2027", "--from", "2021")
    assert done.out.startswith("已写入 2027.yaml\n")
    assert (tmp_path / "2027.yaml").is_file()
