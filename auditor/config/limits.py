"""How much of a hostile or broken file the readers are willing to take in."""

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
    """Upper bounds for one report: sizes in bytes, `seconds` of the processor's time, memory in bytes for the process that reads.

    `seconds_a_scan` is how much more of it each page to be recognised may take, by all threads together, `helper_memory_bytes`
    the memory while a page is recognised, and of LibreOffice. `files` is how many files an archive may hold, `pixels` how large a
    scanned page may be. A text report takes 0.3 seconds and 20 MiB; a scanned page 7 to 25 seconds and 1.6 to 1.9 GiB of
    addresses, of which it uses half.
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


# So often the processor's time is looked at, in seconds on the clock.
_LOOK_SECONDS = 0.05
BUILT_IN = Limits()
# Who watches a report being read: told how many seconds of the processor it needs more, 0 that it waits for a helper at work.
Watcher = Callable[[float], None]


def nobody(_: float) -> None:
    """The watcher of a report that nobody watches."""


def require(found: int, limit: int, what: str) -> None:
    """Raise UnreadableReport if `found` is over `limit`; `what` names the measured thing in Chinese."""
    if found > limit:
        raise UnreadableReport(f"{what}超过上限（{found} > {limit}），不予读取", Cause.TOO_LARGE)


class Deadline:
    """The time on the processor that one report may take: that of the whole process, with the threads that native code starts.

    Where a program reads several reports at once, in threads it started, that of the report's own thread: the others' work is
    not its fault.

    Time in which the process does not run does not count: a busy machine refuses nothing. The time is looked at between the
    steps of reading, so that a step must be bounded by sizes.
    """

    def __init__(self, limits: Limits, watcher: Watcher) -> None:
        self._allowed = limits.seconds
        self._a_scan = limits.seconds_a_scan
        self._watcher = watcher
        self._used = processor_seconds if current_thread() is main_thread() else seconds_of_thread
        self._start = self._used()
        self._next_look = 0.0

    def allow_scans(self, pages: int) -> None:
        """Give the time for more pages that are to be recognised in a picture, and tell who else watches the time."""
        seconds = float(pages * self._a_scan)  # the settings may say a whole number
        self._allowed += seconds
        self._watcher(seconds)

    def check(self) -> None:
        """Raise UnreadableReport if the time is over; to ask for it costs more than a step, so it is asked for now and then."""
        now = monotonic()
        if now < self._next_look:
            return
        if self._used() > self._start + self._allowed:
            raise UnreadableReport(too_complex(self._allowed), Cause.TIMED_OUT)
        self._next_look = now + _LOOK_SECONDS


class ReadContext:
    """What one report is read under: its limits, its time, which begins here, and who watches it."""

    __slots__ = ("deadline", "limits", "watcher")

    def __init__(self, limits: Limits, watcher: Watcher) -> None:
        self.limits = limits
        self.watcher = watcher
        self.deadline = Deadline(limits, watcher)


def too_complex(seconds: float) -> str:
    """Why a report is not read that has not been read in so much time on the processor."""
    return f"文件过于复杂，处理器用了 {seconds:g} 秒还没有读完，不予读取"
