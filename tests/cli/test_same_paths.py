"""A path means the same to `check` and to `bulk`: the same reports, and the same words where there is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.batch.store.result_store import NAME, ResultStore
from tests.read.archives import archive, message
from tests.recognise.reports import written

pytestmark = pytest.mark.slow

Found = set[tuple[str, str | None]]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    report = written().encode()
    packed = archive({"县直/局.txt": report, "镇.txt": report})
    for name, data in {
        "县/甲.txt": report,
        "县/.隐藏.txt": report,
        "县/~$甲.docx": report,
        "县/乙.ofd": report,
        "县/丙.zip": packed,
        "县/坏.docx": b"PK\x03\x04",
        "县/信.eml": message(attached={"丁.txt": report}),
        "县/清单.lst": "甲.txt\n没有.docx\n丙.zip!镇.txt\n".encode(),
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / "县" / "链接.txt").symlink_to("甲.txt")
    return tmp_path


def checked(run: Any, *sources: str) -> Found:
    done = run("check", *sources, "--format", "json")
    return {(last(each["path"]), each["error"]) for each in json.loads(done.out)["reports"]}


def run_over(run: Any, *sources: str) -> Found:
    run("bulk", *sources, "-o", "结果", "--no-letters")
    with ResultStore(Path("结果") / NAME) as store:
        return {(last(record.name), record.audit.error) for record in store.records()}


def last(name: str) -> str:
    """A name without the folders before the file itself."""
    file, *inner = name.split("!")
    return "!".join([Path(file).name, *inner])


@pytest.mark.parametrize(
    ("sources", "names"),
    [
        (["县"], {"甲.txt", "丙.zip!县直/局.txt", "丙.zip!镇.txt", "坏.docx", "信.eml!丁.txt"}),
        (["县/甲.txt", "./县/甲.txt", "县/链接.txt"], {"甲.txt"}),
        (["县/.隐藏.txt"], {".隐藏.txt"}),
        (["县/乙.ofd"], {"乙.ofd"}),
        (["县/丙.zip!县直/局.txt"], {"丙.zip!县直/局.txt"}),
        (["县/丙.zip!没有.txt"], {"丙.zip!没有.txt"}),
        (["县/*.txt"], {"甲.txt"}),
        (["**/*.zip"], {"丙.zip!县直/局.txt", "丙.zip!镇.txt"}),
        (["县/清单.lst"], {"甲.txt", "没有.docx", "丙.zip!镇.txt"}),
        (["memory://没有驱动/a.txt", "县/甲.txt"], set()),
    ],
)
def test_the_same_reports_are_found(run: Any, place: Path, sources: list[str], names: set[str]) -> None:
    if not names:
        assert run("check", *sources).err == run("bulk", *sources, "-o", "结果").err
        return
    found, others = checked(run, *sources), run_over(run, *sources)
    # A link may be the name under which a file is found first.
    assert {name.replace("链接", "甲") for name, _ in found} == names
    assert {(name.replace("链接", "甲"), error) for name, error in others} == {
        (name.replace("链接", "甲"), error) for name, error in found
    }


@pytest.mark.parametrize("source", ["没有.docx", "县/没有.zip!a.txt", "/dev/null", "*.pdf", "空"])
def test_what_is_not_there_is_told_in_the_same_words(run: Any, place: Path, source: str) -> None:
    (place / "空").mkdir()
    told = run("check", source)
    assert told.status == 2
    assert told.err.startswith("命令用错：")
    assert run("bulk", source, "-o", "结果").err == told.err
    assert run("check", "县/甲.txt", "--previous", source).err == told.err


def test_a_mail_with_a_name_without_end_is_refused(run: Any, place: Path) -> None:
    words = "\r\n ".join("=?utf-8?B?55Sy?=" for _ in range(32_000))
    head = f'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="{words}.txt"\r\n'
    letter = (
        f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n{head}\r\nabc\r\n--x--\r\n'
    )
    (place / "长.eml").write_bytes(letter.encode())
    (place / "包.zip").write_bytes(archive({"长.eml": letter.encode(), "好.txt": written().encode()}))
    [(name, error)] = checked(run, "长.eml")
    assert name == "长.eml"
    assert str(error).startswith("邮件头的字符数超过上限（")
    errors = dict(checked(run, "包.zip"))
    assert errors == dict(run_over(run, "包.zip"))
    assert errors["包.zip!好.txt"] is None
    assert str(errors["包.zip!长.eml"]).startswith("邮件头的字符数超过上限（")
    assert "邮件头的字符数超过上限" in run("check", "县/甲.txt", "--previous", "长.eml").err
    assert run("parse", "长.eml").status == 3


@pytest.mark.parametrize(("option", "what"), [("--roster", "read_roster_file"), ("--decisions", "_ledger")])
def test_a_file_of_the_office_that_ends_its_reader_is_one_sentence(
    run: Any, place: Path, monkeypatch: pytest.MonkeyPatch, option: str, what: str
) -> None:
    import os

    from auditor.batch.outputs import decisions
    from auditor.batch.roster import roster

    monkeypatch.setattr(roster if option == "--roster" else decisions, what, lambda *_: os._exit(7))
    done = run("bulk", "县/甲.txt", "-o", "结果", option, "县/甲.txt")
    assert done.status == 2
    assert done.err.count("\n") == 1
    assert "“县/甲.txt”无法读取：解析程序在读这个文件时崩溃（状态 7）" in done.err
