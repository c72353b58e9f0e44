"""Of which kind it is that a file cannot be read: callers act on it, and the store keeps what will not change."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from auditor.errors import Cause, UnreadableReport
from auditor.pipeline import Auditor
from auditor.read.isolated import IsolatedReader
from auditor.read.opener import read_bytes
from auditor.read.sources import Source, open_sources
from tests.reading import limits
from tests.recognise.reports import written

pytestmark = pytest.mark.slow


def locked() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out, encryption=pikepdf.Encryption(user="x", owner="y"))
    return out.getvalue()


FILES: dict[Cause, tuple[str, bytes]] = {
    Cause.DAMAGED: ("报告.docx", b"PK\x03\x04" + bytes(200)),
    Cause.LOCKED: ("报告.pdf", locked()),
    Cause.TOO_LARGE: ("报告.txt", ("年报" * 1_100_000).encode()),
    Cause.UNSUPPORTED: ("报告.7z", b"7z\xbc\xaf\x27\x1c" + bytes(64)),
    Cause.NOT_A_REPORT: ("报告.txt", "今天天气好。".encode()),
}


@pytest.mark.parametrize("cause", FILES)
def test_the_kind_is_told_by_the_reader_the_audit_and_the_result(cause: Cause, tmp_path: Path, run: Any) -> None:
    name, data = FILES[cause]
    audit = Auditor().audit(Source(name, data))
    assert audit.cause is cause
    assert audit.error
    (tmp_path / name).write_bytes(data)
    [entry] = json.loads(run("check", tmp_path / name, "--format", "json").out)["reports"]
    assert (entry["error"], entry["cause"]) == (audit.error, cause.value)


def test_a_report_that_was_read_has_no_cause(tmp_path: Path, run: Any) -> None:
    (tmp_path / "报告.txt").write_text(written(), "utf-8")
    [entry] = json.loads(run("check", tmp_path / "报告.txt", "--format", "json").out)["reports"]
    assert (entry["error"], entry["cause"]) == (None, None)


def test_only_time_memory_and_changes_are_worth_another_attempt() -> None:
    assert {cause for cause in Cause if cause.passing} == {Cause.TIMED_OUT, Cause.OUT_OF_MEMORY, Cause.CHANGED}


def test_the_kind_comes_through_the_reading_process() -> None:
    reader = IsolatedReader()
    for cause, (name, data) in FILES.items():
        if cause is not Cause.NOT_A_REPORT:
            with pytest.raises(UnreadableReport) as told:
                reader(data, name, limits())
            assert told.value.cause is cause
    reader.close()
    error = pickle.loads(pickle.dumps(UnreadableReport("甲", Cause.LOCKED)))  # noqa: S301
    assert (str(error), error.cause) == ("甲", Cause.LOCKED)


def test_a_locked_file_in_an_archive_is_locked_and_a_missing_one_may_come_back(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("报告.pdf", locked())
    [source] = open_sources(tmp_path / "a.zip", limits())
    with pytest.raises(UnreadableReport) as told:
        read_bytes(source.data, source.name)
    assert told.value.cause is Cause.LOCKED
    [gone] = open_sources(tmp_path / "没有.docx", limits())
    assert gone.cause is Cause.CHANGED
