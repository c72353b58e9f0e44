"""Classification of visible content that is not in the text of a page: possible part of the report, or site content."""

from __future__ import annotations

import re

from auditor.read.html.tree.tree import NOT_READ, VisibleElement

_SMALL = 120
_LARGE = 300
_SIZE = re.compile(r"\s*(\d{1,6})(?:\.\d*)?\s*(px|pt|%|)\s*$")
_NO_PAGE = re.compile(r"\s*(?:$|about:|javascript:|#|data:text/html,?\s*$)", re.IGNORECASE)
# QR codes, share buttons, counters, players and similar site content: words of which classes, ids and addresses are made.
_WORDS = (
    "qr|ewm|erweima|b?share|jiathis|weixin|wechat|weibo|logo|ico|cnzz|baidu|count|click|track|login|search|comment|pinglun|weather|tianqi"
    "|player|audio|music|speech|voice|head|top|foot|bottom|nav|menu|crumb|side|wza|accessib|robot|kefu|chat|captcha|sprite|arrow|loading"
    "|recaptcha|jiucuo|pucha|gtag|analytics"
)
OF_SITE = re.compile(
    rf"{_WORDS}|(?:^|[^a-z])ads?(?:[^a-z]|$)|(?:stat(?:s|istic)?|hits?)(?:[^a-z]|$)",
    re.IGNORECASE,
)
# The same in an address, where only whole words count, and county, topic, heading and the like are no site content.
_WHOLE_WORDS = "ads?|stat(?:s|istic)?|hits?"
_SITE_HOST = re.compile(rf"(?:{_WORDS}|icons?|{_WHOLE_WORDS})\d*")
_SITE_WORD = re.compile(rf"(?!count[yr]|heading|headline|topic|navy|naval)(?:{_WORDS})[a-z]*|{_WHOLE_WORDS}")
_ADDRESS = re.compile(r"(?:(?:https?:)?//(?P<host>[^/?#]{0,200}))?(?P<path>[^?#]{0,200})")


def is_missed(element: VisibleElement, around: VisibleElement) -> bool:
    """Return whether unread content is large enough to show a table and is not site content."""
    return _may_show(element, around, _SMALL)


def holds_report(element: VisibleElement, around: VisibleElement) -> bool:
    """Return whether embedded content is large enough, or of unknown size, to show a whole report."""
    return element.get("of") in ("iframe", "object", "embed", "frame") and _may_show(element, around, _LARGE)


def _may_show(element: VisibleElement, around: VisibleElement, least: int) -> bool:
    what = element.get("of")
    if what in ("iframe", "frame", "object", "embed"):
        source = element.get("src") or element.get("data") or element.get("srcdoc")
        if _NO_PAGE.match(source):
            return False
    names = (element.get("class"), element.get("id"), element.get("name"), around.get("class"), around.get("id"))
    if any(OF_SITE.search(name) for name in names) or _is_of_site(element.get("src") or element.get("data")):
        return False
    width, height = _size(element, "width"), _size(element, "height")
    if what == "svg":
        letters = int(element.get("letters") or 0)
        return (
            letters > 1 and min(width or least, height or least) >= _SMALL // 2
            if letters
            else _known(width, height, least)
        )
    if what == "canvas":
        return min(width or 300, height or 150) >= _SMALL
    return (width is None or width >= _SMALL) and (height is None or height >= least)


def _known(width: int | None, height: int | None, least: int) -> bool:
    return width is not None and height is not None and width >= least and height >= least


def _is_of_site(source: str) -> bool:
    """Return whether an address is that of site content: by a whole label of its host, or by the beginning of a word in its path."""
    address = _ADDRESS.match(source.lower())
    if address is None or source.startswith("data:"):
        return False
    labels = (address["host"] or "").split(".")
    words = re.findall("[a-z]+", address["path"])
    return any(map(_SITE_HOST.fullmatch, labels)) or any(map(_SITE_WORD.fullmatch, words))


def _size(element: VisibleElement, name: str) -> int | None:
    """Return width or height in pixels from the style or the attribute; None if it is missing or relative."""
    style = dict(part.split(":", 1) for part in element.get("style").lower().replace(" ", "").split(";") if ":" in part)
    for written in (style.get(name, "").replace("!important", ""), element.get(name)):
        found = _SIZE.match(written)
        if found and found[2] != "%":
            return int(found[1])
        if found and int(found[1]) == 0:
            return 0
    return None


def background(element: VisibleElement) -> VisibleElement | None:
    """Return the background picture of an element if it is large and the element has no text; else None."""
    style = element.get("style")
    if "url(" not in style.lower() or element.plain or element.linked:
        return None
    width, height = _size(element, "width"), _size(element, "height")
    if height is None or height < _SMALL or (width is not None and width < _SMALL):
        return None
    return VisibleElement(NOT_READ, {**element.attributes, "what": "背景图片", "of": "background"})
