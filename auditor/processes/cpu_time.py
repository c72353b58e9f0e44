"""CPU time: a limit on a reading process, kept by the operating system, and a watch on how long such a process has done nothing.

A report is judged by the CPU time that reading it takes, never by wall-clock time: on a busy machine a process waits for its
turn, which is no report's fault. Wall-clock time decides only where a process neither computes nor sends anything.
"""

from __future__ import annotations

import math
import os
import signal
import sys
import time
from pathlib import Path

# A process that has done nothing for so long is taken to be stuck.
SILENT_SECONDS = 600.0
# A process that uses a smaller share of a processor is idle: it only checks whether something has happened.
_IDLE_SHARE = 0.001
# At most this much of the time between two checks counts, so a machine or a run that was suspended for hours loses nothing.
_BETWEEN = 2.0


class CpuBound:
    """Limit on the CPU time of this process, over all threads; the system kills the process even if native code never returns.

    The process then dies of SIGXCPU, which `out_of_time` recognises. Windows has no such limit; there only SilenceWatch detects a
    process that does not answer.
    """

    def __init__(self) -> None:
        self._end = 0.0

    def begin(self) -> None:
        """Start counting; there is no limit until `allow` is called."""
        self._end = time.process_time()

    def allow(self, seconds: float) -> None:
        """Raise the limit by `seconds`; the system counts whole seconds, so the limit is rounded up."""
        self._end += seconds
        _bound(math.ceil(self._end))

    def lift(self) -> None:
        """Remove the limit."""
        _bound(None)


def _bound(end: int | None) -> None:
    if sys.platform != "win32":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        soft = hard if end is None or (hard != resource.RLIM_INFINITY and end > hard) else end
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def out_of_time(code: int | None) -> bool:
    """Return whether a process exceeded its limit, by its exit code as given by `multiprocessing`."""
    return sys.platform != "win32" and code == -signal.SIGXCPU


class SilenceWatch:
    """Watchdog of a process: detects that it has neither computed nor sent anything for SILENT_SECONDS."""

    def __init__(self, process: int) -> None:
        """Watch the process with the id `process`."""
        self._process = process
        self.heard()

    def heard(self) -> None:
        """Reset the watchdog, because the process has sent something."""
        self._used, self._idle, self._looked = 0.0, 0.0, time.monotonic()

    def is_over(self) -> bool:
        """Return whether the silence has lasted too long; to be called about once a second."""
        now = time.monotonic()
        self._idle += min(now - self._looked, _BETWEEN)
        self._looked = now
        used = seconds_of(self._process)
        if used > self._used + self._idle * _IDLE_SHARE:
            self._used, self._idle = used, 0.0
        return self._idle > SILENT_SECONDS


def seconds_of(process: int) -> float:
    """Return the CPU time a process has used so far; always 0 on systems without /proc, where only messages count as activity."""
    try:
        times = Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[11:13]
    except OSError:
        return 0.0
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def fell_silent() -> str:
    """Return the message about a process that was silent for too long."""
    return f"程序 {SILENT_SECONDS:g} 秒既没有运算，也没有答复"
