"""`auditor check`: which files, which status, what goes where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("made_up")]


def _named(out: str) -> list[str]:
    return [Path(report["path"]).name for report in json.loads(out)["reports"]]


def test_a_folder_is_searched_in_order(run: Any, folder: Path) -> None:
    done = run("check", folder, "--format", "json")
    assert _named(done.out) == ["error.txt", "info.html", "warning.txt", "clean.MD"]
    assert (done.status, done.err) == (1, "")


def test_files_are_taken_as_named_and_once(run: Any, folder: Path) -> None:
    done = run("check", folder / "error.pptx", folder / "clean.MD", folder / "clean.MD", "--format", "json")
    assert _named(done.out) == ["error.pptx", "clean.MD"]


@pytest.mark.parametrize(
    ("word", "fail_on", "status"),
    [
        ("error", "error", 1),
        ("warning", "error", 0),
        ("warning", "warning", 1),
        ("info", "warning", 0),
        ("info", "info", 1),
        ("clean", "info", 0),
        ("error", "never", 0),
        ("unreadable", "never", 3),
        ("crash", "error", 3),
    ],
)
def test_exit_status(run: Any, tmp_path: Path, word: str, fail_on: str, status: int) -> None:
    (tmp_path / "x.txt").write_text(word, "utf-8")
    assert run("check", tmp_path, "--fail-on", fail_on).status == status


def test_an_unreadable_report_does_not_stop_the_others(run: Any, folder: Path) -> None:
    (folder / "a" / "bad.txt").write_text("unreadable", "utf-8")
    (folder / "a" / "crash.txt").write_text("crash", "utf-8")
    done = run("check", folder, "--format", "jsonl")
    errors = [json.loads(line)["error"] for line in done.out.splitlines()]
    assert errors[0] == "文件是空的"
    assert errors[1] == "程序出错（KeyError：'x'）；请把这句话和所用的文件交给维护人员"
    assert errors[2:] == [None] * 4
    assert done.status == 3
    assert f"{folder / 'a' / 'bad.txt'}：无法读取：文件是空的\n" in done.err


def test_the_note_is_what_is_printed_by_default(run: Any, folder: Path) -> None:
    done = run("check", folder / "a" / "error.txt")
    assert "结论：发现1处错误。" in done.out
    assert "\x1b" not in done.out
    assert done.err == ""


def test_the_result_goes_to_a_file(run: Any, folder: Path) -> None:
    done = run("check", folder, "-o", folder / "结果.txt")
    assert (done.status, done.out) == (1, "")
    assert "合计：4份报告" in (folder / "结果.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-file.txt"], "没有文件或文件夹“no-such-file.txt”"),
        (["."], "没有找到可以审核的报告：.（能读的文件："),
        ([os.devnull], "不是普通文件"),
        (["x.txt", "--format", "xls"], "--format 只能是 text、json、jsonl、csv、sarif、junit，不能是“xls”"),
        (["x.txt", "--fail-on", "all"], "--fail-on 只能是 error、warning、info、never"),
        (
            ["{report}", "-o", "甲.xlsx"],
            "结果不能写成 .xlsx 文件；--format 可以是 text、json、jsonl、csv、sarif、junit",
        ),
        (["{report}", "-o", "甲.csv"], "要把结果写成 .csv 文件，请加上 --format csv"),
        (["{report}", "--rules", "nowhere"], "没有规则文件或文件夹“nowhere”"),
        (["{report}", "-o", "nowhere/x"], "文件夹“nowhere”不存在"),
        (["{report}", "-o", "{report}"], "是要审核的报告本身"),
    ],
)
def test_wrong_usage(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    report = tmp_path / "report.txt"
    report.write_text("clean", "utf-8")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    done = run("check", *(argument.format(report=report) for argument in arguments))
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("命令用错：")
    assert said in done.err
    assert report.read_text("utf-8") == "clean"


def test_every_mistake_of_the_rule_files_is_told(run: Any, folder: Path) -> None:
    (folder / "bad").mkdir()
    done = run("check", folder, "--rules", folder / "bad")
    assert (done.status, done.out) == (2, "")
    assert done.err == (
        "规则文件有 2 处错误：\n"
        "bad/x.yaml:3:5: 不认识的键“tilte”\n        tilte: 甲\n        ^\n"
        "bad/y.yaml:1:1: 缺少“id”\n"
    )


def test_a_name_in_no_encoding_does_not_stop_the_run(tmp_path: Path, run: Any) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))
    path.write_text("clean", "utf-8")
    done = run("check", tmp_path, "--format", "json", "-o", tmp_path / "out.json")
    assert done.status == 0
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["reports"][0]["path"] == str(path)


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_a_reader_that_goes_away_is_no_error(option: str) -> None:
    code = "import sys; from auditor.cli.app import main; sys.exit(main())"
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-c", code, option]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)  # noqa: S603
    os.close(writing)
    assert done.stderr == b""
