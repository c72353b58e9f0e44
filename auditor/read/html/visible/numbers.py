"""Numbers that a browser generates before headings, list items and cells; they are written into the page as text.

They come from lists (HTML, 4.4.5), from counters and from text in pseudo-elements (CSS Lists 3, Counter Styles 3, Content 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import tinycss2
from selectolax.lexbor import LexborHTMLParser, LexborNode

from auditor.read.base.number_formats import format_number
from auditor.read.html.css.cascade import PageStyles
from auditor.read.html.css.selectors import is_nested_too_deeply
from auditor.read.html.css.sheet import Declarations
from auditor.read.html.tree.grid import BLOCKS
from auditor.read.html.tree.tree import CELLS, DRAWN, MEASURES, OBJECT
from auditor.read.html.visible.hidden import is_flat, is_gone

_MOST_DIGITS = 5
_INTEGER = re.compile(r"\s*([-+]?\d{1,6})")
# CSS names and HTML letters of number formats, with their names in Word and the suffix of the number.
_FORMATS = {
    "decimal": ("decimal", ". "), "1": ("decimal", ". "), "decimal-leading-zero": ("decimalZero", ". "),
    "cjk-ideographic": ("chineseCountingThousand", "、"), "simp-chinese-informal": ("chineseCountingThousand", "、"),
    "trad-chinese-informal": ("chineseCountingThousand", "、"), "japanese-informal": ("chineseCountingThousand", "、"),
    "simp-chinese-formal": ("chineseLegalSimplified", "、"), "trad-chinese-formal": ("chineseLegalSimplified", "、"),
    "cjk-decimal": ("ideographDigital", "、"), "cjk-heavenly-stem": ("ideographTraditional", "、"),
    "cjk-earthly-branch": ("ideographZodiac", "、"), "lower-alpha": ("lowerLetter", ". "), "lower-latin": ("lowerLetter", ". "),
    "a": ("lowerLetter", ". "), "upper-alpha": ("upperLetter", ". "), "upper-latin": ("upperLetter", ". "),
    "A": ("upperLetter", ". "), "lower-roman": ("lowerRoman", ". "), "i": ("lowerRoman", ". "), "upper-roman": ("upperRoman", ". "),
    "I": ("upperRoman", ". "),
}  # fmt: skip
# The number of a heading, typed or drawn.
_NUMBERED = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十百\d]{1,4}\s*[、)）．.]|第[一二三四五六七八九十百\d]{1,4}[章节部条]|[①-⑳])"
)
_TELLING = re.compile(r"[^\W_]")
_FOLLOWING = re.compile(r"[一二三四五六七八九十\d、，：:．.）)\]】\s]+")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_COUNTER_STYLE = re.compile(r"@counter-style\s+([-\w]+)\s*\{([^{}]*)\}", re.IGNORECASE)
_TEXT = re.compile(r'"([^"]*)"' + r"|'([^']*)'")
# Figures and their replacements.
_FIGURE = re.compile(r"\s*(?:[\d,，.]+|[-—－/／无零]{1,2})\s*")
# Parts of a `content` value that show something.
_SHOWING = re.compile(r"url\(|var\(|attr\(|counter|[^\W_]")
_DIGIT, _WORDS = re.compile(r"\d"), re.compile("[\u4e00-\u9fff]")
_MEASURED = re.compile(MEASURES)
_NEVER_EMPTY = frozenset(("br", "hr", "img", "input", "table", "tbody", "tr"))
_NEAR = 8
_LONGEST_TEXT = 40
_MOST_COUNTERS = 200


@dataclass(slots=True)
class _CounterStyle:
    """Counter style: a number format of Word or a list of symbols, with prefix and suffix."""

    format: str = "decimal"
    prefix: str = ""
    suffix: str = ". "
    symbols: tuple[str, ...] = ()
    numeric: bool = False

    def write(self, count: int) -> str:
        """Format a count without prefix and suffix."""
        if self.symbols:
            if self.numeric:
                return "".join(self.symbols[int(digit) % len(self.symbols)] for digit in str(abs(count)))
            return self.symbols[count - 1] if 0 < count <= len(self.symbols) else str(count)
        return format_number(count, self.format) if 0 < count < 10**_MOST_DIGITS else str(count)


def write_numbers(tree: LexborHTMLParser, styles: PageStyles, sheets: list[str]) -> None:
    """Write the list numbers and the content of pseudo-elements into the elements of the page."""
    own = {name.lower(): _counter_style(body) for sheet in sheets for name, body in _COUNTER_STYLE.findall(sheet)}
    for entries in tree.css("ol"):
        _number(entries, styles, own)
    if styles.pseudo:
        _CssCounters(styles, own).walk(tree)


def _style(name: str, own: dict[str, _CounterStyle]) -> _CounterStyle | None:
    """Return the counter style with a name; None if it shows no number."""
    if name.lower() in own:
        return own[name.lower()]
    known = _FORMATS.get(name) or _FORMATS.get(name.lower())
    return _CounterStyle(known[0], suffix=known[1]) if known else None


def _counter_style(body: str) -> _CounterStyle:
    if is_nested_too_deeply(body):
        return _CounterStyle()
    said = {
        node.lower_name: tinycss2.serialize(node.value).strip()
        for node in tinycss2.parse_blocks_contents(body, skip_comments=True, skip_whitespace=True)
        if node.type == "declaration"
    }
    system = said.get("system", "symbolic").lower().split()
    base = _style(system[1], {}) if system[:1] == ["extends"] and len(system) > 1 else None
    style = base or _CounterStyle()
    if not base:
        symbols = tuple(
            first or second or bare
            for first, second, bare in re.findall(_TEXT.pattern + r"|(\S+)", said.get("symbols", ""))
        )
        style.symbols, style.numeric = symbols, system[:1] == ["numeric"]
    for name in ("prefix", "suffix"):
        found = _TEXT.fullmatch(said.get(name, ""))
        if found:
            setattr(style, name, found[1] or found[2] or "")
    return style


def _number(entries: LexborNode, styles: PageStyles, own: dict[str, _CounterStyle]) -> None:
    """Write the numbers before the items of one list."""
    attributes = entries.attributes
    items = [child for child in _children(entries) if child.tag == "li" and "hidden" not in child.attributes]
    step = -1 if "reversed" in attributes else 1
    start = _integer(attributes.get("start"))
    count = start if start is not None else len(items) if step < 0 else 1
    whole = _shown_style(styles.of(entries), attributes.get("type") or "decimal")
    for item in items:
        value = _integer(item.attributes.get("value"))
        count = value if value is not None else count
        name = _shown_style(styles.of(item), item.attributes.get("type") or whole)
        quoted = _TEXT.search(name)
        style = _style(name, own)
        if quoted:
            _put(item, quoted[1] or quoted[2] or "")
        elif style and styles.of(item).get("display", "list-item") == "list-item":
            _put(item, f"{style.prefix}{style.write(count)}{style.suffix}")
        count += step


def _shown_style(said: Declarations, otherwise: str) -> str:
    written = said.get("list-style-type", "")
    if not written or written in ("inherit", "var"):
        return otherwise
    if _TEXT.search(written):
        return written
    words = [word for word in written.split() if word not in ("inside", "outside") and not word.startswith("url")]
    return words[0] if words else otherwise


def _put(element: LexborNode, number: str) -> None:
    """Write a number before the first text of the element, unless the text already has one or there is no text."""
    text = element.text() or ""
    if not text.strip() or _NUMBERED.match(text):
        return
    at = element
    while (first := next((child for child in at.iter(include_text=True) if not _is_blank(child)), None)) is not None:
        if first.tag not in BLOCKS or first.tag in ("table", "ol", "ul", "hr"):
            break
        at = first
    before = at.first_child
    if before is not None:
        before.insert_before(number)


def _is_blank(node: LexborNode) -> bool:
    return node.is_comment_node or (node.is_text_node and not (node.text_content or "").strip())


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        if child.is_element_node:
            yield child
        child = child.next


def _integer(written: str | None) -> int | None:
    found = _INTEGER.match(written or "")
    return int(found[1]) if found else None


def _cell_around(node: LexborNode) -> LexborNode | None:
    """Return the table cell that an element is or is in, within a few levels; None if there is none."""
    at: LexborNode | None = node
    for _ in range(_NEAR):
        if at is None or at.tag in CELLS:
            return at
        at = at.parent
    return None


def _holds_words(cell: LexborNode) -> bool:
    text = (cell.text() or "").strip()
    return bool(text) and not _FIGURE.fullmatch(text)


def _draw_in_cell(node: LexborNode, cell: LexborNode, text: str, content: str, *, after: bool) -> None:
    """Write figures that a sheet draws in a cell into its text; a cell that shows only other drawn content is marked as unread.

    Words drawn next to a figure, such as labels on small screens, are not part of it.
    """
    if _FIGURE.fullmatch(text):
        if after and node.last_child is not None:
            node.last_child.insert_after(text)
        elif node.first_child is not None:
            node.first_child.insert_before(text)
        else:
            node.insert_child(text)
    elif not (cell.text() or "").strip() and _SHOWING.search(content):
        cell.attrs[DRAWN] = ""


def _own_property(node: LexborNode, name: str) -> str:
    """Return the string value of a custom property in the style attribute of an element or a near ancestor; empty if none."""
    at: LexborNode | None = node
    for _ in range(_NEAR):
        if at is None or not at.is_element_node:
            break
        said = re.search(rf"{re.escape(name)}\s*:\s*(?:{_TEXT.pattern})", at.attributes.get("style") or "")
        if said:
            return said[1] or said[2] or ""
        at = at.parent
    return ""


def _draw_in_text(node: LexborNode, text: str, content: str) -> None:
    """Write drawn text into an element without text: the number of a heading, or a figure or words of a sentence.

    Unknown content drawn in place of a figure becomes an object placeholder.
    """
    if _NUMBERED.fullmatch(text) or _goes_on(node, text):
        node.insert_child(text)
    elif not text.strip() and _SHOWING.search(content) and node.tag not in BLOCKS and _wants_figure(node):
        node.insert_child(OBJECT)


def _wants_figure(node: LexborNode) -> bool:
    """Return whether an element is in the position of a figure: between words and a unit."""
    return bool(_MEASURED.match(_beside(node, after=True)) and _WORDS.search(_beside(node, after=False)))


def _goes_on(node: LexborNode, text: str) -> bool:
    """Return whether drawn words or figures are part of a line: words precede them, or words follow drawn figures."""
    if node.tag in BLOCKS:
        return False
    if _DIGIT.search(text) and _WORDS.search(_beside(node, after=True)):
        return True
    return (_DIGIT.search(text) or _WORDS.search(text)) is not None and bool(_WORDS.search(_beside(node, after=False)))


def _beside(node: LexborNode, *, after: bool) -> str:
    """Return the text next to an inline element in the same line, after or before it; empty if there is none."""
    at: LexborNode | None = node
    for _ in range(_NEAR):
        if at is None:
            break
        beside = at.next if after else at.prev
        for _ in range(_NEAR):
            if beside is None or beside.tag in BLOCKS or beside.tag == "br":
                break
            if not beside.is_comment_node and (text := (beside.text() or "").strip()):
                return text
            beside = beside.next if after else beside.prev
        at = at.parent if beside is None and at.parent is not None and at.parent.tag not in BLOCKS else None
    return ""


class _CssCounters:
    """CSS counters of a page, evaluated in document order; writes the content of pseudo-elements."""

    def __init__(self, styles: PageStyles, own: dict[str, _CounterStyle]) -> None:
        self._styles = styles
        self._own = own
        # Open counters by name, each as the depth of the element that created it and its count.
        self._open: dict[str, list[list[int]]] = {}

    def walk(self, tree: LexborHTMLParser) -> None:
        """Process the whole page in document order."""
        depths: dict[int, int] = {}
        hidden_at = -1
        for node in tree.css("*"):
            parent = node.parent
            depth = depths.get(parent.mem_id, 0) + 1 if parent is not None else 0
            depths[node.mem_id] = depth
            if 0 <= hidden_at < depth:
                continue
            key = node.mem_id
            said = self._styles.elements.get(key)
            hidden_at = depth if said and said.style.get("display") == "none" else -1
            if hidden_at >= 0:
                continue
            if said:
                self._count(said.style, depth)
            self._pseudo(node, key, depth)

    def _pseudo(self, node: LexborNode, key: int, depth: int) -> None:
        for name in ("marker", "before", "after"):
            said = self._styles.pseudo.get((key, name))
            if said is None or said.get("visibility") in ("hidden", "collapse") or is_gone(said) or is_flat(said):
                continue
            self._count(said, depth + 1)
            content = said.get("content", "")
            text = self._content(content, node, depth)
            if name != "marker" and (cell := _cell_around(node)) is not None and not _holds_words(cell):
                _draw_in_cell(node, cell, text, content, after=name == "after")
            elif not (node.text() or "").strip():
                if node.tag not in _NEVER_EMPTY:
                    _draw_in_text(node, text, content)
            elif name != "after":
                if _TELLING.search(text):
                    _put(node, text)
            elif text.strip() and node.last_child is not None and (_FOLLOWING.fullmatch(text) or _goes_on(node, text)):
                node.last_child.insert_after(text)

    def _count(self, said: Declarations, depth: int) -> None:
        for name in ("counter-reset", "counter-set", "counter-increment"):
            if name not in said or said[name] == "none":
                continue
            words = re.sub(r"reversed\(([^()]*)\)", r"\1", said[name]).split()
            for place, word in enumerate(words):
                if _INTEGER.fullmatch(word):
                    continue
                amount = _integer(words[place + 1]) if place + 1 < len(words) else None
                self._change(name, word, amount, depth)

    def _change(self, how: str, name: str, amount: int | None, depth: int) -> None:
        if name not in self._open and len(self._open) >= _MOST_COUNTERS:
            return
        counters = self._open.setdefault(name, [])
        while counters and counters[-1][0] > depth:
            counters.pop()
        if how == "counter-reset":
            if counters and counters[-1][0] == depth:
                counters[-1][1] = amount or 0
            else:
                counters.append([depth, amount or 0])
            return
        if not counters:
            counters.append([depth, 0])
        if how == "counter-set":
            counters[-1][1] = amount or 0
        else:
            counters[-1][1] += 1 if amount is None else amount

    def _content(self, content: str, node: LexborNode, depth: int) -> str:
        """Return the text of a pseudo-element."""
        parts = []
        for token in tinycss2.parse_component_value_list(content, skip_comments=True):
            if token.type == "string":
                parts.append(token.value)
            elif token.type == "function":
                parts.append(self._function(token, node, depth))
            elif token.type == "literal":
                break  # text after a slash is for screen readers, not displayed
        return _PRIVATE.sub("", "".join(parts))[:_LONGEST_TEXT]

    def _function(self, token: tinycss2.ast.FunctionBlock, node: LexborNode, depth: int) -> str:
        arguments = [each for each in token.arguments if each.type in ("ident", "string")]
        if not arguments:
            return ""
        name = arguments[0].value
        if token.lower_name == "var":
            return _own_property(node, name)
        if token.lower_name == "attr":
            return node.attributes.get(name.lower()) or ""
        counts = [count for made, count in self._open.get(name, []) if made <= depth + 1]
        idents = [each.value for each in arguments[1:] if each.type == "ident"]
        if token.lower_name not in ("counter", "counters") or (idents and idents[-1] == "none"):
            return ""
        style = (_style(idents[-1], self._own) if idents else None) or _CounterStyle()
        if token.lower_name == "counter":
            return style.write(counts[-1] if counts else 0)
        separator = next((each.value for each in arguments[1:] if each.type == "string"), "")
        return separator.join(style.write(count) for count in counts or [0])
