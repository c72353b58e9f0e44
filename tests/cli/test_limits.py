"""The limits of `auditor.toml` on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def test_the_program_keeps_to_the_limits_of_the_working_folder(run: Any, tmp_path: Path) -> None:
    (tmp_path / "报告.txt").write_text("年报" * 600_000, "utf-8")
    assert "文件字节数超过上限" not in run("check", tmp_path).out
    (tmp_path / "auditor.toml").write_text("[limits]\nfile_mib = 1\n", "utf-8")
    for command in (["check", tmp_path], ["check", tmp_path / "报告.txt"]):
        done = run(*command)
        assert done.status == 3
        assert "文件字节数超过上限（3600000 > 1048576），不予读取" in done.out


def test_a_mistake_in_the_settings_is_wrong_usage(run: Any, tmp_path: Path) -> None:
    (tmp_path / "报告.txt").write_text("年报", "utf-8")
    (tmp_path / "auditor.toml").write_text("[limits]\nfiles_mib = 1\n", "utf-8")
    done = run("parse", tmp_path / "报告.txt")
    assert (done.status, done.out) == (2, "")
    assert "auditor.toml:2：[limits] 里不认识“files_mib”，是不是想写“file_mib”？" in done.err
