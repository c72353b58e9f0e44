"""`auditor rules test` runs the examples of a folder's rules and tells those that do not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cli.app import main

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


def test_an_example_that_does_not_hold_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_text(RULE.replace("want: 不用“群众满意”", "want: 不用“满意”"), "utf-8")
    assert main(["rules", "test", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert said == "LOC-WORD 的第 1 个 fail 例子：应有“不用“满意””，实有“不用“群众满意””\n1 条规则的例子有 1 个不符\n"
