"""Markup of a parsed page, split into tags and texts.

The parser serializes its tree in one normal form, in which `<` occurs only at tags and comments and in raw text such as scripts.
Splitting that form is many times faster than visiting every node. Where a page holds markup that would be ambiguous in it, the nodes
are visited and serialized without that markup.
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

# Kinds of start tags. RUN is only its text; KEPT is kept even without content; VOID has no content; NOTHING is ignored. The order
# matters: first the kinds with content, then those without, last those whose content may be left out or is processed as a whole.
RUN, ELEMENT, KEPT, VOID, FIELD, EMBEDDED, NOTHING = range(7)
HIDDEN, BLANKED, STRUCK, RAISED, SMALL, RUBY, AREA, CHOICE, UNREAD, SKIPPED = range(7, 17)
_NORMAL = frozenset((RUN, ELEMENT, KEPT, VOID))

# The content of these is not visible text. `xml` are the data islands of Word.
_SKIPPED = frozenset((
    "audio", "button", "datalist", "head", "input", "map", "noframes", "noscript", "option", "script", "style", "template",
    "title", "xml",
))  # fmt: skip
# The visible content of these is not in the text of the page; their names in Chinese.
NOUNS = {
    "canvas": "画布", "embed": "嵌入对象", "iframe": "内嵌页面", "object": "嵌入对象", "svg": "矢量图", "video": "视频",
    "template": "网页组件",
}  # fmt: skip
_SPECIAL = {
    # Word writes `del` for deleted revisions.
    "del": STRUCK, "rt": RUBY, "rp": RUBY, "rtc": RUBY, "textarea": AREA, "select": CHOICE, "canvas": UNREAD, "iframe": UNREAD,
    "object": UNREAD, "svg": UNREAD, "video": UNREAD, "embed": EMBEDDED,
}  # fmt: skip
# Pages pasted from Word have thousands of these; with a class or an id they may be more than text runs.
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
# Declarations that remove an element from the layout; `HIDING` adds those that leave its space blank.
_GONE = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
HIDING = re.compile(rf"{_GONE.pattern}|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_LINE = re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,60}line-through", re.IGNORECASE)
_NO_LINE = re.compile(r"text-decoration(?:-line)?\s*:\s*none", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|text-top)|mso-text-raise\s*:\s*[1-9]", re.IGNORECASE)
_NOTE_CLASS = re.compile(r"(?:foot|end)note-?ref", re.IGNORECASE)
# Style attributes whose effect depends on other elements.
_DEPENDING = re.compile(
    r"(?:opacity|font-size)\s*:\s*0*\.?0+(?![.\d])|font-size\s*:\s*(?:0?\.\d+p|0?\.0\d*r?em|[1-4](?:\.\d+)?%)|text-indent\s*:\s*-\d{3}|clip|content-visibility|visibility\s*:\s*visible"
    r"|scale[xy]?\(\s*0"
    r"|(?:left|top|right|bottom|margin)\s*:\s*-\d{3}|(?:(?<![-\w])|max-)(?:height|width)\s*:\s*[01](?![.\d])|counter-"
    r"|(?<![-\w])color\s*:\s*(?:#(?![0-5])|white|transparent|rgb|hsl)",
    re.IGNORECASE,
)

# Prefilters: all other classes and style attributes have no effect here.
_TELLING_CLASS = re.compile("hid|none|invis|visib|sr-only|screen-reader|show|[Nn]ote")
_TELLING_STYLE = (
    "none", "hid", "collapse", "line-through", "super", "text-top", "raise", "url(", "visible", "opacity", "scale", "clip", "counter",
    "display", "relative", "translate", "vertical-align:", "small", "font-size:", "font-size :",
    ":0", ": 0", ":.0", ":1px", ": 1px", ":-", ": -", "white", "transparent", "rgb", "hsl", "color:#", "color: #",
)  # fmt: skip
_SMALLEST_FONTS = ("1", "-2", "-3")
# Beginnings of the colours of a `font` element that are hardly visible.
_WHITISH = ("fff", "whi", "fef", "fdf")
_SHOWING = re.compile(r"display\s*:\s*(?!none)|visibility\s*:\s*visible")

# The content of these is serialized without escapes.
_RAW = ("iframe", "noembed", "noframes", "plaintext", "script", "style", "xmp")
_DOUBTFUL = re.compile(rf"<(?:!--|math|svg|{'|'.join(_RAW)})")
_OPAQUE = re.compile(rf"<(?:!--.*?--|({'|'.join(_RAW)})((?: [^<>]*)?)>(.*?)</\1)>", re.DOTALL)
_TAG = re.compile(r"""([a-z][^\s"'<>/=]*)((?: [^\s"'<>/=]+="[^"]*")*)""")
_ATTRIBUTE = re.compile(r' ([^=]+)="([^"]*)"')
_COMMENT = "<!>"
_NO_NAME = "unknown"
# In SVG these names are ordinary elements, but the serializer treats some of them as raw text or void.
_MISTAKEN = ", ".join(f"svg {name}" for name in (*_RAW, *sorted(_WITHOUT_END)))


class Sheets:
    """Style sheets of a page; `text` is their source, which overrides the usual meaning of the class names it styles."""

    def __init__(self, text: str = "") -> None:
        self._text = text.lower()
        # Whether a sheet may show an element that is hidden by its own attributes.
        self.may_show = _SHOWING.search(self._text) is not None

    def hide(self, classes: str | None) -> bool:
        """Return whether the usual meaning of these class names hides an element."""
        return bool(classes) and hides(classes or "", self._styles)

    def _styles(self, name: str) -> bool:
        if not self._text:
            return False
        written = re.sub(r"([^\w-])", r"\\\1", name)
        return re.search(rf"\.{re.escape(written)}(?![\w-])", self._text) is not None


@dataclass(slots=True)
class Tag:
    """A start tag; `shown` is the kind that applies if an element of a special `kind` is read after all."""

    name: str
    attributes: Attributes
    kind: int
    shown: int


class OddMarkup(Exception):
    """The markup is not in the normal form or is ambiguous."""


class DependingMarkup(Exception):
    """The visibility of an element depends on others, so the styles of the whole page must be computed first."""


class Markup:
    """Markup of the content of an element; each of the `pieces` is the inside of a tag, then `>`, then the text after it.

    A table cell without nested cells is one piece from its `<` to its end tag, because tables repeat the same few cells.
    `cut_cell` splits such a cell into pieces.
    """

    def __init__(self, source: str, sheets: Sheets | None = None, *, settled: bool = True) -> None:
        self.pieces = _cut(source)
        self._sheets = sheets or Sheets()
        self._settled = settled
        # Cache of start tags by their source.
        self._tags: dict[str, Tag] = {"!": Tag("", {}, NOTHING, NOTHING)}

    def tag(self, head: str) -> Tag:
        """Parse a start tag; raises OddMarkup if it is invalid, DependingMarkup if it depends on styles not yet computed."""
        found = self._tags.get(head)
        if found is None:
            found = self._tags[head] = _read_tag(head, self._sheets)
            if not self._settled and _depends(found, self._sheets):
                raise DependingMarkup
        return found

    def inside(self, pieces: list[str], place: int) -> tuple[int, list[str]]:
        """Return the index of the end tag of the element that begins at `place`, and all texts in the element."""
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
                    # The content of a template is not displayed.
                    if name == "template" and not silent:
                        silent = depth
                if text and not silent:
                    texts.append(unescaped(text))
        raise OddMarkup  # the element has no end tag


def cut_piece(piece: str) -> tuple[str, str]:
    """Split a piece into the inside of its tag and the text after it; raises OddMarkup if the tag is incomplete."""
    head, end, text = piece.partition(">")
    # The name of a tag or an attribute may hold `<`, at which pieces are split, but never `>`.
    if not end:
        raise OddMarkup
    return head, text


def cut_pieces(pieces: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the inside of the tag and the following text of each piece; whole cells are split into their pieces."""
    for piece in pieces:
        yield from map(cut_piece, cut_cell(piece) if piece[0] == "<" else (piece,))


def cut_cell(cell: str) -> list[str]:
    """Split a whole cell into its pieces, including its end tag."""
    return [*cell[1:].split("<"), "/td>"]


def _cut(source: str) -> list[str]:
    pieces: list[str] = []
    # The start tag of the element is not part of its content, but the text after it is.
    *ended, rest = source.partition(">")[2].split("</td>")
    for part in ended:
        # The end tag closes the innermost open cell.
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
    """Serialize an element by the parser, with comments emptied and raw text escaped; raises OddMarkup if it is ambiguous."""
    source = body.html or ""
    doubtful = set(_DOUBTFUL.findall(source))
    if "<math" in doubtful or "<plaintext" in doubtful:
        raise OddMarkup
    # Selectors do not search templates, but their content is serialized.
    if "<svg" in doubtful and ("<template" in source or body.css_matches(_MISTAKEN)):
        raise OddMarkup
    return _OPAQUE.sub(_cleared, source) if doubtful else source


def rewritten(body: LexborNode) -> str:
    """Serialize an element from its nodes; works for any page, because ambiguous elements are renamed."""
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
            # Only the amount of text of these is used, and the value of a field.
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
    """Replace the character references in serialized text."""
    if "&" in text:
        text = text.replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">")
        text = text.replace("&quot;", '"').replace("&amp;", "&")
    return text


def is_hidden(attributes: Attributes) -> bool:
    """Return whether an element is hidden by its own attributes."""
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    return style is not None and HIDING.search(style) is not None


def _cleared(found: re.Match[str]) -> str:
    name, attributes, text = found.groups()
    if name is None:
        return _COMMENT
    if name == "script" and "<!--" in text and "<script" in text:
        # Such a script may contain a false end tag.
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
    """Return whether the attributes may mean that an element is not read as plain text; a prefilter for most elements."""
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
    """Return the kind of an element whose text may be struck through, raised or small; else `kind`."""
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
    # A background picture may be the only content of an element.
    return KEPT if kind == ELEMENT and "url(" in style else kind


def _depends(tag: Tag, sheets: Sheets) -> bool:
    """Return whether the visibility or number of an element cannot be determined from the element alone."""
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
