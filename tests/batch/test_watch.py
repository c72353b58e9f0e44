"""`auditor bulk --watch` takes up what arrives, and ends when it is told to."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.batch.store.result_store import NAME, ResultStore

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
_SECONDS = 300


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + _SECONDS
    while not done():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_a_report_that_arrives_is_audited_and_one_that_goes_is_gone(tmp_path: Path) -> None:
    source, output = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    shutil.copy(SAMPLES / "01-clean-department.txt", source)
    command = ["bulk", str(source), "-o", str(output), "--no-letters", "--watch", "--workers", "1"]
    # Whoever runs the tests in the background has them ignore Ctrl+C, and what they start with them.
    start = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    start += "from auditor.cli.app import main; sys.exit(main(sys.argv[1:]))"
    process = subprocess.Popen([sys.executable, "-c", start, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603

    def names() -> list[str]:
        if not (output / "台账.xlsx").is_file():
            return []
        with ResultStore(output / NAME) as store:
            return [each.split("\x1f")[0] for each in store.contents()]

    try:
        _until(lambda: names() == ["01-clean-department.txt"])
        shutil.copy(SAMPLES / "10-fee.txt", source)
        _until(lambda: names() == ["01-clean-department.txt", "10-fee.txt"])
        (source / "01-clean-department.txt").unlink()
        _until(lambda: names() == ["10-fee.txt"])
        page = output / "index.html"
        _until(lambda: "云川市农业农村局" not in page.read_text("utf-8"))
    finally:
        process.send_signal(signal.SIGINT)
        said, told = process.communicate(timeout=300)
    assert process.returncode == 0
    assert "看守结束" in told.decode()
    assert said.decode().count("结果存在") >= 2
