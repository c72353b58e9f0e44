"""CPU time limit for an office's own templates: nested loops in one could run practically for ever."""

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
    """The code within `bounded` has used up its time."""


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Let the body use `seconds` of CPU time, then raise OutOfTimeError in it.

    The system counts the process's time outside the kernel. Windows has no such timer, and only the main thread can be
    interrupted; elsewhere the body runs without a limit.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return

    running = True

    def stop(*_: object) -> None:
        if running:
            raise OutOfTimeError

    before = signal.signal(signal.SIGVTALRM, stop)
    # Repeatedly: an exception raised while Python finalises objects, or within code that catches everything, is lost.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
    try:
        yield
    finally:
        running = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def seconds_for(page: str) -> float:
    """Return the CPU time that printing a page may use, many times what it needs; it grows with the length of the page."""
    return _SECONDS + len(page) / _A_SECOND
