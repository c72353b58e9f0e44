"""Results to standard output or to a file, diagnostics to standard error."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from pathlib import Path

from auditor.errors import UsageError, reason
from auditor.presentation.files import write_whole
from auditor.presentation.terminal_text import harmless

_NARROWEST, _WIDEST, _PIPED = 40, 120, 80


def prepare() -> None:
    """Write UTF-8 to everything but a terminal; escape characters that cannot be encoded."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def hush() -> None:
    """Suppress warnings, which are in English and for developers, here and in subprocesses.

    One of them is Python's own report of resources that a killed process had in use.
    """
    warnings.showwarning = lambda *_, **__: None
    os.environ["PYTHONWARNINGS"] = "ignore"


def put(text: str, output: Path | None = None) -> None:
    """Write a result to a file or to standard output; a reader that has closed the pipe is no error."""
    if output is not None:
        write_whole(output, text.encode("utf-8", "backslashreplace"))
        return
    if sys.stdout is None:
        raise UsageError("标准输出已关闭，结果写不出去；可以用 -o 写入文件")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more at exit; from now on that is discarded.
        _discard()
    except OSError as error:
        _discard()
        raise UsageError(f"结果写不出去：{reason(error)}") from error


def _discard() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str) -> None:
    """Print one or more lines for the user on standard error."""
    print(*map(harmless, text.split("\n")), sep="\n", file=sys.stderr)


def columns(output: Path | None) -> int:
    """Return the text width: the terminal's, but 40 to 120 columns; 80 if there is no terminal."""
    if output is not None or sys.stdout is None or not sys.stdout.isatty():
        return _PIPED
    return min(max(shutil.get_terminal_size((_PIPED, 24)).columns, _NARROWEST), _WIDEST)


def colour(output: Path | None) -> bool:
    """Return whether text may be coloured."""
    return (
        output is None
        and sys.stdout is not None
        and sys.stdout.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )
