"""What a command has started and ends, however it ends itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar

_STARTED: ContextVar[ExitStack] = ContextVar("started")


@contextmanager
def command() -> Iterator[None]:
    """One command: at its end, all that `at_end` was told is done, the last first."""
    with ExitStack() as started:
        token = _STARTED.set(started)
        try:
            yield
        finally:
            _STARTED.reset(token)


def at_end(end: Callable[[], None]) -> None:
    """Do this when the running command ends."""
    _STARTED.get().callback(end)
