"""Hidden parts of a page that may still be the report: an article whose script has not run, parts opened by a click.

A hidden part whose text is also visible is a copy, for other screens or for print, and stays hidden.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from auditor.read.html.tree.markup import Tag
from auditor.read.html.tree.tree import VisibleElement

# This many hidden characters, if more than the visible ones, are the article of a page whose script has not run.
_MUCH_TEXT = 500
_SOME_TEXT = 40
# This ratio of hidden to visible text, in small pieces, also indicates a page whose script has not run.
_MOST_HIDDEN = 4
_PARTS_OF_TABLES = frozenset(
    ("td", "th", "tr", "col", "span", "p", "b", "strong", "font", "a", "h1", "h2", "h3", "h4", "h5", "h6")
)
_CHAPTER = re.compile(r"\s*[一二三四五六七八九十]{1,3}\s*、\s*[^\W\d]{2}")
_OPENED = re.compile(
    r"tab|pane|panel|collaps|accordion|fold|slide|swiper|carousel|toggle|expand|^con_|(?:^|[-_ ])(?:con|cont|item|step|more)"
    r"(?:[-_ \d]|$)|content",
    re.IGNORECASE,
)
_FEW_CELLS = 8
_LETTERS = re.compile(r"[^\W\d]{4}")
_SAMPLE = 200
_MOST_UNSEEN = 60


@dataclass(slots=True)
class HiddenElement:
    """A hidden element with its texts and the number of its table cells; `text` is the joined text without white space."""

    tag: Tag
    texts: list[str]
    cells: int
    text: str = ""

    def __post_init__(self) -> None:
        self.text = "".join("".join(self.texts).split())

    @property
    def is_telling(self) -> bool:
        """Whether the element is large enough to be more than a word or a row."""
        return len(self.text) > (_MUCH_TEXT if self.tag.name in _PARTS_OF_TABLES else _SOME_TEXT)


@dataclass(slots=True)
class Plan:
    """Result of the first pass over a page: which hidden texts to read (`everything`: all) and which to report as unread (`missed`).

    `unlinked` is the address of a link that was never closed.
    """

    shown: list[str] = field(default_factory=list)
    missed: set[str] = field(default_factory=set)
    unlinked: str | None = None
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.shown or self.missed or self.everything)

    def shows(self, unseen: HiddenElement) -> bool:
        """Return whether the hidden element is to be read: its text is one of those in `shown`, or the larger part of one."""
        return self.everything or any(
            unseen.text == each or (2 * len(unseen.text) > len(each) and unseen.text in each) for each in self.shown
        )

    def misses(self, unseen: HiddenElement) -> bool:
        """Return whether the hidden element is to be reported as unread."""
        return unseen.text in self.missed


def judge(found: list[HiddenElement], hidden: int, top: VisibleElement) -> Plan:
    """Decide what to do with the larger hidden elements of a page; `top` is its visible part, `hidden` the number of hidden characters."""
    plan = Plan()
    if hidden > max(_MUCH_TEXT, _MOST_HIDDEN * (top.plain + top.linked)) and all(
        len(each.text) < hidden // 2 for each in found
    ):
        # A script makes the paragraphs appear one by one.
        plan.everything = True
        return plan
    seen = "".join(_text(top).split())
    for unseen in sorted(found, key=lambda each: -len(each.text))[:_MOST_UNSEEN]:
        if _is_repeated(unseen, seen):
            continue
        chapters = any(_CHAPTER.match(text) and "".join(text.split()) not in seen for text in unseen.texts)
        if len(unseen.text) > max(_MUCH_TEXT, top.plain + top.linked):
            plan.shown.append(unseen.text)
        elif chapters or unseen.cells >= _FEW_CELLS:
            names = (unseen.tag.attributes.get(name) or "" for name in ("class", "id", "role"))
            if any(_OPENED.search(name) for name in names):
                plan.shown.append(unseen.text)
            else:
                plan.missed.add(unseen.text)
    return plan


def _is_repeated(unseen: HiddenElement, seen: str) -> bool:
    """Return whether most of the words are also visible."""
    words = [word for text in unseen.texts if _LETTERS.search(word := "".join(text.split()))]
    sample = words[:: max(1, len(words) // _SAMPLE)]
    return bool(sample) and sum(word in seen for word in sample) >= 0.6 * len(sample)


def _text(top: VisibleElement) -> str:
    parts: list[str] = []
    waiting: list[VisibleElement | str] = [top]
    while waiting:
        at = waiting.pop()
        if isinstance(at, str):
            parts.append(at)
        else:
            waiting += reversed(at.children)
    return "".join(parts)
