"""Visible values of form fields in a page: typed or selected figures and words, without hints and buttons."""

from __future__ import annotations

import re

from auditor.read.html.tree.markup import Attributes, Markup, cut_pieces, is_hidden, unescaped

# Value of a form field in a table: a figure, or its replacement.
_FIGURE = re.compile(r"[-+－—–／/\d０-９.,，]{1,20}|无|没有")
_TYPED = frozenset(("", "text", "number", "tel", "email", "url", "date"))
_TICKED = frozenset(("checkbox", "radio"))
_TICK = "☑"
# Names of site fields, such as search and login.
_OF_SITE = re.compile(r"search|query|keyword|key|user|login|pass|captcha|verify|email|sousuo|^q$|^wd$", re.IGNORECASE)
_PROMPT = re.compile(r"请|搜索|检索|关键|验证码|用户名|账号|密码|选择|链接|网站|^\s*[-=—]{2}")
_LONGEST_VALUE = 300
_LONGEST_CHOICE = 20


def typed(attributes: Attributes, *, in_cell: bool) -> str:
    """Return what an `input` displays: its value, or a tick if it is checked; empty for buttons, hints and site fields."""
    value = (attributes.get("value") or "").strip()
    kind = (attributes.get("type") or "").strip().lower()
    if is_hidden(attributes):
        return ""
    if kind in _TICKED:
        return _TICK if "checked" in attributes else ""
    if kind not in _TYPED or len(value) > _LONGEST_VALUE:
        return ""
    if in_cell and _FIGURE.fullmatch(value):
        return value
    names = (attributes.get("name"), attributes.get("id"), attributes.get("class"))
    is_sites = any(_OF_SITE.search(name) for name in names if name)
    return "" if is_sites or _PROMPT.search(value) else value


def chosen(markup: Markup, pieces: list[str], start: int, end: int, attributes: Attributes) -> str:
    """Return what a `select` between these pieces displays: its selection, else its first entry; empty for prompts and menus."""
    entries: list[str] = []
    selected: list[int] = []
    for head, text in cut_pieces(pieces[start + 1 : end]):
        tag = markup.tag(head) if head[0] != "/" else None
        if tag is not None and tag.name == "option":
            if "selected" in tag.attributes:
                selected.append(len(entries))
            entries.append("")
        if entries and (tag is not None or head != "/option"):
            entries[-1] += unescaped(text)
    if "multiple" in attributes:
        shown = "、".join(entries[place].strip() for place in selected)
    else:
        shown = entries[selected[-1] if selected else 0].strip() if entries else ""
    return "" if len(shown) > _LONGEST_CHOICE or _PROMPT.search(shown) else shown
