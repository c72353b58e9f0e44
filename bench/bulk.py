"""Speed and memory of runs over whole prefectures, in one go: `python bench/bulk.py [N …]`, by default 200 and 2,000 reports.

For each size a made-up prefecture is written, then `auditor bulk` is run over it in processes of its own: without letters by one
worker and by two, each twice in turn, of which the faster counts, unchanged three times more, and with letters by one and by two.
Told are seconds on the wall and reports a second, the peak of memory of all processes of the run together (what they share counted
once, looked at every three seconds) and of the one that leads it, and the ratios that are bound: cost by size, gain of the second
worker, gain of the second run. The wall is what counts: the machine has to be idle.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
SIZES = (200, 2000)
LINEAR, WORKERS, AGAIN = 1.1, 1.7, 20.0
_SECONDS = 3.0  # looking costs the run time, too


@dataclass(frozen=True)
class Run:
    """What a run took: seconds on the wall, and megabytes of all its processes together and of the leading one."""

    wall: float
    memory: float
    leading: float


def bulk(folder: Path, output: Path, *more: str) -> Run:
    """One run into a new folder or, where there is one, again, in processes of its own."""
    command = [
        sys.executable,
        "-c",
        "from auditor.cli.app import main; import sys; sys.exit(main(sys.argv[1:]))",
        "bulk",
    ]
    command += [str(folder / "reports"), "-o", str(output), "--previous", str(folder / "previous")]
    command += ["--roster", str(folder / "名册.csv"), *more]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    with ThreadPoolExecutor(1) as aside:
        peak = aside.submit(_peak, process.pid)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        sys.exit(f"the run ended with {os.waitstatus_to_exitcode(status)}: {' '.join(command)}")
    return Run(wall, peak.result(), used.ru_maxrss / 1024)


def _peak(leader: int) -> float:
    """The most megabytes that a process and those under it hold together, until it ends."""
    most = 0.0
    with suppress(psutil.NoSuchProcess, ProcessLookupError):
        whole = psutil.Process(leader)
        while whole.status() != psutil.STATUS_ZOMBIE:
            held = 0
            for each in (whole, *whole.children(recursive=True)):
                with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                    held += each.memory_full_info().pss
            most = max(most, held / 2**20)
            time.sleep(_SECONDS)
    return most


def told(name: str, run: Run, count: int) -> Run:
    """Print a run's line."""
    print(
        f"    {name:35} {run.wall:7.1f} s  {count / run.wall:7.1f} reports/s  {run.memory:5.0f} MB, leading {run.leading:4.0f} MB"
    )
    return run


def measured(count: int, scratch: Path) -> tuple[Run, Run, Run]:
    """The runs over a prefecture of so many reports: by one worker, by two, and again without a change."""
    folder = scratch / f"prefecture-{count}"
    subprocess.run([sys.executable, "scripts/make-prefecture", str(count), "-o", str(folder)], check=True, cwd=ROOT)
    print(f"{count} reports")
    runs = {}
    for turn in range(2):
        for workers in (1, 2):
            plain = ("--workers", str(workers), "--no-letters")
            runs[turn, workers] = told(
                f"{workers} worker(s)", bulk(folder, scratch / f"{turn}-{workers}", *plain), count
            )
    one, two = (min((runs[turn, workers] for turn in range(2)), key=lambda run: run.wall) for workers in (1, 2))
    plain = ("--workers", "2", "--no-letters")
    unchanged = [told("2 workers, nothing changed", bulk(folder, scratch / "1-2", *plain), count) for _ in range(3)]
    again = min(unchanged, key=lambda run: run.wall)
    for workers in (1, 2):
        letters = ("--workers", str(workers), "--date", "2025-03-03")
        told(f"{workers} worker(s), with letters", bulk(folder, scratch / f"letters-{workers}", *letters), count)
    told("2 workers, letters, nothing changed", bulk(folder, scratch / "letters-2", *letters), count)
    return one, two, again


def main() -> None:
    """Measure, print what is found, and exit with 1 where a bound is missed."""
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    runs = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as scratch:
            runs[size] = measured(size, Path(scratch))
    one, two, again = runs[sizes[-1]]
    gains = [
        ("two workers beside one", one.wall / two.wall, WORKERS),
        ("unchanged second run beside the first", two.wall / again.wall, AGAIN),
    ]
    met = True
    for name, gain, bound in gains:
        met &= gain >= bound
        print(f"{name}: {gain:.2f} x, bound {bound:g} x  {'met' if gain >= bound else 'MISSED'}")
    if len(sizes) > 1:
        ratio = one.wall / runs[sizes[0]][0].wall / (sizes[-1] / sizes[0])
        met &= ratio <= LINEAR
        print(
            f"time a report at {sizes[-1]} beside {sizes[0]}: {ratio:.2f} x, bound {LINEAR:g} x  {'met' if ratio <= LINEAR else 'MISSED'}"
        )
    sys.exit(not met)


if __name__ == "__main__":
    main()
