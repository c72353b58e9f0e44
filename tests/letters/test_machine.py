"""Finding the fonts of the machine: whatever lies in its folders, the search comes to an end and never fails."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.letters.fonts import system_fonts as machine
from auditor.letters.fonts.system_fonts import covered_characters, folders, installed
from tests.letters.fonts import CHINESE, make_collection, make_font
from tests.profiles import examples


def names(*places: Path) -> list[str]:
    return [font.names[0] for font in installed(places)]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_font(tmp_path_factory.mktemp("plain") / "plain.ttf", "FangSong", chinese="仿宋")


def test_a_font_tells_its_names_weight_and_rights(tmp_path: Path) -> None:
    make_font(tmp_path / "a.ttf", "FangSong", chinese="仿宋", weight=300, fs_type=2)
    (font,) = installed([tmp_path])
    assert {"FangSong", "仿宋"} <= set(font.names)
    assert (font.weight, font.slanted, font.embeddable, font.number) == (300, False, False, 0)


def test_fonts_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    for name in ("b/2", "a", "b/1", "c"):
        make_font(tmp_path / f"{name}.ttf", f"Font {name}")
    expected = ["Font a", "Font b/1", "Font b/2", "Font c"]
    assert names(tmp_path) == names(tmp_path / "b", tmp_path, tmp_path) == expected


def test_every_font_of_a_collection_is_seen(tmp_path: Path) -> None:
    members = [make_font(tmp_path / f"{n}.bin", f"Member {n}", outlines="CFF ") for n in range(3)]
    make_collection(tmp_path / "all.ttc", *members)
    assert [(font.names[0], font.number) for font in installed([tmp_path])] == [(f"Member {n}", n) for n in range(3)]


def test_files_that_are_no_fonts_are_passed_over(tmp_path: Path, plain: Path) -> None:
    (tmp_path / "empty.ttf").touch()
    (tmp_path / "text.otf").write_text("不是字体", "utf-8")
    (tmp_path / "short.ttc").write_bytes(b"ttcf\0\1\0\0\xff\xff\xff\xff")
    (tmp_path / "folder.ttf").mkdir()
    (tmp_path / "nowhere.ttf").symlink_to(tmp_path / "missing")
    (tmp_path / "cut.ttf").write_bytes(plain.read_bytes()[:-40])
    make_font(tmp_path / "good.ttf", "Good")
    assert names(tmp_path, tmp_path / "missing") == ["Good"]


def test_a_font_without_names_is_passed_over(tmp_path: Path) -> None:
    with TTFont(make_font(tmp_path / "plain.bin", "Plain")) as font:
        font["name"].names = []
        font.save(tmp_path / "nameless.ttf")
    assert names(tmp_path) == []


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ttf")
    assert names(tmp_path) == []


def test_links_that_lead_back_are_followed_once(tmp_path: Path) -> None:
    make_font(tmp_path / "fonts" / "a.ttf", "A")
    (tmp_path / "fonts" / "loop").symlink_to(tmp_path / "fonts", target_is_directory=True)
    (tmp_path / "other").symlink_to(tmp_path / "fonts", target_is_directory=True)
    (tmp_path / "fonts" / "self").symlink_to("self")
    assert names(tmp_path) == names(tmp_path / "fonts", tmp_path / "other") == ["A"]


def test_the_search_is_bounded(tmp_path: Path, plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        (tmp_path / f"{number}.ttf").symlink_to(plain)
    deep = tmp_path.joinpath(*"abcdefghij")
    make_font(deep / "deep.ttf", "Deep")
    assert names(tmp_path) == ["FangSong"] * 5
    monkeypatch.setattr(machine, "MOST_FILES", 3)
    assert names(tmp_path) == ["FangSong"] * 3
    monkeypatch.setattr(machine, "MOST_ENTRIES", 2)
    assert names(tmp_path) == ["FangSong"] * 2


@settings(examples(2), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_broken_font_never_fails_the_search(tmp_path: Path, plain: Path, data: st.DataObject) -> None:
    broken = bytearray(plain.read_bytes())
    places = st.integers(0, len(broken) - 1) | st.integers(0, 300)
    for place, byte in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), min_size=1, max_size=12)):
        broken[place] = byte
    (tmp_path / "broken.ttf").write_bytes(broken[: data.draw(st.integers(1, len(broken)))])
    for font in installed([tmp_path]):
        assert covered_characters(font.path, font.number, CHINESE + "𠮷") <= set(CHINESE + "𠮷")


def test_the_usual_folders_of_each_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", "")
    monkeypatch.setattr(sys, "platform", "linux")
    assert {Path("/usr/share/fonts"), tmp_path / ".fonts", tmp_path / ".local/share/fonts"} <= set(folders())
    monkeypatch.setattr(sys, "platform", "darwin")
    assert {Path("/System/Library/Fonts"), tmp_path / "Library/Fonts"} <= set(folders())
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("WINDIR", "D:/Windows")
    monkeypatch.setenv("LOCALAPPDATA", "D:/Local")
    assert folders() == (Path("D:/Windows/Fonts"), Path("D:/Local/Microsoft/Windows/Fonts"))
