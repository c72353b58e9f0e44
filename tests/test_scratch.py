"""What processes write aside: removed at their end, and what a killed one left by the next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from auditor.processes import scratch

pytestmark = pytest.mark.slow

_MAKE = """
import sys, tempfile
from auditor.processes.scratch import scratch
folder = scratch()
(folder / "left.txt").write_text("x")
assert tempfile.mkdtemp().startswith(str(folder))
print(folder.name, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def root() -> Iterator[Path]:
    """A temporary folder with so short a path that sockets may lie in it."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _start(root: Path) -> tuple[subprocess.Popen[str], str]:
    """A process that has a folder in this one, and the name of its folder; it ends when its input does."""
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _MAKE],
        env={**os.environ, "TMPDIR": str(root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    return process, _pipe(process.stdout).readline().strip()


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


@contextmanager
def _running(root: Path) -> Iterator[str]:
    process, name = _start(root)
    with process:
        yield name
        _pipe(process.stdin).close()


def _kill(process: subprocess.Popen[str]) -> None:
    with process:
        process.send_signal(signal.SIGKILL)


def _names(root: Path) -> set[str]:
    return {path.name for path in root.iterdir()}


def test_nothing_is_left_of_a_process_that_ends(root: Path) -> None:
    with _running(root) as name:
        assert _names(root) == {name}
    assert _names(root) == set()


def test_the_next_process_removes_what_a_killed_one_left(root: Path) -> None:
    process, name = _start(root)
    _kill(process)
    assert (root / name / "left.txt").exists()
    with _running(root) as other:
        assert _names(root) == {other}
    assert _names(root) == set()


def test_processes_that_go_on_keep_their_folders(root: Path) -> None:
    with _running(root) as first, _running(root) as second:
        assert _names(root) == {first, second}


def test_what_only_looks_like_one_stays(root: Path) -> None:
    others = ("auditor-run-results", "auditor-run-20240101", "auditor-2024", "auditor-run-abcdefgh.txt")
    for name in others:
        (root / name).mkdir()
        (root / name / "x").touch()
    elsewhere = root / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / ".lock").touch()
    (root / "auditor-run-linked00").symlink_to(elsewhere)
    (root / "auditor-run-unlocked").mkdir()  # its process was killed at once
    before = _names(root)
    with _running(root) as name:
        assert _names(root) == (before | {name}) - {"auditor-run-unlocked"}
    assert (elsewhere / ".lock").exists()


def test_another_users_folder_stays(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    process, name = _start(root)
    _kill(process)
    monkeypatch.setattr(os, "getuid", lambda: (root / name).stat().st_uid + 1)
    scratch._sweep(root)
    assert _names(root) == {name}


def test_many_starting_at_once_take_nothing_from_each_other(root: Path) -> None:
    """Each of them removes whatever nobody holds while the others make theirs."""
    lost: list[str] = []

    def make() -> None:
        for _ in range(50):
            scratch._sweep(root)
            folder, lock = scratch._made(root)
            (folder / "x").touch()
            scratch._sweep(root)
            if not (folder / "x").exists():
                lost.append(folder.name)
            scratch._end(folder, lock)
            os.close(lock)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lost == []
    assert _names(root) == set()


def test_a_temporary_folder_that_cannot_be_written_is_told() -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", "import tempfile; tempfile.tempdir = '/nowhere'\n" + _TOLD],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("临时文件夹不能写")


_TOLD = """
from auditor.errors import UsageError
from auditor.processes.scratch import scratch
try:
    scratch()
except UsageError as error:
    print(error)
"""
