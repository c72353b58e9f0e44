"""`auditor bulk` on the command line: what it says, and with which status it ends."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest

from auditor.batch.run import Result
from auditor.batch.store.result_store import NAME
from auditor.cli.bulk import summary
from tests.batch.material import reports

pytestmark = pytest.mark.slow


def test_a_run_says_what_it_found_and_where_it_lies(run: Any, tmp_path: Path) -> None:
    source, output = reports(tmp_path / "in", 9), tmp_path / "out"
    (source / "某局.ofd").write_bytes(b"x")
    done = run("bulk", source, "-o", output, "--workers", 1)
    assert done.status == 0
    assert done.out == (
        "共 9 份报告（2024 年度），其中 0 份没有变，沿用上次的结果\n"
        "意见：错误 12 条，不规范 13 条，提示 1 条\n"
        "另有 3 份是别的年度的，不在台账、总览和意见书里\n"
        "意见书 6 封，这次写了 6 封\n"
        f"结果存在：{output}\n"
    )
    assert "另有 1 个文件的格式还不能读取，没有审核：某局.ofd\n" in done.err
    assert "审核完成：9 份报告" in done.err
    assert (output / NAME).is_file()
    again = run("bulk", source, "-o", output)
    assert "其中 9 份没有变" in again.out


def test_a_letter_that_somebody_removed_is_written_again(run: Any, tmp_path: Path) -> None:
    source, output = reports(tmp_path / "in", 2), tmp_path / "out"
    run("bulk", source, "-o", output)
    letter = next((output / "意见书").iterdir())
    before = letter.read_bytes()
    letter.unlink()
    assert "意见书 2 封，这次写了 1 封" in run("bulk", source, "-o", output).out
    assert letter.read_bytes() == before


def test_reports_that_cannot_be_read_are_named_and_the_status_tells_of_them(run: Any, tmp_path: Path) -> None:
    source = reports(tmp_path / "in", 2)
    for number in range(22):
        (source / f"坏{number:02}.docx").write_bytes(b"PK\x03\x04")
    done = run("bulk", source, "-o", tmp_path / "out", "--year", 2023)
    assert done.status == 3
    lines = done.out.splitlines()
    assert lines[0].startswith("共 24 份报告（2023 年度）")
    assert lines[2] == "无法读取 22 份："
    assert [line.partition("：")[0] for line in lines[3:23]] == [f"  坏{number:02}.docx" for number in range(20)]
    assert lines[23] == "  ……另有 2 份"


RARE = "\U0003134a"  # no font of the program draws it


def test_a_letter_that_is_not_written_costs_only_itself_and_the_status_tells_of_it(run: Any, tmp_path: Path) -> None:
    source = reports(tmp_path / "in", 3)
    first, *_ = sorted(source.glob("*.txt"))
    said = first.read_text("utf-8")
    agency = said.split("20", 1)[0]
    first.write_text(said.replace(agency, f"{RARE}{agency[1:]}"), "utf-8")
    (tmp_path / "auditor.toml").write_text("[office]\nname = '青原市司法局'\nmachine_fonts = false\n", "utf-8")
    output = tmp_path / "out"
    for _ in range(2):  # the next run tries it again
        done = run("bulk", source, "-o", output, "--workers", 1)
        assert done.status == 4
        assert "没有写成 1 份：" in done.out
        assert f"“{RARE}{agency[1:]}”里的“{RARE}”" in done.out
        assert f"结果存在：{output}" in done.out
    assert (output / "通报.pdf").is_file()
    assert f"{RARE}{agency[1:]}.pdf" not in {path.name for path in (output / "意见书").iterdir()}


@pytest.mark.parametrize(
    ("template", "lost", "made"), [("letter", "意见书", "通报.pdf"), ("summary", "通报.pdf", "意见书/*.pdf")]
)
def test_a_broken_template_costs_what_is_made_from_it_and_no_more(
    run: Any, tmp_path: Path, template: str, lost: str, made: str
) -> None:
    own = tmp_path / "templates"
    own.mkdir()
    broken = own / f"{template}.html.j2"
    broken.write_text("{{ nothing }}", "utf-8")
    line = ["bulk", reports(tmp_path / "in", 1), "-o", tmp_path / "out", "--templates", own, "--workers", 1]
    done = run(*line)
    assert done.status == 4
    assert f"没有写成 1 份：\n  {lost} 没有写成：" in done.out
    assert f"{template}.html.j2:1：模板不能执行" in done.out
    assert "结果存在" in done.out
    assert not [*(tmp_path / "out").glob("通报.pdf" if lost == "通报.pdf" else "意见书/*.pdf")]
    [first] = (tmp_path / "out").glob(made)
    broken.unlink()
    assert run(*line).status == 0
    assert first.is_file()
    assert (tmp_path / "out" / "通报.pdf").is_file()
    assert len([*(tmp_path / "out").glob("意见书/*.pdf")]) == 1


def test_a_working_folder_that_has_been_removed_is_told(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    done = run("bulk", reports(tmp_path / "in", 1), "-o", tmp_path / "out")
    assert (done.status, done.err) == (2, "命令用错：当前文件夹已经不在了，请换到别的文件夹再运行\n")


def test_settings_and_waivers_of_the_working_folder_or_of_the_file_named_hold(run: Any, tmp_path: Path) -> None:
    source, own = reports(tmp_path / "in", 1), tmp_path / "own"
    own.mkdir()
    (source / "大.txt").write_text("年报" * 600_000, "utf-8")
    (own / "auditor.toml").write_text("[limits]\nfile_mib = 1\n", "utf-8")
    line = ["bulk", source, "-o", tmp_path / "out"]
    said = "大.txt：无法读取：文件字节数超过上限（3600000 > 1048576）"
    assert said not in run(*line).out
    assert said in run(*line, "--settings", own / "auditor.toml").out
    (tmp_path / "auditor.toml").write_text("[limits]\nfile_mib = 1\n", "utf-8")
    assert said in run(*line).out
    (tmp_path / "waivers.yaml").write_text("waivers: []\n", "utf-8")
    assert run(*line).status == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["没有", "-o", "out"], "没有文件或文件夹“没有”"),
        (["*.pdf", "-o", "out"], "“*.pdf”没有找到可以审核的报告"),
        (["in", "-o", "in"], "在输出文件夹里，请用 -o 另写一个文件夹"),
        (["in", "-o", "file"], "结果不能写到“file”"),
        (["in", "-o", "out", "--workers", "0"], "--workers 要写 1 到 64 的整数"),
        (["in", "-o", "out", "--year", "24"], "--year 要写报告的年度"),
        (["in", "-o", "out", "--rules", "没有.yaml"], "没有规则文件或文件夹“没有.yaml”"),
        (["in", "-o", "out", "--previous", "没有"], "没有文件或文件夹“没有”"),
        (["in"], "-o"),
    ],
)
def test_wrong_usage_is_told(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    reports(tmp_path / "in", 1)
    (tmp_path / "file").write_text("x")
    monkeypatch.chdir(tmp_path)
    done = run("bulk", *arguments)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_an_interruption_says_how_to_go_on(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> Result:
        raise KeyboardInterrupt

    monkeypatch.setattr("auditor.batch.run.run", interrupted)
    done = run("bulk", reports(tmp_path / "in", 1), "-o", tmp_path / "out")
    assert (done.status, done.out) == (130, "")
    assert "再运行同一条命令就接着做" in done.err


def test_a_terminal_is_shown_a_bar_and_only_on_standard_error(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    done = run("bulk", reports(tmp_path / "in", 8), "-o", tmp_path / "out", "--workers", 1)
    assert done.status == 0
    assert "8/8" in terminal.getvalue()
    assert "错误 " in terminal.getvalue()
    assert "每秒" in terminal.getvalue()
    assert "每秒" not in done.out


def test_names_cannot_reach_the_terminal_with_control_characters() -> None:
    result = Result(unreadable=[("甲\x1b[31m.docx", "文件是空的")])
    assert "\x1b" not in summary(result, Path("out"))
