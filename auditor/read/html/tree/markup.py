"""The markup of a parsed page, cut into tags and texts.

The parser writes its tree out in one normal form, in which `<` stands nowhere but at tags and comments and in the text of scripts
and the like. To read that is many times faster than to ask every node. Where a page holds what could be mistaken in it, the
nodes are asked after all, and written out without that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborNode

from auditor.read.html.tree.frameworks import hides
from auditor.read.html.tree.raised import may_be_smaller, style_raises

Attributes = dict[str, str | None]

# What a start tag means to whoever walks through the markup. A run of text is no more than its text; a kept element means
# something even without any content; a void one has none; of nothing not even the tag means anything. The order matters:
# first those with content, then those without, last those whose content may be left out or is to be asked for as a whole.
RUN, ELEMENT, KEPT, VOID, FIELD, EMBEDDED, NOTHING = range(7)
HIDDEN, BLANKED, STRUCK, RAISED, SMALL, RUBY, AREA, CHOICE, UNREAD, SKIPPED = range(7, 17)
_NORMAL = frozenset((RUN, ELEMENT, KEPT, VOID))

# Nothing in these is seen as text of the page. `xml` are Word's data islands.
_SKIPPED = frozenset((
    "audio", "button", "datalist", "head", "input", "map", "noframes", "noscript", "option", "script", "style", "template",
    "title", "xml",
))  # fmt: skip
# What a reader of the page sees in these is not in its text; named in Chinese.
NOUNS = {
    "canvas": "画布", "embed": "嵌入对象", "iframe": "内嵌页面", "object": "嵌入对象", "svg": "矢量图", "video": "视频",
    "template": "网页组件",
}  # fmt: skip
_SPECIAL = {
    # `del` is what Word writes for deleted revisions.
    "del": STRUCK, "rt": RUBY, "rp": RUBY, "rtc": RUBY, "textarea": AREA, "select": CHOICE, "canvas": UNREAD, "iframe": UNREAD,
    "object": UNREAD, "svg": UNREAD, "video": UNREAD, "embed": EMBEDDED,
}  # fmt: skip
# Pages pasted from Word have thousands of these; with a class or an identity they may be more than runs of text.
_RUNS = frozenset(("b", "em", "font", "i", "o:p", "span", "strong", "sub", "sup", "u"))
_CELLS = frozenset(("td", "th"))
_KEPT = _CELLS | {"tr"}
_STRIKES = frozenset(("s", "strike"))
_TEXT_MARKS = _STRIKES | {"sup", "sub", "small"}
_VOID = frozenset(("br", "img", "hr"))
_WITHOUT_END = _VOID | frozenset((
    "area", "base", "basefont", "bgsound", "col", "embed", "frame", "input", "keygen", "link", "meta", "param", "source",
    "track", "wbr",
))  # fmt: skip
# What takes an element from the page, and what leaves its place blank.
_GONE = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
HIDING = re.compile(rf"{_GONE.pattern}|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_LINE = re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,60}line-through", re.IGNORECASE)
_NO_LINE = re.compile(r"text-decoration(?:-line)?\s*:\s*none", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|text-top)|mso-text-raise\s*:\s*[1-9]", re.IGNORECASE)
_NOTE_CLASS = re.compile(r"(?:foot|end)note-?ref", re.IGNORECASE)
# Style attributes whose meaning depends on the elements around, and elements whose text depends on others.
_DEPENDING = re.compile(
    r"(?:opacity|font-size)\s*:\s*0*\.?0+(?![.\d])|font-size\s*:\s*(?:0?\.\d+p|0?\.0\d*r?em|[1-4](?:\.\d+)?%)|text-indent\s*:\s*-\d{3}|clip|content-visibility|visibility\s*:\s*visible"
    r"|scale[xy]?\(\s*0"
    r"|(?:left|top|right|bottom|margin)\s*:\s*-\d{3}|(?:(?<![-\w])|max-)(?:height|width)\s*:\s*[01](?![.\d])|counter-"
    r"|(?<![-\w])color\s*:\s*(?:#(?![0-5])|white|transparent|rgb|hsl)",
    re.IGNORECASE,
)

# No other classes, and no other style attributes, mean anything here.
_TELLING_CLASS = re.compile("hid|none|invis|visib|sr-only|screen-reader|show|[Nn]ote")
_TELLING_STYLE = (
    "none", "hid", "collapse", "line-through", "super", "text-top", "raise", "url(", "visible", "opacity", "scale", "clip", "counter",
    "display", "relative", "translate", "vertical-align:", "small", "font-size:", "font-size :",
    ":0", ": 0", ":.0", ":1px", ": 1px", ":-", ": -", "white", "transparent", "rgb", "hsl", "color:#", "color: #",
)  # fmt: skip
_SMALLEST_FONTS = ("1", "-2", "-3")
# How the colours of a `font` element begin that can hardly be seen.
_WHITISH = ("fff", "whi", "fef", "fdf")
_SHOWING = re.compile(r"display\s*:\s*(?!none)|visibility\s*:\s*visible")

# The text of these is written out as it is.
_RAW = ("iframe", "noembed", "noframes", "plaintext", "script", "style", "xmp")
_DOUBTFUL = re.compile(rf"<(?:!--|math|svg|{'|'.join(_RAW)})")
_OPAQUE = re.compile(rf"<(?:!--.*?--|({'|'.join(_RAW)})((?: [^<>]*)?)>(.*?)</\1)>", re.DOTALL)
_TAG = re.compile(r"""([a-z][^\s"'<>/=]*)((?: [^\s"'<>/=]+="[^"]*")*)""")
_ATTRIBUTE = re.compile(r' ([^=]+)="([^"]*)"')
_COMMENT = "<!>"
_NO_NAME = "unknown"
# In drawings these names mean nothing else than others, but some of them are written out as if they did.
_MISTAKEN = ", ".join(f"svg {name}" for name in (*_RAW, *sorted(_WITHOUT_END)))


class Sheets:
    """What is known of a page's style sheets: `text` are its own ones, which decide about the class names they style."""

    def __init__(self, text: str = "") -> None:
        self._text = text.lower()
        # Whether a sheet may show what an element itself hides.
        self.may_show = _SHOWING.search(self._text) is not None

    def hide(self, classes: str | None) -> bool:
        """Whether the usual meaning of these class names hides an element."""
        return bool(classes) and hides(classes or "", self._styles)

    def _styles(self, name: str) -> bool:
        if not self._text:
            return False
        written = re.sub(r"([^\w-])", r"\\\1", name)
        return re.search(rf"\.{re.escape(written)}(?![\w-])", self._text) is not None


@dataclass(slots=True)
class Tag:
    """A start tag; `shown` is what a hidden element is where it is shown all the same."""

    name: str
    attributes: Attributes
    kind: int
    shown: int


class OddMarkup(Exception):
    """The markup is not in the normal form, or in none that can be read for sure."""


class DependingMarkup(Exception):
    """What is seen of an element depends on others: it is to be worked out for the whole page first."""


class Markup:
    """The markup of an element's content: `pieces` begin with what stands between `<` and `>`, followed by `>` and text.

    A table cell without cells in it is one piece from its `<` up to its end tag: tables hold the same few cells again and
    again. `cut_cell` gives the pieces of such a cell.
    """

    def __init__(self, source: str, sheets: Sheets | None = None, *, settled: bool = True) -> None:
        self.pieces = _cut(source)
        self._sheets = sheets or Sheets()
        self._settled = settled
        # The start tags met so far by what is written in them.
        self._tags: dict[str, Tag] = {"!": Tag("", {}, NOTHING, NOTHING)}

    def tag(self, head: str) -> Tag:
        """The start tag that is written so; raises OddMarkup if it is none, and DependingMarkup unless the page is settled."""
        found = self._tags.get(head)
        if found is None:
            found = self._tags[head] = _read_tag(head, self._sheets)
            if not self._settled and _depends(found, self._sheets):
                raise DependingMarkup
        return found

    def inside(self, pieces: list[str], place: int) -> tuple[int, list[str]]:
        """The end tag's piece of the element that begins with the piece at `place`, and all texts in the element."""
        texts: list[str] = []
        depth = silent = 0
        for at in range(place, len(pieces)):
            for piece in cut_cell(pieces[at]) if pieces[at][0] == "<" else pieces[at : at + 1]:
                head, text = cut_piece(piece)
                if head[0] == "/":
                    depth -= 1
                    if depth < silent:
                        silent = 0
                    if not depth:
                        return at, texts
                elif (name := self.tag(head).name) and name not in _WITHOUT_END:
                    depth += 1
                    # What a template holds is not in the page.
                    if name == "template" and not silent:
                        silent = depth
                if text and not silent:
                    texts.append(unescaped(text))
        raise OddMarkup  # it is no element of this markup


def cut_piece(piece: str) -> tuple[str, str]:
    """What stands in the tag of a piece, and the text behind it; raises OddMarkup if it is not a whole tag."""
    head, end, text = piece.partition(">")
    # The name of a tag or an attribute may hold the sign that begins a piece, but never the other.
    if not end:
        raise OddMarkup
    return head, text


def cut_pieces(pieces: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What stands in the tag of each piece, and the text behind it, those of whole cells one by one."""
    for piece in pieces:
        yield from map(cut_piece, cut_cell(piece) if piece[0] == "<" else (piece,))


def cut_cell(cell: str) -> list[str]:
    """The pieces of a whole cell, its end tag included."""
    return [*cell[1:].split("<"), "/td>"]


def _cut(source: str) -> list[str]:
    pieces: list[str] = []
    # The element itself is no part of its content, but the text behind its start tag is.
    *ended, rest = source.partition(">")[2].split("</td>")
    for part in ended:
        # The innermost cell that is open is the one that ends here.
        start = part.rfind("<td")
        if start < 0 or part[start + 3] not in " >":
            pieces += f"!>{part}".split("<")
            pieces.append("/td>")
            continue
        if start:
            pieces += part[1:start].split("<") if part[0] == "<" else f"!>{part[:start]}".split("<")
            part = part[start:]
        pieces.append(part)
    pieces += f"!>{rest}".split("<")
    pieces[-1] = "!>"
    return pieces


def written(body: LexborNode) -> str:
    """The markup of an element as the parser writes it, without comments and raw text; raises OddMarkup if that is not sure."""
    source = body.html or ""
    doubtful = set(_DOUBTFUL.findall(source))
    if "<math" in doubtful or "<plaintext" in doubtful:
        raise OddMarkup
    # Selectors do not look into templates, whose content is written out all the same.
    if "<svg" in doubtful and ("<template" in source or body.css_matches(_MISTAKEN)):
        raise OddMarkup
    return _OPAQUE.sub(_cleared, source) if doubtful else source


def rewritten(body: LexborNode) -> str:
    """The markup of an element put together from its nodes, of any page; what cannot be read in the normal form is renamed."""
    parts = ["<body>"]
    later: list[tuple[LexborNode | None, str]] = []
    node = body.first_child
    while node is not None or later:
        if node is None:
            node, name = later.pop()
            parts.append(f"</{name}>")
            continue
        tag, first = node.tag or "-", node.first_child
        if tag == "-text":
            parts.append(_escaped(node.text_content or ""))
        elif tag[0] == "-":
            parts.append(_COMMENT)
        elif tag in _SKIPPED and tag != "option":
            # All that is ever asked of these is how much text they have, and what stands in a field.
            parts.append(_start("input", node.attributes) if tag == "input" else "")
            parts.append(f"<button>{_escaped(node.text())}</button>")
        elif tag in NOUNS and tag != "embed":
            parts.append(f"{_start(tag, node.attributes)}{_escaped(node.text())}</{tag}>")
        elif tag in _VOID or tag == "embed":
            parts.append(_start(tag, node.attributes))
        else:
            odd = tag in _RAW or tag in _WITHOUT_END or not _TAG.fullmatch(tag)
            name = _NO_NAME if odd else tag
            parts.append(_start(name, node.attributes))
            later.append((node.next, name))
            node = first
            continue
        node = node.next
    parts.append("</body>")
    return "".join(parts)


def unescaped(text: str) -> str:
    """Text as it is meant."""
    if "&" in text:
        text = text.replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">")
        text = text.replace("&quot;", '"').replace("&amp;", "&")
    return text


def is_hidden(attributes: Attributes) -> bool:
    """Whether an element with these attributes says itself that it is not shown."""
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    return style is not None and HIDING.search(style) is not None


def _cleared(found: re.Match[str]) -> str:
    name, attributes, text = found.groups()
    if name is None:
        return _COMMENT
    if name == "script" and "<!--" in text and "<script" in text:
        # Such a script may hold what looks like its end.
        raise OddMarkup
    return f"<{name}{attributes}>{_escaped(text)}</{name}>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _start(name: str, attributes: Attributes) -> str:
    written = [' {}="{}"'.format(key, _escaped(value or "")) for key, value in attributes.items()]
    return f"<{name}{''.join(each for each in written if _TAG.fullmatch(f'a{each}'))}>"


def _read_tag(head: str, sheets: Sheets) -> Tag:
    if head[0] == "?":
        return Tag("", {}, NOTHING, NOTHING)
    match = _TAG.fullmatch(head)
    if match is None:
        raise OddMarkup
    name = match[1]
    attributes: Attributes = dict(_ATTRIBUTE.findall(match[2])) if match[2] else {}
    if "&" in head:
        attributes = {key: unescaped(value or "") for key, value in attributes.items()}
    normal = _kind(name, attributes)
    if normal in _NORMAL and name not in _TEXT_MARKS and (not attributes or not _tells(attributes)):
        return Tag(name, attributes, normal, normal)
    if normal not in _NORMAL and normal not in (UNREAD, EMBEDDED, STRUCK, AREA, CHOICE):
        return Tag(name, attributes, normal, normal)
    shown = _marked(name, attributes, normal)
    kind = shown
    if attributes and (is_hidden(attributes) or sheets.hide(attributes.get("class"))):
        kind = NOTHING if shown in (VOID, EMBEDDED) else HIDDEN
        if (
            name in _CELLS
            and "hidden" not in attributes
            and not _GONE.search(attributes.get("style") or "display:none")
        ):
            kind = BLANKED
    return Tag(name, attributes, kind, normal if shown in (RAISED, SMALL, STRUCK) else shown)


def _tells(attributes: Attributes) -> bool:
    """Whether the attributes may say that an element is not read as it stands; most say nothing of the kind."""
    if "hidden" in attributes or (attributes.get("href") or "")[:1] == "#":
        return True
    classes, style = attributes.get("class"), attributes.get("style")
    if attributes.get("size") in _SMALLEST_FONTS:
        return True
    if classes and _TELLING_CLASS.search(classes):
        return True
    return style is not None and _style_tells(style)


@lru_cache(maxsize=4096)
def _style_tells(style: str) -> bool:
    style = style.lower()
    return any(word in style for word in _TELLING_STYLE)


def _kind(name: str, attributes: Attributes) -> int:
    if name in _SPECIAL:
        return _SPECIAL[name]
    if name in _SKIPPED:
        return UNREAD if "shadowrootmode" in attributes else FIELD if name == "input" else SKIPPED
    if name in _VOID:
        return VOID
    if name in _RUNS and "class" not in attributes and "id" not in attributes:
        return RUN
    return NOTHING if name in _WITHOUT_END else KEPT if name in _KEPT else ELEMENT


def _marked(name: str, attributes: Attributes, kind: int) -> int:
    """What an element is whose text may be struck through or raised, else its kind."""
    style = attributes.get("style") or ""
    if _LINE.search(style) or (name in _STRIKES and not _NO_LINE.search(style)):
        return BLANKED if name in _CELLS else STRUCK if kind in (RUN, ELEMENT, KEPT) else kind
    if kind in (RUN, ELEMENT) and (
        name == "sup"
        or _RAISED.search(style)
        or (name == "a" and (attributes.get("href") or "").startswith("#"))
        or _NOTE_CLASS.search(attributes.get("class") or "")
        or (style and style_raises(name, style))
    ):
        return RAISED
    if kind in (RUN, ELEMENT) and may_be_smaller(name, attributes):
        return SMALL
    # A picture behind an element may be all there is of it.
    return KEPT if kind == ELEMENT and "url(" in style else kind


def _depends(tag: Tag, sheets: Sheets) -> bool:
    """Whether what is seen of the element, or what number stands before it, cannot be told from the element alone."""
    if tag.name in ("ol", "style"):
        return True
    if not tag.attributes:
        return False
    style = tag.attributes.get("style")
    if (
        style
        and _style_tells(style)
        and (_DEPENDING.search(style) or ("hidden" in tag.attributes and "display" in style))
    ):
        return True
    if tag.kind in (HIDDEN, BLANKED) and sheets.may_show:
        return True
    return tag.name == "font" and (tag.attributes.get("color") or "").lower().lstrip("#")[:3] in _WHITISH
