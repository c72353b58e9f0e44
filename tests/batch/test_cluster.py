"""The same run on a Dask cluster: as documented, with a scheduler and two workers, here all on one machine."""

from __future__ import annotations

import json
import multiprocessing
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from auditor.batch.run import Order, run
from auditor.batch.sources.discovery import list_sources
from auditor.batch.store.result_store import NAME, ResultStore
from auditor.batch.workers.audits import Setup
from auditor.batch.workers.cluster import Cluster
from auditor.batch.workers.pool import Allow, Executor, Pool, Task, TaskFailed
from auditor.batch.workers.progress import RunProgress
from auditor.errors import UsageError

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
Start = Callable[..., subprocess.Popen[bytes]]


def _started(what: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-W", "ignore", "-m", f"distributed.cli.dask_{what}", "--no-dashboard", *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603


def _apart(check: Callable[[Path], None], folder: Path) -> None:
    """Run a check in a process of its own: Dask leaves threads behind, and with threads processes are started in another way."""
    process = multiprocessing.get_context("spawn").Process(target=check, args=(folder,))
    process.start()
    process.join()
    assert process.exitcode == 0


@contextmanager
def _cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler's address, and its two workers."""
    file = tmp_path / "scheduler.json"
    scheduler = _started("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
    workers = [
        _started("worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1")
        for _ in range(2)
    ]
    try:
        address = _address(file)
        _await_workers(address, 2)
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def _address(file: Path) -> str:
    end = time.monotonic() + 300
    while time.monotonic() < end:
        if file.is_file() and (text := file.read_text("utf-8")).endswith("}"):
            return str(json.loads(text)["address"])
        time.sleep(0.05)
    raise AssertionError("the scheduler did not start")


def _await_workers(address: str, count: int) -> None:
    from distributed import Client

    with Client(address, timeout=300) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(count, timeout=300)


def _results(output: Path, engine: Any) -> list[bytes]:
    setup = Setup(day=date(2025, 3, 3))
    with RunProgress() as progress:
        run(Order(list_sources([str(SAMPLES)]), output, setup, None, 2, None, engine), setup.auditor(), progress)
    with ResultStore(output / NAME) as store:
        return [record.to_bytes() for record in store.records()]


def test_a_cluster_gives_what_this_machine_gives_also_when_a_worker_is_killed(tmp_path: Path) -> None:
    _apart(_a_worker_is_killed, tmp_path)


def _a_worker_is_killed(tmp_path: Path) -> None:
    here = _results(tmp_path / "here", Pool)
    with _cluster(tmp_path) as (address, workers):

        def killing(count: int, prepare: Any) -> Executor[Any]:
            return _Killing(Cluster(count, prepare, address), workers[0])

        assert _results(tmp_path / "there", killing) == here
        assert workers[0].poll() == -signal.SIGKILL


class _Killing:
    """An executor one of whose workers is killed after some results."""

    def __init__(self, cluster: Cluster[Any], worker: subprocess.Popen[bytes]) -> None:
        self._cluster, self._worker = cluster, worker

    def run(self, tasks: Any, idle: Any) -> Generator[tuple[Task, Any], None, None]:
        for count, each in enumerate(self._cluster.run(tasks, idle)):
            if count == 5:
                self._worker.send_signal(signal.SIGKILL)
                self._worker.wait()
            yield each


class _Fatal:
    """Prepares a process that one of its tasks ends."""

    def __call__(self, allow: Allow) -> Callable[[Task], str]:
        return _work


def _work(task: Task) -> str:
    if task.name == "3":
        signal.raise_signal(signal.SIGSEGV)
    return task.name


def test_a_report_that_crashes_is_told_in_the_same_words_as_here(tmp_path: Path) -> None:
    _apart(_a_report_crashes, tmp_path)


def _a_report_crashes(_: Path) -> None:
    tasks = [Task(str(number), b"", "") for number in range(6)]
    outcomes = [
        sorted((task.name, outcome) for task, outcome in engine.run(iter(tasks), lambda: None))
        for engine in (Pool[str](2, _Fatal()), Cluster[str](2, _Fatal()))
    ]
    assert outcomes[0] == outcomes[1]
    assert [name for name, outcome in outcomes[1] if isinstance(outcome, TaskFailed)] == ["3"]


def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path) -> None:
    _apart(_no_scheduler, tmp_path)


def _no_scheduler(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="连不上 Dask 调度程序"):
        _results(tmp_path, partial(Cluster, address="127.0.0.1"))
