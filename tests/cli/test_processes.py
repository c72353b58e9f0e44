"""Whoever starts a process ends it: after a command, and after its death, none is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.recognise.reports import written

ROOT = Path(__file__).parents[2]
_PATIENCE = 300.0  # seconds on the clock, for a machine that is very busy


def children(parent: int) -> list[int]:
    """The processes that a process has started and that have not ended, those of theirs included."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found += [int(folder.name), *children(int(folder.name))]
    return found


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_twenty_commands_in_one_process_leave_no_process_behind(run: Any, tmp_path: Path) -> None:
    report = tmp_path / "报告.txt"
    report.write_text(written(), "utf-8")
    before = set(children(os.getpid()))
    for number in range(20):
        line = (["check", report], ["parse", report], ["letter", report, "-o", tmp_path / "x.html"])[number % 3]
        assert run(*line).status == 0
    assert set(children(os.getpid())) <= before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_process_outlives_a_command_that_is_ended(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "报告.txt").write_text(written(), "utf-8")
    # The reader's process is kept busy for as long as nobody ends it.
    code = (
        "import sys, time; from auditor.read import isolated; from auditor.cli.app import main\n"
        "isolated.read_bytes = lambda *_: time.sleep(100_000)\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    line = [sys.executable, "-c", code, "check", str(tmp_path / "报告.txt")]
    with subprocess.Popen(line, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as program:  # noqa: S603
        end = time.monotonic() + _PATIENCE
        while not (started := children(program.pid)) and time.monotonic() < end:
            time.sleep(0.05)
        program.send_signal(number)
        program.wait(_PATIENCE)
        while any(map(alive, started)) and time.monotonic() < end:
            time.sleep(0.05)
        assert started
        assert not any(map(alive, started))
        assert b"Warning" not in (program.stderr.read() if program.stderr else b"")
