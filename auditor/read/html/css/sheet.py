"""Rules of style sheets that may decide what a reader at a desktop sees, and their declarations.

Large sheets are common and few of their rules matter: a sheet is first split at its braces, and only rules that may apply to the
page and set a relevant property are parsed in full (CSS Syntax 3, Media Queries 4, Nesting 1).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import tinycss2

from auditor.read.html.css.media import matches_desktop
from auditor.read.html.css.selectors import TooMuchWork, is_nested_too_deeply

# Property names with their values as written; lower case, except for `content`.
Declarations = dict[str, str]

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_BRACED_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"' + r"|'(?:[^'\\\n]|\\.)*'")
_PIECE = re.compile(r"([^{}]*)([{}]|\Z)")
_DEEPEST = 6
_SEEN_THROUGH = ("@media", "@supports", "@layer", "@container", "@scope", "@starting-style")
# Declarations that can hide text, strike it, raise it or put a number before it.
_TELLING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*\.?0+(?![.\d])|mso-hide|content-visibility|clip|line-through"
    r"|font\s*:[^;{}]{0,99}(?<![\d.])0?\.?0(?:[a-z%]*\s*/|\s)|font-size\s*:\s*(?:0*\.?0+(?![.\d])|0?\.\d+p|0?\.0\d*r?em)|text-indent\s*:\s*-\d{3}|text-indent\s*:\s*-\d\d+e"
    r"|(?:left|top|right|bottom|inset|margin(?:-left|-top)?)\s*:[^;{}]{0,99}-\d{3}|(?:(?<![-\w])|max-)(?:height|width)\s*:\s*[01](?![\d.])"
    r"|scale[xy]?\(\s*0|vertical-align\s*:\s*(?:super|text-top|\.?\d)|(?<![-\w])top\s*:\s*-[\d.]|(?<![-\w])bottom\s*:\s*(?:0?\.\d|[1-9](?:\.\d+)?p)|translatey?\([^)]*-"
    r"|font-size\s*:\s*(?:[1-6]?\d(?:\.\d+)?%|0?\.[1-6]\d*r?em|(?:[1-9]|1[01])(?:\.\d+)?px|[1-8](?:\.\d+)?pt|xx?-small)|counter-|background[^;{}]{0,99}url"
    r"|(?<![-\w])color\s*:\s*(?:#(?![012345]{3})|white|transparent|rgb|hsl)",
    re.IGNORECASE,
)
# Prefilter: a sheet without any of these words has none of these declarations; searching them takes a tenth of the time.
_WORDS = (
    "display", "visib", "opacity", "transform", "mso-hide", "clip",
    "line-through", "font", "indent", "left", "top", "right", "bottom", "inset",
    "margin", "height", "width", "vertical-align", "counter", "background", "color", "content", "decoration",
)  # fmt: skip
_STRIKES = re.compile(r"(?<![\w.#-])(?:s|strike)(?![\w-])", re.IGNORECASE)
_UNSTRIKING = re.compile(r"(?<![\w.#-])(?:s|strike)(?![\w-])[^{}]{0,200}\{[^{}]{0,200}decoration", re.IGNORECASE)
_DRAWING = re.compile(
    r"""content\s*:\s*(?:counter|attr|url|var|[^;{}]{0,40}["'][^"';\\]{0,40}[\w、（）])""", re.IGNORECASE
)
_SHOWN_BY = re.compile(
    r"(?<![-\w])(?:display|visibility|opacity|content)\s*:[^;{}]{0,200}?var\([^;{}]{0,200}", re.IGNORECASE
)
_VARIABLE = re.compile(r"(--[\w-]+)\s*:\s*([^;{}]{1,200})")
_VARIABLE_NAME = re.compile(r"(--[\w-]+)\s*:")
_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*))?\)", re.IGNORECASE)
_WHOLE_PAGE = re.compile(r"(?:\s*,?\s*(?::root|html|body|\*|:host))+", re.IGNORECASE)
_BODY = re.compile(r"\{[^{}]*\}")
_OF_INTEREST = re.compile(
    r"display|visib|opacity|font|indent|clip|left|top|right|bottom|inset|position|overflow|width|height|colou?r|background"
    r"|decoration|vertical-align|content|counter|list-style|mso-hide|animation|transition|transform|float",
    re.IGNORECASE,
)
_NAME = re.compile(r"([.#])((?:[\w-]|[^\x00-\x7f]|\\.)+)")
# A selector of a list; commas inside parentheses are part of it.
_SELECTOR = re.compile(r"(?:[^,()]|\([^()]*\)|[()])+")
_MOST_RULES = 4000
_ARGUMENTS = re.compile(r":(?:not|is|where|has|nth-[\w-]+|matches|any|-\w+-any)\([^()]*\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CssRule:
    """A rule: its selector list and its declarations, split into important ones and others."""

    selectors: str
    plain: Declarations
    important: Declarations


@dataclass(frozen=True, slots=True)
class PageNames:
    """Classes («.name») and ids («#name») that occur in a page, in lower case."""

    known: Collection[str]

    def cover(self, selector: str) -> bool:
        """Return whether all classes and ids that the selector requires occur in the page."""
        if "(" in selector:
            selector = _ARGUMENTS.sub("", selector)
        return all(f"{kind}{name.replace(chr(92), '')}".lower() in self.known for kind, name in _NAME.findall(selector))


def resolved(sheets: list[str]) -> list[str]:
    """Substitute variables in declarations that decide what is visible, if they have one known value (CSS Variables 1).

    A variable that is set nowhere is replaced by its fallback value.
    """
    if not any("var(" in sheet and _SHOWN_BY.search(sheet) for sheet in sheets):
        return sheets
    known: dict[str, set[tuple[str, str]]] = {}
    for sheet in sheets:
        for selectors, body in _blocks(sheet):
            for name, value in _VARIABLE.findall(body):
                known.setdefault(name, set()).add((selectors.strip(), value.strip()))

    def ruled(body: re.Match[str]) -> str:
        return _SHOWN_BY.sub(lambda each: _with_values(each[0], body[0], known), body[0])

    return [_BODY.sub(ruled, _COMMENT.sub(" ", sheet)) for sheet in sheets]


def _with_values(written: str, body: str, known: Mapping[str, set[tuple[str, str]]]) -> str:
    """Substitute the variables in a declaration of a rule; `known` has their selectors and values by name."""

    def value_of(found: re.Match[str]) -> str:
        said = known.get(found[1])
        if said is None:
            return found[0] if found[2] is None else found[2]
        values = {value for _, value in said}
        here = any(_WHOLE_PAGE.fullmatch(selectors) for selectors, _ in said) or found[1] in _VARIABLE_NAME.findall(
            body
        )
        return values.pop() if here and len(values) == 1 else found[0]

    for _ in range(_DEEPEST):
        before, written = written, _VAR.sub(value_of, written)
        if written == before:
            break
    return written


def relevant_rules(sheets: list[str], names: PageNames, *, every: bool) -> list[CssRule]:
    """Return the rules that may apply to the page and set a relevant property, in order.

    Without `every`, the result is empty if no rule may hide, strike, raise or number anything. Raises TooMuchWork if there
    are more rules than any honest page has.
    """
    blocks = [block for sheet in sheets for block in _blocks(sheet) if _OF_INTEREST.search(block[1])]
    telling = every
    found = []
    for selectors, body in blocks:
        applying = ",".join(each for each in _SELECTOR.findall(selectors) if names.cover(each)) if selectors else ""
        if not applying:
            continue
        telling = telling or _TELLING.search(body) is not None
        telling = telling or _DRAWING.search(body) is not None
        telling = telling or ("decoration" in body and _STRIKES.search(applying) is not None)
        found.append((applying, body))
    if not telling:
        return []
    found = list(dict.fromkeys(reversed(found)))[::-1]
    if len(found) > _MOST_RULES or sum(selectors.count(",") for selectors, _ in found) > _MOST_RULES:
        raise TooMuchWork
    return [_rule(*each) for each in found]


def may_matter(sheet: str) -> bool:
    """Return whether a sheet may have any effect, independent of the page it is used in."""
    lower = sheet.lower()
    if not any(word in lower for word in _WORDS):
        return False
    return _TELLING.search(sheet) is not None or any(each.search(sheet) for each in (_DRAWING, _UNSTRIKING))


def declarations(body: str) -> tuple[Declarations, Declarations]:
    """Parse the body of a rule or a style attribute into plain and important declarations; relevant shorthands are expanded."""
    plain: Declarations = {}
    important: Declarations = {}
    if is_nested_too_deeply(body):
        return plain, important
    for node in tinycss2.parse_blocks_contents(body, skip_comments=True, skip_whitespace=True):
        if node.type == "declaration":
            value = tinycss2.serialize(node.value).strip()
            target = important if node.important else plain
            for name, part in _longhands(node.lower_name, value if node.lower_name == "content" else value.lower()):
                if part != "var":
                    target[name] = part
    return plain, important


def _rule(selectors: str, body: str) -> CssRule:
    return CssRule(selectors, *declarations(body))


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and body of every rule in force on a desktop; selectors of nested rules are combined with their parents'."""
    sheet = _COMMENT.sub(" ", sheet)
    if "{" in sheet and ('"' in sheet or "'" in sheet):
        sheet = _BRACED_STRING.sub(_unbraced, sheet)
    # For each open block: its selectors, None for a transparent at-rule such as @media, «» for a block not in force.
    open_blocks: list[str | None] = []
    bodies: list[str] = []
    for piece in _PIECE.finditer(sheet):
        text, sign = piece.groups()
        if sign == "{":
            before, _, prelude = text.rpartition(";")
            if bodies:
                bodies[-1] += before + ";" if before else ""
            open_blocks.append(_opened(prelude.strip(), open_blocks))
            bodies.append("")
        elif open_blocks:
            selectors, body = open_blocks.pop(), bodies.pop() + text
            if selectors is None:
                # Declarations in an at-rule nested in a rule apply to that rule.
                selectors = next((each for each in reversed(open_blocks) if each is not None), "")
            if selectors and ":" in body:
                yield selectors, body


def _opened(prelude: str, around: list[str | None]) -> str | None:
    if len(around) > _DEEPEST or (around and around[-1] == ""):
        return ""
    lower = prelude.lower()
    if lower.startswith("@"):
        if not lower.startswith(_SEEN_THROUGH):
            return ""
        in_force = not lower.startswith(("@media", "@container")) or matches_desktop(
            lower.partition(" ")[2] or lower[6:]
        )
        return None if in_force else ""
    parent = next((each for each in reversed(around) if each), "")
    if not parent:
        return prelude
    if len(parent) + len(prelude) > 2000 or ("," in parent and "," in prelude):
        return ""
    return ",".join(
        inner.replace("&", outer) if "&" in inner else f"{outer} {inner}"
        for outer in _SELECTOR.findall(parent)
        for inner in _SELECTOR.findall(prelude)
    )


def _unbraced(found: re.Match[str]) -> str:
    return found[0].replace("{", " ").replace("}", " ").replace(";", " ")


_GENERIC = {
    "text-decoration": "line", "text-decoration-line": "line", "-webkit-text-decoration": "line", "overflow-x": "overflow",
    "overflow-y": "overflow", "list-style": "list-style-type", "animation-name": "animation",
}  # fmt: skip
_FONT_SIZE = re.compile(r"(?<![\w.%-])(\d*\.?\d+(?:[a-z]+|%)?)(?=\s*/|\s|$)")
_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|(?:rgb|hsl)a?\([^)]*\)|\b[a-z]+\b")
_NO_COLOUR = frozenset((
    "url", "repeat", "no", "x", "y", "scroll", "fixed", "local", "center", "left", "right", "top", "bottom", "cover", "contain",
    "auto", "border", "padding", "content", "box", "none", "px", "em", "pt", "round", "space", "initial", "inherit",
))  # fmt: skip


def _longhands(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield the longhand properties that a declaration sets; «var» is the value if it is not known."""
    if name != "content" and ("var(" in value or "calc(" in value or "env(" in value):
        value = "var" if name not in ("background", "background-color", "color") else "unknown"
    if name == "background":
        yield "background-image", "url" if "url(" in value else "gradient" if "gradient(" in value else "none"
        bare = re.sub(r"url\([^)]*\)|\S*gradient\(.*\)", " ", value)
        colours = [each for each in _COLOUR.findall(bare) if each not in _NO_COLOUR]
        yield "background-color", colours[-1] if colours else "unknown" if value == "unknown" else "transparent"
    elif name == "background-image":
        yield name, "none" if value in ("none", "initial") else "url" if "url(" in value else "gradient"
    elif name == "font":
        sizes = _FONT_SIZE.findall(re.sub(r"^(?:\s*\d{3}\s)", "", value))
        if sizes:
            yield "font-size", next((each for each in sizes if not re.fullmatch(r"[1-9]00", each)), sizes[0])
    elif name == "inset":
        parts = value.split()
        for side, place in zip(("top", "right", "bottom", "left"), (0, 1, 2, 3), strict=True):
            yield side, parts[place % len(parts)] if len(parts) != 3 else parts[(0, 1, 2, 1)[place]]
    elif name == "margin":
        parts = value.split()
        yield "margin-left", parts[-1] if len(parts) in (1, 2, 4) and parts else "0"
    else:
        yield _GENERIC.get(name, name), value
