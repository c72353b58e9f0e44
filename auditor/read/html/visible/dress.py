"""Application of style sheets to a page: what they hide, strike, raise or number is written into its elements."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from auditor.read.html.css.cascade import cascade
from auditor.read.html.css.media import matches_desktop
from auditor.read.html.css.selectors import TooMuchWork
from auditor.read.html.css.sheet import CssRule, PageNames, may_matter, relevant_rules, resolved
from auditor.read.html.tree.markup import Sheets
from auditor.read.html.visible.hidden import mark_hidden
from auditor.read.html.visible.numbers import write_numbers

_CLASSES = re.compile(r"""\sclass="([^"]*)\"""")
_IDENTITIES = re.compile(r"""\sid="([^"]*)\"""")
_TOO_LONG = 4_000_000


class Dress:
    """Style sheets of one page: its own, and `others` that were saved with it."""

    def __init__(self, tree: LexborHTMLParser, others: Sequence[str] = ()) -> None:
        self._tree = tree
        self._others = list(others)
        head = tree.head
        nodes = head.css("style") if head is not None else []
        self._texts = self._in_force(nodes)
        self.sheets = Sheets("\n".join(self._texts))
        # Whether the effects of the style sheets are written into the elements.
        self.settled = False
        self.warnings: list[str] = []
        if any(may_matter(text) for text in self._texts):
            rules = self._rules(every=False)
            if rules:
                self._apply(rules)

    def _in_force(self, nodes: list[LexborNode]) -> list[str]:
        texts = list(self._others)
        for node in nodes:
            attributes = node.attributes
            if matches_desktop(attributes.get("media") or "") and "disabled" not in attributes:
                texts.append(node.text())
        return resolved(texts)

    def settle(self) -> None:
        """Write the effects of the style sheets and style attributes of the page into its elements."""
        self._apply(self._rules(every=True))

    def _rules(self, *, every: bool) -> list[CssRule]:
        self._texts = self._in_force(self._tree.css("style"))
        self.sheets = Sheets("\n".join(self._texts))
        if sum(map(len, self._texts)) <= _TOO_LONG:
            try:
                return relevant_rules(self._texts, self._names(), every=every)
            except TooMuchWork:
                pass
        self._texts = []
        self.warnings.append(_UNTRIED)
        return []

    def _apply(self, rules: list[CssRule]) -> None:
        self.settled = True
        styles = cascade(self._tree, rules)
        if not styles.whole:
            self.warnings.append(_UNTRIED)
        foreign = not self._others and self._tree.css_first("link[rel~=stylesheet i][href]") is not None
        mark_hidden(self._tree, styles, foreign_sheets=foreign)
        write_numbers(self._tree, styles, self._texts)

    def _names(self) -> PageNames:
        source = self._tree.html or ""
        classes = {f".{name}" for each in set(_CLASSES.findall(source)) for name in each.lower().split()}
        return PageNames(classes | {f"#{name.lower()}" for name in _IDENTITIES.findall(source)})


_UNTRIED = "网页的样式表过大，没有全部用来判断哪些文字看不见"
