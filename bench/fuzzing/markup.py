"""Edits of markup: elements of an XML tree moved, copied, emptied and nested; tags and attributes of pages of the web."""

from __future__ import annotations

import re
from random import Random

from lxml import etree

from bench.fuzzing import lines

_TAG = re.compile(rb"<(/?)([A-Za-z][\w:.-]*)([^<>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:.-]+)=(\"[^\"]*\"|'[^']*'|[^\s>]+)")
_VALUES = (
    "",
    "0",
    "-1",
    "1",
    "2147483648",
    "99999999999999999999",
    "true",
    "NaN",
    "A1",
    "XFD1048576",
    "a1",
    "#REF!",
    "1e400",
    "%",
)
_TAGS = (
    *(
        b"table",
        b"tr",
        b"td",
        b"th",
        b"p",
        b"div",
        b"span",
        b"svg",
        b"select",
        b"template",
        b"b",
        b"a",
        b"form",
        b"style",
    ),
    *(
        b"script",
        b"textarea",
        b"title",
        b"body",
        b"frameset",
        b"math",
        b"iframe",
        b"noscript",
        b"li",
        b"ol",
        b"br",
        b"sup",
    ),
)
_SAID = (
    b"rowspan=99999",
    b"colspan=0",
    b"colspan=1001",
    b"hidden",
    b"style='display:none'",
    b"class=a id=a",
    b"style='font-size:0'",
)
_MOST_NESTED = 300


def edit_page(data: bytes, other: bytes, rng: Random) -> bytes:
    """One edit of a page: of a tag, an attribute, or the text between them."""
    found = list(_TAG.finditer(data))
    if not found or rng.random() < 0.3:
        return lines.edit(data, other, rng)
    at, to = rng.choice(found), rng.choice(found)
    start, end = sorted((at.start(), to.start()))
    match rng.randrange(7):
        case 0:
            return data[: at.start()] + data[at.end() :]
        case 1:
            return data[: at.start()] + b"<" + at[1] + rng.choice(_TAGS) + at[3] + b">" + data[at.end() :]
        case 2:
            return (
                data[: at.start()] + b"<" + at[1] + at[2] + b" " + rng.choice(_SAID) + at[3] + b">" + data[at.end() :]
            )
        case 3:
            piece = data[start:end][:3000]
            return data[: at.start()] + piece * rng.randint(1, 5) + data[at.start() :]
        case 4:
            return data[:start] + data[end:]
        case 5:
            return (
                data[: at.start()]
                + (b"<" + rng.choice(_TAGS) + b">") * rng.randint(1, _MOST_NESTED)
                + data[at.start() :]
            )
        case _:
            return _ATTRIBUTE.sub(lambda m: m[1] + b'="' + rng.choice(_VALUES).encode() + b'"', data, rng.randint(1, 9))


def edit_tree(data: bytes, other: bytes, rng: Random) -> bytes:
    """One or several edits of an XML part; of its bytes where it is no XML, or now and then all the same."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    except (etree.XMLSyntaxError, ValueError):
        return edit_page(data, other, rng)
    if rng.random() < 0.1:
        return edit_page(data, other, rng)
    for _ in range(rng.randint(1, 4)):
        _edit_element(rng.choice(list(root.iter(etree.Element))), root, rng)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _edit_element(element: etree._Element, root: etree._Element, rng: Random) -> None:
    parent = element.getparent()
    match rng.randrange(9):
        case 0 if parent is not None:
            parent.remove(element)
        case 1 if parent is not None:
            for _ in range(rng.randint(1, 8)):
                parent.insert(parent.index(element), _copy(element))
        case 2:
            rng.choice(list(root.iter(etree.Element))).append(_copy(element))
        case 3 if element.attrib:
            element.set(rng.choice(list(element.attrib)), rng.choice(_VALUES))
        case 4 if element.attrib:
            del element.attrib[rng.choice(list(element.attrib))]
        case 5:
            element.text = lines.rewritten(element.text or "甲", "乙", rng).translate(_ALLOWED) or None
        case 6:
            _nest(element, rng.randint(1, _MOST_NESTED))
        case 7:
            element.tag = rng.choice(list(root.iter(etree.Element))).tag
        case _:
            for child in list(element)[1:]:
                element.insert(0, child)


_ALLOWED = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(55296, 57344), 65534, 65535))


def _copy(element: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(element, with_tail=False), etree.XMLParser(huge_tree=True))


def _nest(element: etree._Element, depth: int) -> None:
    """The element within so many of its own kind."""
    inner = element
    for _ in range(depth):
        inner = etree.SubElement(inner, element.tag)
