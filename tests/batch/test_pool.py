"""A process that crashes, hangs or is killed costs one report at most, and no other result."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from auditor.batch.workers.pool import Allow, Pool, Task, TaskFailed
from auditor.config.limits import MEBIBYTE
from auditor.errors import AuditorError, Cause
from auditor.processes import cpu_time as processor

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Words:
    """Does with each task what its first word says, and gives back its bytes in capitals."""

    marks: Path

    def __call__(self, allow: Allow) -> Callable[[Task], bytes]:
        faulthandler.disable()  # pytest's own would print the crashes we want

        def work(task: Task) -> bytes:
            with (self.marks / task.name).open("a") as file:
                file.write("x")
            word, _, rest = task.data.partition(b" ")
            if word == b"signal":
                os.kill(os.getpid(), int(rest))
            if word == b"exit":
                os._exit(int(rest))
            if word == b"raise":
                raise KeyError(rest.decode())
            if word == b"hang":
                allow(0.2)
                while True:
                    pass
            if word == b"sleep":
                allow(3600)
                while True:
                    multiprocessing.Event().wait(3600)
            if word == b"slow":
                allow(60)
                multiprocessing.Event().wait(0.02)
            return task.data.upper()

        return work


class NoStart:
    """Cannot be prepared."""

    def __call__(self, allow: Allow) -> Callable[[Task], bytes]:
        raise OSError("nothing works")


def tasks(*words: str) -> list[Task]:
    return [Task(f"{number:03}", word.encode(), "") for number, word in enumerate(words)]


def outcomes(pool: Pool[bytes], given: list[Task]) -> dict[str, bytes | TaskFailed]:
    came = [(task.name, outcome) for task, outcome in pool.run(given, lambda: None)]
    assert len(dict(came)) == len(came)
    return dict(came)


def tries(marks: Path, name: str) -> int:
    return len((marks / name).read_text())


@pytest.mark.parametrize("workers", [1, 3])
def test_only_the_tasks_that_end_their_process_are_lost(tmp_path: Path, workers: int) -> None:
    given = tasks(*["a"] * 9, f"signal {int(signal.SIGSEGV)}", *["b"] * 9, "exit 7", *["c"] * 9, "hang", *["d"] * 9)
    found = outcomes(Pool(workers, Words(tmp_path)), given)
    lost = {name: outcome.reason for name, outcome in found.items() if isinstance(outcome, TaskFailed)}
    assert lost == {
        "009": "审核这份报告时程序崩溃（信号 11），试了 2 次都是这样；其余报告不受影响",
        "019": "审核这份报告时程序退出（状态 7），试了 2 次都是这样；其余报告不受影响",
        "029": "审核这份报告时处理器用了 0.2 秒还没有审完，试了 2 次都是这样；其余报告不受影响",
    }
    causes = [outcome.cause for outcome in found.values() if isinstance(outcome, TaskFailed)]
    assert causes == [Cause.DAMAGED, Cause.DAMAGED, Cause.TIMED_OUT]
    assert [tries(tmp_path, name) for name in lost] == [2, 2, 2]
    assert {name: outcome for name, outcome in found.items() if name not in lost} == {
        task.name: task.data.upper() for task in given if task.name not in lost
    }


def test_a_process_that_sleeps_costs_its_task_and_is_not_called_slow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processor, "SILENT_SECONDS", 3.0)
    found = outcomes(Pool(1, Words(tmp_path)), tasks("a", "sleep", "b"))
    lost = TaskFailed(
        "审核这份报告时程序 3 秒既没有运算，也没有答复，试了 2 次都是这样；其余报告不受影响", Cause.TIMED_OUT
    )
    assert found == {"000": b"A", "001": lost, "002": b"B"}


def test_a_fault_of_the_work_is_told_and_not_tried_again(tmp_path: Path) -> None:
    found = outcomes(Pool(1, Words(tmp_path)), tasks("raise x", "a"))
    assert found == {"000": TaskFailed("程序出错（KeyError：'x'）；请把这句话和所用的文件交给维护人员"), "001": b"A"}
    assert tries(tmp_path, "000") == 1


@pytest.mark.parametrize("after", [5, 20, 35])
def test_a_process_killed_from_outside_costs_nothing(tmp_path: Path, after: int) -> None:
    given = tasks(*["slow"] * 40)
    came: dict[str, bytes | TaskFailed] = {}
    others = _workers()
    for task, outcome in Pool(2, Words(tmp_path)).run(given, lambda: None):
        came[task.name] = outcome
        if len(came) == after:
            # Once a run: on a busy machine the same report could be hit twice, which costs it.
            os.kill(next(each for each in _workers() if each not in others), signal.SIGKILL)
    assert came == {task.name: b"SLOW" for task in given}


def _workers() -> list[int]:
    return [child.pid for child in multiprocessing.active_children() if child.pid]


def test_tasks_are_taken_only_when_there_is_room(tmp_path: Path) -> None:
    taken = 0

    def source() -> Iterator[Task]:
        nonlocal taken
        for task in tasks(*["a"] * 50):
            taken += 1
            yield task

    most = 0
    for done, _ in enumerate(Pool(2, Words(tmp_path)).run(source(), lambda: None)):
        most = max(most, taken - done)
    assert taken == 50
    assert most <= 5


def test_processes_that_do_not_start_end_the_run_with_a_sentence() -> None:
    with pytest.raises(AuditorError, match="审核用的进程一启动就退出"):
        outcomes(Pool(1, NoStart()), tasks("a"))


def test_no_process_is_started_for_nothing() -> None:
    assert list(Pool(1, NoStart()).run([], lambda: None)) == []


class _Counted(bytes):
    """Bytes that tell when they are let go."""

    alive = 0

    def __del__(self) -> None:
        type(self).alive -= 1


def test_no_more_bytes_are_kept_than_are_given_out(tmp_path: Path) -> None:
    size, most = 20 * MEBIBYTE, 0

    def source() -> Iterator[Task]:
        nonlocal most
        for number in range(12):
            data = _Counted(bytes(size))
            _Counted.alive += 1
            most = max(most, _Counted.alive)
            yield Task(str(number), data, "")

    done = sum(isinstance(outcome, bytes) for _, outcome in Pool(8, Words(tmp_path)).run(source(), lambda: None))
    assert done == 12
    # Four are over the 64 MiB that may be given out; one more is held by what gives it out.
    assert most <= 6
    assert _Counted.alive <= 1
