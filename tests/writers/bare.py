"""PDF pages written by hand in fonts that are named and not embedded, as older office programs and printers write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Encodings of Chinese text in PDF (ISO 32000-1, table 118), with the codec for their bytes.
CODECS = {
    "UniGB-UCS2-H": "utf-16-be",
    "UniGB-UCS2-V": "utf-16-be",
    "UniGB-UTF16-H": "utf-16-be",
    "GBK-EUC-H": "gbk",
    "GBK-EUC-V": "gbk",
    "GBKp-EUC-H": "gbk",
    "GB-EUC-H": "gb2312",
    "Identity-H": "",
    "Identity-V": "",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text at a place in points from the lower left corner; `scale` is what the font's size is multiplied with on the page."""

    text: str
    x: float
    y: float
    size: float = 12
    upright: bool = False
    scale: float = 1
    singly: bool = False


def bare_pdf(
    pages: Sequence[Iterable[Text]],
    lines: Iterable[tuple[float, float, float, float]] = (),
    encoding: str = "UniGB-UCS2-H",
) -> bytes:
    """Pages of texts and ruling lines (the same on each), in SimSun; `upright` texts in the encoding's vertical form."""
    shown = [list(page) for page in pages]
    characters = sorted({char for page in shown for text in page for char in text.text})
    codes = {char: _code(char, encoding, characters) for char in characters}
    vertical = encoding[:-1] + "V"
    drawn = "".join(f"{x0} {y0} m {x1} {y1} l S " for x0, y0, x1, y1 in lines)
    contents = [drawn + "".join(_shown(text, codes) for text in page) for page in shown]
    ordering = "Identity" if encoding.startswith("Identity") else "GB1"
    first = 8
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(shown)))
    resources = "/Resources << /Font << /F 3 0 R /V 4 0 R >> >>"
    font = "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /{} /DescendantFonts [5 0 R] /ToUnicode 7 0 R >>"
    if ordering == "GB1":
        font = font.replace(" /ToUnicode 7 0 R", "")
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(shown)} >>",
        font.format(encoding),
        font.format(vertical),
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering})"
        " /Supplement 4 >> /DW 1000 /FontDescriptor 6 0 R >>",
        "<< /Type /FontDescriptor /FontName /SimSun /Flags 6 /FontBBox [-8 -145 1000 859] /ItalicAngle 0 /Ascent 859"
        " /Descent -141 /CapHeight 683 /StemV 78 >>",
        _stream(_to_unicode(codes)),
    ]
    for number, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {resources} /Contents {first + 2 * number + 1} 0 R >>"
        )
        objects.append(_stream(content))
    return _file(objects)


def _code(char: str, encoding: str, characters: Sequence[str]) -> str:
    codec = CODECS[encoding]
    return char.encode(codec).hex() if codec else f"{characters.index(char) + 3:04x}"


def _shown(text: Text, codes: dict[str, str]) -> str:
    """The operators that show a text, one object a character if it is to be shown singly."""
    own = text.size / text.scale
    font = f"/{'V' if text.upright else 'F'} {own:g} Tf"
    pieces = [(text.text, text.x, text.y)]
    if text.singly:
        steps = ((0, -text.size) if text.upright else (text.size, 0) for _ in text.text)
        pieces = [
            (c, text.x + n * s[0], text.y + n * s[1]) for n, (c, s) in enumerate(zip(text.text, steps, strict=True))
        ]
    return "".join(
        f"BT {font} {text.scale:g} 0 0 {text.scale:g} {x:g} {y:g} Tm <{''.join(codes[c] for c in piece)}> Tj ET "
        for piece, x, y in pieces
    )


def _to_unicode(codes: dict[str, str]) -> str:
    pairs = "".join(f"<{code}> <{char.encode('utf-16-be').hex()}> " for char, code in codes.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def 1 begincodespacerange <0000> <FFFF>"
        f" endcodespacerange {len(codes)} beginbfchar {pairs} endbfchar endcmap end end"
    )


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _file(objects: Sequence[str]) -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for number, item in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{item}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()
