"""Scratch folder of a process, for files that are of no use after it: fonts, profiles of helpers, sockets.

A killed process leaves its folder behind, and the next process that makes a folder next to it removes it. The owner of a folder
holds the lock in it, which the system releases however the process ends.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import tempfile
from functools import lru_cache
from multiprocessing.util import Finalize, get_temp_dir
from pathlib import Path

from auditor.errors import UsageError

if sys.platform != "win32":
    import fcntl

_PREFIX, _LOCK = "auditor-run-", ".lock"
# After all that `multiprocessing` does at the end of a process: by then its children are gone, and so are its files in the
# folder.
_LAST = -1000
# The system allows 107 bytes for the path of a socket; `multiprocessing` puts its sockets into a folder of their own.
_LONGEST = 107 - len("/pymp-xxxxxxxx/listener-xxxxxxxx")
_NAME = re.compile(rf"{_PREFIX}[a-z0-9_]{{8}}")


@lru_cache(maxsize=1)
def scratch() -> Path:
    """Return this process's folder, made at the first call and removed when the process ends.

    From then on it is the temporary folder of this process and of the processes it starts, so it also holds the temporary files
    of libraries. If one of those processes asks for a folder of its own, it gets one inside. Raises UsageError if no folder can
    be made.
    """
    try:
        root = Path(tempfile.gettempdir())
        _sweep(root)
        folder, lock = _made(root)
    except OSError as error:
        raise UsageError("临时文件夹不能写，请检查磁盘空间，或者用环境变量 TMPDIR 另指一个文件夹") from error
    if len(os.fsencode(folder)) > _LONGEST:
        get_temp_dir()  # made while it is still placed next to our folder
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    Finalize(None, _end, (folder, lock), exitpriority=_LAST)  # does not run in a copy of this process
    return folder


def sweep() -> None:
    """Remove the folders that ended child processes have left in the folder; running processes keep theirs."""
    _sweep(scratch())


def _made(root: Path) -> tuple[Path, int]:
    """Make a new folder, and return it with the lock that is held in it."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root))
        # Between making and locking it, another process may take the folder for abandoned and remove it.
        with contextlib.suppress(FileNotFoundError):
            lock = _held(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL, wait=True)
            if (folder / _LOCK).exists():
                return folder, lock
            os.close(lock)


def _end(folder: Path, lock: int) -> None:
    if sys.platform == "win32":
        os.close(lock)  # Windows does not remove a file that is open
    shutil.rmtree(folder, ignore_errors=True)


def _sweep(root: Path) -> None:
    """Remove the folders in `root` that nobody holds, but not those of other users, nor other entries with such a name."""
    with os.scandir(root) as entries:
        left = [Path(entry.path) for entry in entries if _NAME.fullmatch(entry.name) and _is_ours(entry)]
    for folder in left:
        try:
            lock = _held(folder / _LOCK, os.O_RDWR, wait=False)
        except FileNotFoundError:
            with contextlib.suppress(OSError):
                folder.rmdir()  # its process ended before locking it; a folder that is not empty is not ours
        except OSError:
            continue
        else:
            if sys.platform == "win32":
                os.close(lock)
            shutil.rmtree(folder, ignore_errors=True)
            if sys.platform != "win32":
                os.close(lock)


def _is_ours(entry: os.DirEntry[str]) -> bool:
    try:
        ours = sys.platform == "win32" or entry.stat(follow_symlinks=False).st_uid == os.getuid()
        return ours and entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _held(file: Path, flags: int, *, wait: bool) -> int:
    """Open and lock the file; raises OSError if it does not exist, or if another process holds it and `wait` is false."""
    if sys.platform == "win32":
        if not wait:
            os.rename(file, file)  # Windows does not rename a file that is open
        return os.open(file, flags)
    lock = os.open(file, flags | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise
    return lock
