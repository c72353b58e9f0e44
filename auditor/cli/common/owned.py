"""Cleanup of what a command has started, however the command ends; SIGTERM and SIGHUP act like Ctrl+C."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar

_STARTED: ContextVar[ExitStack] = ContextVar("started")
_ENDS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class ToldToEnd(KeyboardInterrupt):
    """Raised when the system or another program asks the command to end."""


@contextmanager
def command() -> Iterator[None]:
    """Enclose one command; at its end, the functions passed to `at_end` are called, the last first."""
    with ExitStack() as started, _ending_in_order():
        token = _STARTED.set(started)
        try:
            yield
        finally:
            _STARTED.reset(token)


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Raise ToldToEnd on the first termination signal, so that cleanup runs; the second ends the process at once."""
    ours = [each for each in _ENDS if signal.getsignal(each) is signal.SIG_DFL]
    if threading.current_thread() is not threading.main_thread():
        ours = []

    def end(*_: object) -> None:
        usual()
        raise ToldToEnd

    def usual() -> None:
        for each in ours:
            signal.signal(each, signal.SIG_DFL)

    for each in ours:
        signal.signal(each, end)
    try:
        yield
    finally:
        usual()


def at_end(end: Callable[[], None]) -> None:
    """Call `end` when the running command ends."""
    _STARTED.get().callback(end)
