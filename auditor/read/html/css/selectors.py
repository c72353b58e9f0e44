"""Matching of selectors to the elements of a page (Selectors 4), with bounded work for any style sheet.

The engine of the parser finds the elements of one compound (`td.hidden:not(:first-child)`). Combinators are evaluated here, because
that engine tries all combinations: four nested descendants take it minutes on a page nested 250 deep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import tinycss2
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

# Limits on the elements visited for all selectors of a page, and on the steps of a selector.
_MOST_WORK = 4_000_000
_MOST_STEPS = 12
_MOST_BRACKETS = 200
_COMBINATORS = frozenset(">+~")
# Pseudo-classes that match only during interaction, or never in a static page.
_FLEETING = frozenset((
    "hover", "focus", "active", "focus-within", "focus-visible", "target", "visited", "target-within", "has", "lang", "dir",
    "host", "host-context", "popover-open", "fullscreen", "invalid", "user-invalid", "in-range", "modal",
))  # fmt: skip
_LISTS = frozenset(("not", "is", "where", "matches", "-webkit-any", "-moz-any"))
_PSEUDO_ELEMENTS = frozenset(("before", "after", "marker"))

Step = Callable[[LexborNode], LexborNode | None]
Specificity = tuple[int, int, int]
FoundNodes = dict[int, LexborNode]


def is_nested_too_deeply(css: str) -> bool:
    """Return whether brackets may be nested too deeply for the parser, which recurses for each of them."""
    return css.count("(") + css.count("[") + css.count("{") > _MOST_BRACKETS


class TooMuchWork(Exception):
    """The style sheets are too large to apply all of their rules."""


@dataclass(slots=True)
class Selector:
    """Pairs of combinator (empty for the first) and compound from left to right; `pseudo` is the pseudo-element, if any."""

    steps: list[tuple[str, str]] = field(default_factory=list)
    specificity: Specificity = (0, 0, 0)
    pseudo: str = ""


def read_selectors(written: str) -> Iterator[Selector]:
    """Yield the selectors of a list, without those that cannot match or are not supported."""
    part: list[tinycss2.ast.Node] = []
    if is_nested_too_deeply(written):
        return
    for node in [*tinycss2.parse_component_value_list(written, skip_comments=True), None]:
        if node is not None and node != ",":
            part.append(node)
            continue
        selector = _read(part)
        if selector is not None:
            yield selector
        part = []


def _read(nodes: list[tinycss2.ast.Node]) -> Selector | None:
    selector = Selector()
    compound, combinator, colons = "", "", 0
    counts = [0, 0, 0]
    for node in nodes:
        sign = node.value if node.type == "literal" else ""
        if node.type == "whitespace" or sign in _COMBINATORS:
            if compound:
                selector.steps.append((combinator, compound))
                compound, combinator = "", ""
            combinator = sign or combinator or " "
        elif sign == ":":
            colons += 1
        elif colons:
            pseudo = _pseudo(node, colons, selector, counts)
            if pseudo is None:
                return None
            compound += pseudo
            colons = 0
        elif node.type in ("ident", "hash", "[] block", "literal"):
            counts[2] += node.type == "ident" and not compound.endswith(".")
            counts[1] += node.type == "[] block" or sign == "."
            counts[0] += node.type == "hash"
            compound += node.serialize()
        else:
            return None
    if compound or selector.pseudo:
        selector.steps.append((combinator, compound or "*"))
    if not selector.steps or len(selector.steps) > _MOST_STEPS:
        return None
    selector.steps[0] = ("", selector.steps[0][1])
    selector.specificity = (counts[0], counts[1], counts[2])
    return selector


def _pseudo(node: tinycss2.ast.Node, colons: int, selector: Selector, counts: list[int]) -> str | None:
    """Return the text that a pseudo-class adds to its compound, empty for a pseudo-element; None if it is not supported."""
    name = getattr(node, "lower_name", getattr(node, "lower_value", ""))
    if node.type == "ident" and name in _PSEUDO_ELEMENTS:
        selector.pseudo = name
        counts[2] += 1
        return ""
    if colons > 1 or name in _FLEETING or selector.pseudo or not _is_simple(node, name, counts):
        return None
    return ":" + str(node.serialize()).replace("-webkit-any(", "is(").replace("matches(", "is(")


def _is_simple(token: tinycss2.ast.Node, name: str, counts: list[int]) -> bool:
    """Return whether the engine of the parser can evaluate a pseudo-class; adds its specificity to `counts`."""
    if token.type == "ident":
        counts[1] += 1
        return True
    if token.type != "function":
        return False
    if name.startswith("nth-"):
        counts[1] += 1
        return all(each.type != "ident" or each.lower_value != "of" for each in token.arguments)
    arguments = [each for each in token.arguments if each.type != "whitespace"]
    if name not in _LISTS or len(arguments) > 40 or any(each.type == "function" for each in arguments):
        return False
    # Combinators in arguments are as expensive as elsewhere; a space is one unless it is next to a comma.
    text = "".join(each.serialize() for each in token.arguments).strip()
    if any(sign in text for sign in ">+~") or " " in text.replace(", ", ",").replace(" ,", ","):
        return False
    if name != "where":
        inner = [found.specificity for each in text.split(",") for found in read_selectors(each)]
        for place, count in enumerate(max(inner, default=(0, 0, 0))):
            counts[place] += count
    return True


class Matcher:
    """Matcher for the elements of one page; raises TooMuchWork when it exceeds a limit that no honest style sheet needs."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._tree = tree
        self._compounds: dict[str, FoundNodes] = {}
        self._size = len(tree.css("*"))
        self.work = 0

    def find(self, selector: Selector) -> FoundNodes:
        """Return the elements that match the selector."""
        (_, first), *others = selector.steps
        found = self._compound(first)
        for combinator, compound in others:
            if not found:
                break
            found = self._related(found, combinator, self._compound(compound))
        return found

    def _compound(self, compound: str) -> FoundNodes:
        known = self._compounds.get(compound)
        if known is None:
            self._spend(self._size // 20 + 20)
            try:
                nodes = self._tree.css(compound)
            except (SelectolaxError, ValueError, UnicodeError):
                nodes = []
            self._spend(len(nodes))
            known = self._compounds[compound] = {node.mem_id: node for node in nodes}
        return known

    def _related(self, before: FoundNodes, combinator: str, candidates: FoundNodes) -> FoundNodes:
        known: dict[int, bool] = {}
        if combinator in " ~":
            step = _parent if combinator == " " else _previous
            return {key: node for key, node in candidates.items() if self._reaches(node, before, step, known)}
        step = _parent if combinator == ">" else _previous
        self._spend(len(candidates))
        return {
            key: node for key, node in candidates.items() if (near := step(node)) is not None and near.mem_id in before
        }

    def _reaches(self, node: LexborNode, before: FoundNodes, step: Step, known: dict[int, bool]) -> bool:
        """Return whether repeated steps from the node lead to an element of `before`; `known` caches the answers."""
        way = []
        answer = False
        at = step(node)
        while at is not None:
            key = at.mem_id
            if key in known or key in before:
                answer = known.get(key, False) or key in before
                break
            way.append(key)
            at = step(at)
        self._spend(len(way) + 1)
        for key in way:
            known[key] = answer
        return answer

    def _spend(self, work: int) -> None:
        self.work += work
        if self.work > _MOST_WORK:
            raise TooMuchWork


def _parent(node: LexborNode) -> LexborNode | None:
    return node.parent


def _previous(node: LexborNode) -> LexborNode | None:
    at = node.prev
    while at is not None and not at.is_element_node:
        at = at.prev
    return at
