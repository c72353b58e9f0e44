"""Reports as DOCX for LibreOffice to save, with things in them that are no figures of the agency: marks, struck and unseen text."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from auditor.read.base.left_out import LeftOut
from tests.read.make_docx import p, r, root
from tests.writers.office_parts import docx, drawn_words, field, table, text_box
from tests.writers.plain import PlainReport
from tests.writers.word import body

_NORMAL = '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:rPr><w:sz w:val="21"/></w:rPr></w:style>'
Kinds = frozenset[LeftOut]
Written = tuple[bytes, Kinds]


def _style(kind: str, name: str, properties: str) -> str:
    based = '<w:basedOn w:val="a"/>' if kind == "paragraph" else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="式{name}"/>{based}<w:rPr>{properties}</w:rPr></w:style>'


def _in_turn(report: PlainReport, styles: str, ways: list[Callable[[str], str]], *, cells_only: bool = False) -> bytes:
    """A document in which each paragraph and cell is written in the next of some ways."""
    turn = [0]

    def write(text: str) -> str:
        turn[0] += 1
        return f"<w:p>{ways[turn[0] % len(ways)](escape(text))}</w:p>" if text else p("")

    def paragraph(text: str) -> str:
        return p(escape(text)) if cells_only else write(text)

    content = body(report, paragraph, lambda drawn: table(drawn, write))
    return docx(content, {"word/styles.xml": root("styles", _NORMAL + styles)}, "styles")


def marks(report: PlainReport) -> Written:
    """Raised marks behind words and figures: by themselves, by a style, by place and size; one in brackets over three runs."""
    up, high = '<w:vertAlign w:val="superscript"/>', '<w:position w:val="10"/><w:sz w:val="12"/>'
    ways = [
        lambda text: r(text) + r("1", up),
        lambda text: r(text) + r("①", '<w:rStyle w:val="u"/>'),
        lambda text: r(text) + r("2", high),
        lambda text: r(text) + r("[", up) + r("3", up) + r("]", up),
        lambda text: r(text[:-1]) + r(text[-1:]) + r("注1", up),
    ]
    return _in_turn(report, _style("character", "u", up), ways), frozenset({LeftOut.NOTE_MARK})


def struck(report: PlainReport) -> Written:
    """Words and figures struck out, once and twice, by themselves and by styles, before and behind what stays."""
    line, lines = "<w:strike/>", "<w:dstrike/>"
    off = '<w:rStyle w:val="s"/><w:strike w:val="0"/>'
    ways = [
        lambda text: r("15", line) + r(text),
        lambda text: r(text) + r("旧", lines),
        lambda text: r(text[:1]) + r("7", '<w:rStyle w:val="s"/>') + r(text[1:], off),
    ]
    return _in_turn(report, _style("character", "s", line), ways), frozenset({LeftOut.STRUCK})


def unseen(report: PlainReport) -> Written:
    """Figures and words in white on paper or of half a point; white ones on a dark ground and grey ones are seen."""
    white = '<w:color w:val="FFFFFF"/>'
    seen = white + '<w:shd w:val="clear" w:color="auto" w:fill="1F4E79"/>'
    ways = [
        lambda text: r(text) + r("5", white),
        lambda text: r(text, seen),
        lambda text: r("99", '<w:sz w:val="1"/><w:szCs w:val="1"/>') + r(text),
        lambda text: r(text, '<w:color w:val="7F7F7F"/>') + r("8", '<w:rStyle w:val="w"/>'),
    ]
    return _in_turn(report, _style("character", "w", white), ways), frozenset({LeftOut.HIDDEN})


def shown(report: PlainReport) -> Written:
    """Paragraphs in styles that hide or strike out, with runs that are shown all the same, and none of their marks."""
    styles = _style("paragraph", "h", "<w:vanish/>") + _style("paragraph", "s", "<w:strike/>")
    turn = [0]

    def write(text: str) -> str:
        turn[0] += 1
        name, property = (("h", "vanish"), ("s", "strike"))[turn[0] % 2]
        runs = r(escape(text), f'<w:{property} w:val="0"/>') + r("9", "")
        return f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{runs}</w:p>' if text else p("")

    content = body(report, write, lambda drawn: table(drawn, write))
    made = docx(content, {"word/styles.xml": root("styles", _NORMAL + styles)}, "styles")
    return made, frozenset({LeftOut.HIDDEN, LeftOut.STRUCK})


def readings(report: PlainReport) -> Written:
    """Readings above words and figures."""

    def above(text: str) -> str:
        base = f'<w:rubyBase><w:r><w:t xml:space="preserve">{text[:2]}</w:t></w:r></w:rubyBase>'
        sizes = '<w:hps w:val="10"/><w:hpsRaise w:val="18"/><w:hpsBaseText w:val="21"/>'
        properties = f'<w:rubyPr><w:rubyAlign w:val="center"/>{sizes}</w:rubyPr>'
        return f"<w:r><w:ruby>{properties}<w:rt><w:r><w:t>du</w:t></w:r></w:rt>{base}</w:ruby></w:r>{r(text[2:])}"

    return _in_turn(report, "", [above]), frozenset({LeftOut.RUBY})


def watermarks(report: PlainReport) -> Written:
    """Pale level words behind the text, drawn and in a text box, beside a text box that belongs to it."""
    letters = r("内部资料", '<w:color w:val="D9D9D9"/><w:sz w:val="96"/>')
    pale = f"<w:p>{letters}</w:p>"

    def paragraph(text: str) -> str:
        behind = drawn_words("内部资料", named=False) if text.startswith("三、") else ""
        behind += drawn_words("征求意见稿", named=True) if text.startswith("四、") else ""
        behind += text_box(pale, behind=True) if text.startswith("二、") else ""
        return f"<w:p>{r(escape(text))}{behind}</w:p>"

    content = body(report, paragraph, lambda drawn: table(drawn, lambda text: p(escape(text))))
    return docx(content), frozenset({LeftOut.WATERMARK})


def chosen(report: PlainReport) -> Written:
    """Figures chosen from lists in forms, and words that equations set over one another."""

    def list_of(text: str) -> str:
        entries = "".join(f'<w:listEntry w:val="{entry}"/>' for entry in ("0", text, "99"))
        data = (
            f'<w:ffData><w:name w:val="x"/><w:enabled/><w:ddList><w:result w:val="1"/>{entries}</w:ddList></w:ffData>'
        )
        begin, rest = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', field("FORMDROPDOWN", "")
        return begin.replace("/></w:r>", f">{data}</w:fldChar></w:r>") + rest.removeprefix(begin)

    def cell(text: str) -> str:
        return f"<w:p>{list_of(text) if text.isdigit() else r(escape(text))}</w:p>"

    content = body(report, lambda text: p(escape(text)), lambda drawn: table(drawn, cell))
    return docx(content), frozenset()
