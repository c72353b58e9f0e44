"""What a command that is ended leaves behind in the temporary folder and on the terminal: nothing, at the latest after the next."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.cli.common.streams import hush
from tests.batch.material import reports

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
_PATIENCE = 300.0  # seconds on the clock, for a machine that is very busy
# Ctrl+C means nothing to what a shell has started in the background, the end of a terminal nothing under nohup.
_MAIN = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from auditor.batch.outputs import letters
from auditor.cli.app import main
from tests.batch.waiting import Waits
letters.Printing = Waits
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A temporary folder with a short path, for programs that are started."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _ended(temporary: Path, tmp_path: Path, number: signal.Signals) -> tuple[int, str]:
    """The status and the words of a `bulk` that is sent a signal while one of its processes prints letters."""
    line = [sys.executable, "-c", _MAIN, "bulk", str(reports(tmp_path / "in", 1)), "-o", str(tmp_path / "out")]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(  # noqa: S603
        line, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        patience = time.monotonic() + _PATIENCE
        while not any(temporary.rglob("fonts")):
            assert process.poll() is None
            assert time.monotonic() < patience
            time.sleep(0.05)
        process.send_signal(number)
        try:
            said = process.communicate(timeout=_PATIENCE)[1]
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    return process.returncode, said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_run_that_is_told_to_end_leaves_nothing(temporary: Path, tmp_path: Path, number: signal.Signals) -> None:
    status, said = _ended(temporary, tmp_path, number)
    assert status == 130
    assert "已经停下" in said
    assert not re.search("warn|semaphore|Traceback", said, re.IGNORECASE)
    assert list(temporary.iterdir()) == []


def test_what_a_killed_run_leaves_goes_with_the_next_one(temporary: Path, tmp_path: Path) -> None:
    status, said = _ended(temporary, tmp_path, signal.SIGKILL)
    assert status == -signal.SIGKILL
    assert not re.search("warn|semaphore|Traceback", said, re.IGNORECASE)
    assert len(list(temporary.iterdir())) == 1
    line = [sys.executable, "-c", "from auditor.cli.app import main; import sys; sys.exit(main(sys.argv[1:]))"]
    report = next((tmp_path / "in").iterdir())
    subprocess.run(  # noqa: S603
        [*line, "check", str(report)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        check=False,
    )
    assert list(temporary.iterdir()) == []


def test_no_warning_is_shown(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", "")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        hush()
        warnings.warn("deprecated", DeprecationWarning, stacklevel=1)
    subprocess.run([sys.executable, "-c", "import warnings; warnings.warn('old')"], check=True)
    assert capfd.readouterr() == ("", "")


_LONG = "甲" * 200


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["check", _LONG], "文件名太长"),
        (["check", "报告.txt", "-o", _LONG], "文件名太长"),
        (["check", "报告.txt", "-o", "loop"], "“loop”写不进去：链接绕成了圈"),
        (["check", "loop"], "“loop”打不开：链接绕成了圈"),
        (["bulk", "报告.txt", "-o", "file"], "结果不能写到“file”：同名的文件已经在那里"),
        (["bulk", "报告.txt", "-o", "file/x"], "路径中间有一段不是文件夹"),
        (["bulk", "报告.txt", "-o", "x", "--workers", "两个"], "--workers 后面的值不对，要写整数"),
        (["check", "报告.txt", "--settings", "long.toml"], "long.toml:2：这一行里的整数太长"),
        (["check", "报告.txt", "--settings", "deep.toml"], "deep.toml:2：设置文件里的括号嵌套太深"),
        (["rules", "lint", "deep.yaml"], "deep.yaml:1:47: 嵌套过深"),
        (["rules", "lint", "long.yaml"], "long.yaml:"),
        (["rules", "lint", "control.yaml"], "control.yaml:2:11: 不许有控制字符 U+0001"),
    ],
)
def test_wrong_usage_is_told_in_chinese(run: Any, tmp_path: Path, line: list[str], said: str) -> None:
    (tmp_path / "报告.txt").write_text("年报", "utf-8")
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "long.toml").write_text(f"\na = {'9' * 5000}\n", "utf-8")
    (tmp_path / "deep.toml").write_text(f"\na = {'[' * 3000}{']' * 3000}\n", "utf-8")
    (tmp_path / "deep.yaml").write_text(f"rules: {'[' * 3000}\n", "utf-8")
    (tmp_path / "long.yaml").write_text(f"rules:\n  - id: A\n    severity: {'9' * 5000}\n", "utf-8")
    (tmp_path / "control.yaml").write_text('rules:\n  - id: "a\x01"\n', "utf-8")
    done = run(*line)
    assert done.status == 2
    assert said in done.err
    assert not re.search("[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}", done.err)
