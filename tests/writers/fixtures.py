"""The PDF files kept in `tests/read/data/pdf`, made by Chromium and LibreOffice from small reports of few different characters.

They keep what producers of other days made; the tests print by the installed ones too. `python -m tests.writers.fixtures` makes them anew.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from fontTools.pens.t2CharStringPen import T2CharStringPen  # type: ignore[import-untyped]
from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from tests.writers.paper import HEADINGS, Look, figures, web_page, word_file
from tests.writers.pdf import FONTS, by_chromium, by_office
from tests.writers.plain import TABLE_OF, PlainReport, PlainSection
from tests.writers.spans import RESULTS

FOLDER = Path(__file__).parents[1] / "read" / "data" / "pdf"
_TEXT = "本年度政府信息公开工作情况如下，公开申请数量和处理结果在表中，"
_LABEL = re.compile(r"(（.）|\d\.|.、)?(.*)")
_FEW = "政府信息公开申请数量结果情况"


def brief(tables: str, start: int, step: int, *, lines: int = 1) -> PlainReport:
    """A report with the tables of these sections («二三四»), and paragraphs as many times as long as `lines` says."""
    return PlainReport(
        title=("政府信息公开工作情况",),
        preamble=(),
        sections=tuple(
            PlainSection(heading, (_TEXT * lines + "结果如下。", _TEXT + "情况如下。"), TABLE_OF[heading[0]])
            for heading in HEADINGS
            if heading[0] in tables
        ),
        tables=figures(start, step),
        labels={"requests": _short_labels()},
    )


def _short_labels() -> dict[str, str]:
    """The labels of table 三 as long as they are, but of few characters."""
    short = {}
    for _, entries in RESULTS:
        for key, label in entries:
            match = _LABEL.fullmatch(label)
            assert match
            short[key] = (match[1] or "") + (_FEW * 4)[: len(match[2])]
    return short


# Names tell what is hard about them.
FIXTURES: Mapping[str, tuple[PlainReport, Look]] = {
    "repeated-heads": (brief("三", 101, 7, lines=9), Look(repeated=True, padding=4)),
    "wrapped-figures": (brief("三", 100_234, 1013, lines=6), Look(size=12, padding=1, margin=30)),
    "split-rows": (brief("三", 98_701, 37, lines=10), Look(size=9, text_size=15, align="right", middle=False)),
    "whole-rows": (brief("四", 11, 13, lines=30), Look(split=False, align="left", head="政府信息公开工作")),
    "landscape": (brief("二四", 1001, 37, lines=7), Look(landscape=True, font="Letter Sans", margin=20)),
    "without-lines": (brief("二", 12, 5, lines=3), Look(rules="none", padding=4)),
    "three-lines": (brief("三", 21, 7), Look(rules="three", padding=4, landscape=True, size=9)),
}


def main() -> None:
    """Write all files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, data in by_office({name: word_file(report, look) for name, (report, look) in FIXTURES.items()}).items():
        (FOLDER / f"libreoffice-{name}.pdf").write_bytes(data)
    with tempfile.TemporaryDirectory() as folder:
        for name, (report, look) in FIXTURES.items():
            path = Path(folder, f"{name}.otf")
            path.write_bytes(_boxes(FONTS[look.font], web_page(report, look)))
            data = by_chromium(report, look, fonts={look.font: path})
            (FOLDER / f"chromium-{name}.pdf").write_bytes(data)


def _boxes(path: Path, text: str) -> bytes:
    """A font of the characters of a text, each drawn as a box: outlines are most of a file by Chromium, and nobody reads them."""
    font = TTFont(path)
    options = Options()
    options.layout_features = []
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    shapes = font["CFF "].cff.topDictIndex[0].CharStrings
    for name in font.getGlyphOrder():
        pen = T2CharStringPen(font["hmtx"][name][0], font.getGlyphSet())
        pen.moveTo((50, 0))
        for corner in ((450, 0), (450, 700), (50, 700)):
            pen.lineTo(corner)
        pen.closePath()
        old = shapes[name]
        shapes[name] = pen.getCharString(old.private, old.globalSubrs)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


if __name__ == "__main__":
    main()
