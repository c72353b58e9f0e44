"""Speed and memory of runs over whole prefectures, in one go: `python bench/bulk.py [N …]`, by default 200 and 2,000 reports.

For each size a made-up prefecture is written, then `auditor bulk` is run over it in processes of its own: without letters by one
worker and by two, unchanged a second time, and with letters by two. Told are seconds on the wall and reports a second, the peak
of memory of the process that leads the run, and the ratios that are bound: cost by size, gain of the second worker, gain of the
second run. The wall is what counts: the machine has to be idle.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = (200, 2000)
LINEAR, WORKERS, AGAIN = 1.1, 1.7, 20.0


@dataclass(frozen=True)
class Run:
    """What a run took: seconds on the wall, and the leading process's memory in megabytes."""

    wall: float
    memory: float


def bulk(folder: Path, output: Path, *more: str) -> Run:
    """One run, in a process of its own."""
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
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        sys.exit(f"the run ended with {os.waitstatus_to_exitcode(status)}: {' '.join(command)}")
    return Run(wall, used.ru_maxrss / 1024)


def told(name: str, run: Run, count: int) -> Run:
    """Print a run's line."""
    print(f"    {name:32} {run.wall:7.1f} s  {count / run.wall:7.1f} reports/s  {run.memory:5.0f} MB")
    return run


def measured(count: int, scratch: Path) -> tuple[Run, Run, Run]:
    """The runs over a prefecture of so many reports: by one worker, by two, and again without a change."""
    folder = scratch / f"prefecture-{count}"
    subprocess.run([sys.executable, "scripts/make-prefecture", str(count), "-o", str(folder)], check=True, cwd=ROOT)
    print(f"{count} reports")
    one = told("one worker", bulk(folder, scratch / "one", "--workers", "1", "--no-letters"), count)
    two = told("two workers", bulk(folder, scratch / "two", "--workers", "2", "--no-letters"), count)
    again = told("two workers, nothing changed", bulk(folder, scratch / "two", "--workers", "2", "--no-letters"), count)
    told(
        "two workers, with letters", bulk(folder, scratch / "letters", "--workers", "2", "--date", "2025-03-03"), count
    )
    told(
        "with letters, nothing changed",
        bulk(folder, scratch / "letters", "--workers", "2", "--date", "2025-03-03"),
        count,
    )
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
