"""The one folder in which a process writes what is of no use after it: fonts, profiles of helpers, sockets.

A process that is killed leaves its folder behind, and the next one that makes a folder beside it removes it: whoever has a
folder holds the lock in it, which the system takes from a process that ends in whatever way.
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
# After all that `multiprocessing` does at the end of a process: its children are gone then, and what it made in the folder.
_LAST = -1000
# The system allows the path of a socket 107 bytes; those of `multiprocessing` lie in a folder of their own.
_LONGEST = 107 - len("/pymp-xxxxxxxx/listener-xxxxxxxx")
_NAME = re.compile(rf"{_PREFIX}[a-z0-9_]{{8}}")


@lru_cache(maxsize=1)
def scratch() -> Path:
    """This process's folder, made at the first call and removed when it ends.

    From then on it is the temporary folder of this process and of those it starts, so that what libraries write aside lies in
    it too; a process among them that asks for a folder of its own gets one inside. Raises UsageError where none can be made.
    """
    try:
        root = Path(tempfile.gettempdir())
        _sweep(root)
        folder, lock = _made(root)
    except OSError as error:
        raise UsageError("临时文件夹不能写，请检查磁盘空间，或者用环境变量 TMPDIR 另指一个文件夹") from error
    if len(os.fsencode(folder)) > _LONGEST:
        get_temp_dir()  # made while it still comes to lie beside our folder
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    Finalize(None, _end, (folder, lock), exitpriority=_LAST)  # not done by a copy of this process
    return folder


def sweep() -> None:
    """Remove what processes started by this one have left in its folder; those that go on keep theirs."""
    _sweep(scratch())


def _made(root: Path) -> tuple[Path, int]:
    """A new folder and the lock that is held in it."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root))
        # Between its making and its locking another process may take it for left behind, and remove it.
        with contextlib.suppress(FileNotFoundError):
            lock = _held(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL, wait=True)
            if (folder / _LOCK).exists():
                return folder, lock
            os.close(lock)


def _end(folder: Path, lock: int) -> None:
    if sys.platform == "win32":
        os.close(lock)  # a file that is open cannot be removed there
    shutil.rmtree(folder, ignore_errors=True)


def _sweep(root: Path) -> None:
    """Remove the folders in this one that nobody holds; another user's, and what only has such a name, stay."""
    with os.scandir(root) as entries:
        left = [Path(entry.path) for entry in entries if _NAME.fullmatch(entry.name) and _is_ours(entry)]
    for folder in left:
        try:
            lock = _held(folder / _LOCK, os.O_RDWR, wait=False)
        except FileNotFoundError:
            with contextlib.suppress(OSError):
                folder.rmdir()  # ended before it was locked; one with something in it is none of ours
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
    """The file, open and locked; raises OSError if another process holds it and we do not wait, or it is not there."""
    if sys.platform == "win32":
        if not wait:
            os.rename(file, file)  # what is open cannot be renamed there
        return os.open(file, flags)
    lock = os.open(file, flags | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise
    return lock
