"""Pieces of patterns that several rules of a file share."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.engine.kinds.wording.pattern import PatternRule
from auditor.errors import RuleFileError
from auditor.rulefiles.load import load_ruleset

FILE = """pieces:
  数: "\\\\d+"
  次数: "{{数}}次"
rules:
  - id: LOC-TIMES
    kind: pattern
    title: 次数
    severity: info
    category: local
    basis: [{document: format-2021}]
    words: [{wrong: "培训{{次数}}", right: 培训次数}]
    message: 写了“{wrong}”
    suggestion: 核对。
    examples:
      pass: [{}]
      fail: [{sections: {五: 不足是只培训3次。}}]
"""


def test_a_piece_stands_for_its_pattern_also_in_later_pieces(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FILE, "utf-8")
    rule = load_ruleset([tmp_path]).rules[-1]
    assert isinstance(rule, PatternRule)
    assert rule.words[0].wrong == r"培训\d+次"


@pytest.mark.parametrize(
    ("before", "after", "line", "message"),
    [
        ("培训{{次数}}", "培训{{次}}", 11, "没有名为“次”的表达式片段，是不是想写“次数”？"),
        ('  数: "\\\\d+"\n', "", 2, "没有名为“数”的表达式片段；这个文件没有写 pieces"),
        ("pieces:", "piece:", 1, "不认识的键“piece”，是不是想写“pieces”？"),
        ('"{{数}}次"', "3", 3, "“次数”应是文字"),
    ],
)
def test_a_mistake_in_pieces_is_told_at_its_line(
    tmp_path: Path, before: str, after: str, line: int, message: str
) -> None:
    (tmp_path / "a.yaml").write_text(FILE.replace(before, after), "utf-8")
    with pytest.raises(RuleFileError) as caught:
        load_ruleset([tmp_path])
    assert (line, message) in [(mistake.line, mistake.message) for mistake in caught.value.mistakes]
