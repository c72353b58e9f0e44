"""How long an office's own template may run: what it says in loops of loops would never end."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_SECONDS = 120.0
_A_SECOND = 5_000
_AGAIN = 0.25


class OutOfTimeError(Exception):
    """What ran within `bounded` has had its time."""


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Lets what runs within use so many seconds of the processor, then raises OutOfTimeError in it.

    The system counts the process's time outside the kernel. Windows has no such clock, and other threads than the main one
    cannot be interrupted; there it runs on.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return

    running = True

    def stop(*_: object) -> None:
        if running:
            raise OutOfTimeError

    before = signal.signal(signal.SIGVTALRM, stop)
    # Again and again: what is raised while Python clears up, or within code that catches everything, is lost.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
    try:
        yield
    finally:
        running = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def seconds_for(page: str) -> float:
    """What the printing of a page may take of the processor, many times what it needs; the longer the page, the more."""
    return _SECONDS + len(page) / _A_SECOND
