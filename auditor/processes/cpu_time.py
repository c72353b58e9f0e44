"""Time on the processor: a bound that the system keeps to a process that reads, and how long such a process has done nothing.

A report is judged by the time its reading works, never by the time on the clock: on a busy machine a process waits for its turn,
and nobody's report is at fault. The clock on the wall decides only where a process neither works nor says anything.
"""

from __future__ import annotations

import math
import os
import signal
import sys
import time
from pathlib import Path

# A process that has done nothing for so long will not do anything any more.
SILENT_SECONDS = 600.0
# One that gets so little of a processor does nothing: it only looks whether something has happened.
_IDLE_SHARE = 0.001
# So much of the time between two looks counts: a machine, or a run, that was put to sleep for hours has missed nothing.
_BETWEEN = 2.0


class CpuBound:
    """The processor time this process may use, all threads together; the system ends it even if native code never returns.

    It then dies of SIGXCPU, as `out_of_time` tells. Windows knows no such bound; there Silence ends what does not answer.
    """

    def __init__(self) -> None:
        self._end = 0.0

    def begin(self) -> None:
        """Count from here; there is no bound before `allow`."""
        self._end = time.process_time()

    def allow(self, seconds: float) -> None:
        """Put the bound so many seconds further; the system counts whole seconds, and more rather than fewer."""
        self._end += seconds
        _bound(math.ceil(self._end))

    def lift(self) -> None:
        """Let it take any time."""
        _bound(None)


def _bound(end: int | None) -> None:
    if sys.platform != "win32":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        soft = hard if end is None or (hard != resource.RLIM_INFINITY and end > hard) else end
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def out_of_time(code: int | None) -> bool:
    """Whether a process that ended so, by the exit code of `multiprocessing`, was over its bound."""
    return sys.platform != "win32" and code == -signal.SIGXCPU


class SilenceWatch:
    """Watches a process from outside: whether it has neither worked nor said anything for SILENT_SECONDS."""

    def __init__(self, process: int) -> None:
        """`process` is its id."""
        self._process = process
        self.heard()

    def heard(self) -> None:
        """Begin anew, because it has said something."""
        self._used, self._idle, self._looked = 0.0, 0.0, time.monotonic()

    def is_over(self) -> bool:
        """Whether it has lasted too long; to be asked every second or so."""
        now = time.monotonic()
        self._idle += min(now - self._looked, _BETWEEN)
        self._looked = now
        used = seconds_of(self._process)
        if used > self._used + self._idle * _IDLE_SHARE:
            self._used, self._idle = used, 0.0
        return self._idle > SILENT_SECONDS


def seconds_of(process: int) -> float:
    """The processor time a process has used so far; always 0 where the system has no /proc, so that only words count there."""
    try:
        times = Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[11:13]
    except OSError:
        return 0.0
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def fell_silent() -> str:
    """What is said of a process whose silence is over."""
    return f"程序 {SILENT_SECONDS:g} 秒既没有运算，也没有答复"
