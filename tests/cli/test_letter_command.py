"""`auditor letter` and `auditor parse`: arguments, files and statuses."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.usefixtures("made_up")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "报告.txt"
    path.write_text("error", "utf-8")
    return path


def test_a_letter(run: Any, report: Path) -> None:
    out = report.with_name("意见书.PDF")
    done = run("letter", report, "-o", out, "--office", "青原市人民政府", "--date", "2025-03-01")
    assert done == (0, "", "")
    text = "".join(PdfReader(io.BytesIO(out.read_bytes())).pages[0].extract_text().split())
    assert "这里有问题。" in text
    assert "青原市人民政府2025年3月1日" in text


def test_a_page(run: Any, report: Path) -> None:
    assert run("letter", report, "-o", report.with_name("x.html"), "--office", "<b>𠮷局") == (0, "", "")
    html = report.with_name("x.html").read_text("utf-8")
    assert "&lt;b&gt;𠮷局" in html


def test_a_character_that_cannot_be_drawn_is_told(run: Any, report: Path) -> None:
    done = run("letter", report, "-o", report.with_name("x.pdf"), "--office", "𠮷局")
    assert done == (0, "", "字体里没有“𠮷”这个字，意见书中写作〔U+20BB7〕，请核对\n")


@pytest.mark.parametrize("word", ["unreadable", "crash"])
def test_an_unreadable_report_gets_none(run: Any, report: Path, word: str) -> None:
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
    page.write_text("error", "utf-8")
    assert run("letter", page, "-o", page).status == 2
    assert page.read_text("utf-8") == "error"
