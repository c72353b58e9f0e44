"""Archives on the command line: each report inside is one report, and can be named by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.read.archives import archive

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FAULTY = (ROOT / "samples" / "10-fee.txt").read_bytes()
CLEAN = (ROOT / "samples" / "01-clean-department.txt").read_bytes()


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    path = tmp_path / "全县.zip"
    path.write_bytes(archive({"县直/局.txt": CLEAN, "镇.txt": FAULTY, "坏.docx": b"PK\x03\x04"}))
    return path


def test_each_report_in_an_archive_is_audited(run: Any, packed: Path) -> None:
    done = run("check", packed.parent, "--format", "json")
    assert done.status == 3
    reports = json.loads(done.out)["reports"]
    assert [(r["path"].partition("!")[2], r["error"] is None, len(r["findings"])) for r in reports] == [
        ("县直/局.txt", True, 0),
        ("坏.docx", False, 0),
        ("镇.txt", True, 2),
    ]
    assert "坏.docx：无法读取：" in done.err


def test_one_report_in_an_archive_can_be_named(run: Any, packed: Path, tmp_path: Path) -> None:
    assert run("check", f"{packed}!镇.txt").status == 0
    assert json.loads(run("parse", f"{packed}!县直/局.txt").out)["path"] == f"{packed}!县直/局.txt"
    assert run("letter", f"{packed}!镇.txt", "-o", tmp_path / "x.html").status == 0
    assert "信息处理费" in (tmp_path / "x.html").read_text("utf-8")


def test_a_command_for_one_report_asks_which(run: Any, packed: Path) -> None:
    done = run("parse", packed)
    assert done.status == 2
    assert "里有 3 份报告，请写明是哪一份：“" in done.err
    assert "全县.zip!县直/局.txt”" in done.err


def test_a_name_that_is_not_inside_is_told(run: Any, packed: Path) -> None:
    done = run("check", f"{packed}!没有.txt")
    assert done.status == 3
    assert "“全县.zip”里没有“没有.txt”" in done.out
    assert run("check", f"{packed.parent}/无.zip!a.txt").status == 2


def test_the_archive_is_not_overwritten(run: Any, packed: Path) -> None:
    done = run("check", f"{packed}!镇.txt", "-o", packed)
    assert done.status == 2
    assert "请换一个文件名" in done.err
