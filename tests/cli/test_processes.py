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

from tests.read.archives import archive
from tests.recognise.reports import written

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
_PATIENCE = 300.0  # seconds on the clock, for a machine that is very busy
_ROUNDS = 20
_GROWTH = 24 * 1024  # KiB


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


def resident() -> int:
    """KiB of memory this process has."""
    return int(Path("/proc/self/status").read_text("ascii").partition("VmRSS:")[2].split()[0])


def handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_twenty_commands_in_one_process_leave_no_process_and_no_open_file_behind(run: Any, tmp_path: Path) -> None:
    report, other = tmp_path / "报告.txt", tmp_path / "附.zip"
    report.write_text(written(), "utf-8")
    other.write_bytes(archive({"报告.txt": report.read_bytes()}))
    lines = (
        ["check", report],
        ["check", report, other, "--previous", report],
        ["parse", report],
        ["letter", report, "-o", tmp_path / "x.html"],
        ["diff", report, other],
        ["roster", "init", other, "-o", tmp_path / "名册.csv"],
        ["bulk", other, "-o", tmp_path / "结果", "--no-letters"],
    )
    before = set(children(os.getpid()))
    after: list[tuple[int, int]] = []
    for number in range(_ROUNDS):
        (tmp_path / "名册.csv").unlink(missing_ok=True)
        assert run(*lines[number % len(lines)]).status == 0
        assert set(children(os.getpid())) <= before
        after.append((handles(), resident()))
    # Each command has been run once, and what it loads stays.
    settled = after[len(lines) - 1]
    assert after[-1][0] <= settled[0]
    assert after[-1][1] <= settled[1] + _GROWTH


@pytest.mark.parametrize(
    ("command", "number"),
    [
        *(("check", number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)),
        *(("bulk", number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)),
        *((command, signal.SIGKILL) for command in ("parse", "letter", "diff")),
    ],
)
def test_no_process_outlives_a_command_that_is_ended(tmp_path: Path, command: str, number: signal.Signals) -> None:
    report = tmp_path / "报告.txt"
    report.write_text(written(), "utf-8")
    more = {"bulk": ["-o", str(tmp_path / "结果")], "letter": ["-o", str(tmp_path / "x.html")], "diff": [str(report)]}
    # The process that reads is kept busy for as long as nobody ends it.
    code = (
        "import signal, sys; from auditor.read import isolated; from auditor.cli.app import main\n"
        # Ctrl+C means nothing to what a shell has started in the background, the end of a terminal nothing under nohup.
        "signal.signal(signal.SIGINT, signal.default_int_handler); signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"
        "def busy(*_):\n    while True: pass\n"
        "isolated.read_bytes = busy\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    end_in_the_middle([sys.executable, "-c", code, command, str(report), *more.get(command, [])], number)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_libreoffice_and_what_it_started_end_with_the_command(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "soffice"
    program.write_text(f'#!/bin/sh\nsleep 3600 &\necho $! > "{tmp_path}/pid"\nsleep 3600\n')
    program.chmod(0o755)
    (tmp_path / "报告.rtf").write_bytes(b"{\\rtf1 x}")
    code = "import sys; from auditor.cli.app import main; sys.exit(main(sys.argv[1:]))"
    line = [sys.executable, "-c", code, "check", str(tmp_path / "报告.rtf")]
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    started = end_in_the_middle(line, number, tmp_path / "pid", {"PATH": path})
    assert int((tmp_path / "pid").read_text()) in started


def end_in_the_middle(
    line: list[str], number: signal.Signals, sign: Path | None = None, settings: dict[str, str] | None = None
) -> list[int]:
    """Start a command, end it by a signal when it has started others, and see them gone; `sign` is a file they write first."""
    environment = os.environ | (settings or {})
    with subprocess.Popen(  # noqa: S603
        line, cwd=ROOT, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end and not (
            (started := children(program.pid)) and (sign is None or (sign.is_file() and sign.read_text().strip()))
        ):
            time.sleep(0.05)
        started = children(program.pid)
        program.send_signal(number)
        program.wait(_PATIENCE)
        while any(map(alive, started)) and time.monotonic() < end:
            time.sleep(0.05)
        assert started
        assert not any(map(alive, started))
        assert b"Warning" not in (program.stderr.read() if program.stderr else b"")
        return started
