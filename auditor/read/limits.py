"""How much of a hostile or broken file the readers are willing to take in."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, fields

from auditor.errors import UnreadableReport

MEBIBYTE = 1024 * 1024


@dataclass(slots=True)
class Limits:
    """Upper bounds for one report: sizes in bytes, `seconds` of time, memory in bytes for the process that reads.

    `seconds_a_scan` is how much longer each page to be recognised may take, `files` is how many files an archive may hold,
    `pixels` how large a scanned page may be.
    """

    file_bytes: int = 64 * MEBIBYTE
    unpacked_bytes: int = 256 * MEBIBYTE
    archive_bytes: int = 4096 * MEBIBYTE
    archive_unpacked_bytes: int = 16384 * MEBIBYTE
    text_characters: int = 2_000_000
    cells: int = 200_000
    depth: int = 256
    pages: int = 300
    pixels: int = 100_000_000
    files: int = 5_000
    seconds: float = 60.0
    seconds_a_scan: float = 30.0
    memory_bytes: int = 4096 * MEBIBYTE


# Who is to be told, in seconds, that a page to be recognised takes longer.
TOLD_OF_SCANS: list[Callable[[float], None]] = []
# The limits in force; the program's settings change them once, before anything is read.
LIMITS = Limits()


def require(found: int, limit: int, what: str) -> None:
    """Raise UnreadableReport if `found` is over `limit`; `what` names the measured thing in Chinese."""
    if found > limit:
        raise UnreadableReport(f"{what}超过上限（{found} > {limit}），不予读取")


class Deadline:
    """The time one report may take; it is looked at between the steps of reading, so that a step must be bounded by sizes."""

    def __init__(self) -> None:
        self._allowed = LIMITS.seconds
        self._start = time.monotonic()

    def allow_scan(self) -> None:
        """Give the time for one more page that is to be recognised in a picture, and tell who else waits for it."""
        self._allowed += LIMITS.seconds_a_scan
        for tell in TOLD_OF_SCANS:
            tell(LIMITS.seconds_a_scan)

    def check(self) -> None:
        """Raise UnreadableReport if the time is over."""
        if time.monotonic() > self._start + self._allowed:
            raise UnreadableReport(f"文件过于复杂，{self._allowed:g} 秒内没有读完，不予读取")


def set_limits(limits: Limits) -> None:
    """Put limits in force for this process."""
    for item in fields(Limits):
        setattr(LIMITS, item.name, getattr(limits, item.name))
