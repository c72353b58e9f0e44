"""`auditor.toml`: where it is found, what it may say, and its mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.read.limits import MEBIBYTE, Limits
from auditor.settings import find_settings, load_limits


def written(folder: Path, text: str) -> Path:
    file = folder / "auditor.toml"
    file.write_text(text, "utf-8")
    return file


def test_the_nearest_settings_hold(tmp_path: Path) -> None:
    inner = tmp_path / "县" / "镇"
    inner.mkdir(parents=True)
    outer_file = written(tmp_path, "")
    assert find_settings(inner / "报告.docx") == outer_file
    inner_file = written(inner, "")
    assert find_settings(inner / "报告.docx") == find_settings(inner) == inner_file
    assert find_settings(inner.parent) == outer_file


def test_limits_are_those_written_and_the_built_in_ones(tmp_path: Path) -> None:
    file = written(tmp_path, "[limits]\nfile_mib = 2\nseconds = 1.5\npages = 7\n")
    assert load_limits(file) == Limits(file_bytes=2 * MEBIBYTE, seconds=1.5, pages=7)
    assert load_limits(written(tmp_path, "")) == load_limits(None) == Limits()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[limits]\n\npagse = 3", "auditor.toml:3：[limits] 里不认识“pagse”，是不是想写“pages”？"),
        ("[limits]\nx = 3", "auditor.toml:2：[limits] 里不认识“x”；可以写：file_mib、"),
        ("[limit]\n", "auditor.toml:1：不认识“limit”，是不是想写“limits”？"),
        ("limits = 3", "auditor.toml:1：[limits] 应当是一节，里面写各项上限"),
        ("[limits]\npages = 2.5", "auditor.toml:2：pages 要写大于 0 的整数"),
        ("[limits]\nseconds = 0", "auditor.toml:2：seconds 要写大于 0 的数"),
        ("[limits]\ncells = true", "auditor.toml:2：cells 要写大于 0 的整数"),
        ("[limits]\ncells = '3'", "auditor.toml:2：cells 要写大于 0 的整数"),
        ("[limits\ncells = 3", "auditor.toml:1:8：设置文件不合 TOML 语法，请检查引号、等号和方括号"),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_limits(written(tmp_path, text))
    assert said in str(caught.value)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "auditor.toml"
    file.write_bytes("[limits]\n# 上限\n".encode("gb18030"))
    with pytest.raises(UsageError, match="设置文件不是 UTF-8 编码"):
        load_limits(file)
