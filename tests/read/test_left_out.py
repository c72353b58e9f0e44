"""One decision for all formats: a report with something in it that is no figure of the agency reads the same, and the same is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from html import escape

import pytest

from auditor.model.finding import Severity
from auditor.pipeline import Auditor
from auditor.read.base.left_out import UNSURE_MARK, LeftOut
from auditor.read.opener import read_bytes
from tests.read.make_docx import p, r
from tests.read.test_pdf import BASE, STYLES, tables
from tests.writers import web
from tests.writers.books import Entry, Piece, Shape, Workbook, formats, laid_out
from tests.writers.office_parts import docx, drawn_words, table
from tests.writers.pdf import html_to_pdf
from tests.writers.plain import PlainReport
from tests.writers.soffice import save_as
from tests.writers.source import SAMPLES, load_sample
from tests.writers.word import body

pytestmark = pytest.mark.slow

REPORT = load_sample(SAMPLES / "source" / "05-clean-word.yaml").report
FIGURE = REPORT.tables["requests"]["new"][0]
PLACE = "此格"
LEVEL = "position: fixed; white-space: nowrap; top: 105mm; left: 2mm; font-size: 40pt; color: #ddd"
SIZES = ("raised", "small", "low", "same", "nearly")
KINDS = {
    "mark": LeftOut.NOTE_MARK,
    "struck": LeftOut.STRUCK,
    "white": LeftOut.HIDDEN,
    "tiny": LeftOut.HIDDEN,
    "hidden": LeftOut.HIDDEN,
    "reading": LeftOut.RUBY,
    "watermark": LeftOut.WATERMARK,
}


def _placed() -> PlainReport:
    """The report with a word in place of a figure."""
    rows = {key: list(row) for key, row in REPORT.tables["requests"].items()}
    rows["new"][0] = PLACE
    return replace(REPORT, tables={**REPORT.tables, "requests": rows})


_SIZES = '<w:sz w:val="{0}"/><w:szCs w:val="{0}"/>'
RUNS = {
    "mark": r(FIGURE) + r("1", '<w:vertAlign w:val="superscript"/>'),
    "struck": r("15", "<w:strike/>") + r(FIGURE),
    "white": r(FIGURE) + r("5", '<w:color w:val="FFFFFF"/>'),
    "tiny": r("9", '<w:sz w:val="1"/><w:szCs w:val="1"/>') + r(FIGURE),
    "hidden": r(FIGURE) + r("9", "<w:vanish/>"),
    "reading": (
        '<w:r><w:ruby><w:rubyPr><w:rubyAlign w:val="center"/><w:hps w:val="10"/><w:hpsRaise w:val="18"/><w:hpsBaseText w:val="21"/>'
        f"</w:rubyPr><w:rt>{r('du')}</w:rt><w:rubyBase>{r(FIGURE)}</w:rubyBase></w:ruby></w:r>"
    ),
    "watermark": r(FIGURE),
    "raised": r(FIGURE, _SIZES.format(21)) + r("1", _SIZES.format(12) + '<w:position w:val="8"/>'),
    "small": r(FIGURE, _SIZES.format(21)) + r("1", _SIZES.format(12)),
    "low": r(FIGURE) + r("1", '<w:vertAlign w:val="subscript"/>'),
    "same": r(FIGURE[:1], _SIZES.format(15)) + r(FIGURE[1:], _SIZES.format(15)),
    "nearly": r(FIGURE[:1], _SIZES.format(21)) + r(FIGURE[1:], _SIZES.format(18)),
}


@cache
def word(kind: str) -> bytes:
    """The report as DOCX."""

    def cell(text: str) -> str:
        return f"<w:p>{RUNS[kind]}</w:p>" if text == PLACE else p(escape(text))

    def paragraph(text: str) -> str:
        behind = drawn_words("内部资料", named=True) if kind == "watermark" and text.startswith("三、") else ""
        return f"<w:p>{r(escape(text))}{behind}</w:p>"

    return docx(body(_placed(), paragraph, lambda drawn: table(drawn, cell)))


@cache
def saved(suffix: str) -> Mapping[str, bytes]:
    """All of them as LibreOffice saves them."""
    return save_as({kind: word(kind) for kind in (*KINDS, *SIZES)}, "docx", suffix)


MARKUP = {
    "mark": f"{FIGURE}<sup>1</sup>",
    "struck": f"<s>15</s>{FIGURE}",
    "white": f'{FIGURE}<span style="color: #fff">5</span>',
    "tiny": f'<span style="font-size: 0">9</span>{FIGURE}',
    "hidden": f'{FIGURE}<span style="display: none">9</span>',
    "reading": f"<ruby>{FIGURE}<rt>du</rt></ruby>",
    "watermark": FIGURE,
    "raised": f'{FIGURE}<span style="position: relative; top: -.5em; font-size: 60%">1</span>',
    "small": f'{FIGURE}<span style="font-size: 50%">1</span>',
    "low": f"{FIGURE}<sub>1</sub>",
    "same": f'<span style="font-size: 50%">{FIGURE[:1]}</span><span style="font-size: 50%">{FIGURE[1:]}</span>',
}


def page(kind: str) -> bytes:
    """The report as a page."""
    return web.article(_placed()).replace(PLACE, MARKUP[kind]).encode()


def printed(kind: str) -> bytes:
    """The report as PDF; what a page hides is printed without ink or too small to be seen."""
    text = page(kind).decode().replace("display: none", "opacity: 0").replace("size: 0", "size: .3pt")
    text = text.replace("</head>", f"<style>{BASE}{STYLES['collapsed']}</style></head>")
    mark = f'<div style="{LEVEL}">内部资料</div>' if kind == "watermark" else ""
    return html_to_pdf(text.replace("</body>", f"{mark}</body>"))


def book(suffix: str, kind: str) -> bytes:
    """The report on a sheet."""
    sheet = laid_out(_placed())
    place = sheet.find(PLACE)
    pieces = {
        "mark": (Piece(FIGURE), Piece("1", raised=True)),
        "struck": (Piece("15", struck=True), Piece(FIGURE)),
        "white": (Piece(FIGURE), Piece("5", white=True)),
        "small": (Piece(FIGURE), Piece("1", small=True)),
        "low": (Piece(FIGURE), Piece("1", low=True)),
        "same": (Piece(FIGURE[:1], small=True), Piece(FIGURE[1:], small=True)),
    }
    sheet.cells[place] = Entry(pieces=pieces[kind])
    return formats()[suffix](Workbook([sheet]))


FORMATS: dict[str, tuple[Callable[[str], bytes], str]] = {
    "docx": (word, "mark struck white tiny hidden reading watermark"),
    "odt": (lambda kind: saved("odt")[kind], "mark struck white tiny hidden reading watermark"),
    "doc": (lambda kind: saved("doc")[kind], "mark struck white tiny hidden reading watermark"),
    "html": (page, "mark struck white tiny hidden reading"),
    "pdf": (printed, "mark struck white tiny hidden watermark"),
    **{suffix: (lambda kind, suffix=suffix: book(suffix, kind), "mark struck white") for suffix in formats()},  # type: ignore[misc]
}


@cache
def auditor() -> Auditor:
    return Auditor()


@cache
def figures() -> object:
    """The figures of the report as it is without all that."""
    return tables(read_bytes(web.article(REPORT).encode(), "报告.html"))


@pytest.mark.parametrize(
    ("suffix", "kind"), [(suffix, kind) for suffix, (_, kinds) in FORMATS.items() for kind in kinds.split()]
)
def test_what_is_left_out_is_the_same_in_every_format(suffix: str, kind: str) -> None:
    data = FORMATS[suffix][0](kind)
    document = read_bytes(data, f"报告.{suffix}")
    assert tables(document) == figures()
    told = [warning for warning in document.warnings if any(warning.endswith(each.value) for each in LeftOut)]
    assert told == [KINDS[kind].told(1)]
    assert auditor().audit_report(auditor().recognise_document(document)).verdict.findings == ()


UNSURE: dict[str, str] = {
    "docx": "small low",
    "odt": "small low",
    "html": "small low",
    "pdf": "small low raised",
    **dict.fromkeys(formats(), "small low"),
}
SURE: dict[str, str] = {
    "docx": "raised same nearly", "odt": "raised same nearly", "doc": "raised same nearly", "html": "raised same", "pdf": "same",
    **dict.fromkeys(formats(), "same"),
}  # fmt: skip


def of(table: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(suffix, kind) for suffix, kinds in table.items() for kind in kinds.split()]


@pytest.mark.parametrize(("suffix", "kind"), of(UNSURE))
def test_small_digits_behind_others_are_in_doubt_in_every_format(suffix: str, kind: str) -> None:
    document = read_bytes(FORMATS[suffix][0](kind), f"报告.{suffix}")
    verdict = auditor().audit_report(auditor().recognise_document(document)).verdict
    assert [each for each in verdict.findings if each.severity is not Severity.INFO] == []
    assert f"表三有单元格没有读出：{UNSURE_MARK}" in " ".join(result.reason for result in verdict.results)


@pytest.mark.parametrize(("suffix", "kind"), of(SURE))
def test_figures_of_one_size_are_figures(suffix: str, kind: str) -> None:
    assert tables(read_bytes(FORMATS[suffix][0](kind), f"报告.{suffix}")) == figures()


@pytest.mark.parametrize("suffix", formats())
def test_white_letters_on_a_coloured_ground_are_seen(suffix: str) -> None:
    sheet = laid_out(_placed())
    pieces = (Piece(FIGURE[:1]), Piece(FIGURE[1:], white=True))
    sheet.cells[sheet.find(PLACE)] = Entry(pieces=pieces, shape=Shape(ground="1F4E79"))
    assert tables(read_bytes(formats()[suffix](Workbook([sheet])), "报告")) == figures()
