"""`auditor letter --preview`: rewrites the letter each time a template changes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from auditor.cli.common.streams import say
from auditor.errors import AuditorError

_SECONDS = 0.3


def preview(write: Callable[[], None], folders: Sequence[Path], output: Path) -> None:
    """Write the letter now and whenever a file in the folders changes, until interrupted; errors are reported and do not end it."""
    seen: dict[str, tuple[int, int]] = {}
    say(f"预览：改动模板后自动重写“{output}”，按 Ctrl+C 结束。模板：{'、'.join(map(str, folders))}")
    try:
        while True:
            now = dict(_stamps(folders))
            if now != seen:
                seen = now
                _write(write, output)
            time.sleep(_SECONDS)
    except KeyboardInterrupt:
        say("预览结束")


def _write(write: Callable[[], None], output: Path) -> None:
    started = time.monotonic()
    try:
        write()
    except AuditorError as error:
        say(str(error))
    else:
        say(f"已写入“{output}”（{time.monotonic() - started:.1f} 秒）")


def _stamps(folders: Sequence[Path]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each file directly in the folders with modification time (ns) and size, skipping one that vanishes meanwhile."""
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                try:
                    if entry.is_file():
                        found = entry.stat()
                        yield entry.path, (found.st_mtime_ns, found.st_size)
                except OSError:
                    continue
