"""The fonts of a letter: those that come with the program draw all it is written in, and the machine's own go before them."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from auditor.errors import AuditorError
from auditor.letters.fonts import selection as module
from auditor.letters.fonts.characters import letter_characters, uncommon
from auditor.letters.fonts.selection import (
    SHIPPED,
    WANTED,
    Face,
    as_standalone_file,
    faces,
    machine_face_for,
    missing_glyphs,
)
from auditor.letters.fonts.system_fonts import covered_characters
from auditor.resources import templates_folder
from tests.letters.fonts import CHINESE, make_collection, make_font

pytestmark = pytest.mark.slow

FOLDER = templates_folder() / "fonts"
LICENCE = (FOLDER / "OFL.txt").read_text("utf-8")
SIGNS = "，。、；：？！“”‘’（）《》〈〉〔〕【】—…·～×÷±≥≤≠％‰℃§№①⑩⑪⑳㈠㈩⑴⒈ⅠⅫ〇々０９ＡＺａｚ　"


def of(found: tuple[Face, ...]) -> dict[str, Path]:
    return {face.family: face.path for face in found}


def test_letters_are_written_in_gb_2312_and_signs() -> None:
    han = {ch for ch in letter_characters() if "一" <= ch <= "龥"}
    assert len(han) == 6763
    assert set(SIGNS) | set(map(chr, range(0x20, 0x7F))) <= letter_characters()


@pytest.mark.parametrize("face", faces(False).all[: len(SHIPPED)], ids=lambda face: face.family)
def test_a_shipped_font_draws_all_of_it(face: Face) -> None:
    with TTFont(face.path) as font:
        glyphs = font.getBestCmap()
        assert letter_characters() <= {chr(code) for code in glyphs}
        empty = {ch for ch in letter_characters() if font["glyf"][glyphs[ord(ch)]].numberOfContours == 0}
        full = [font["hmtx"][glyphs[ord(mark)]][0] for mark in "“”‘’—…，《〔国"]
    assert empty == {" ", "\u3000"}
    assert set(full) == {1000}


@pytest.mark.parametrize("face", faces(False).all[: len(SHIPPED)], ids=lambda face: face.family)
def test_a_shipped_font_may_be_embedded_and_names_its_licence(face: Face) -> None:
    with TTFont(face.path) as font:
        names = {record.nameID: str(record) for record in font["name"].names}
        assert font["OS/2"].fsType == 0
        assert "fvar" not in font
    assert names[1] == names[4] == face.family
    assert "SIL Open Font License, Version 1.1" in names[13]
    assert not any(reserved in names[number] for number in (1, 4, 6) for reserved in ("Noto", "Source", "LXGW", "霞鹜"))
    for line in names[0].splitlines():
        assert line in LICENCE
    assert face.path.name in LICENCE


def test_the_licence_is_there_and_the_fonts_are_not_too_large() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1 - 26 February 2007" in LICENCE
    assert {path.name for path in FOLDER.iterdir()} == {path.name for path in of(faces(False).all[:4]).values()} | {
        "OFL.txt",
        "README.md",
    }
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 11 * 1024 * 1024


def test_characters_taken_for_granted_are_in_the_fonts() -> None:
    every = "".join(map(chr, (10, *range(0x20, 0xD800), *range(0xE000, 0x10000))))
    granted = frozenset(every) - uncommon(every) - {"\n"}
    assert len(granted) > 20_000
    assert missing_glyphs(faces(False).all, granted) == frozenset()
    assert uncommon("云溪县㙘𠮷\t") == {"㙘", "𠮷", "\t"}


@pytest.mark.parametrize("face", faces(False).all, ids=lambda face: face.family)
def test_what_a_font_draws_is_read_as_fonttools_reads_it(face: Face) -> None:
    with TTFont(face.path, lazy=True) as font:
        expected = font.getBestCmap()
    characters = list(map(chr, (*range(0x20, 0xD800, 3), *range(0xF900, 0x10000), *range(0x1F000, 0x32000, 7))))
    assert covered_characters(face.path, face.number, characters) == {ch for ch in characters if ord(ch) in expected}


def test_rare_characters_are_left_to_the_full_fonts() -> None:
    families = [face.family for face in faces(False).all]
    assert families == [*SHIPPED, "Letter Rare", "Letter Rare Sans"]
    assert missing_glyphs(faces(False).all, "㙘䶮𫠆镕堃𠮷") == {"𠮷"}


def test_the_machine_is_not_looked_at_unless_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    def looked() -> tuple[Path, ...]:
        raise AssertionError

    monkeypatch.setattr(module, "folders", looked)
    assert faces(False) == faces(False)


def test_a_machine_without_such_fonts_leaves_everything_as_it_is(fonts: Path) -> None:
    make_font(fonts / "simfang.ttf", "DejaVu Sans")
    assert faces(True) == faces(False)


def test_fonts_are_found_by_their_names_in_either_language(fonts: Path) -> None:
    expected = {
        "Letter Biao": make_font(fonts / "a.ttf", "Some Foundry", chinese="方正小标宋简体"),
        "Letter Fang": make_font(fonts / "b.TTF", "FangSong_GB2312"),
        "Letter Kai": make_font(fonts / "deep" / "er" / "c.otf", "KT", chinese="楷体_GB2312", outlines="CFF "),
        "Letter Hei": make_font(fonts / "d.ttf", "SimHei", chinese="黑体"),
        "Letter Song": make_font(fonts / "e.ttf", "SimSun", fs_type=8),
    }
    found = faces(True)
    assert of(found.all) == of(faces(False).all) | expected
    assert found.notes == ()
    assert [face.family for face in found.all][-2:] == ["Letter Rare", "Letter Rare Sans"]


@pytest.mark.parametrize("family", WANTED)
def test_the_better_name_goes_first_wherever_it_lies(fonts: Path, family: str) -> None:
    names = WANTED[family]
    for number, name in enumerate(reversed(names)):
        best = make_font(fonts / f"{number:02}.ttf", name)
        assert of(faces(True).all)[family] == best


def test_of_one_name_the_regular_font_goes_first_and_then_the_first_path(fonts: Path) -> None:
    make_font(fonts / "a.ttf", "SimHei", weight=700)
    second = make_font(fonts / "c.ttf", "SimHei")
    assert of(faces(True).all)["Letter Hei"] == second
    first = make_font(fonts / "b.ttf", "SimHei")
    assert of(faces(True).all)["Letter Hei"] == first


@pytest.mark.parametrize("fs_type", [0x0002, 0x0100, 0x0108, 0x0200])
def test_a_font_that_may_not_be_embedded_is_named_and_not_used(fonts: Path, fs_type: int) -> None:
    kept = make_font(fonts / "a.ttf", "FangSong_GB2312", fs_type=fs_type)
    used = make_font(fonts / "b.ttf", "STFangsong", fs_type=4)
    found = faces(True)
    assert of(found.all)["Letter Fang"] == used
    assert found.notes == (f"字体“FangSong_GB2312”不许嵌入文件，意见书没有用它：{kept}",)


@pytest.mark.parametrize("fs_type", [0x0000, 0x0004, 0x0006, 0x0008, 0x000A])
def test_a_font_that_allows_more_beside_the_restriction_is_used(fonts: Path, fs_type: int) -> None:
    path = make_font(fonts / "a.ttf", "FangSong", fs_type=fs_type)
    assert of(faces(True).all)["Letter Fang"] == path


def test_a_font_that_only_calls_itself_so_is_not_used(fonts: Path) -> None:
    make_font(fonts / "a.ttf", "FangSong", characters="ABC")
    assert faces(True) == faces(False)


def test_a_font_of_a_collection_is_taken_out_of_it(fonts: Path, tmp_path: Path) -> None:
    members = [
        make_font(tmp_path / "1.ttf", "NSimSun"),
        make_font(tmp_path / "2.ttf", "SimSun", characters=CHINESE + "㐀"),
    ]
    collection = make_collection(fonts / "simsun.ttc", *members)
    (song,) = [face for face in faces(True).all if face.family == "Letter Song"]
    assert (song.path, song.number) == (collection, 1)
    assert missing_glyphs([song], "㐀㐁") == {"㐁"}
    single = as_standalone_file(song, tmp_path)
    assert single.number == 0
    with TTFont(single.path, checkChecksums=2) as font, TTFont(members[1]) as original:
        assert font["name"].getDebugName(1) == "SimSun"
        assert font.getBestCmap() == original.getBestCmap()
        assert font["glyf"]["u4E00"] == original["glyf"]["u4E00"]


def test_a_font_in_a_file_of_its_own_stays_there(tmp_path: Path) -> None:
    for face in faces(False).all:
        assert as_standalone_file(face, tmp_path) == face
    assert list(tmp_path.iterdir()) == []


def test_a_collection_that_has_changed_meanwhile_is_told(tmp_path: Path) -> None:
    path = tmp_path / "gone.ttc"
    path.write_bytes(b"ttcf\0\1\0\0\0\0\0\1")
    with pytest.raises(AuditorError, match=r"gone\.ttc：这个字体读不出来，请在设置里写 machine_fonts = false"):
        as_standalone_file(Face("Letter Song", path, 0), tmp_path)


def test_rare_characters_are_looked_for_on_the_machine(fonts: Path) -> None:
    assert machine_face_for("𠮷𫝀") is None
    make_font(fonts / "a.ttf", "A", characters="𠮷")
    make_font(fonts / "b.ttf", "B", characters="𠮷𫝀", weight=900)
    make_font(fonts / "c.ttf", "D", characters="𠮷𫝀")
    best = make_font(fonts / "d.ttf", "C", characters="𠮷𫝀")
    make_font(fonts / "e.ttf", "Last Resort", characters="𠮷𫝀㐀")
    make_font(fonts / "f.ttf", "Forbidden", characters="𠮷𫝀㐀", fs_type=2)
    assert machine_face_for("𠮷𫝀㐀") == Face("Letter Other", best)
    assert machine_face_for("\U0001f600") is None
