"""`auditor rules test` runs the examples of a folder's rules and tells those that do not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cli.app import main

pytestmark = pytest.mark.slow

RULE = """rules:
  - id: LOC-WORD
    kind: pattern
    title: 不用的词
    severity: info
    category: local
    basis: [{document: format-2021}]
    words: [{wrong: 群众满意, right: 群众评价}]
    message: 不用“{wrong}”
    suggestion: 改为“{right}”。
    examples:
      pass: [{}]
      fail: [{sections: {五: 群众满意度不高，下一步将改进。}, want: 不用“群众满意”}]
"""


def test_examples_that_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_text(RULE, "utf-8")
    assert main(["rules", "test", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "1 条规则的例子全部相符\n"


def test_files_can_be_named_singly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "c.yaml"]
    for number, file in enumerate(files):
        file.write_text(RULE.replace("LOC-WORD", f"LOC-WORD-{number}"), "utf-8")
    assert main(["rules", "test", str(files[0])]) == 0
    assert main(["rules", "lint", str(files[0]), str(files[2])]) == 0
    assert main(["rules", "lint", str(files[1]), str(tmp_path)]) == 0
    assert capsys.readouterr().out == (
        "1 条规则的例子全部相符\n规则文件没有错误：2 条规则\n规则文件没有错误：3 条规则\n"
    )


def test_words_that_differ_are_shown_with_the_place_where_they_part(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(RULE.replace("want: 不用“群众满意”", "want: 不用“满意”"), "utf-8")
    assert main(["rules", "test", str(tmp_path)]) == 1
    assert capsys.readouterr().out.replace(str(file), "a.yaml") == (
        "a.yaml:13:14: LOC-WORD 的第 1 个 fail 例子：意见与 want 不同\n"
        "    应有：不用“满意”\n"
        "    实有：不用“群众满意”\n"
        "    不同：第 4 个字符起，应为“（无）”，实为“群众”\n"
        "1 条规则的例子有 1 个不符\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pass: [{}]", "pass: [{sections: {五: 群众满意。}}]",
         "12:14: LOC-WORD 的第 1 个 pass 例子：应为通过或不适用，实为不符（不用“群众满意”）"),
        ("pass: [{}]", "pass: [{}]\n      silent: [{about: 引用别人的话, add: {五: 群众满意。}}]",
         "13:16: LOC-WORD 的第 1 个 silent 例子：应为通过或不适用，实为不符（不用“群众满意”）"),
        ("pass: [{}]", "pass: [{replace: {没有写过的话: 群众}}]",
         "12:14: LOC-WORD 的第 1 个 pass 例子：replace 要改的“没有写过的话”不在底稿里"),
        ("群众满意度不高", "办事效率不高", "13:14: LOC-WORD 的第 1 个 fail 例子：应为不符，实为通过（没有发现问题）"),
    ],
)  # fmt: skip
def test_an_example_that_ends_otherwise_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(RULE.replace(old, new), "utf-8")
    assert main(["rules", "test", str(tmp_path)]) == 1
    assert capsys.readouterr().out.replace(str(file), "a.yaml") == f"a.yaml:{said}\n1 条规则的例子有 1 个不符\n"


def test_a_rule_that_no_example_makes_fire_does_not_lint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(RULE.replace("群众满意度不高", "办事效率不高"), "utf-8")
    assert main(["rules", "lint", str(tmp_path)]) == 2
    said = capsys.readouterr().err.replace(str(file), "a.yaml").splitlines()
    assert said[:2] == ["规则文件有 1 处错误：", "a.yaml:13:13: 没有一个 fail 例子能让这条规则报出问题"]
    file.write_text(RULE, "utf-8")
    assert main(["rules", "lint", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "规则文件没有错误：1 条规则\n"


def test_the_packs_of_the_current_folder_hold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own.yaml").write_text(RULE, "utf-8")
    (tmp_path / "auditor.toml").write_text('packs = ["pack.yaml"]\n', "utf-8")
    pack = "pack: local\ntitle: 本地\nextends: [national]\nadd: [own.yaml]\noverride:\n"
    pack += "  FEE-CITED: {severity: info, reason: 只作提示}\ndisable: {DUE-OTHER: 另有期限}\n"
    (tmp_path / "pack.yaml").write_text(pack, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["rules", "list", "--effective"]) == 0
    said = capsys.readouterr().out
    assert "\n    own.yaml:2\n" in said
    assert "\n    severity 改为 info  pack.yaml:6\n      理由：只作提示\n" in said
    assert said.endswith("\n停用的规则\nDUE-OTHER\n    停用  pack.yaml:7\n      理由：另有期限\n")
    assert main(["rules", "show", "LOC-WORD"]) == 0
    assert main(["rules", "show", "DUE-OTHER"]) == 2
