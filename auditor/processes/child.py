"""Child process that answers questions: it dies with its parent, keeps to its CPU time, and shows no output of its own.

Readers, the opener of archives, audits, pages and letters all run in such processes. The only other process that the program
starts is LibreOffice.
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
_PATIENCE = 5.0  # seconds of wall-clock time for a process that has closed its pipe and does not end
_LOOK_SECONDS = 1.0
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, see prctl(2)


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """Piece of an answer sent in pieces; the Answer itself follows the last piece."""

    value: Any


@dataclass(frozen=True, slots=True)
class Answer:
    """Result of a question: a value, an error meant for people, or the message about a fault of this program."""

    value: Any = None
    error: AuditorError | None = None
    fault: str = ""


class EndedError(Exception):
    """The process ended without an answer: by itself, or because it was silent for too long, in which case `code` is None.

    The code is the exit code of `multiprocessing`: the negated number of a signal, if a signal ended the process.
    """

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class ChildLine:
    """Child's end of the pipe: through it the work in the child asks for time and sends an answer in pieces."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._bound = CpuBound()

    def begin(self) -> None:
        """Start a question; its CPU time is unlimited until the first call of `allow`."""
        self._bound.begin()

    def allow(self, seconds: float) -> None:
        """Allow the question `seconds` more of CPU time, and report to the parent that the work goes on."""
        self._pipe.send(float(seconds))
        self._bound.allow(seconds)

    def part(self, value: Any) -> None:
        """Send a piece of the answer; the CPU time is unlimited again until the next call of `allow`."""
        self._bound.lift()
        self._pipe.send(AnswerPart(value))
        self._bound.begin()

    def end(self) -> None:
        """End the question: it is answered."""
        self._bound.lift()


# Called once in the child, with its ChildLine; returns the function that answers a question, which is any value and bytes.
PrepareChild = Callable[[ChildLine], Callable[[Any, bytes], Any]]


class Worker:
    """One child process, seen from the parent: it answers questions in the order in which they are asked."""

    def __init__(self, prepare: PrepareChild) -> None:
        """Start the process; `prepare` has to be picklable where `is_forked` is false."""
        context: Any = multiprocessing.get_context("fork" if is_forked() else "spawn")
        self.pipe, other = context.Pipe()
        ours = self.pipe if is_forked() else None  # a forked process starts with a copy of it
        self._process = context.Process(target=_serve, args=(prepare, other, ours, os.getpid()), daemon=True)
        self._process.start()
        other.close()
        self._silence = SilenceWatch(self._process.pid)
        self.is_ready = False
        self.allowed = 0.0

    def ask(self, question: Any, data: bytes = b"") -> None:
        """Send a question; if the process has died, `hear` and `wait` report it."""
        with contextlib.suppress(OSError):
            self.pipe.send(question)
            self.pipe.send_bytes(data)

    def hear(self, seconds: float) -> Answer | AnswerPart | None:
        """Return what the process sends within `seconds` of wall-clock time, or None if nothing arrives; raises EndedError."""
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
        """Return the next answer or piece of an answer, however long it takes; raises EndedError."""
        while (said := self.hear(_LOOK_SECONDS)) is None:
            pass
        return said

    def close(self) -> None:
        """Kill the process, whatever it is doing; does nothing if it has already ended."""
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
    """Return whether new processes start as copies of this one, with all it has loaded, rather than as new interpreters.

    A process with other threads must not be copied: a lock held by one of them would stay locked in the copy for ever.
    """
    return _LINUX and threading.active_count() == 1


def _serve(prepare: PrepareChild, pipe: Connection, parents: Connection | None, parent: int) -> None:
    """Answer questions until the other end of the pipe is closed.

    `parents` is this process's copy of the parent's end. While the copy is open, the death of the parent would not be noticed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption means
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a forked process inherits the parent's handler
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
        # Without its cause, which some libraries include in the pickled error and which may not survive pickling.
        return Answer(error=type(error)(*error.args))
    except Exception as error:  # noqa: BLE001  the parent reports it
        return Answer(fault=fault(error))


def _silence() -> None:
    """Discard all output of native parsers; what they have to report comes through the pipe."""
    faulthandler.disable()  # it writes to a copy of standard error
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)


def _die_with(parent: int) -> None:
    """Make this process end when its parent has ended, even in the middle of native code that never returns."""
    if _LINUX:
        import ctypes

        if ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, int(signal.SIGKILL)) == 0:
            if os.getppid() != parent:  # the parent ended before the call
                os._exit(1)
            return
    threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: int) -> None:
    """End this process soon after its parent has ended, on systems without PR_SET_PDEATHSIG."""
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)
