"""Letters of a batch: what is kept from letter to letter changes no byte of them."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from auditor.errors import AuditorError
from auditor.letters.faces import faces
from auditor.letters.page import Templates
from auditor.letters.pdf import Printer
from auditor.letters.subset import cut
from tests.letters.office import letters
from tests.letters.pages import printed

# Prints the pages it is given, each in a new process or all in one, with WeasyPrint as it comes or as we make it.
_PRINT = """
import hashlib, sys
from pathlib import Path
from auditor.letters import typesetter
if sys.argv[1] == "plain":
    typesetter.quicken = lambda _: None
from auditor.letters.pdf import Printer
printer = Printer()
for name in sys.argv[2:]:
    print(hashlib.sha256(printer.pdf(Path(name).read_text("utf-8"))[0]).hexdigest())
"""


def _digests(kind: str, pages: list[Path]) -> list[str]:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _PRINT, kind, *map(str, pages)], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


@pytest.fixture
def pages(tmp_path: Path) -> list[Path]:
    found = []
    for name, letter in letters().items():
        path = tmp_path / f"{name}.html"
        path.write_text(Templates().page(letter), "utf-8")
        found.append(path)
    odd = tmp_path / "odd.html"
    style = "<style>@page { size: 100mm 60mm } p { width: 50vw; text-decoration: underline; font-feature-settings: 'kern' 0 }</style>"
    odd.write_text(
        f'<!DOCTYPE html><html lang="zh-CN"><title>题</title>{style}<body><p>甲乙丙<u>丁</u></p></html>', "utf-8"
    )
    lines = tmp_path / "lines.html"
    lines.write_text(_many_lines(), "utf-8")
    return [*found, odd, lines]


def _many_lines() -> str:
    """A page of paragraphs of all kinds of characters, as wide as a word and as a line, broken and stretched in all ways."""
    chance = random.Random(9704)  # noqa: S311
    pieces = [
        *("政府信息公开", "条例第四十九条", "，", "。", "（", "）", "“", "”", "——", "……", "《", "》", "、", "１２"),
        *("2024", "3.5%", "12,345", " ", "  ", "\n", "\t", "\xa0", "\u200b", "\u3000", "\u2028", "-", "/", "office"),
        *("Internationalisation", "https://www.example.gov.cn/a/b/c?d=e", "〔2021〕30号", "①", "　　"),
    ]  # fmt: skip
    looks = [
        *("", "text-align: justify", "text-align: justify-all", "white-space: pre-wrap", "white-space: nowrap"),
        *("white-space: pre-line", "overflow-wrap: anywhere", "letter-spacing: 1px", "word-spacing: 3px", "hyphens: auto"),
        *("text-indent: 2em", "direction: rtl", "line-height: 1.1", "tab-size: 3", "font-size: 7pt"),
        *("overflow: hidden; text-overflow: ellipsis; white-space: nowrap", "text-decoration: underline"),
        *("overflow: hidden; max-lines: 2; block-ellipsis: auto", "float: left", "display: inline-block", "columns: 2"),
    ]  # fmt: skip
    shown = ""
    for number in range(100):
        words = "".join(chance.choices(pieces, k=chance.randrange(1, 40)))
        width = chance.choice(["1em", "3.7em", "6em", "12em", "28em", "auto"])
        shown += f'<p style="width: {width}; {looks[number % len(looks)]}">{words}<b>{words[:7]}</b>{words[3:]}</p>\n'
    style = '<style>p { font-family: "Letter Song"; margin: 0 }</style>'
    return f'<!DOCTYPE html><html lang="zh-CN"><title>题</title>{style}<body>{shown}</html>'


def test_letters_are_the_same_with_and_without_what_is_kept(pages: list[Path]) -> None:
    assert _digests("swift", pages * 2) == _digests("plain", pages) * 2


def test_a_letter_is_the_same_after_others_and_first(pages: list[Path]) -> None:
    assert _digests("swift", [*pages, *reversed(pages)])[-1] == _digests("swift", pages[:1])[0]


def test_a_batch_prints_what_single_letters_say_in_smaller_files(tmp_path: Path) -> None:
    every = {name: Templates().page(letter) for name, letter in letters().items()}
    batch = Printer(characters=set().union(*every.values()))
    for name, page in every.items():
        data, missing = batch.pdf(page)
        assert missing == ()
        single = printed(page)
        assert len(data) <= len(single), name
        (tmp_path / "batch.pdf").write_bytes(data)
        (tmp_path / "single.pdf").write_bytes(single)
        both = [PdfReader(tmp_path / f"{kind}.pdf").pages for kind in ("batch", "single")]
        texts = [[page.extract_text() for page in sheets] for sheets in both]
        assert texts[0] == texts[1], name


def test_a_letter_with_a_character_the_batch_was_not_told_of_is_not_printed_with_a_gap() -> None:
    batch = Printer(characters="甲乙")
    with pytest.raises(AuditorError, match="字体里没有“丙”"):
        batch.pdf(
            '<!DOCTYPE html><html lang="zh-CN"><title>甲</title><style>p { font-family: "Letter Song" }</style><p>甲丙</p></html>'
        )


def test_a_font_that_cannot_be_cut_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "坏.ttf"
    broken.write_bytes(b"no font at all")
    with pytest.raises(AuditorError, match=r"坏\.ttf：这个字体读不出来"):
        cut(replace(faces(False).all[0], path=broken), "甲", tmp_path)
