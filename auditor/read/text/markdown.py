"""Conversion of Markdown, as converters and language models write it, to plain lines: its signs are not text of the report.

Tables stay as they are, because `tables` reads them; pieces of HTML do too, because they are read separately.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from auditor.read.base.builder import DocumentBuilder
from auditor.read.base.left_out import LeftOut, is_note_mark

# Stands for an image in a line; no text contains this character.
PICTURE = "\ufdd0"
_FIGURES_OF_PICTURES = re.compile(r"<!--\s*(?:image|figure|formula|picture|图片)[^>]{0,80}-->", re.IGNORECASE)
_LOOKED_BACK = 60
_FRONT_MATTER = re.compile(
    r"\s*---[ \t]*\n(?P<body>(?:[\w-]{1,40}:[^\n]*\n|[ \t]+[^\n]*\n|- [^\n]*\n){1,60})(?:---|\.\.\.)[ \t]*\n"
)
_TITLE = re.compile(r"^title:[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE)
_SIGNS = re.compile(
    r"^[ >*+-]{0,6}\#{1,6}[ \t]*[^\s#]"
    r"|^[ \t]*(?:\|[ \t]*)?:?-{2,}:?[ \t]*\||\*\*\S|__\S|~~\S|!\[|\]\(|\[\^|^[ \t]*```|<!--|&[a-z]{2,8};|\\[_*.|~\[]"
    r"|</?(?:b|i|em|u|br|su[bp]|strong|s|del|strike|span|font|p|div|table|img|h[1-6])\b|^[ \t]*(?:[>*+]|-(?= [^\d\s|-])) |\$\^?[\d{\\]",
    re.MULTILINE | re.IGNORECASE,
)
# A text without any of these, and without a bar and dashes, has no Markdown sign; most texts have none.
_PARTS = (b"#", b"**", b"* ", b"__", b"~~", b"![", b"](", b"[^", b"```", b"<", b"&", b"\\", b"> ", b"+ ", b"- ", b"$")
_HEADING = re.compile(r"\s{0,3}#{1,6}[ \t]*(?P<text>[^\s#].*?)[ \t]*#*(?:\{[^{}]*\})?[ \t]*$")
_BOLD_LINE = re.compile(r"\s*(?:\d{1,2}[.)] |[-*+] )?(?:\*\*|__)[^*_|]+(?:\*\*|__)\s*$")
_QUOTE = re.compile(r"\s{0,3}(?:>[ \t]?)+")
_BULLET = re.compile(r"^\s*[-*+][ \t]+(?=[^\s\-*+|])")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_PICTURES = re.compile(
    r"!\[[^\[\]]*\](?:\([^()\n]*\)|\[[^\[\]]*\])(?:\{[^{}]*\})?|!\[\[[^\[\]]*\]\]|<img\b[^<>]*>", re.IGNORECASE
)
_NOTE = re.compile(r"\[\^[^\[\]\s]{1,20}\](?P<defined>:?)")
_LINK = re.compile(r"\[(?P<text>[^\[\]]*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:[ \t]+\"[^\"]*\")?\)")
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^<>\s]+|[^<>\s@]+@[^<>\s@]+)>")
_STRUCK = re.compile(r"~~(?=\S)[^~]{1,400}~~|<(s|del|strike)\b[^<>]*>.{0,400}?</\1\s*>", re.IGNORECASE)
_RAISED = re.compile(
    r"<sup\b[^<>]*>(?P<tag>.{0,40}?)</sup\s*>"
    r"|\$\s*\^\s*\{?(?P<math>[^${}]{1,12})\}?\s*\$|\^(?P<sign>[^\s^]{1,12})\^",
    re.IGNORECASE,
)
_MATH = re.compile(r"\$\s*(?P<figure>[-+\d.,/%\\ ]+)\$")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|big|center|code|em|font|i|ins|kbd|mark|q|small|span|strong|su[bp]|tt|u|wbr)\b[^<>]{0,300}>",
    re.IGNORECASE,
)
_EMPHASIS = (
    re.compile(r"(\*{1,3})(?=[^\s*])([^*|]{1,400}?)(?<=[^\s*])\1"),
    re.compile(r"(?<![A-Za-z0-9_])(_{1,3})(?=[^\s_])([^_|]{1,400}?)(?<=[^\s_])\1(?![A-Za-z0-9_])"),
    re.compile(r"(`{1,2})([^`]{1,400})\1"),
)
_LEFT_OPEN = re.compile(r"^\s*\*\*(?=[\u4e00-\u9fff（])|(?<=[\u4e00-\u9fff）：。])\*\*\s*$")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{}~])")
_INLINE_SIGNS = re.compile(r"[*_`~\[<&\\^$!]")


def is_marked(text: str) -> bool:
    """Return whether a text contains Markdown signs."""
    # The signs are all ASCII, which is a small part of a report's text.
    plain = text.encode("ascii", "ignore")
    may_be = any(part in plain for part in _PARTS) or (b"|" in plain and b"--" in plain)
    return may_be and _SIGNS.search(text) is not None


def without_frame(text: str) -> str:
    """Remove comments and front matter from the text, but keep its title if the text does not repeat it."""
    front = _FRONT_MATTER.match(text)
    if front:
        text = text[front.end() :]
        title = _TITLE.search(front["body"])
        if title and title[1] and title[1] not in text[: 4 * len(title[1]) + 200]:
            text = f"{title[1]}\n\n{text}"
    return _without_comments(_FIGURES_OF_PICTURES.sub(f"\n{PICTURE}\n", text)) if "<!--" in text else text


def _without_comments(text: str) -> str:
    kept = []
    at = 0
    while (begin := text.find("<!--", at)) >= 0 and (end := text.find("-->", begin)) >= 0:
        kept.append(text[at:begin])
        at = end + 3
    return "".join((*kept, text[at:]))


def plain_lines(lines: list[str], builder: DocumentBuilder) -> Iterator[str]:
    """Yield the lines without signs; struck-out text and note marks are counted in the builder."""
    for line in lines:
        if line[:1] == "|":
            yield _inline(line, builder)
            continue
        if _FENCE.match(line):
            continue
        text = _QUOTE.sub("", line, count=1) if line.lstrip()[:1] == ">" else line
        bullet = _BULLET.match(text)
        text = text[bullet.end() :] if bullet else text
        heading = _HEADING.match(text)
        stands_alone = bool(heading or _BOLD_LINE.match(text))
        text = _inline(heading["text"] if heading else text, builder)
        yield from ("", text, "") if stands_alone else [text] if "|" in text else text.split("\n")


def unescape_bars(text: str) -> str:
    """Return a cell's text with its escaped bars as plain bars."""
    return text.replace("\\|", "|") if "\\" in text else text


def _inline(line: str, builder: DocumentBuilder) -> str:
    if not _INLINE_SIGNS.search(line):
        return line
    line = _PICTURES.sub(PICTURE, line)
    line = _NOTE.sub(lambda mark: _note(mark, builder), line)
    line = _ADDRESS.sub(r"\1", _LINK.sub(r"\g<text>", line))
    line, struck = _STRUCK.subn("", line)
    builder.leave_out(LeftOut.STRUCK, struck)
    line = _RAISED.sub(lambda mark: _raised(mark, builder), line)
    line = _MATH.sub(lambda math: math["figure"].replace("\\", "").strip(), line)
    line = _BREAK.sub(" " if "|" in line else "\n", line)
    line = _TAG.sub("", line)
    for pattern in _EMPHASIS:
        for _ in range(3):
            line, found = pattern.subn(r"\2", line)
            if not found:
                break
    line = _ESCAPE.sub(lambda sign: sign[0] if sign[1] == "|" else sign[1], _LEFT_OPEN.sub("", line))
    return html.unescape(line).replace("\u00a0", " ") if "&" in line else line


def _note(mark: re.Match[str], builder: DocumentBuilder) -> str:
    if not mark["defined"]:
        builder.leave_out(LeftOut.NOTE_MARK)
    return ""


def _raised(mark: re.Match[str], builder: DocumentBuilder) -> str:
    text = mark["tag"] or mark["math"] or mark["sign"] or ""
    before = mark.string[max(mark.start() - _LOOKED_BACK, 0) : mark.start()].rpartition("|")[2]
    if text and is_note_mark(text.replace("\\", ""), before):
        builder.leave_out(LeftOut.NOTE_MARK)
        return ""
    return text
