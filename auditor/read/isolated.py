"""Reading in a subprocess: a parser that crashes, hangs or exhausts memory costs one file and nothing else."""

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
# Readers check their deadline themselves; the process is killed only if a reader does not get to it.
_GRACE = 2.0


class Isolated:
    """Caller of functions in one subprocess, which is started on first use and restarted after it has died.

    Every call is within the time and memory limits of a report. The memory of the process is capped by the limits it was started
    with; a call with other limits starts a new process. Functions and their results must be picklable.
    """

    def __init__(self) -> None:
        self._worker: Worker | None = None
        self._limits: Limits | None = None

    def call(self, function: Callable[[bytes, str, Limits, Watcher], T], data: bytes, name: str, limits: Limits) -> T:
        """Return the function's result or raise its error; a crash, a timeout or lack of memory raises UnreadableReport.

        `name` is the name of what is read. A fault of the program itself raises AuditorError.
        """
        said = self._ask((function, (name,), False), data, limits)
        assert isinstance(said, Answer)  # noqa: S101
        value: T = said.value
        return value

    def read(self, function: Callable[[Path, Limits], T], path: Path, limits: Limits) -> T:
        """Call a function that reads a file by its path; see `call` for results and errors."""
        return self.call(partial(_of_path, function), b"", str(path), limits)

    def stream(self, function: Callable[[Limits], Iterator[T]], limits: Limits) -> Iterator[T]:
        """Yield the results of a function one by one, each made only when it is requested; see `call` for errors."""
        said = self._ask((function, (), True), b"", limits)
        try:
            while isinstance(said, AnswerPart):
                yield said.value
                said = self._said()
        finally:
            if isinstance(said, AnswerPart):  # the caller needs no more of them
                self.close()

    def close(self) -> None:
        """Stop the process; the next call starts a new one."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _ask(self, question: Any, data: bytes, limits: Limits) -> Answer | AnswerPart:
        if limits != self._limits:
            self.close()
        if self._worker is None:
            scratch()  # created here: the process writes to it too, but is killed in the end and removes nothing
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
            # Otherwise the frame and the exception form a reference cycle, which keeps the report's bytes in memory.
            del error


class IsolatedReader(Isolated):
    """Reader of documents in a subprocess."""

    def __call__(self, data: bytes, path: str, limits: Limits) -> Document:
        """Read like `read_bytes`; a crash, a timeout or lack of memory raises UnreadableReport too."""
        return self.call(read_capped, data, path, limits)


def _tell(code: int | None, allowed: float, limits: Limits) -> NoReturn:
    """Raise UnreadableReport for a process that ended with this exit code after being allowed this many seconds."""
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
    """Read like `read_bytes` in a process with capped memory; exceeding the cap raises UnreadableReport too."""
    cap_again(limits.memory_bytes)
    try:
        return read_bytes(data, path, limits, watcher)
    except MemoryError as error:
        raise _no_memory(limits) from error
