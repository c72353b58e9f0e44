"""Executor over a Dask cluster: the same work on several machines, with the same results, time limits and second tries.

Each Dask worker runs its tasks in a child process, as the pool of this machine does. A report that crashes or hangs therefore
ends only that process and no worker, and the message about it is the same. The tasks of a killed worker are done by others. All
machines need the program, and the rules and last year's reports under the same paths.
"""

from __future__ import annotations

import hashlib
import logging
import multiprocessing
import pickle
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import get_ident
from typing import Any, Generic, TypeVar

from auditor.batch.workers.pool import Pool, PrepareTask, Task, TaskFailed
from auditor.errors import UsageError, fault

R = TypeVar("R")
_A_WORKER = 3  # tasks given to a worker at once, so it never waits for the network
_TICK_SECONDS = 0.25
_CONNECT_SECONDS = 10
_INSTALL = "pip install 'xxgk-auditor[dask]'"


class Cluster(Generic[R]):
    """Executor over Dask; `address` is that of a scheduler («tcp://10.0.0.1:8786»), or None for a cluster on this machine."""

    def __init__(self, workers: int, prepare: PrepareTask[R], address: str | None = None) -> None:
        """`prepare` is as in Pool; `workers` applies only to a cluster on this machine."""
        self._workers, self._prepare, self._address = workers, prepare, address

    def run(
        self, tasks: Iterable[Task], idle: Callable[[], None]
    ) -> Generator[tuple[Task, R | TaskFailed], None, None]:
        """See Executor; raises UsageError if there is no such cluster."""
        packed = pickle.dumps(self._prepare)
        source = iter(tasks)
        running: dict[Any, Task] = {}
        with self._client() as client:
            prepared = client.scatter(packed, broadcast=True)
            while True:
                room = _A_WORKER * max(1, len(client.scheduler_info(n_workers=-1)["workers"])) - len(running)
                for _, task in zip(range(room), source, strict=False):
                    running[client.submit(_work, prepared, task, pure=False)] = task
                if not running:
                    return
                for future in _done(running):
                    task = running.pop(future)
                    yield task, _outcome(future)
                idle()

    @contextmanager
    def _client(self) -> Iterator[Any]:
        dask, distributed = _loaded()
        if self._address is None:
            # Workers start child processes, which Python forbids daemonic processes to do.
            with (
                dask.config.set({"distributed.worker.daemon": False}),
                distributed.LocalCluster(
                    self._workers, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
                ) as cluster,
                distributed.Client(cluster) as client,
                _pools_closed(client),
            ):
                yield client
            return
        try:
            client = distributed.Client(self._address, timeout=_CONNECT_SECONDS)
        except (OSError, ValueError) as error:
            raise UsageError(f"连不上 Dask 调度程序“{self._address}”：请看它是否在运行，地址和端口对不对") from error
        with client, _pools_closed(client):
            if not client.scheduler_info(n_workers=-1)["workers"]:
                raise UsageError(f"Dask 调度程序“{self._address}”那里还没有工作进程，请先用 dask worker 启动")
            yield client


def _done(running: Iterable[Any]) -> list[Any]:
    """Return the futures that finish within a tick."""
    try:
        return list(_loaded()[1].wait(list(running), timeout=_TICK_SECONDS, return_when="FIRST_COMPLETED").done)
    except TimeoutError:
        return []


def _outcome(future: Any) -> Any:
    error = future.exception()
    return future.result() if error is None else TaskFailed(fault(error))


def _loaded() -> tuple[Any, Any]:
    try:
        return import_module("dask"), import_module("distributed")
    except ImportError as error:
        raise UsageError(f"还没有安装 Dask，请执行：{_INSTALL}") from error


@contextmanager
def _pools_closed(client: Any) -> Iterator[None]:
    """End the workers' child processes afterwards; a worker that no longer answers has none."""
    try:
        yield
    finally:
        with suppress(Exception):
            client.run(_close)


# In a Dask worker: the pool of each of its threads, and the digest of the preparation it was started with.
_POOLS: dict[int, tuple[str, Pool[Any]]] = {}


def _work(prepared: bytes, task: Task) -> Any:
    """Run the task in the child process of this Dask worker and return its outcome; called in the worker."""
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # lets it start a process
    key, thread = hashlib.sha256(prepared).hexdigest(), get_ident()
    if thread not in _POOLS or _POOLS[thread][0] != key:
        if thread in _POOLS:
            _POOLS.pop(thread)[1].close()
        _POOLS[thread] = key, Pool[Any](1, pickle.loads(prepared))  # noqa: S301  from our own client
    return _POOLS[thread][1].one(task)


def _close() -> None:
    while _POOLS:
        _POOLS.popitem()[1][1].close()
