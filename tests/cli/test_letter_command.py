"""`auditor letter` and `auditor parse`: arguments, files and statuses."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report with findings of all sorts."""
    path = tmp_path / "报告.docx"
    path.write_bytes((SAMPLES / "07-identity.docx").read_bytes())
    return path


def read(path: Path) -> str:
    pages = PdfReader(io.BytesIO(path.read_bytes())).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_a_letter(run: Any, report: Path) -> None:
    out = report.with_name("意见书.PDF")
    done = run("letter", report, "-o", out, "--office", "青原市人民政府", "--date", "2025-03-03")
    assert done == (0, "", "")
    text = read(out)
    assert "关于《云川市住房和城乡建设局2024年政府信息公开工作年度报告》的审核意见" in text
    assert "青原市人民政府2025年3月3日" in text
    assert "2025年3月17日前更正" in text
    assert "附件2有问题的表格" in text
    attached = json.loads(PdfReader(out).attachments["findings.json"][0])
    audited = json.loads(run("check", report, "--format", "json").out)
    assert attached == audited


def test_a_page(run: Any, report: Path) -> None:
    assert run("letter", report, "-o", report.with_name("x.html"), "--office", "<b>𠮷局") == (0, "", "")
    html = report.with_name("x.html").read_text("utf-8")
    assert "&lt;b&gt;𠮷局" in html


def test_a_name_that_cannot_be_drawn_fails_the_letter(run: Any, report: Path) -> None:
    report.with_name("auditor.toml").write_text("[office]\nmachine_fonts = false\n", "utf-8")
    done = run("letter", report, "-o", report.with_name("x.pdf"), "--office", "𠮷局")
    assert (done.status, done.out) == (4, "")
    assert "“𠮷局”里的“𠮷”（U+20BB7）没有一种字体能显示" in done.err
    assert not report.with_name("x.pdf").exists()


def numbered(report: Path) -> None:
    report.with_name("auditor.toml").write_text('[office]\nname = "青原市政府办"\nprefix = "青政审"\n', "utf-8")


def test_a_dated_letter_of_a_numbering_office_gets_a_number_and_keeps_it(run: Any, report: Path) -> None:
    numbered(report)
    line = ["letter", report, "-o", report.with_name("x.html"), "--date", "2025-03-03"]
    assert run(*line) == (0, "", "文号：青政审〔2025〕1号\n")
    assert "青政审〔2025〕1号" in report.with_name("x.html").read_text("utf-8")
    assert "以前取过这个号" in run(*line).err
    other = report.with_name("另一份.txt")
    other.write_bytes((SAMPLES / "10-fee.txt").read_bytes())
    done = run("letter", other, "-o", report.with_name("y.html"), "--date", "2025-03-04")
    assert done.err == "文号：青政审〔2025〕2号\n"
    assert len(report.with_name("letters.csv").read_text("utf-8-sig").splitlines()) == 3


def test_a_draft_takes_no_number(run: Any, report: Path) -> None:
    numbered(report)
    assert run("letter", report, "-o", report.with_name("x.html")) == (0, "", "")
    assert "〔　　　〕　　号" in report.with_name("x.html").read_text("utf-8")
    assert not report.with_name("letters.csv").exists()


def test_a_letter_that_failed_gets_its_number_when_it_is_written_again(run: Any, report: Path, tmp_path: Path) -> None:
    numbered(report)
    own = tmp_path / "模板"
    own.mkdir()
    (own / "letter-closing.txt.j2").write_text("\n{{ nothing }}", "utf-8")
    line = ["letter", report, "-o", report.with_name("x.html"), "--date", "2025-03-03"]
    done = run(*line, "--templates", own)
    assert done.status == 4
    assert f"{own / 'letter-closing.txt.j2'}:2：" in done.err
    assert not report.with_name("x.html").exists()
    assert run(*line).err.startswith("文号：青政审〔2025〕1号")


def test_a_re_inspection(run: Any, report: Path) -> None:
    saved = report.with_name("上次.json")
    run("check", report, "--format", "json", "-o", saved)
    for since in (report, saved):
        out = report.with_name("复查.pdf")
        done = run("letter", report, "-o", out, "--since", since)
        assert (done.status, done.out) == (0, "")
        text = read(out)
        assert "的复查意见" in text
        assert "上次提出的意见仍未更正10处。" in text
    other = report.with_name("另一份.txt")
    other.write_bytes((SAMPLES / "10-fee.txt").read_bytes())
    done = run("letter", report, "-o", report.with_name("x.pdf"), "--since", other)
    assert done.status == 2
    assert not report.with_name("x.pdf").exists()


@pytest.mark.usefixtures("made_up")
@pytest.mark.parametrize("word", ["unreadable", "crash"])
def test_an_unreadable_report_gets_none(run: Any, tmp_path: Path, word: str) -> None:
    report = tmp_path / "报告.txt"
    report.write_text(word, "utf-8")
    done = run("letter", report, "-o", report.with_name("x.pdf"))
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith(f"{report}：无法读取：")
    assert os.listdir(report.parent) == [report.name]
    done = run("parse", report)
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith(f"{report}：无法读取：")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "x.odt"], "意见书只能写成 .pdf、.docx、.html 文件，不能是“x.odt”"),
        (["-o", "x"], "意见书只能写成 .pdf、.docx、.html 文件"),
        (["-o", "nowhere/x.pdf"], "文件夹“nowhere”不存在"),
        (["-o", "x.pdf", "--date", "2025-3-1"], "--date 要写成 2025-03-01 这样的日期，不能是“2025-3-1”"),
        (["-o", "x.pdf", "--date", "2025-02-30"], "--date 要写成"),
    ],
)
def test_wrong_usage(run: Any, report: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str) -> None:
    monkeypatch.chdir(report.parent)
    done = run("letter", report, *arguments)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert os.listdir(report.parent) == [report.name]


def test_a_folder_is_not_one_report(run: Any, tmp_path: Path) -> None:
    for line in (["letter", tmp_path, "-o", tmp_path / "x.pdf"], ["parse", tmp_path]):
        assert run(*line) == (2, "", f"命令用错：“{tmp_path}”是文件夹，这里要写一个文件\n")


def test_the_report_is_not_overwritten(run: Any, report: Path) -> None:
    page = report.with_name("报告.html")
    page.write_text("甲", "utf-8")
    assert run("letter", page, "-o", page).status == 2
    assert run("letter", report, "-o", page, "--since", page).status == 2
    assert page.read_text("utf-8") == "甲"
