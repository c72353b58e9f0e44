"""`auditor rules new`, `schema` and `coverage`: what an author starts from."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from auditor.engine.kinds import KINDS
from tests.cli.conftest import Run

pytestmark = pytest.mark.slow

OPTIONS = ("--kind", "pattern", "--id", "YUN-WORD", "--title", "不用的词", "--severity", "info")


class Terminal(io.StringIO):
    """A keyboard with somebody at it."""

    def isatty(self) -> bool:
        return True


def test_a_new_rule_is_written_with_its_schema_and_passes_its_own_examples(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "本地" / "用语.yaml"
    done = run("rules", "new", file, *OPTIONS)
    assert (done.status, done.err) == (0, "")
    assert done.out.endswith(f"改好以后运行：auditor rules lint {file} 和 auditor rules test {file}\n")
    lines = file.read_text("utf-8").splitlines()
    assert lines[0] == "# yaml-language-server: $schema=rule-schema.json"
    assert lines[2:5] == ["  - id: YUN-WORD", "    kind: pattern", "    title: 不用的词"]
    schema = run("rules", "schema").out
    assert (file.parent / "rule-schema.json").read_text("utf-8") == schema
    assert json.loads(schema)["title"] == "政府信息公开年报审核规则"
    assert run("rules", "test", file.parent).out == "1 条规则的例子全部相符\n"


@pytest.mark.parametrize("kind", list(KINDS))
def test_lint_says_that_a_new_rule_is_not_filled_in_until_it_is_changed(run: Run, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "甲.yaml"
    run("rules", "new", file, "--kind", kind, *OPTIONS[2:])
    done = run("rules", "lint", file)
    assert done.status == 2
    assert "  - id: YUN-WORD\n" in done.err
    assert "甲.yaml:" in done.err
    assert done.err.count("还是 rules new 写出的样子，除编号、名称、级别外没有改过") == 1
    file.write_text(file.read_text("utf-8").replace("    suggestion: ", "    suggestion: 请核对。", 1), "utf-8")
    assert run("rules", "lint", file).out == "规则文件没有错误：1 条规则\n"


def test_a_category_of_ones_own_is_told_with_those_there_are(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "甲.yaml"
    run("rules", "new", file, *OPTIONS)
    text = file.read_text("utf-8").replace("    suggestion: ", "    suggestion: 请核对。", 1)
    file.write_text(text.replace("category: local", "category: locl"), "utf-8")
    done = run("rules", "lint", file)
    assert done.status == 0
    assert "提示：类别“locl”是自定的，是不是想写“local”？已有的类别：structure 章节表格、" in done.err
    assert "、local 本地要求\n" in done.err


def test_what_is_not_given_is_asked_until_it_fits(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("section\nyun\nYUN-EMPTY\n第六部分应有内容\nwarning\n"))
    done = run("rules", "new", tmp_path / "甲.yaml")
    assert done.status == 0
    assert "  pattern     不该出现的字词\n" in done.err
    assert "只能用大写字母、数字和连字符" in done.err
    assert "  - id: YUN-EMPTY\n    kind: section\n" in (tmp_path / "甲.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("甲.txt", OPTIONS, "规则文件要以 .yaml 结尾，不是“甲.txt”"),
        ("在.yaml", OPTIONS, "已经有文件“"),
        ("甲.yaml", (), "没有写 --kind，只能是：section、"),
        ("甲.yaml", ("--kind", "patern"), "--kind 只能是：section、"),
        ("甲.yaml", (*OPTIONS[:2], "--id", "yun"), "--id 只能用大写字母、数字和连字符"),
        ("甲.yaml", (*OPTIONS[:4], "--title", " "), "--title 不能是空的"),
        ("甲.yaml", (*OPTIONS[:6], "--severity", "严重"), "--severity 只能是：error、warning、info"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, options: tuple[str, ...], said: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    (tmp_path / "在.yaml").write_text("rules: []\n", "utf-8")
    done = run("rules", "new", tmp_path / name, *options)
    assert done.status == 2
    assert done.err.startswith(f"命令用错：{said}")
    assert [path.name for path in tmp_path.iterdir()] == ["在.yaml"]


def test_the_schema_is_written_to_a_file(run: Run, tmp_path: Path) -> None:
    assert run("rules", "schema", "-o", tmp_path / "s.json").out == ""
    assert (tmp_path / "s.json").read_text("utf-8") == run("rules", "schema").out


def test_coverage_names_rules_or_why_there_are_none(run: Run) -> None:
    said = run("rules", "coverage").out
    assert "\n    规则：T3-BALANCE\n" in said
    assert "\n    规则：没有规则：报送情况不在报告里，要看主管部门的收文\n" in said
    assert said.splitlines()[-1].endswith(" 项有规则核对")
