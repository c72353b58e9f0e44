"""A process of our own that answers questions: it dies with its parent, keeps to its time, and nothing it writes is shown.

Readers, the opener of archives, audits, pages and letters all run in such processes; nothing else in the program starts one, but
for LibreOffice.
"""

from __future__ import annotations

import contextlib
import faulthandler
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from auditor.errors import AuditorError, fault
from auditor.processes.cpu_time import CpuBound, SilenceWatch

_LINUX = sys.platform == "linux"
_READY = "ready"
_PATIENCE = 5.0  # seconds on the clock for a process that has closed its pipe and does not end
_LOOK_SECONDS = 1.0
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, see prctl(2)


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """A piece of an answer that comes in pieces; the Answer itself follows the last of them."""

    value: Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question: a value, or an error that was meant for people, or what is said of a fault of ours."""

    value: Any = None
    error: AuditorError | None = None
    fault: str = ""


class EndedError(Exception):
    """The process ended without an answer, by itself or because it was silent for too long; `code` is None for the latter.

    A code is that of `multiprocessing`: minus the number of a signal.
    """

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class ChildLine:
    """The process's side: how what works in it asks for time and sends an answer in pieces."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._bound = CpuBound()

    def begin(self) -> None:
        """A question begins: it may take any time until it is allowed some."""
        self._bound.begin()

    def allow(self, seconds: float) -> None:
        """Let the question take so many seconds of the processor more, and tell the parent that it goes on."""
        self._pipe.send(float(seconds))
        self._bound.allow(seconds)

    def part(self, value: Any) -> None:
        """Send a piece of the answer; the time begins anew."""
        self._bound.lift()
        self._pipe.send(AnswerPart(value))
        self._bound.begin()

    def end(self) -> None:
        """The question is answered."""
        self._bound.lift()


# Called once in the process, with its Line; gives what answers a question, which is any value and bytes.
PrepareChild = Callable[[ChildLine], Callable[[Any, bytes], Any]]


class Worker:
    """One process, from the parent's side: questions are answered in the order in which they are asked."""

    def __init__(self, prepare: PrepareChild) -> None:
        """Start it; `prepare` has to be picklable where `is_forked` is false."""
        context: Any = multiprocessing.get_context("fork" if is_forked() else "spawn")
        self.pipe, other = context.Pipe()
        ours = self.pipe if is_forked() else None  # a forked process begins with a copy of it
        self._process = context.Process(target=_serve, args=(prepare, other, ours, os.getpid()), daemon=True)
        self._process.start()
        other.close()
        self._silence = SilenceWatch(self._process.pid)
        self.is_ready = False
        self.allowed = 0.0

    def ask(self, question: Any, data: bytes = b"") -> None:
        """Ask; if the process has died, that is told where the answer is waited for."""
        with contextlib.suppress(OSError):
            self.pipe.send(question)
            self.pipe.send_bytes(data)

    def hear(self, seconds: float) -> Answer | AnswerPart | None:
        """What it has to say within so many seconds on the clock, None if nothing yet; raises EndedError."""
        try:
            while self.pipe.poll(seconds):
                said = self.pipe.recv()
                self._silence.heard()
                seconds = 0.0
                if isinstance(said, float):
                    self.allowed += said
                elif said == _READY:
                    self.is_ready = True
                else:
                    self.allowed = 0.0
                    return said  # type: ignore[no-any-return]
        except (EOFError, OSError) as error:
            raise EndedError(self._ended()) from error
        if self.allowed and self._silence.is_over():
            self.close()
            raise EndedError(None)
        return None

    def wait(self) -> Answer | AnswerPart:
        """What it has to say, however long that takes; raises EndedError."""
        while (said := self.hear(_LOOK_SECONDS)) is None:
            pass
        return said

    def close(self) -> None:
        """End the process, whatever it does; nothing where it has ended."""
        if not self.pipe.closed:
            self._process.kill()
            self._ended()

    def _ended(self) -> int:
        self._process.join(_PATIENCE)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
        code: int = self._process.exitcode
        self.pipe.close()
        self._process.close()
        return code


def is_forked() -> bool:
    """Whether processes begin as copies of this one, with all it has loaded, or as new interpreters.

    A process with other threads must not be copied: a lock that one of them holds would stay locked in the copy for ever.
    """
    return _LINUX and threading.active_count() == 1


def _serve(prepare: PrepareChild, pipe: Connection, parents: Connection | None, parent: int) -> None:
    """Answer questions until the other end of the pipe is closed.

    `parents` is the copy of that end which this process has: while it is open, the death of the parent would not be noticed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption means
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # which a forked process has the parent's way with
    if parents is not None:
        parents.close()
    _die_with(parent)
    _silence()
    line = ChildLine(pipe)
    work = prepare(line)
    with contextlib.suppress(EOFError, OSError):
        pipe.send(_READY)
        while True:
            question = pipe.recv()
            line.begin()
            answer = _answer(work, question, pipe.recv_bytes())
            line.end()
            pipe.send(answer)
            del question, answer


def _answer(work: Callable[[Any, bytes], Any], question: Any, data: bytes) -> Answer:
    try:
        return Answer(work(question, data))
    except AuditorError as error:
        # Without the error it came from, which some libraries make part of what is sent, and which need not survive that.
        return Answer(error=type(error)(*error.args))
    except Exception as error:  # noqa: BLE001  told by the parent
        return Answer(fault=fault(error))


def _silence() -> None:
    """Let nothing that native parsers write reach the user; what they say to us comes through the pipe."""
    faulthandler.disable()  # it writes to a copy of standard error
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)


def _die_with(parent: int) -> None:
    """Have this process end when its parent has ended, also in the middle of native code that never returns."""
    if _LINUX:
        import ctypes

        if ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, int(signal.SIGKILL)) == 0:
            if os.getppid() != parent:  # it had ended before
                os._exit(1)
            return
    threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: int) -> None:
    """End this process soon after its parent has ended, where the system does not."""
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)
