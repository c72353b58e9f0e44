"""Reads in a process of its own, so that a parser that crashes, hangs or eats memory takes one file and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from auditor.config.limits import Limits, Watcher, nobody, too_complex
from auditor.errors import AuditorError, Cause, UnreadableReport
from auditor.model.document import Document
from auditor.processes.child import Answer, AnswerPart, ChildLine, EndedError, Worker
from auditor.processes.cpu_time import fell_silent, out_of_time
from auditor.processes.memory import cap_again, cap_memory, crashed
from auditor.processes.scratch import scratch
from auditor.read.opener import read_bytes

T = TypeVar("T")
# Readers look at their time themselves; the process is ended only if one of them does not come to it.
_GRACE = 2.0


class Isolated:
    """Calls functions in one child process, which is started when it is first needed and again after it has died.

    Whatever is called keeps to the limits of a report, in time and memory; the process is capped by those it was started with,
    and a call with others gets another one. Functions and what they give have to be picklable.
    """

    def __init__(self) -> None:
        self._worker: Worker | None = None
        self._limits: Limits | None = None

    def call(self, function: Callable[[bytes, str, Limits, Watcher], T], data: bytes, name: str, limits: Limits) -> T:
        """What the function gives or raises for people; a crash, too much time or memory raise UnreadableReport.

        `name` is that of what is read. A fault of ours raises AuditorError.
        """
        said = self._ask((function, (name,), False), data, limits)
        assert isinstance(said, Answer)  # noqa: S101
        value: T = said.value
        return value

    def read(self, function: Callable[[Path, Limits], T], path: Path, limits: Limits) -> T:
        """What the function gives or raises that reads a file by its path; see `call`."""
        return self.call(partial(_of_path, function), b"", str(path), limits)

    def stream(self, function: Callable[[Limits], Iterator[T]], limits: Limits) -> Iterator[T]:
        """What the function gives, one after the other, each made when it is asked for; see `call`."""
        said = self._ask((function, (), True), b"", limits)
        try:
            while isinstance(said, AnswerPart):
                yield said.value
                said = self._said()
        finally:
            if isinstance(said, AnswerPart):  # nobody wants the others
                self.close()

    def close(self) -> None:
        """End the process; the next call starts another one."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _ask(self, question: Any, data: bytes, limits: Limits) -> Answer | AnswerPart:
        if limits != self._limits:
            self.close()
        if self._worker is None:
            scratch()  # in which the process writes too: it is killed in the end, and removes nothing
            self._worker, self._limits = Worker(partial(_calls, limits)), limits
        self._worker.ask(question, data)
        return self._said()

    def _said(self) -> Answer | AnswerPart:
        worker, limits = self._worker, self._limits
        assert worker is not None and limits is not None  # noqa: S101, PT018
        try:
            said = worker.wait()
        except EndedError as ended:
            self._worker = None
            _tell(ended.code, worker.allowed - _GRACE, limits)
        if isinstance(said, AnswerPart) or not (
            error := said.error or (AuditorError(said.fault) if said.fault else None)
        ):
            return said
        del said
        try:
            raise error
        finally:
            # Else the exception holds this frame and the frame the exception, and the report's bytes stay with them.
            del error


class IsolatedReader(Isolated):
    """Reads documents in a process of its own."""

    def __call__(self, data: bytes, path: str, limits: Limits) -> Document:
        """Like `read_bytes`; a crash, too much time or memory raise UnreadableReport as well."""
        return self.call(read_capped, data, path, limits)


def _tell(code: int | None, allowed: float, limits: Limits) -> NoReturn:
    """Raise UnreadableReport for a process that has ended by such a code when it was allowed so many seconds."""
    if code is None:
        raise UnreadableReport(
            f"读这个文件的{fell_silent()}；请再试一次，仍然这样就另存为其他格式再审核", Cause.TIMED_OUT
        )
    if out_of_time(code):
        raise UnreadableReport(too_complex(allowed), Cause.TIMED_OUT)
    raise crashed(code, limits)


def _calls(limits: Limits, line: ChildLine) -> Callable[[Any, bytes], Any]:
    """Prepare a process in which functions are called within limits."""
    cap_memory(limits.memory_bytes)

    def work(question: Any, data: bytes) -> Any:
        function, arguments, in_parts = question
        line.allow(limits.seconds + _GRACE)
        try:
            if not in_parts:
                return function(data, *arguments, limits, line.allow)
            for value in function(limits):
                line.part(value)
                line.allow(limits.seconds + _GRACE)
        except MemoryError as error:
            raise _no_memory(limits) from error
        return None

    return work


def _of_path(function: Callable[[Path, Limits], T], data: bytes, path: str, limits: Limits, watcher: Watcher) -> T:
    return function(Path(path), limits)


def _no_memory(limits: Limits) -> UnreadableReport:
    return UnreadableReport(
        f"读这个文件所需的内存超过上限（{limits.memory_bytes} 字节），不予读取", Cause.OUT_OF_MEMORY
    )


def read_capped(data: bytes, path: str, limits: Limits, watcher: Watcher = nobody) -> Document:
    """Like `read_bytes` in a process whose memory is capped: too much of it raises UnreadableReport as well."""
    cap_again(limits.memory_bytes)
    try:
        return read_bytes(data, path, limits, watcher)
    except MemoryError as error:
        raise _no_memory(limits) from error
