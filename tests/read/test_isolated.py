"""Reading in a process of its own: the same documents, and parsers that crash, hang, eat memory or raise."""

from __future__ import annotations

import faulthandler
import gc
import mmap
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from auditor.config.limits import MEBIBYTE, Limits, Watcher
from auditor.errors import AuditorError, UnreadableReport
from auditor.model.document import Document
from auditor.processes import child as process
from auditor.processes import cpu_time as processor
from auditor.read import isolated
from auditor.read.isolated import IsolatedReader
from auditor.read.opener import read_bytes
from tests.reading import limits
from tests.test_round_trip import plain_tables, report
from tests.writers.layouts import LAYOUTS, write

pytestmark = pytest.mark.slow

DATA = write(report(plain_tables()), "text-tab-rows")


@pytest.fixture
def reader() -> Iterator[IsolatedReader]:
    made = IsolatedReader()
    yield made
    made.close()


def hurt(monkeypatch: pytest.MonkeyPatch, fault: Callable[[], object]) -> None:
    """A parser that does its worst on files that say so, and reads the others."""

    def read(data: bytes, path: str, limits: Limits, watcher: Watcher) -> Document:
        if data.startswith(b"!"):
            faulthandler.disable()  # pytest's own would print the crash we want
            fault()
        return read_bytes(data, path, limits, watcher)

    monkeypatch.setattr(isolated, "read_bytes", read)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_documents_come_back_as_they_are(reader: IsolatedReader, layout: str) -> None:
    data = write(report(plain_tables()), layout)
    assert reader(data, "报告", limits()) == read_bytes(data, "报告")


def test_a_reason_comes_back_as_it_is(reader: IsolatedReader) -> None:
    with pytest.raises(UnreadableReport, match=r"^文件是空的$"):
        reader(b"", "报告", limits())


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_a_crash_takes_one_report(
    reader: IsolatedReader, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    hurt(monkeypatch, lambda: os.kill(os.getpid(), number))
    assert reader(DATA, "报告", limits()).format == "text"
    with pytest.raises(UnreadableReport, match=f"解析程序在读这个文件时崩溃（信号 {number.value}）"):
        reader(b"!", "报告", limits())
    assert reader(DATA, "报告", limits()).format == "text"


def test_an_exit_takes_one_report(reader: IsolatedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    hurt(monkeypatch, lambda: os._exit(7))
    with pytest.raises(UnreadableReport, match="崩溃（状态 7）"):
        reader(b"!", "报告", limits())
    assert reader(DATA, "报告", limits()).format == "text"


def work() -> None:
    """Work and never end."""
    while True:
        pass


def test_work_that_does_not_end_is_ended_by_its_time(reader: IsolatedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    hurt(monkeypatch, work)
    monkeypatch.setattr(isolated, "_GRACE", 0.1)
    with pytest.raises(UnreadableReport, match=r"^文件过于复杂，处理器用了 0\.2 秒还没有读完，不予读取$"):
        reader(b"!", "报告", limits(seconds=0.2))
    monkeypatch.undo()
    assert reader(DATA, "报告", limits()).format == "text"


def test_the_time_begins_anew_with_each_report(reader: IsolatedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    def work_a_little() -> None:
        end = time.process_time() + 0.6
        while time.process_time() < end:
            pass

    hurt(monkeypatch, work_a_little)
    monkeypatch.setattr(isolated, "_GRACE", 0.0)
    for _ in range(4):
        assert reader(b"!\n" + DATA, "报告", limits(seconds=1.0)).format == "text"


def test_a_process_that_sleeps_is_ended_without_blame(reader: IsolatedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    hurt(monkeypatch, lambda: time.sleep(3600))
    monkeypatch.setattr(processor, "SILENT_SECONDS", 0.3)
    monkeypatch.setattr(process, "_LOOK_SECONDS", 0.05)
    with pytest.raises(UnreadableReport, match=r"^读这个文件的程序 0\.3 秒既没有运算，也没有答复；请再试一次"):
        reader(b"!", "报告", limits())
    monkeypatch.undo()
    assert reader(DATA, "报告", limits()).format == "text"


def test_memory_has_an_end(reader: IsolatedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    hurt(monkeypatch, lambda: bytearray(3000 * MEBIBYTE))
    little = limits(memory_bytes=2000 * MEBIBYTE)
    with pytest.raises(UnreadableReport, match="内存超过上限"):
        reader(b"!", "报告", little)
    assert reader(DATA, "报告", little).format == "text"


def test_what_the_program_itself_holds_is_no_reason(reader: IsolatedReader) -> None:
    with mmap.mmap(-1, 1000 * MEBIBYTE):
        assert reader(DATA, "报告", limits(memory_bytes=500 * MEBIBYTE)).format == "text"


def test_a_fault_of_ours_is_no_reason_of_the_report(reader: IsolatedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    hurt(monkeypatch, lambda: os.environ.copy().pop("键"))
    with pytest.raises(AuditorError, match=r"^程序出错（KeyError：'键'）；"):
        reader(b"!", "报告", limits())
    assert reader(DATA, "报告", limits()).format == "text"


def test_limits_reach_the_process_and_those_of_one_report_not_the_next(reader: IsolatedReader) -> None:
    for _ in range(2):
        with pytest.raises(UnreadableReport, match="表格单元格数超过上限"):
            reader(DATA, "报告", limits(cells=10))
        assert reader(DATA, "报告", limits()).format == "text"


def test_the_bytes_of_a_report_that_cannot_be_read_are_let_go_at_once(reader: IsolatedReader) -> None:
    data = b"PK\x03\x04" + bytes(1000)
    before = sys.getrefcount(data)
    gc.disable()  # nobody may have to look for rings of objects first
    try:
        for _ in range(3):
            with suppress(UnreadableReport):
                reader(data, "报告.docx", limits())
        assert sys.getrefcount(data) == before
    finally:
        gc.enable()
