"""Files to reports: plain files, archives, messages, and what is wrong with hostile ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.errors import UnreadableReport
from auditor.read.opener import SUFFIXES, UNREAD_SUFFIXES, read_bytes
from auditor.read.sources import CONTAINERS, Source, is_report_name, open_sources
from tests.read.archives import archive, message
from tests.reading import limits
from tests.test_round_trip import plain_tables, report
from tests.writers.layouts import write

TEXT = write(report(plain_tables()), "text-tab-rows")
DOCX = write(report(plain_tables()), "docx-plain")


def opened(path: Path, data: bytes, **changed: int) -> list[Source]:
    path.write_bytes(data)
    return plain(path.parent, open_sources(path, limits(**changed)))


def plain(folder: Path, sources: Iterable[Source]) -> list[Source]:
    """The sources named from the folder on."""
    return [replace(source, name=source.name.removeprefix(f"{folder}/")) for source in sources]


def names(sources: list[Source]) -> list[tuple[str, str]]:
    return [(source.name, source.error) for source in sources]


def test_a_plain_file_is_one_report(tmp_path: Path) -> None:
    assert opened(tmp_path / "报告.docx", DOCX) == [Source("报告.docx", DOCX)]


def test_an_archive_holds_a_report_in_each_document(tmp_path: Path) -> None:
    inner = archive({"乡镇/东河镇.txt": TEXT})
    data = archive(
        {"县直/教育局.docx": DOCX, "a.zip": inner, "封面.css": b"x", "__MACOSX/._x.docx": b"x", "~$教育局.docx": b"x"}
    )
    found = opened(tmp_path / "全县.zip", data)
    assert found == [Source("全县.zip!a.zip!乡镇/东河镇.txt", TEXT), Source("全县.zip!县直/教育局.docx", DOCX)]


@pytest.mark.parametrize("recode", [False, True])
def test_names_are_read_as_chinese_systems_write_them(tmp_path: Path, recode: bool) -> None:
    assert names(opened(tmp_path / "a.zip", archive({"云川市/教育局.txt": TEXT}, recode=recode))) == [
        ("a.zip!云川市/教育局.txt", "")
    ]


def test_no_name_leads_out_of_the_archive(tmp_path: Path) -> None:
    data = archive({"../../etc/报告.txt": TEXT, "/根/报告.txt": TEXT, "..\\上\\报告.txt": TEXT, "a/\x07报告.txt": TEXT})
    assert [name for name, _ in names(opened(tmp_path / "a.zip", data))] == [
        "a.zip!a/报告.txt", "a.zip!etc/报告.txt", "a.zip!上/报告.txt", "a.zip!根/报告.txt",
    ]  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip"]


def test_an_archive_without_reports_says_so(tmp_path: Path) -> None:
    assert names(opened(tmp_path / "a.zip", archive({"说明.css": b""}))) == [("a.zip", "压缩包里没有可以审核的报告")]


def test_an_archive_without_its_directory_is_left_to_the_reader(tmp_path: Path) -> None:
    [source] = opened(tmp_path / "a.zip", archive({"报告.txt": TEXT})[:-30])
    with pytest.raises(UnreadableReport, match="已损坏或不完整"):
        read_bytes(source.data, source.name)


def test_one_spoilt_entry_stops_no_other(tmp_path: Path) -> None:
    whole = bytearray(archive({"a.txt": TEXT, "b.txt": TEXT}))
    whole[45:95] = bytes(50)
    assert names(opened(tmp_path / "a.zip", bytes(whole))) == [
        ("a.zip!a.txt", "压缩包里的这个文件已损坏或压缩方式特殊，请解压后再审核"),
        ("a.zip!b.txt", ""),
    ]


def test_an_entry_without_a_name_stops_no_other(tmp_path: Path) -> None:
    whole = archive({"x.txt": b"1", "y.txt": b"2"}).replace(b"x.txt", b"\0.txt")
    assert [source.name for source in opened(tmp_path / "全区.zip", whole)] == ["全区.zip!y.txt"]


def test_a_locked_entry_says_so(tmp_path: Path) -> None:
    data = archive({"a.txt": TEXT})
    locked = data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01", 1)
    assert locked != data
    assert names(opened(tmp_path / "a.zip", locked)) == [("a.zip!a.txt", "压缩包加了密码，请去掉密码后再审核")]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    data = archive({"bomb.txt": b"0" * 20_000_000, "c.txt": TEXT})
    assert len(data) < 50_000
    assert names(opened(tmp_path / "a.zip", data, file_bytes=10_000_000)) == [
        ("a.zip!bomb.txt", "文件字节数超过上限（20000000 > 10000000），不予读取"),
        ("a.zip!c.txt", ""),
    ]
    assert names(opened(tmp_path / "b.zip", archive({"c.txt": TEXT}), archive_unpacked_bytes=1000)) == [
        ("b.zip", "压缩包解开后超过上限（1000 字节），其余的没有读取")
    ]


def test_a_header_that_lies_about_the_size_yields_no_more_than_it_says(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.txt", b"0" * 5_000_000)
    data = out.getvalue().replace((5_000_000).to_bytes(4, "little"), (5_000).to_bytes(4, "little"))
    [source] = opened(tmp_path / "a.zip", data)
    assert len(source.data) <= 5_001


def test_too_many_files_or_levels_are_refused(tmp_path: Path) -> None:
    data = TEXT
    for _ in range(5):
        data = archive({"a.zip": data} if data is not TEXT else {"a.txt": data})
    [source] = opened(tmp_path / "a.zip", data)
    assert source.error == "压缩包嵌套超过 3 层，请解压后再审核"
    many = archive({f"{number}.txt": TEXT for number in range(3)})
    assert names(opened(tmp_path / "b.zip", many, files=2)) == [
        ("b.zip", "压缩包里的文件数超过上限（3 > 2），不予读取")
    ]


def test_a_message_holds_the_documents_attached(tmp_path: Path) -> None:
    data = message(attached={"教育局年报.docx": DOCX, "图标.gif": b"GIF89a", "全部.zip": archive({"东河镇.txt": TEXT})})
    assert opened(tmp_path / "报送.eml", data) == [
        Source("报送.eml!教育局年报.docx", DOCX),
        Source("报送.eml!全部.zip!东河镇.txt", TEXT),
    ]


def test_a_message_without_documents_is_read_itself(tmp_path: Path) -> None:
    data = message(html="<html><body><p>正文</p></body></html>")
    assert opened(tmp_path / "报告.mht", data) == [Source("报告.mht", data)]


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    said = "文件夹打不开，或者是指向别处的链接，里面的报告都没有看；请检查是否有权限读取，或者直接审核它所指的文件夹"
    assert names(list(open_sources(tmp_path, limits()))) == [(str(tmp_path), said)]
    assert names(plain(tmp_path, open_sources(tmp_path / "没有.txt", limits()))) == [("没有.txt", "没有这个文件")]


def test_a_device_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "open", _refuse)
    assert names(list(open_sources(Path("/dev/zero"), limits()))) == [("/dev/zero", "这不是普通文件，不能读取")]


def _refuse(*_: object) -> bytes:
    raise AssertionError("it was read")


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    assert names(opened(tmp_path / "报告.txt", b"a" * 101, file_bytes=100)) == [
        ("报告.txt", "文件字节数超过上限（101 > 100），不予读取")
    ]


def test_what_begins_like_a_document_is_never_taken_apart(tmp_path: Path) -> None:
    whole = archive({"[Content_Types].xml": b"x", "a.txt": TEXT})
    directory = whole.rindex(b"[Content_Types].xml")
    data = whole[:directory] + b"b" * 19 + whole[directory + 19 :]
    assert opened(tmp_path / "a.zip", data) == [Source("a.zip", data)]


def test_names_of_reports() -> None:
    assert is_report_name("县直/教育局.DOCX")
    assert not any(map(is_report_name, ("a/.x.docx", "~$a.docx", "年报_files/a.html", "年报.files/a.htm", "说明")))
    assert not SUFFIXES & CONTAINERS
    assert not SUFFIXES & UNREAD_SUFFIXES
