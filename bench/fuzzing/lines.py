"""Edits of plain text: its lines, figures, labels, headings, and how it is written down."""

from __future__ import annotations

import re
from random import Random

_FIGURE = re.compile(r"\d+")
_FIGURES = ("0", "-1", "1.5", "٣", "１２", "二〇", "9" * 400, "1e9", "NaN", "", "3,000", "½", "①", "0x10", "２０２４")
_PIECES = (
    *(
        "\u202e",
        "\ufeff",
        "\u200b",
        "\0",
        "\x1b[31m",
        "\ud800",
        "\U0010ffff",
        "\r",
        "\f",
        "\x85",
        "\u2028",
        "\u0301" * 50,
    ),
    *(
        "|",
        "\t",
        "├─┼┤",
        "=" * 300,
        "（" * 400,
        "。" * 500,
        "《",
        "“",
        "&#x110000;",
        "<td>",
        "# ",
        "* " * 90,
        "%s{0}{{",
    ),
    *("一、", "第三部分 ", "表三", "合计", "2024年", "二〇二四年十三月三十二日", "自2024年1月1日起至", "〔2021〕30号"),
)
_CODES = ("utf-8", "utf-16", "utf-16-be", "gb18030", "big5", "utf-32", "utf-7")
_MOST_COPIES = 40


def edit(data: bytes, other: bytes, rng: Random) -> bytes:
    """One edit of a text; `other` gives the lines that are put in."""
    text = decoded(data)
    return _coded(rewritten(text, decoded(other), rng), rng)


def rewritten(text: str, other: str, rng: Random) -> str:
    """A text with one edit."""
    return rng.choice((_line, _line, _figure, _piece, _label, _shape))(text, other, rng)


def decoded(data: bytes) -> str:
    """The text of a seed in one of the encodings it may have."""
    for code in ("utf-8-sig", "utf-16", "gb18030"):
        try:
            return data.decode(code)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def _coded(text: str, rng: Random) -> bytes:
    code = rng.choice(_CODES) if rng.random() < 0.2 else "utf-8"
    # Half characters by themselves are kept where the encoding can write them.
    odd = code.startswith("utf") and code != "utf-7" and rng.random() < 0.1
    return text.encode(code, "surrogatepass" if odd else "replace")


def _line(text: str, other: str, rng: Random) -> str:
    lines, others = text.split("\n"), other.split("\n")
    at, to = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines[at:at] = [lines[to]] * rng.randint(1, _MOST_COPIES)
        case 2:
            lines[at], lines[to] = lines[to], lines[at]
        case 3:
            lines[at] = rng.choice(others)
        case 4:
            lines[at] = lines[to] + lines[at]
            del lines[to]
        case _:
            del lines[min(at, to) : max(at, to)]
    return "\n".join(lines)


def _figure(text: str, _: str, rng: Random) -> str:
    found = list(_FIGURE.finditer(text))
    if not found:
        return text
    for place in sorted(rng.sample(found, min(rng.randint(1, 8), len(found))), key=re.Match.start, reverse=True):
        text = text[: place.start()] + rng.choice(_FIGURES) + text[place.end() :]
    return text


def _piece(text: str, _: str, rng: Random) -> str:
    for _number in range(rng.randint(1, 6)):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(_PIECES) + text[at:]
    return text


def _label(text: str, _: str, rng: Random) -> str:
    """Characters of a stretch left out, doubled or in another order, as in labels with a slip."""
    at = rng.randrange(len(text) + 1)
    part = list(text[at : at + rng.randint(1, 30)])
    for _number in range(rng.randint(1, 4)):
        if part:
            place = rng.randrange(len(part))
            part[place] = rng.choice(("", part[place] * 2, rng.choice(part)))
    return text[:at] + "".join(part) + text[at + len(part) :]


def _shape(text: str, _: str, rng: Random) -> str:
    """All separators of one kind become another kind."""
    marks = ("\n", "\t", "|", " ", "，", "。", "\n\n", "、", ",", "　")
    return text.replace(rng.choice(marks), rng.choice(marks), rng.choice((-1, 1, 9)))
