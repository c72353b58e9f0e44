"""Runs tasks in processes of their own, so that one that crashes, hangs or is killed costs its own time and nothing else.

Each process is a pebble pool of one. Processes that share a pool share its pipe and its locks, and one that is killed while
it holds them takes the others' results along; here a process that ended is let go together with all it could have spoilt.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from threading import Thread
from traceback import clear_frames
from typing import Any, Generic, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

from auditor.errors import AuditorError, fault
from auditor.read.limits import MEBIBYTE
from auditor.read.processor import Bound, Silence, fell_silent, out_of_time
from auditor.scratch import scratch, sweep

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

# A server without threads forks the processes, with the program loaded and without this process's pipes and database.
_CONTEXT: Any = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
_LOADED = (
    "auditor.batch.work",
    "auditor.pipeline",
    "auditor.read.text.reader",
    "auditor.read.word.docx",
    "auditor.batch.pages",
)
_A_PROCESS = 2  # tasks it is given at once: one is worked on, one waits so that there is no pause between them
_BYTES = 64 * MEBIBYTE  # of all tasks given out, as long as there are several
_TICK_SECONDS = 0.25
_TRIES = 2
_DEAD_STARTS = 5


@dataclass(frozen=True, slots=True)
class Task:
    """One report to be worked on: its name, its bytes and their digest."""

    name: str
    data: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Lost:
    """What comes of a task whose process ended without a result, twice: the reason in Chinese."""

    reason: str


class Executor(Protocol[R_co]):
    """What works on tasks, here or on other machines; results must not depend on where, or in which order."""

    def run(self, tasks: Iterable[Task], idle: Callable[[], None]) -> Generator[tuple[Task, R_co | Lost], None, None]:
        """Each task with its result as they come; `idle` is called several times a second, also while none comes.

        Tasks are taken from the iterable only when there is room for them.
        """
        ...


class Pool(Generic[R]):
    """An Executor over processes of this machine, which are started with the first task."""

    def __init__(self, workers: int, prepare: Callable[[], Callable[[Task], R]]) -> None:
        """`prepare` is called once in each process and gives what is done with each task; it has to be picklable."""
        self._prepare = prepare
        self._lanes: list[_Lane | None] = [None] * workers
        self._waiting: deque[_Try] = deque()
        self._dead_starts = 0

    def run(self, tasks: Iterable[Task], idle: Callable[[], None]) -> Generator[tuple[Task, R | Lost], None, None]:
        """See Executor; raises AuditorError if processes do not even start."""
        try:
            yield from self._run(iter(tasks), idle)
        finally:
            self.close()

    def one(self, task: Task) -> R | Lost:
        """The result of one task; the processes are kept for the next one until `close`."""
        [(_, outcome)] = self._run(iter((task,)), lambda: None)
        return outcome

    def _run(self, source: Iterator[Task], idle: Callable[[], None]) -> Iterator[tuple[Task, R | Lost]]:
        scratch()  # so that what processes write aside, and their sockets, lie in our folder
        multiprocessing.set_forkserver_preload(["__main__", *_LOADED])
        while self._fill(source):
            running = [future for lane in self._lanes if lane for future in lane.running]
            wait(running, _TICK_SECONDS, FIRST_COMPLETED)
            for number, lane in enumerate(self._lanes):
                if lane is not None:
                    yield from self._collect(number, lane)
            idle()

    def _fill(self, source: Iterator[Task]) -> bool:
        """Give tasks to all processes that have room; false when none is left and none is being worked on."""
        while room := [number for number, lane in enumerate(self._lanes) if lane is None or lane.has_room()]:
            if not self._waiting:
                if self._bytes() > _BYTES or (task := next(source, None)) is None:
                    break
                self._waiting.append(_Try(task))
            number = min(room, key=self._load)
            lane = self._lanes[number] = self._lanes[number] or _Lane(self._prepare)
            if not lane.give(self._waiting[0]):
                self._let_go(number, lane)
                continue
            self._waiting.popleft()
        return any(lane and lane.running for lane in self._lanes)

    def _load(self, number: int) -> int:
        lane = self._lanes[number]
        return len(lane.running) if lane else 0

    def _bytes(self) -> int:
        return sum(tried.size for lane in self._lanes if lane for tried in lane.running.values())

    def _collect(self, number: int, lane: _Lane) -> Iterator[tuple[Task, R | Lost]]:
        """The results a process has given, and what follows if it has ended."""
        ended = silence = lane.is_silent()
        for future, tried in [(future, tried) for future, tried in lane.running.items() if future.done()]:
            del lane.running[future]
            error = future.exception()
            _forget_frames(error)
            if error is None:
                self._dead_starts = 0
                yield tried.task, future.result()
            elif isinstance(error, ProcessExpired):
                ended = True
                yield from self._again(tried, lane.ended(error.exitcode))
            elif isinstance(error, BrokenProcessPool):
                ended = True
                self._waiting.append(tried)
            else:
                yield tried.task, Lost(fault(error) if isinstance(error, Exception) else lane.ended(1))
        if silence and lane.running:
            first = next(iter(lane.running))
            yield from self._again(lane.running.pop(first), fell_silent())
        if ended:
            self._let_go(number, lane)

    def _again(self, tried: _Try, reason: str) -> Iterator[tuple[Task, Lost]]:
        """Put a task back in line, or tell what became of it if it had its last try."""
        self._dead_starts = 0
        if tried.count < _TRIES:
            self._waiting.append(_Try(tried.task, tried.count + 1))
        else:
            yield tried.task, Lost(f"审核这份报告时{reason}，试了 {_TRIES} 次都是这样；其余报告不受影响")

    def _let_go(self, number: int, lane: _Lane) -> None:
        """End a process that is of no use any more; what it had not begun is given to another one."""
        self._waiting.extend(lane.running.values())
        self._lanes[number] = None
        lane.stop()
        Thread(target=lane.join, daemon=True).start()
        self._dead_starts += 1
        if self._dead_starts > _DEAD_STARTS:
            raise AuditorError("审核用的进程一启动就退出，没有审完；多半是内存不够，可以用 --workers 1 再试")

    def close(self) -> None:
        """End all processes."""
        lanes = [lane for lane in self._lanes if lane]
        for lane in lanes:
            lane.stop()
        for lane in lanes:
            lane.join()
        self._lanes = [None] * len(self._lanes)
        self._waiting.clear()
        sweep()


def _forget_frames(error: BaseException | None) -> None:
    """Let go of what an exception's frames hold: a message that could not be sent is in them, and they are in a ring with it.

    When the collector comes upon such a ring, Python complains of the message's buffer on standard error.
    """
    while error is not None:
        clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


@dataclass(frozen=True, slots=True)
class _Try:
    task: Task
    count: int = 1

    @property
    def size(self) -> int:
        return len(self.task.data)


class _Lane:
    """One process, with the tasks it was given in their order, and a clock it shares with us."""

    def __init__(self, prepare: Callable[[], Callable[[Task], Any]]) -> None:
        # The process's id, the seconds of the processor its task may take, and how often it has said something.
        self._clock = _CONTEXT.RawArray("d", 3)
        self._silence: tuple[float, Silence] | None = None
        self._pool = ProcessPool(max_workers=1, initializer=_start, initargs=(prepare, self._clock), context=_CONTEXT)
        self.running: dict[Future[Any], _Try] = {}

    def has_room(self) -> bool:
        """Whether it may be given one more task."""
        return len(self.running) < _A_PROCESS

    def give(self, tried: _Try) -> bool:
        """Hand a task over; false if the process cannot take any."""
        try:
            self.running[self._pool.schedule(_work, args=(tried.task,))] = tried
        except RuntimeError:
            return False
        return True

    def is_silent(self) -> bool:
        """Whether the process has neither worked on its task nor said anything for too long."""
        process, allowed, said = self._clock
        if not allowed:
            return False
        if self._silence is None or self._silence[0] != said:
            self._silence = said, Silence(int(process))
        return self._silence[1].is_over()

    def ended(self, code: int) -> str:
        """How the process ended, in words."""
        if out_of_time(code):
            return f"处理器用了 {self._clock[1]:g} 秒还没有审完"
        if code == -signal.SIGKILL:
            return "程序被系统强行结束（信号 9，多半是内存不够）"
        return f"程序崩溃（信号 {-code}）" if code < 0 else f"程序退出（状态 {code}）"

    def stop(self) -> None:
        """Begin to end the process."""
        self._pool.stop()  # type: ignore[no-untyped-call]

    def join(self) -> None:
        """Wait until it has ended, which takes up to three seconds for one that does not listen."""
        self._pool.join()
        for future in self.running:
            if future.done() and not future.cancelled():
                _forget_frames(future.exception())


# What the process was prepared for, the clock it shares with its parent, and the bound the system keeps to its time.
_JOB: list[Callable[[Task], Any]] = []
_CLOCK: list[Any] = []
_BOUND = Bound()


def allow(seconds: float) -> None:
    """Let the task being worked on in this process take so many seconds of the processor more, and tell that it goes on.

    A task that was never allowed any may take as long as it likes.
    """
    clock = _CLOCK[0]
    clock[1] += seconds
    clock[2] += 1
    _BOUND.allow(seconds)


def _start(prepare: Callable[[], Callable[[Task], Any]], clock: Any) -> None:
    """Prepare this process; one that dies of a signal says nothing to the user, its parent does.

    The clock belongs to the first process of a lane: the pool starts another one at once when that has ended, and how long it
    was allowed to work must still be known when the lane is looked at and let go.
    """
    Thread(target=_end_with_parent, daemon=True).start()
    if clock[0]:
        clock = [0.0] * len(clock)
    clock[0] = os.getpid()
    _CLOCK[:] = [clock]
    _JOB[:] = [prepare()]


def _end_with_parent() -> None:
    """End this process when its parent has ended, also in the middle of a task whose result nobody waits for any more."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(task: Task) -> Any:
    clock = _CLOCK[0]
    clock[1], clock[2] = 0.0, clock[2] + 1
    _BOUND.begin()
    try:
        return _JOB[0](task)
    finally:
        _BOUND.lift()
        clock[1] = 0.0
