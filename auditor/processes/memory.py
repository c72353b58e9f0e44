"""Memory of a reading process: the limit kept by the operating system, and the message about a process that hit it.

A report is limited by the memory it takes itself: the limit is set again for each report, above what the process holds by then,
so no report is refused because of the reports before it.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditor.config.limits import MEBIBYTE, Limits
from auditor.errors import Cause, UnreadableReport

# Native parsers that run out of memory end the process in one of these ways; so does a system that has none left itself.
_WITHOUT_MEMORY = ("SIGABRT", "SIGTRAP", "SIGILL", "SIGKILL")


def cap_memory(size: int) -> None:
    """Limit the address space of this process to its present size plus `size` bytes.

    A forked process starts with all that its parent holds, which alone may exceed what a report is allowed.
    """
    if sys.platform == "linux":
        import resource

        most = size + int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def cap_again(size: int) -> None:
    """Apply `cap_memory` again in a process whose memory is already capped; does nothing in any other process."""
    if sys.platform == "linux":
        import resource

        if resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY:
            cap_memory(size)


@contextmanager
def room_for_helpers(limits: Limits) -> Iterator[None]:
    """Raise the memory limit of a capped process while pictures are OCRed, which needs much more memory."""
    cap_again(limits.helper_memory_bytes)
    try:
        yield
    finally:
        cap_again(limits.memory_bytes)


def ran_out_of_memory(code: int) -> bool:
    """Return whether a process with this exit code, the negated number of a signal, probably ran out of memory."""
    return code < 0 and signal.Signals(-code).name in _WITHOUT_MEMORY


def crashed(code: int, limits: Limits) -> UnreadableReport:
    """Return the error for a report whose reading process ended with this exit code, the negated number of a signal or a status."""
    how = f"信号 {-code}" if code < 0 else f"状态 {code}"
    if ran_out_of_memory(code):
        return UnreadableReport(
            f"解析程序在读这个文件时崩溃（{how}）：所需的内存超过上限（{limits.memory_bytes // MEBIBYTE} MiB），"
            "或者文件已损坏；请重新导出后再审核",
            Cause.OUT_OF_MEMORY,
        )
    return UnreadableReport(f"解析程序在读这个文件时崩溃（{how}），文件可能已损坏，请重新导出后再审核", Cause.DAMAGED)
