"""Reads in a process of its own, so that a parser that crashes, hangs or eats memory takes one report and nothing else."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from auditor.errors import UnreadableReport
from auditor.model.document import Document
from auditor.read.limits import LIMITS, TOLD_OF_SCANS, Limits, set_limits
from auditor.read.opener import read_bytes

# Readers look at the clock themselves; the process is ended only if one of them does not come to it.
_GRACE = 2.0
# A forked process has the readers loaded already; where there is no fork a new interpreter is started.
_CONTEXT: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


class IsolatedReader:
    """Reads documents in one child process, which is started when it is first needed and again after it has died."""

    def __init__(self) -> None:
        self._process: Any = None
        self._pipe: Connection | None = None

    def __call__(self, data: bytes, path: str) -> Document:
        """Like `read_bytes`; a crash, too much time or memory raise UnreadableReport as well."""
        pipe = self._started()
        try:
            pipe.send(path)
            pipe.send_bytes(data)
            answer = self._answer(pipe)
        except (EOFError, OSError) as error:
            raise UnreadableReport(
                f"解析程序在读这个文件时崩溃（{self._end()}），文件可能已损坏，请重新导出后再审核"
            ) from error
        if isinstance(answer, Document):
            return answer
        assert isinstance(answer, Exception)  # noqa: S101
        raise answer

    def _answer(self, pipe: Connection) -> Any:
        """What the process sends; a number first tells that it needs so many seconds more."""
        allowed, start = LIMITS.seconds, time.monotonic()
        while pipe.poll(max(start + allowed + _GRACE - time.monotonic(), 0.0)):
            answer = pipe.recv()
            if not isinstance(answer, float):
                return answer
            allowed += answer
        self.close()
        raise UnreadableReport(f"文件过于复杂，{allowed:g} 秒内没有读完，不予读取")

    def close(self) -> None:
        """End the process; the next document starts another one."""
        if self._process is not None:
            self._process.kill()
            self._end()

    def _started(self) -> Connection:
        if self._pipe is None:
            self._pipe, other = _CONTEXT.Pipe()
            self._process = _CONTEXT.Process(target=_serve, args=(other, LIMITS), daemon=True)
            self._process.start()
            other.close()
        return self._pipe

    def _end(self) -> str:
        """Wait for the process and say how it ended."""
        self._process.join()
        code = self._process.exitcode
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None
        return f"信号 {-code}" if code < 0 else f"状态 {code}"


def _serve(pipe: Connection, limits: Limits) -> None:
    """Answer each document asked for with a Document or an exception until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption means
    silence()
    set_limits(limits)
    TOLD_OF_SCANS.append(pipe.send)
    cap_memory(limits.memory_bytes)
    with contextlib.suppress(EOFError, OSError):
        while True:
            path = pipe.recv()
            pipe.send(_answer(pipe.recv_bytes(), path))


def _answer(data: bytes, path: str) -> Document | Exception:
    try:
        return read_capped(data, path)
    except UnreadableReport as error:
        # Without its cause, which some libraries make part of what is sent, and which need not survive that.
        return UnreadableReport(str(error))
    except Exception as error:  # noqa: BLE001  told by the parent, in its words
        return RuntimeError(f"{type(error).__name__}：{error}")


def read_capped(data: bytes, path: str) -> Document:
    """Like `read_bytes` in a process whose memory is capped: too much of it raises UnreadableReport as well."""
    try:
        return read_bytes(data, path)
    except MemoryError as error:
        raise UnreadableReport(f"读这个文件所需的内存超过上限（{LIMITS.memory_bytes} 字节），不予读取") from error


def silence() -> None:
    """Let nothing that native parsers write reach the user; what they say to us comes through the pipe."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)


def cap_memory(size: int) -> None:
    """Let this process have so many bytes of memory more than it has now, at most.

    A forked process begins with all that its parent holds, which may alone be more than a report is allowed.
    """
    if sys.platform == "linux":
        import resource

        most = size + int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
