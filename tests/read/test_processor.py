"""Time on the processor: a clock that only work moves, a bound the system keeps, and a process that does nothing."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event

import pytest

from auditor.config import limits
from auditor.config.limits import Deadline, Limits, nobody
from auditor.errors import UnreadableReport
from auditor.processes import cpu_time as processor
from auditor.processes.cpu_time import CpuBound, SilenceWatch, out_of_time, seconds_of

pytestmark = pytest.mark.slow


class Clocks:
    """The clock on the wall and that of the watched process, moved by hand."""

    def __init__(self) -> None:
        self.wall = self.work = 0.0

    def pass_by(self, seconds: float, work: float = 0.0) -> None:
        self.wall += seconds
        self.work += work


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clocks]:
    made = Clocks()
    monkeypatch.setattr(time, "monotonic", lambda: made.wall)
    monkeypatch.setattr(processor, "seconds_of", lambda process: made.work)
    yield made
    monkeypatch.undo()


def looked(silence: SilenceWatch, clocks: Clocks, seconds: int, work: float = 0.0) -> bool:
    """Whether it is over after so many seconds, in each of which the process works a little."""
    for _ in range(seconds):
        clocks.pass_by(1.0, work)
        over = silence.is_over()
    return over


def test_a_process_that_does_nothing_is_given_up(clocks: Clocks) -> None:
    silence = SilenceWatch(1)
    assert not looked(silence, clocks, 600)
    assert looked(silence, clocks, 1)


def test_one_that_only_looks_whether_something_has_happened_does_nothing(clocks: Clocks) -> None:
    assert looked(SilenceWatch(1), clocks, 700, work=0.0005)


def test_a_busy_machine_is_no_silence(clocks: Clocks) -> None:
    assert not looked(SilenceWatch(1), clocks, 36_000, work=0.004)


def test_a_word_is_a_sign_of_life(clocks: Clocks) -> None:
    silence = SilenceWatch(1)
    for _ in range(5):
        assert not looked(silence, clocks, 500)
        silence.heard()


def test_a_run_that_was_stopped_for_hours_has_missed_nothing(clocks: Clocks) -> None:
    silence = SilenceWatch(1)
    clocks.pass_by(20_000)
    assert not silence.is_over()


def test_only_work_counts_against_a_report(monkeypatch: pytest.MonkeyPatch) -> None:
    work = 0.0
    monkeypatch.setattr(limits, "processor_seconds", lambda: work)
    monkeypatch.setattr(limits, "monotonic", partial(next, count(0.0, 1000.0)))
    deadline = Deadline(Limits(seconds=60.0, seconds_a_scan=30.0), nobody)
    work = 59.0
    deadline.check()
    deadline.allow_scans(2)
    work = 119.0
    deadline.check()
    work = 121.0
    with pytest.raises(UnreadableReport, match=r"^文件过于复杂，处理器用了 120 秒还没有读完，不予读取$"):
        deadline.check()


def test_what_other_threads_work_counts_against_no_report_read_beside_them() -> None:
    def read() -> None:
        deadline = Deadline(Limits(seconds=0.1), nobody)
        began.set()
        assert worked.wait(600)
        deadline.check()

    began, worked = Event(), Event()
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(read)
        assert began.wait(600)
        end = time.process_time() + 0.3
        while time.process_time() < end:
            pass
        worked.set()
        reading.result()


def _work(allowed: tuple[float, ...]) -> None:
    bound = CpuBound()
    bound.begin()
    for seconds in allowed:
        bound.allow(seconds)
    end = time.process_time() + 1.5
    while time.process_time() < end:
        pass
    bound.lift()
    os._exit(7)


@pytest.mark.parametrize(("allowed", "dies"), [((0.2,), True), ((0.2, 60.0), False), ((), False)])
def test_the_system_keeps_the_bound(allowed: tuple[float, ...], dies: bool) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_work, args=(allowed,))
    process.start()
    process.join()
    assert (out_of_time(process.exitcode), process.exitcode == 7) == (dies, not dies)


def test_the_time_of_a_process_is_told_where_the_system_tells_it(tmp_path: Path) -> None:
    assert (seconds_of(os.getpid()) > 0) == sys.platform.startswith("linux")
    assert seconds_of(0) == 0
