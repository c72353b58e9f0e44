"""A verdict does not depend on how busy the machine is, nor on whether it was put to sleep in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.batch.material import packed
from tests.cli.test_processes import children

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CLI = "import sys; from auditor.cli.app import main; sys.exit(main(sys.argv[1:]))"
# No report takes half as much of the processor; the clock passes it while the machine sleeps.
SECONDS = 30
_SUSPENDED = 90.0


def started(*line: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", CLI, *map(str, line)]
    return subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, start_new_session=True
    )


def printed(process: subprocess.Popen[bytes]) -> bytes:
    out, err = process.communicate()
    assert process.returncode == 1, err
    return out


def checking(tmp_path: Path) -> list[object]:
    settings = tmp_path / "auditor.toml"
    settings.write_text(f"[limits]\nseconds = {SECONDS}\n", "utf-8")
    return ["check", "samples", "--format", "json", "--settings", settings]


@contextmanager
def busy_machine() -> Iterator[None]:
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(4)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def test_a_busy_machine_changes_nothing(tmp_path: Path) -> None:
    line = checking(tmp_path)
    alone = printed(started(*line))
    done = started("bulk", "samples", "-o", tmp_path / "alone", "--no-letters")
    done.communicate()
    with busy_machine():
        assert printed(started(*line)) == alone
        done = started("bulk", "samples", "-o", tmp_path / "busy", "--no-letters")
        done.communicate()
    assert packed(tmp_path / "busy") == packed(tmp_path / "alone")


@pytest.mark.release
def test_a_machine_that_sleeps_in_the_middle_changes_nothing(tmp_path: Path) -> None:
    line = checking(tmp_path)
    alone = printed(started(*line))
    process = started(*line)
    while not children(process.pid):
        time.sleep(0.01)
    time.sleep(0.3)  # a report is being read, or about to be
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGSTOP)
    time.sleep(_SUSPENDED)
    os.killpg(process.pid, signal.SIGCONT)
    assert printed(process) == alone
