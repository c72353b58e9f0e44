"""What a command has started and ends, however it ends itself; being told to end (SIGTERM, SIGHUP) is like Ctrl+C."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar

_STARTED: ContextVar[ExitStack] = ContextVar("started")
_ENDS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class ToldToEnd(KeyboardInterrupt):
    """The system or another program wants the command to end."""


@contextmanager
def command() -> Iterator[None]:
    """One command: at its end, all that `at_end` was told is done, the last first."""
    with ExitStack() as started, _ending_in_order():
        token = _STARTED.set(started)
        try:
            yield
        finally:
            _STARTED.reset(token)


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Lets the first signal to end raise ToldToEnd, so that what was started is ended and removed; the second ends at once."""
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
    """Do this when the running command ends."""
    _STARTED.get().callback(end)
