"""Memory of a process that reads: the bound that the system keeps to it, and what is said of one that ran against it.

A report is bounded by what it takes itself: the bound is put anew for each, above what the process has by then, so that no report is
refused because of those before it.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditor.config.limits import MEBIBYTE, Limits
from auditor.errors import Cause, UnreadableReport

# Native parsers that are given no memory end the process in one of these ways; so does a system that has none left itself.
_WITHOUT_MEMORY = ("SIGABRT", "SIGTRAP", "SIGILL", "SIGKILL")


def cap_memory(size: int) -> None:
    """Let this process have so many bytes of memory more than it has now, at most.

    A forked process begins with all that its parent holds, which may alone be more than a report is allowed.
    """
    if sys.platform == "linux":
        import resource

        most = size + int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def cap_again(size: int) -> None:
    """As `cap_memory`, in a process whose memory is capped already."""
    if sys.platform == "linux":
        import resource

        if resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY:
            cap_memory(size)


@contextmanager
def room_for_helpers(limits: Limits) -> Iterator[None]:
    """Within this context a process whose memory is capped has the memory for recognising pictures, which is much more."""
    cap_again(limits.helper_memory_bytes)
    try:
        yield
    finally:
        cap_again(limits.memory_bytes)


def without_memory(code: int) -> bool:
    """Whether a process that ended by such a code, minus the number of a signal, was probably given no memory."""
    return code < 0 and signal.Signals(-code).name in _WITHOUT_MEMORY


def crashed(code: int, limits: Limits) -> UnreadableReport:
    """What is said of a report over which the process that read it has ended by such a code, minus the number of a signal."""
    how = f"信号 {-code}" if code < 0 else f"状态 {code}"
    if without_memory(code):
        return UnreadableReport(
            f"解析程序在读这个文件时崩溃（{how}）：所需的内存超过上限（{limits.memory_bytes // MEBIBYTE} MiB），"
            "或者文件已损坏；请重新导出后再审核",
            Cause.OUT_OF_MEMORY,
        )
    return UnreadableReport(f"解析程序在读这个文件时崩溃（{how}），文件可能已损坏，请重新导出后再审核", Cause.DAMAGED)
