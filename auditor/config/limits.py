"""Limits on what the readers take in from a hostile or broken file, and the deadline of one report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import current_thread, main_thread
from time import monotonic
from time import process_time as processor_seconds
from time import thread_time as seconds_of_thread

from auditor.errors import Cause, UnreadableReport

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one report: sizes in bytes, `seconds` of CPU time, memory in bytes for the process that reads.

    `seconds_a_scan` is the additional CPU time, over all threads together, for each page that is OCRed. `helper_memory_bytes` is
    the memory limit while a page is OCRed, and that of LibreOffice. `files` is the largest number of files in an archive,
    `pixels` the largest size of a scanned page. A text report takes 0.3 seconds and 20 MiB; a scanned page takes 7 to 25 seconds
    and 1.6 to 1.9 GiB of address space, and uses half of that.
    """

    file_bytes: int = 64 * MEBIBYTE
    unpacked_bytes: int = 256 * MEBIBYTE
    archive_bytes: int = 4096 * MEBIBYTE
    archive_unpacked_bytes: int = 16384 * MEBIBYTE
    text_characters: int = 2_000_000
    cells: int = 200_000
    depth: int = 256
    pages: int = 300
    pixels: int = 50_000_000
    files: int = 5_000
    seconds: float = 15.0
    seconds_a_scan: float = 60.0
    memory_bytes: int = 768 * MEBIBYTE
    helper_memory_bytes: int = 4096 * MEBIBYTE


# How often the CPU time is read, in seconds of wall-clock time.
_LOOK_SECONDS = 0.05
BUILT_IN = Limits()
# Callback of whoever watches a report being read: it receives the additional seconds of CPU time the report needs; 0 means that
# the report is waiting for a helper at work.
Watcher = Callable[[float], None]


def nobody(_: float) -> None:
    """Ignore the request for time: the watcher of a report that nobody watches."""


def require(found: int, limit: int, what: str) -> None:
    """Raise UnreadableReport if `found` exceeds `limit`; `what` names the measured quantity in Chinese."""
    if found > limit:
        raise UnreadableReport(f"{what}超过上限（{found} > {limit}），不予读取", Cause.TOO_LARGE)


class Deadline:
    """CPU time that one report may take: that of the whole process, including the threads that native code starts.

    If a program reads several reports at once, in threads it started, only the CPU time of the report's own thread counts: the
    work of the other threads is not the report's fault.

    Time in which the process does not run does not count, so a busy machine causes no refusal. The time is checked between the
    steps of reading; therefore each step must be bounded by sizes.
    """

    def __init__(self, limits: Limits, watcher: Watcher) -> None:
        self._allowed = limits.seconds
        self._a_scan = limits.seconds_a_scan
        self._watcher = watcher
        self._used = processor_seconds if current_thread() is main_thread() else seconds_of_thread
        self._start = self._used()
        self._next_look = 0.0

    def allow_scans(self, pages: int) -> None:
        """Extend the deadline for `pages` more pages that are OCRed, and report the extension to the watcher."""
        seconds = float(pages * self._a_scan)  # the settings may give a whole number
        self._allowed += seconds
        self._watcher(seconds)

    def check(self) -> None:
        """Raise UnreadableReport if the time is over; the clock is read only now and then, because reading it costs more than a step."""
        now = monotonic()
        if now < self._next_look:
            return
        if self._used() > self._start + self._allowed:
            raise UnreadableReport(too_complex(self._allowed), Cause.TIMED_OUT)
        self._next_look = now + _LOOK_SECONDS


class ReadContext:
    """Conditions under which one report is read: its limits, its deadline, which starts here, and its watcher."""

    __slots__ = ("deadline", "limits", "watcher")

    def __init__(self, limits: Limits, watcher: Watcher) -> None:
        self.limits = limits
        self.watcher = watcher
        self.deadline = Deadline(limits, watcher)


def too_complex(seconds: float) -> str:
    """Return the message about a report that was not read within `seconds` of CPU time."""
    return f"文件过于复杂，处理器用了 {seconds:g} 秒还没有读完，不予读取"
