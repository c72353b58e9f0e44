"""Fonts of the machine that alone have a character of a letter: it is printed, or written as its code; nothing ends the letter."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.ttLib.tables._g_l_y_f import Glyph  # type: ignore[import-untyped]
from pypdf import PdfReader

from auditor.errors import AuditorError
from auditor.letters.fonts import system_fonts as machine
from auditor.letters.pdf.printer import Printer
from tests.letters.fonts import CHINESE, make_collection, make_font

pytestmark = pytest.mark.slow

RARE = "\U0003134a"  # 〇 beside it is drawn by every face
PAGE = (
    '<!DOCTYPE html><html lang="zh-CN"><title>t</title>'
    '<style>p { font-family: "Letter Fang", "Letter Song", "Letter Other" }</style><p>云#市'
)


def _page(characters: str) -> str:
    return PAGE.replace("#", characters)


def _table(data: bytearray, tag: bytes) -> slice:
    at = data.find(tag)
    start, length = (int.from_bytes(data[at + step : at + step + 4], "big") for step in (8, 12))
    return slice(start, start + length)


def _spoilt(path: Path, *tags: bytes, byte: bytes = b"\xff") -> None:
    data = bytearray(path.read_bytes())
    for tag in tags:
        place = _table(data, tag)
        data[place] = byte * (place.stop - place.start)
    path.write_bytes(data)


def _changed(path: Path, change: Callable[[TTFont], None]) -> None:
    with TTFont(path) as font:
        change(font)
        font.save(path.with_suffix(".new"))
    path.with_suffix(".new").rename(path)


def _no_width(font: TTFont) -> None:
    font["hmtx"].metrics = dict.fromkeys(font["hmtx"].metrics, (0, 0))


def _no_outline(font: TTFont) -> None:
    for name in font.getGlyphOrder():
        font["glyf"][name] = Glyph()


def _symbols(font: TTFont) -> None:
    font["cmap"].tables = font["cmap"].tables[-1:]
    font["cmap"].tables[0].platformID, font["cmap"].tables[0].platEncID = 3, 0


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _said(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


@pytest.mark.parametrize("outlines", ["glyf", "CFF"])
def test_a_character_only_the_machine_draws_is_printed(fonts: Path, outlines: str) -> None:
    """In a file whose name means something elsewhere."""
    make_font(fonts / 'a"url(x) é#?%41.ttf', "Odd", characters="A" + RARE, outlines=outlines)
    data, missing = Printer(machine=True).pdf(_page(RARE), names=[f"云{RARE}市"])
    assert missing == ()
    assert RARE in _said(data)


def test_and_from_a_collection(fonts: Path, tmp_path: Path) -> None:
    plain = make_font(tmp_path / "a.ttf", "Plain")
    odd = make_font(tmp_path / "b.ttf", "Odd", characters="A" + RARE)
    make_collection(fonts / "both.ttc", plain, odd)
    assert Printer(machine=True).pdf(_page(RARE))[1] == ()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-200]),
        lambda path: _spoilt(path, b"glyf"),
        lambda path: _spoilt(path, b"loca"),
        lambda path: _spoilt(path, b"head", byte=b"\0"),
        lambda path: _spoilt(path, b"hhea", b"maxp", byte=b"\0"),
        lambda path: _changed(path, _no_width),
        lambda path: _changed(path, _no_outline),
        lambda path: _changed(path, _symbols),
        lambda path: path.write_bytes(b"%!PS-AdobeFont-1.0: Odd\n" * 9),
        lambda path: path.write_bytes(b""),
        lambda path: (path.unlink(), path.symlink_to("nowhere.ttf")),
        lambda path: (path.unlink(), path.symlink_to(path.name)),
        _pipe,
        lambda path: (path.unlink(), path.mkdir()),
    ],
    ids=[
        *("cut", "glyf", "loca", "head", "maxp", "no-width", "no-outline", "symbols"),
        *("type-1", "empty", "dangling", "loop", "pipe", "folder"),
    ],
)
def test_one_that_does_not_draw_it_leaves_its_code(fonts: Path, spoil: Callable[[Path], object]) -> None:
    spoil(make_font(fonts / "odd.ttf", "Odd", characters="A" + RARE))
    printer = Printer(machine=True)
    data, missing = printer.pdf(_page(RARE))
    assert missing == (RARE,)
    assert "云〔U+3134A〕市" in "".join(_said(data).split())
    with pytest.raises(AuditorError, match="没有一种字体能显示"):
        printer.pdf(_page(RARE), names=[RARE])
    assert printer.pdf(_page("川"))[1] == ()


def test_a_huge_font_is_not_used(fonts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_font(fonts / "odd.ttf", "Odd", characters="A" + RARE)
    monkeypatch.setattr(machine, "LARGEST", 500)
    assert Printer(machine=True).pdf(_page(RARE))[1] == (RARE,)


@pytest.mark.parametrize("tags", [(b"head",), (b"hhea", b"maxp"), (b"glyf", b"loca"), (b"cmap",)], ids=str)
def test_a_broken_font_for_official_letters_is_passed_over(fonts: Path, tags: tuple[bytes, ...]) -> None:
    _spoilt(make_font(fonts / "fs.ttf", "FangSong", characters=CHINESE + "A"), *tags, byte=b"\0")
    for characters in ("", "云川市"):
        data, missing = Printer(machine=True, characters=characters).pdf(_page("川"))
        assert missing == ()
        assert "云川市" in _said(data)


def test_a_letter_starts_no_other_program(tmp_path: Path) -> None:
    """Python's search for libraries would start the compiler and the linker that come first on the PATH."""
    bin_, started = tmp_path / "bin", tmp_path / "started"
    bin_.mkdir()
    for name in ("gcc", "cc", "ld", "collect2", "ldconfig", "objdump"):
        (bin_ / name).write_text(f"#!/bin/sh\necho {name} >> '{started}'\nexit 1\n")
        (bin_ / name).chmod(0o755)
    code = (
        "import subprocess, sys\n"
        "def refused(event, _):\n"
        "    if event in ('subprocess.Popen', 'os.system', 'os.posix_spawn'): raise SystemExit(event)\n"
        "sys.addaudithook(refused)\n"
        "from auditor.letters.pdf.printer import Printer\n"
        f"Printer(machine=True).pdf({_page('川')!r})\n"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        env={**os.environ, "PATH": str(bin_)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not started.exists()
