"""Cascade of the style sheets and style attributes of a page (CSS Cascade 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from auditor.read.html.css.selectors import Matcher, Selector, TooMuchWork, read_selectors
from auditor.read.html.css.sheet import CssRule, Declarations, declarations

_WRITTEN = re.compile(
    r"display|visib|opacity|font|indent|clip|left|top|right|bottom|inset|position|overflow|width|height|color|background"
    r"|decoration|vertical-align|counter|list-style|mso-hide|animation|transition|transform|float",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Styled:
    """An element with its declarations."""

    node: LexborNode
    style: Declarations = field(default_factory=dict)


@dataclass(slots=True)
class PageStyles:
    """Styled elements and pseudo-elements, by node id; `whole` is false if some rules were not applied."""

    elements: dict[int, Styled] = field(default_factory=dict)
    pseudo: dict[tuple[int, str], Declarations] = field(default_factory=dict)
    whole: bool = True

    def of(self, node: LexborNode) -> Declarations:
        """Return the declarations of the element; empty for most elements."""
        found = self.elements.get(node.mem_id)
        return found.style if found else {}

    def give(self, node: LexborNode, name: str, value: str) -> None:
        """Set a property of the element from a presentational attribute."""
        self.elements.setdefault(node.mem_id, Styled(node)).style[name] = value


def cascade(tree: LexborHTMLParser, rules: list[CssRule]) -> PageStyles:
    """Compute the styles of all elements that a rule or a style attribute applies to."""
    styles = PageStyles()
    matcher = Matcher(tree)
    plain: list[tuple[tuple[int, int, int], int, Selector, Declarations]] = []
    important: list[tuple[tuple[int, int, int], int, Selector, Declarations]] = []
    for order, rule in enumerate(rules):
        for selector in read_selectors(rule.selectors):
            if rule.plain:
                plain.append((selector.specificity, order, selector, rule.plain))
            if rule.important:
                important.append((selector.specificity, order, selector, rule.important))
    attributes = _attributes(tree)
    try:
        _apply(plain, matcher, styles)
    except TooMuchWork:
        styles.whole = False
    for node, written, _ in attributes:
        _set(styles, node, written)
    try:
        _apply(important, matcher, styles)
    except TooMuchWork:
        styles.whole = False
    for node, _, written in attributes:
        _set(styles, node, written)
    return styles


def _apply(
    entries: list[tuple[tuple[int, int, int], int, Selector, Declarations]], matcher: Matcher, styles: PageStyles
) -> None:
    for _, _, selector, said in sorted(entries, key=lambda entry: entry[:2]):
        for key, node in matcher.find(selector).items():
            if selector.pseudo:
                styles.pseudo.setdefault((key, selector.pseudo), {}).update(said)
            else:
                _set(styles, node, said)


def _set(styles: PageStyles, node: LexborNode, said: Declarations) -> None:
    if said:
        styles.elements.setdefault(node.mem_id, Styled(node)).style.update(said)


def _attributes(tree: LexborHTMLParser) -> list[tuple[LexborNode, Declarations, Declarations]]:
    known: dict[str, tuple[Declarations, Declarations]] = {}
    found = []
    for node in tree.css("[style]"):
        written = node.attributes.get("style") or ""
        if _WRITTEN.search(written):
            if written not in known:
                known[written] = declarations(written)
            found.append((node, *known[written]))
    return found
