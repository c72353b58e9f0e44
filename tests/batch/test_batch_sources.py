"""Which files a run is about, and how they are called."""

from __future__ import annotations

import errno
import itertools
import os
from pathlib import Path
from typing import Any

import pytest

from auditor.batch.sources.discovery import list_sources
from auditor.errors import Cause, UsageError
from tests.read.archives import archive
from tests.reading import limits


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name in ("县直/教育局.txt", "县直/民政局.docx", "各镇/石桥镇/年报.html", "各镇/青柳镇/年报.html", "各镇/x.ofd"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("年报正文一段", "utf-8")
    (tmp_path / "全区.zip").write_bytes(archive({"a.txt": b"x", "b/c.txt": b"y"}))
    return tmp_path


def names(*sources: object, output: Path | None = None) -> list[str]:
    return [file.name for file in list_sources([str(source) for source in sources], output).files]


def test_a_folder_names_its_files_from_itself_and_tells_of_formats_that_are_not_read(place: Path) -> None:
    listing = list_sources([str(place)])
    assert [file.name for file in listing.files] == sorted(
        ["全区.zip", "县直/教育局.txt", "县直/民政局.docx", "各镇/石桥镇/年报.html", "各镇/青柳镇/年报.html"]
    )
    assert listing.skipped == ("各镇/x.ofd",)


def test_names_do_not_depend_on_the_order_and_each_file_counts_once(place: Path) -> None:
    (place / "同一份.txt").symlink_to(place / "县直" / "教育局.txt")
    sources = [place / "县直", place / "各镇" / "*镇", place / "全区.zip", place / "县直" / "教育局.txt"]
    (found,) = {tuple(names(*order)) for order in itertools.permutations(sources)}
    assert list(found) == sorted(
        ["全区.zip", "县直/教育局.txt", "县直/民政局.docx", "各镇/石桥镇/年报.html", "各镇/青柳镇/年报.html"]
    )
    assert names(place / "县直", place / "同一份.txt") == ["县直/教育局.txt", "县直/民政局.docx"]


def test_reports_in_an_archive_are_called_by_its_name_in_the_run(place: Path) -> None:
    [zipped, *_] = [file for file in list_sources([str(place)]).files if file.name.endswith(".zip")]
    assert [source.name for source in zipped.open(limits())] == ["全区.zip!a.txt", "全区.zip!b/c.txt"]
    assert [source.name for source in zipped.open(limits(), "全区.zip!b/c.txt")] == ["全区.zip!b/c.txt"]


def test_a_pattern_names_from_the_folder_before_its_first_star(place: Path) -> None:
    assert names(place / "各镇" / "石*" / "*.html") == ["石桥镇/年报.html"]
    assert names(place / "**" / "年报.*") == ["各镇/石桥镇/年报.html", "各镇/青柳镇/年报.html"]
    with pytest.raises(UsageError, match=r"没有找到可以审核的报告，请检查文件夹名和后缀"):
        names(place / "*.pdf")


def test_a_list_says_paths_from_its_folder_and_one_that_is_missing_is_told_later(place: Path) -> None:
    for listed in (place / "清单.lst", place / "清单.txt"):
        listed.write_bytes("# 县直\r\n县直/教育局.txt\r\n\r\n没有.docx\r\n各镇/石桥镇\r\n".encode("gb18030"))
        listing = list_sources([str(listed)])
        assert [file.name for file in listing.files] == ["县直/教育局.txt", "各镇/石桥镇/年报.html", "没有.docx"]
        assert [s.error for s in listing.files[2].open(limits())] == ["没有这个文件"]


def test_a_report_in_plain_text_is_no_list(place: Path) -> None:
    assert names(place / "县直" / "教育局.txt") == ["教育局.txt"]


def test_the_output_folder_is_not_looked_into(place: Path) -> None:
    output = place / "县直" / "结果"
    output.mkdir()
    (output / "意见书.docx").write_bytes(b"x")
    everywhere = [place, place / "县直" / "*", place / "县直" / "结果" / "*.docx"]
    assert not [name for source in everywhere[:2] for name in names(source, output=output) if "结果" in name]
    with pytest.raises(UsageError, match="没有找到可以审核的报告"):
        names(everywhere[2], output=output)
    for inside in (output, place):
        with pytest.raises(UsageError, match="在输出文件夹里"):
            names(place if inside == place else output, output=inside)


def test_what_is_not_there_is_wrong_usage(place: Path) -> None:
    with pytest.raises(UsageError, match="没有文件或文件夹"):
        names(place / "没有")
    (place / "空").mkdir()
    with pytest.raises(UsageError, match="没有找到可以审核的报告"):
        names(place / "空")


def test_a_folder_that_cannot_be_opened_is_told_and_stops_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = os.scandir

    def locked(path: str) -> Any:
        if Path(path).name == "各镇":
            raise PermissionError(errno.EACCES, "denied", path)
        return usual(path)

    monkeypatch.setattr(os, "scandir", locked)
    listing = list_sources([str(place)])
    assert [file.name for file in listing.files] == sorted(["全区.zip", "县直/教育局.txt", "县直/民政局.docx", "各镇"])
    [closed] = next(file for file in listing.files if file.name == "各镇").open(limits())
    assert closed.error.startswith("文件夹打不开")
    assert closed.cause is Cause.CHANGED
    with pytest.raises(UsageError, match="打不开：没有权限"):
        list_sources([str(place / "各镇")])


def test_what_only_has_the_name_of_a_report_is_told_and_links_to_folders_are_not_followed(
    place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "年报.txt").write_text("年报", "utf-8")
    (place / "别处").symlink_to(elsewhere)
    (place / "又一处").symlink_to(place / "县直")  # in the folder itself, where it is read
    (place / "断链.docx").symlink_to(place / "没有.docx")
    os.mkfifo(place / "管道.txt")
    told = {file.name: next(iter(file.open(limits()))).error for file in list_sources([str(place)]).files}
    assert {name: said.split("，")[0] for name, said in told.items() if said} == {
        "别处": "文件夹打不开",
        "断链.docx": "没有这个文件",
        "管道.txt": "这不是普通文件",
    }
    assert "又一处" not in told
