"""Help and usage errors are in Chinese, and no failure shows a traceback."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from auditor import __version__
from auditor.presentation.terminal_text import width

pytestmark = pytest.mark.slow

COMMANDS = ["check", "parse", "letter", "diff", "rules list", "rules show", "rules lint"]


@pytest.mark.parametrize("command", ["", "rules", *COMMANDS])
def test_help(run: Any, command: str) -> None:
    done = run(*command.split(), "--help")
    assert done.status == 0
    assert done.out.startswith(f"用法：{' '.join(['auditor', *command.split()])} ")
    examples = done.out.split("例子：\n")[1].splitlines()
    assert all(line.startswith(f"  auditor {command.split()[0] if command else ''}".rstrip()) for line in examples)
    assert "显示这份说明" in done.out
    for word in ("Usage", "Options", "Arguments", "required", "default", "Show"):
        assert word not in done.out
    assert all(width(line) <= 80 for line in done.out.split("例子：")[0].splitlines())
    assert run(*command.split(), "-h").out == done.out


def test_version(run: Any) -> None:
    assert run("--version") == (0, f"auditor {__version__}\n", "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "",
            "要写出命令，可以是 check、parse、letter、diff、bulk、export、rules、forms、roster\n看说明：auditor --help",
        ),
        (
            "rules",
            "要写出命令，可以是 list、show、coverage、terms、documents、lint、test、try、new、schema\n看说明：auditor rules --help",
        ),
        ("chek x", "没有“chek”这个命令，是不是想写 check？"),
        ("rules lst", "没有“lst”这个命令，是不是想写 list？"),
        ("check", "缺少 PATH...（报告文件、文件夹、压缩包"),
        ("letter x", "缺少 -o（意见书文件，.pdf、.docx 或 .html）"),
        ("check x --fromat json", "没有 --fromat 这个选项，是不是想写 --format？"),
        ("check x -q", "没有 -q 这个选项"),
        ("check x --format", "选项 --format 后面要写出值"),
        ("--version=3", "选项 --version 后面不能写值"),
        ("parse a b c", "多出了参数：b c"),
    ],
)
def test_wrong_usage(run: Any, line: str, said: str) -> None:
    done = run(*line.split())
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"命令用错：{said}")


def test_a_fault_of_the_program_is_one_sentence(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("boom\nboom")

    monkeypatch.delenv("AUDITOR_DEBUG", raising=False)
    monkeypatch.setattr("auditor.rulefiles.load.load_ruleset", broken)
    done = run("rules", "list")
    assert done == (70, "", "程序出错（RuntimeError：boom boom）；请把这句话和所用的文件交给维护人员\n")
    monkeypatch.setenv("AUDITOR_DEBUG", "1")
    with pytest.raises(RuntimeError):
        run("rules", "list")


def test_starting_loads_nothing_heavy() -> None:
    code = (
        "import sys; import auditor.cli.app\n"
        "heavy = {'weasyprint', 'jinja2', 'lxml', 'rich', 'selectolax', 'pydantic', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "[]\n"
