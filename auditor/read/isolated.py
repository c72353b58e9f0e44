"""Reads in a process of its own, so that a parser that crashes, hangs or eats memory takes one report and nothing else."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

from auditor.errors import Cause, UnreadableReport
from auditor.model.document import Document
from auditor.read.limits import Limits, Watcher, too_complex
from auditor.read.memory import cap_again, cap_memory, crashed
from auditor.read.opener import read_bytes
from auditor.read.processor import Bound, Silence, fell_silent, out_of_time
from auditor.scratch import scratch

# Readers look at their time themselves; the process is ended only if one of them does not come to it.
_GRACE = 2.0
_TICK_SECONDS = 1.0
# A forked process has the readers loaded already; where there is no fork a new interpreter is started.
_FORKED = sys.platform == "linux"
_CONTEXT: Any = multiprocessing.get_context("fork" if _FORKED else "spawn")


class IsolatedReader:
    """Reads documents in one child process, which is started when it is first needed and again after it has died.

    A process reads under the limits it was started with; a document with others gets another one.
    """

    def __init__(self) -> None:
        self._process: Any = None
        self._limits: Limits | None = None
        self._pipe: Connection | None = None
        self._allowed = 0.0

    def __call__(self, data: bytes, path: str, limits: Limits) -> Document:
        """Like `read_bytes`; a crash, too much time or memory raise UnreadableReport as well."""
        pipe = self._started(limits)
        try:
            pipe.send(path)
            pipe.send_bytes(data)
            answer = self._answer(pipe, limits)
        except (EOFError, OSError) as error:
            code = self._end()
            if out_of_time(code):
                raise UnreadableReport(too_complex(self._allowed), Cause.TIMED_OUT) from error
            raise crashed(code, limits) from error
        if isinstance(answer, Document):
            return answer
        assert isinstance(answer, Exception)  # noqa: S101
        try:
            raise answer
        finally:
            # Else the exception holds this frame and the frame the exception, and the report's bytes stay with them.
            del answer

    def _answer(self, pipe: Connection, limits: Limits) -> Any:
        """What the process sends; a number first tells that it needs so many seconds more, or that it waits for a helper."""
        self._allowed = limits.seconds
        silence = Silence(self._process.pid)
        while True:
            if pipe.poll(_TICK_SECONDS):
                answer = pipe.recv()
                if not isinstance(answer, float):
                    return answer
                self._allowed += answer
                silence.heard()
            elif silence.is_over():
                self.close()
                raise UnreadableReport(
                    f"读这个文件的{fell_silent()}；请再试一次，仍然这样就另存为其他格式再审核", Cause.TIMED_OUT
                )

    def close(self) -> None:
        """End the process; the next document starts another one."""
        if self._process is not None:
            self._process.kill()
            self._end()

    def _started(self, limits: Limits) -> Connection:
        if limits != self._limits:
            self.close()
        if self._pipe is None:
            scratch()  # in which the process writes too: it is killed in the end, and removes nothing
            self._pipe, other = _CONTEXT.Pipe()
            ours = self._pipe if _FORKED else None  # a forked process begins with a copy of it
            self._process = _CONTEXT.Process(target=_serve, args=(other, ours, limits), daemon=True)
            self._process.start()
            self._limits = limits
            other.close()
        return self._pipe

    def _end(self) -> int:
        """Wait for the process; its exit code, minus the number of a signal."""
        self._process.join()
        code: int = self._process.exitcode
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None
        return code


def _serve(pipe: Connection, others: Connection | None, limits: Limits) -> None:
    """Answer each document asked for with a Document or an exception until the other end is closed.

    `others` is the copy of that end this process has: while it is open, the death of the parent would not be noticed.
    """
    if others is not None:
        others.close()
        Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption means
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # which a forked process has the parent's way with
    silence()
    bound = Bound()

    def watcher(seconds: float) -> None:
        pipe.send(seconds)
        bound.allow(seconds)

    cap_memory(limits.memory_bytes)
    with contextlib.suppress(EOFError, OSError):
        while True:
            path = pipe.recv()
            data = pipe.recv_bytes()
            bound.begin()
            bound.allow(limits.seconds + _GRACE)
            answer = _answer(data, path, limits, watcher)
            bound.lift()
            pipe.send(answer)


def _end_with(parent: int) -> None:
    """End this process soon after its parent has ended, also in the middle of a report that nobody waits for any more."""
    while os.getppid() == parent:
        time.sleep(_TICK_SECONDS)
    os._exit(1)


def _answer(data: bytes, path: str, limits: Limits, watcher: Watcher) -> Document | Exception:
    try:
        return read_capped(data, path, limits, watcher)
    except UnreadableReport as error:
        # Without the error it came from, which some libraries make part of what is sent, and which need not survive that.
        return UnreadableReport(error.reason, error.cause)
    except Exception as error:  # noqa: BLE001  told by the parent, in its words
        return RuntimeError(f"{type(error).__name__}：{error}")


def read_capped(data: bytes, path: str, limits: Limits, watcher: Watcher) -> Document:
    """Like `read_bytes` in a process whose memory is capped: too much of it raises UnreadableReport as well."""
    cap_again(limits.memory_bytes)
    try:
        return read_bytes(data, path, limits, watcher)
    except MemoryError as error:
        raise UnreadableReport(
            f"读这个文件所需的内存超过上限（{limits.memory_bytes} 字节），不予读取", Cause.OUT_OF_MEMORY
        ) from error


def silence() -> None:
    """Let nothing that native parsers write reach the user; what they say to us comes through the pipe."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
