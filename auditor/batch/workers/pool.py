"""Pool of child processes: a task that crashes, hangs or is killed costs only its own time.

Each process has its own pipe: when a process ends, its pipe is discarded, so a broken pipe or lock cannot affect other tasks.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from typing import Any, Generic, Protocol, TypeVar

from auditor.config.limits import MEBIBYTE
from auditor.errors import AuditorError, Cause
from auditor.processes.child import Answer, ChildLine, EndedError, Worker, is_forked
from auditor.processes.cpu_time import fell_silent, out_of_time
from auditor.processes.memory import ran_out_of_memory
from auditor.processes.scratch import scratch, sweep

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
Allow = Callable[[float], None]

# A busy process is given one more task, so there is no pause between tasks; but only a task small enough to wait in the pipe
# without blocking the parent: a socket takes 200 KiB.
_AHEAD = 48 * 1024
_A_PROCESS = 2
_BYTES = 64 * MEBIBYTE  # of all running tasks together; a single task may be larger
_TICK_SECONDS = 0.25
_TRIES = 2
_DEAD_STARTS = 5


@dataclass(frozen=True, slots=True)
class Task:
    """One report to work on: its name, its bytes and their digest."""

    name: str
    data: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class TaskFailed:
    """Failure of a task: its process ended twice without a result, or its work raised an error.

    `reason` is in Chinese; `cause` is its kind, None for a fault of this program.
    """

    reason: str
    cause: Cause | None = None


# Called once in a process, with the function that allows a task time; returns the function that works on each task.
PrepareTask = Callable[[Allow], Callable[[Task], R]]


class Executor(Protocol[R_co]):
    """Runs tasks, here or on other machines; results must not depend on where or in which order tasks run."""

    def run(
        self, tasks: Iterable[Task], idle: Callable[[], None]
    ) -> Generator[tuple[Task, R_co | TaskFailed], None, None]:
        """Yield each task with its result as results arrive; `idle` is called several times a second, even while none arrives.

        Tasks are taken from the iterable only when there is room for them.
        """
        ...


class Pool(Generic[R]):
    """Executor over processes of this machine, which are started with the first task."""

    def __init__(self, workers: int, prepare: PrepareTask[R]) -> None:
        """`prepare` has to be picklable: processes may be new interpreters.

        The CPU time of a task is unlimited until the task is allowed some seconds.
        """
        self._prepare = prepare
        self._lanes: list[_Lane | None] = [None] * workers
        self._waiting: deque[_Try] = deque()
        self._dead_starts = 0

    def run(
        self, tasks: Iterable[Task], idle: Callable[[], None]
    ) -> Generator[tuple[Task, R | TaskFailed], None, None]:
        """See Executor; raises AuditorError if processes do not even start."""
        try:
            yield from self._run(iter(tasks), idle)
        finally:
            self.close()

    def one(self, task: Task) -> R | TaskFailed:
        """Return the result of one task; the processes are kept for the next task until `close`."""
        [(_, outcome)] = self._run(iter((task,)), lambda: None)
        return outcome

    def _run(self, source: Iterator[Task], idle: Callable[[], None]) -> Iterator[tuple[Task, R | TaskFailed]]:
        scratch()  # so the temporary files of processes go into our folder
        while self._fill(source):
            wait([lane.worker.pipe for lane in self._lanes if lane], _TICK_SECONDS)
            for number, lane in enumerate(self._lanes):
                if lane is not None:
                    yield from self._collect(number, lane)
            idle()

    def _fill(self, source: Iterator[Task]) -> bool:
        """Give tasks to all processes that have room; returns false when no task is left or running."""
        while room := [number for number, lane in enumerate(self._lanes) if lane is None or lane.has_room()]:
            if not self._waiting:
                if self._bytes() > _BYTES or (task := next(source, None)) is None:
                    break
                self._waiting.append(_Try(task))
            number = min(room, key=self._load)
            if self._load(number) and self._waiting[0].size > _AHEAD:
                break
            lane = self._lanes[number] = self._lanes[number] or _Lane(self._prepare)
            lane.give(self._waiting.popleft())
        return any(lane and lane.running for lane in self._lanes)

    def _load(self, number: int) -> int:
        lane = self._lanes[number]
        return len(lane.running) if lane else 0

    def _bytes(self) -> int:
        return sum(tried.size for lane in self._lanes if lane for tried in lane.running)

    def _collect(self, number: int, lane: _Lane) -> Iterator[tuple[Task, R | TaskFailed]]:
        """Yield the results that a process has sent, and what follows if it has ended."""
        try:
            while said := lane.worker.hear(0.0):
                assert isinstance(said, Answer)  # noqa: S101
                self._dead_starts = 0
                yield lane.running.popleft().task, _outcome(said)
        except EndedError as error:
            yield from self._ended(number, lane, error.code)

    def _ended(self, number: int, lane: _Lane, code: int | None) -> Iterator[tuple[Task, TaskFailed]]:
        """Retry the task that the process was working on, or yield its failure after the last try.

        Tasks that the process had not begun are given to another process.
        """
        self._lanes[number] = None
        if not lane.worker.is_ready:
            self._dead_starts += 1
            if self._dead_starts > _DEAD_STARTS:
                raise AuditorError("审核用的进程一启动就退出，没有审完；多半是内存不够，可以用 --workers 1 再试")
        elif lane.running:
            tried = lane.running.popleft()
            if tried.count < _TRIES:
                self._waiting.append(_Try(tried.task, tried.count + 1))
            else:
                reason, cause = how_ended(code, lane.worker.allowed)
                yield (
                    tried.task,
                    TaskFailed(f"审核这份报告时{reason}，试了 {_TRIES} 次都是这样；其余报告不受影响", cause),
                )
        self._waiting.extendleft(reversed(lane.running))

    def close(self) -> None:
        """End all processes."""
        for lane in self._lanes:
            if lane is not None:
                lane.worker.close()
        self._lanes = [None] * len(self._lanes)
        self._waiting.clear()
        sweep()


def _outcome(said: Answer) -> Any:
    """Return the result, or the failure of a task that raised an error instead of returning it."""
    if said.error is None and not said.fault:
        return said.value
    return TaskFailed(said.fault or str(said.error))


def how_ended(code: int | None, allowed: float) -> tuple[str, Cause]:
    """Return the Chinese reason and the cause for the end of a process that was allowed `allowed` seconds."""
    if code is None:
        return fell_silent(), Cause.TIMED_OUT
    if out_of_time(code):
        return f"处理器用了 {allowed:g} 秒还没有审完", Cause.TIMED_OUT
    if code == -signal.SIGKILL:
        return "程序被系统强行结束（信号 9，多半是内存不够）", Cause.OUT_OF_MEMORY
    if ran_out_of_memory(code):
        return f"程序崩溃（信号 {-code}，所需的内存超过上限，或者文件已损坏）", Cause.OUT_OF_MEMORY
    return (f"程序崩溃（信号 {-code}）" if code < 0 else f"程序退出（状态 {code}）"), Cause.DAMAGED


@dataclass(frozen=True, slots=True)
class _Try:
    task: Task
    count: int = 1

    @property
    def size(self) -> int:
        return len(self.task.data)


class _Lane:
    """One process, with the tasks it was given, in their order."""

    def __init__(self, prepare: PrepareTask[Any]) -> None:
        self.worker = Worker(partial(_tasks, prepare))
        self.running: deque[_Try] = deque()

    def has_room(self) -> bool:
        """Return whether the process may be given one more task."""
        return len(self.running) < (_A_PROCESS if is_forked() else 1)

    def give(self, tried: _Try) -> None:
        """Send a task to the process."""
        self.running.append(tried)
        self.worker.ask((tried.task.name, tried.task.digest), tried.task.data)


def _tasks(prepare: PrepareTask[Any], line: ChildLine) -> Callable[[Any, bytes], Any]:
    """Prepare a process to answer tasks."""
    work = prepare(line.allow)
    return lambda question, data: work(Task(question[0], data, question[1]))
