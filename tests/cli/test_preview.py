"""`auditor letter --preview`: the letter follows its templates, also through mistakes in them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer
from typing import IO

import pytest

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "samples"
_PATIENCE = 300.0


@pytest.fixture
def said(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Reads what a running preview says, up to a line with some words in it; then ends it as Ctrl+C does."""
    own = tmp_path / "模板"
    own.mkdir()
    (own / "letter-closing.txt.j2").write_text("第一版。", "utf-8")
    (tmp_path / "auditor.toml").write_text('[office]\nprefix = "青政审"\n', "utf-8")
    line = ["letter", SAMPLES / "10-fee.txt", "-o", tmp_path / "x.html", "--templates", own, "--preview"]
    line += ["--settings", tmp_path / "auditor.toml"]
    # Whoever runs the tests in the background has them ignore Ctrl+C, and what they start with them.
    code = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    code += "from auditor.cli.app import main; sys.exit(main())"
    command = [sys.executable, "-c", code, *map(str, line), "--date", "2025-03-03"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as running:  # noqa: S603
        guard = Timer(_PATIENCE, running.kill)
        guard.start()
        stream: IO[str] = running.stderr  # type: ignore[assignment]
        yield lambda words: next(line for line in stream if words in line)
        running.send_signal(signal.SIGINT)
        rest = stream.read()
        guard.cancel()
        assert running.wait() == 0
        assert rest.endswith("预览结束\n")


def replace(file: Path, text: str) -> None:
    """Save as editors do, in one step."""
    other = file.with_suffix(".new")
    other.write_text(text, "utf-8")
    os.replace(other, file)


def test_the_letter_follows_its_templates(said: Callable[[str], str], tmp_path: Path) -> None:
    file, out = tmp_path / "模板" / "letter-closing.txt.j2", tmp_path / "x.html"
    said("已写入")
    assert "第一版。" in out.read_text("utf-8")
    replace(file, "第二版：{{ letter.agency")
    assert f"{file}:1：模板写错" in said("模板写错")
    assert "第一版。" in out.read_text("utf-8")
    replace(file, "第三版。")
    said("已写入")
    assert "第三版。" in out.read_text("utf-8")
    assert not (tmp_path / "letters.csv").exists()
