"""What processes write aside: removed at their end, and what a killed one left by the next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from auditor import scratch

_MAKE = """
import sys, tempfile
from auditor.scratch import scratch
folder = scratch()
(folder / "left.txt").write_text("x")
assert tempfile.mkdtemp().startswith(str(folder))
print(folder.name, flush=True)
sys.stdin.read()
"""


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


def test_nothing_is_left_of_a_process_that_ends(tmp_path: Path) -> None:
    with _running(tmp_path) as name:
        assert _names(tmp_path) == {name}
    assert _names(tmp_path) == set()


def test_the_next_process_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    process, name = _start(tmp_path)
    _kill(process)
    assert (tmp_path / name / "left.txt").exists()
    with _running(tmp_path) as other:
        assert _names(tmp_path) == {other}
    assert _names(tmp_path) == set()


def test_processes_that_go_on_keep_their_folders(tmp_path: Path) -> None:
    with _running(tmp_path) as first, _running(tmp_path) as second:
        assert _names(tmp_path) == {first, second}


def test_what_only_looks_like_one_stays(tmp_path: Path) -> None:
    others = ("auditor-run-results", "auditor-run-20240101", "auditor-2024", "auditor-run-abcdefgh.txt")
    for name in others:
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").touch()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / ".lock").touch()
    (tmp_path / "auditor-run-linked00").symlink_to(elsewhere)
    (tmp_path / "auditor-run-unlocked").mkdir()  # its process was killed at once
    before = _names(tmp_path)
    with _running(tmp_path) as name:
        assert _names(tmp_path) == (before | {name}) - {"auditor-run-unlocked"}
    assert (elsewhere / ".lock").exists()


def test_another_users_folder_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    process, name = _start(tmp_path)
    _kill(process)
    monkeypatch.setattr(os, "getuid", lambda: (tmp_path / name).stat().st_uid + 1)
    scratch._sweep(tmp_path)
    assert _names(tmp_path) == {name}


def test_many_starting_at_once_take_nothing_from_each_other(tmp_path: Path) -> None:
    """Each of them removes whatever nobody holds while the others make theirs."""
    lost: list[str] = []

    def make() -> None:
        for _ in range(50):
            scratch._sweep(tmp_path)
            folder, lock = scratch._made(tmp_path)
            (folder / "x").touch()
            scratch._sweep(tmp_path)
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
    assert _names(tmp_path) == set()


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
from auditor.scratch import scratch
try:
    scratch()
except UsageError as error:
    print(error)
"""
