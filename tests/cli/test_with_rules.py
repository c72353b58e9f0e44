"""The commands with the real rules, on a made-up report."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from auditor.engine.kinds import KINDS
from auditor.presentation.terminal_text import width
from auditor.resources import rules_folder
from auditor.rulefiles.load import load_ruleset
from auditor.ruletools.handbook.skeleton import skeleton

pytestmark = pytest.mark.slow

# 表三 balances in no column: nothing was received, one request is carried out.
REPORT = """\
青原市教育局2024年政府信息公开工作年度报告

一、总体情况
（一）主动公开。全年公开信息20条。
（二）依申请公开。全年没有收到申请。
（三）政府信息管理。健全制度。
（四）政府信息公开平台建设。维护网站。
（五）监督保障。开展培训。

二、主动公开政府信息情况

三、收到和处理政府信息公开申请情况

四、政府信息公开行政复议、行政诉讼情况

五、存在的主要问题及改进情况
问题是更新不够及时，已安排专人负责。

六、其他需要报告的事项
无<script>alert(1)</script>𠮷。

青原市教育局
2025年1月12日
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "教育局.txt"
    path.write_text(REPORT, "utf-8")
    return path


def test_check_parse_and_letter_tell_the_same(run: Any, report: Path) -> None:
    checked = run("check", report, "--format", "json")
    assert (checked.status, checked.err) == (1, "")
    whole = json.loads(checked.out)
    (audit,) = whole["reports"]
    assert (audit["agency"], audit["report_year"], audit["form"]) == ("青原市教育局", 2024, "2021")
    assert sum(audit["outcomes"].values()) == whole["rules"]["count"] == len(load_ruleset().rules)
    missing = [f["message"] for f in audit["findings"] if f["rule"] == "TBL-MISSING"]
    assert len(missing) == 3

    parsed = json.loads(run("parse", report).out)
    assert parsed["tables"] == {"proactive": {}, "requests": {}, "remedies": {}}
    assert (parsed["issued"], len(parsed["sections"])) == ("2025-01-12", 6)
    for finding in audit["findings"]:
        at = finding["location"]
        if "start" in at and "quote" in at:
            assert parsed["text"][at["start"] : at["end"]] == at["quote"]

    note = run("check", report).out
    letter = run("letter", report, "-o", report.with_name("x.pdf"))
    assert letter.status == 0
    pages = PdfReader(io.BytesIO(report.with_name("x.pdf").read_bytes())).pages
    written = "".join("".join(page.extract_text().split()) for page in pages)
    for finding in audit["findings"]:
        assert "".join(finding["message"].split()) in "".join(note.split())
        assert "".join(finding["message"].split()) in written


def test_a_second_run_writes_the_same_bytes(run: Any, report: Path) -> None:
    for suffix in ("json", "pdf", "html"):
        outputs = [report.with_name(f"{number}.{suffix}") for number in (1, 2)]
        for output in outputs:
            options = ["check", report, "--format", "json"] if suffix == "json" else ["letter", report]
            run(*options, "-o", output)
        assert outputs[0].read_bytes() == outputs[1].read_bytes()


def test_files_that_are_no_reports(run: Any, tmp_path: Path) -> None:
    for name, data in {
        "空.txt": b"",
        "图.docx": b"\x89PNG\r\n\x1a\n",
        "断.docx": b"PK\x03\x04",
        "信.txt": b"hello",
    }.items():
        (tmp_path / name).write_bytes(data)
        done = run("check", tmp_path / name, "--format", "json")
        assert done.status == 3
        assert json.loads(done.out)["reports"][0]["error"]
        assert "程序出错" not in done.out


def test_list_fits_eighty_columns(run: Any) -> None:
    done = run("rules", "list")
    lines = done.out.splitlines()
    assert len(lines) == len(load_ruleset().rules)
    assert max(map(width, lines)) <= 80


def test_every_rule_can_be_shown(run: Any) -> None:
    for rule in load_ruleset().rules:
        done = run("rules", "show", rule.id)
        assert (done.status, done.err) == (0, "")
        assert f"第 {rule.source.line} 行" in done.out
        assert "例子：\n  pass:\n" in done.out


def test_the_programs_own_rules_are_placed_by_a_short_path(run: Any) -> None:
    assert "出处：rules/national/sums.yaml 第 4 行\n" in run("rules", "show", "T3-BALANCE").out
    listed = run("rules", "list", "--effective").out
    assert "    rules/national/sums.yaml:4\n" in listed
    assert str(rules_folder()) not in listed


def test_an_unknown_rule(run: Any) -> None:
    done = run("rules", "show", "T3-BALANC")
    assert (done.status, done.out) == (2, "")
    assert "没有编号为“T3-BALANC”的规则、要求或文件，是不是想写 T3-BALANCE" in done.err
    assert run("rules", "show", "完全不同").err.endswith("的规则、要求或文件；全部编号见 auditor rules list\n")


def test_lint(run: Any, tmp_path: Path) -> None:
    count = len(load_ruleset().rules)
    assert run("rules", "lint") == (0, f"规则文件没有错误：{count} 条规则\n", "")
    (tmp_path / "x.yaml").write_text("rules:\n  - id: X-NEW\n    kind: idenity\n", "utf-8")
    (tmp_path / "y.yaml").write_text("rules:\n\t- id: X\n", "utf-8")
    done = run("rules", "lint", tmp_path)
    assert (done.status, done.out) == (2, "")
    assert f"{tmp_path / 'x.yaml'}:3:11: " in done.err
    assert f"{tmp_path / 'y.yaml'}:2:1: 缩进用了制表符" in done.err
    assert done.err.count("^") == 2


@pytest.mark.parametrize("command", [("check",), ("rules", "list"), ("rules", "lint"), ("rules", "test")])
def test_a_pack_without_the_national_rules_is_told_by_every_command(
    run: Any, report: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    folder = report.parent
    (folder / "own.yaml").write_text(skeleton(KINDS["pattern"]), "utf-8")
    (folder / "local.yaml").write_text("pack: local\ntitle: 本地\nadd: [own.yaml]\n", "utf-8")
    (folder / "auditor.toml").write_text('packs = ["local.yaml"]', "utf-8")
    monkeypatch.chdir(folder)
    done = run(*command, *([report] if command == ("check",) else []))
    assert done.err.startswith("local.yaml：规则包“本地”没有写 extends，所以没有用全国规则；")


def test_a_document_to_edit(run: Any, report: Path) -> None:
    (report.parent / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    (report.parent / "auditor.toml").write_text('[office]\nname = "青原市人民政府"\nlogo = "logo.svg"\n', "utf-8")
    out = report.with_name("意见书.docx")
    done = run("letter", report, "-o", out)
    assert (done.status, done.out) == (0, "")
    assert done.err.startswith("DOCX 里放不了 SVG，意见书里没有标志“logo.svg”")
    assert Document(str(out)).core_properties.author == "青原市人民政府"
