"""Folders of reports for runs, runs in this process, and processes that die of what a report says."""

from __future__ import annotations

import faulthandler
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from auditor.batch.data.overview import RosterAgency
from auditor.batch.results import Wanted
from auditor.batch.run import Order, Preparing, Result, run
from auditor.batch.sources.discovery import list_sources
from auditor.batch.store.result_store import NAME, ResultRow, ResultStore
from auditor.batch.workers.audits import Setup
from auditor.batch.workers.pool import Allow, Task
from auditor.batch.workers.progress import RunProgress
from auditor.batch.workers.work import Audits
from auditor.config import limits
from auditor.engine.context import CheckResult
from auditor.engine.kinds import KINDS
from auditor.model.finding import RuleSetInfo
from auditor.pipeline import Auditor
from auditor.ruleset.language import patterns

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted(path for path in (ROOT / "samples").iterdir() if path.is_file())
LONGER = next(path for path in SAMPLES if path.suffix == ".xlsx")
PLAIN = {".txt", ".md"}


def reports(folder: Path, many: int) -> Path:
    """A folder with so many reports: the samples over and over, those that are plain text with other agencies."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(many):
        sample = SAMPLES[number % len(SAMPLES)]
        data = sample.read_bytes()
        if sample.suffix in PLAIN and number >= len(SAMPLES):
            for place in ("云川", "松岭", "平湖", "临江"):
                data = data.replace(place.encode(), f"{place}{number}".encode())
        (folder / f"{number:04}-{sample.name}").write_bytes(data)
    return folder


def bulk(
    *sources: object,
    output: Path,
    previous: Path | str | None = None,
    workers: int = 1,
    rules: tuple[Path, ...] = (),
    prepare: Preparing = Audits,
    waivers: Path | None = None,
    agencies: Sequence[RosterAgency] = (),
) -> Result:
    """A run in this process."""
    setup = Setup(rules, waivers=waivers, day=date(2025, 3, 1))
    listing = list_sources([str(source) for source in sources], output)
    wanted = Wanted(output, RuleSetInfo((), 0, ""), tuple(agencies)) if agencies else None
    order = Order(listing, output, setup, None if previous is None else str(previous), workers, wanted=wanted)
    with RunProgress() as progress:
        return run(order, auditor(setup), progress, prepare)


def auditor(setup: Setup) -> Auditor:
    """The auditor a run is about."""
    return setup.auditor()


def packed(output: Path) -> dict[str, bytes]:
    """The records of the run, by name."""
    with ResultStore(output / NAME) as store:
        return {record.name: record.to_bytes() for record in store.records()}


def errors(output: Path) -> dict[str, str]:
    """Why reports could not be read, by name."""
    with ResultStore(output / NAME) as store:
        return {record.name: record.audit.error for record in store.records() if record.audit.error is not None}


def _no_memory(*_: object) -> CheckResult:
    raise MemoryError


def _without_memory(patch: pytest.MonkeyPatch) -> None:
    for name, kind in KINDS.items():
        patch.setitem(KINDS, name, replace(kind, check=_no_memory))


# What runs out while a report is worked on.
_SLOW: dict[bytes, Callable[[pytest.MonkeyPatch], None]] = {
    b"reading": lambda patch: patch.setattr(limits, "processor_seconds", count(0, 1000).__next__),
    b"rules": lambda patch: patch.setattr(patterns, "SECONDS", 1e-9),
    b"memory": _without_memory,
}


@dataclass(frozen=True)
class Deadly:
    """Audits as usual, but does to its process what a report says."""

    setup: Setup

    def __call__(self, allow: Allow) -> Callable[[Task], ResultRow]:
        faulthandler.disable()  # pytest's own would print the crashes we want
        audit = Audits(self.setup)(allow)

        def first(marker: bytes) -> bool:
            try:
                Path(os.fsdecode(marker)).touch(exist_ok=False)
            except FileExistsError:
                return False
            return True

        def work(task: Task) -> ResultRow:
            match task.data.split(b" "):
                case [b"signal", number]:
                    os.kill(os.getpid(), int(number))
                case [b"exit", number]:
                    os._exit(int(number))
                case [b"hang"]:
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    allow(0.3)
                    while True:
                        pass
                case [b"once", marker]:
                    if first(marker):
                        os.kill(os.getpid(), signal.SIGKILL)
                    return audit(Task(task.name, SAMPLES[0].read_bytes(), task.digest))
                case [b"slow", what, marker]:
                    with pytest.MonkeyPatch.context() as patch:
                        if first(marker):
                            _SLOW[what](patch)
                        return audit(Task(task.name, LONGER.read_bytes(), task.digest))
                case _:
                    pass
            return audit(task)

        return work
