"""The bound on the memory of a process that reads: for each report anew, more while pictures are recognised, and what is told."""

from __future__ import annotations

import signal
from mmap import mmap
from multiprocessing import get_context
from multiprocessing.connection import Connection

import pytest

from auditor.config.limits import BUILT_IN, MEBIBYTE, Limits
from auditor.errors import Cause
from auditor.processes.memory import cap_again, cap_memory, crashed, room_for_helpers

pytestmark = pytest.mark.slow

SMALL, LARGE = 200 * MEBIBYTE, 900 * MEBIBYTE


def takes(size: int) -> bool:
    """Whether this process can have so much memory, which it has not held before and only let go."""
    try:
        mmap(-1, size).close()
    except OSError:
        return False
    return True


def _try(pipe: Connection) -> None:
    limits = Limits(memory_bytes=SMALL, helper_memory_bytes=LARGE)
    found = [takes(SMALL * 2)]
    cap_again(SMALL)  # nothing is capped yet
    found.append(takes(SMALL * 2))
    cap_memory(SMALL)
    found += [takes(SMALL // 2), takes(SMALL * 2)]
    held = mmap(-1, SMALL - 40 * MEBIBYTE)
    found.append(takes(SMALL // 2))
    cap_again(SMALL)  # the next report has as much as the first, whatever the process holds
    found.append(takes(SMALL // 2))
    with room_for_helpers(limits):
        found.append(takes(SMALL * 2))
    found += [takes(SMALL * 2), len(held) > 0]
    pipe.send(found)


def test_each_report_has_the_same_memory_and_helpers_more() -> None:
    ours, theirs = get_context("fork").Pipe(duplex=False)
    process = get_context("fork").Process(target=_try, args=(theirs,))
    process.start()
    theirs.close()
    found = ours.recv()
    process.join()
    assert found == [True, True, True, False, False, True, True, False, True]


def test_parsers_that_get_no_memory_are_not_told_as_damage() -> None:
    told = crashed(-signal.SIGABRT, BUILT_IN)
    assert told.cause is Cause.OUT_OF_MEMORY
    assert told.reason.startswith("解析程序在读这个文件时崩溃（信号 6）：所需的内存超过上限（768 MiB），或者文件已损坏")
    assert crashed(-signal.SIGSEGV, BUILT_IN).cause is Cause.DAMAGED
    assert crashed(1, BUILT_IN).cause is Cause.DAMAGED
