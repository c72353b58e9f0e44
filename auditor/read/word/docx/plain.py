"""Fast passes over a whole DOCX body that find its plain paragraphs, so that most elements need not be visited one by one.

Inspecting every run and property takes most of the time of reading a report, and nearly all of them have no effect on the
text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from lxml import etree

from auditor.read.base.package import UNREAD, W, XmlElement
from auditor.read.word.docx.numbering import NUMBERING, PARAGRAPH_STYLE, PROPERTIES, RUN_PROPERTIES, VANISH

PARAGRAPH = W + "p"
DELETED = W + "del"
MOVED_AWAY = W + "moveFrom"
TEXTS = frozenset((W + "t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"))

# In this form the time of the library is not quadratic in the number of matches.
_INNER = etree.XPath("/descendant::w:p[ancestor::w:p]", namespaces={"w": W[1:-1]})
# Text inside these elements is not read.
_CLOSED = UNREAD | TEXTS


def plain_texts(root: XmlElement, special: Iterable[str], runs: Iterable[XmlElement]) -> dict[XmlElement, str]:
    """Return the text of each paragraph that contains no element with a `special` tag, none of these runs and no paragraph."""
    texts: dict[XmlElement, list[str]] = {paragraph: [] for paragraph in root.iter(PARAGRAPH)}
    for found in root.iter(*TEXTS):
        above = found.getparent()
        while above is not None and above not in texts and above.tag not in _CLOSED:
            above = above.getparent()
        text = found.text
        if above is not None and above in texts and text:
            texts[above].append(text)
    for other in (*cast("list[XmlElement]", _INNER(root)), *root.iter(*special), *runs):
        for above in other.iterancestors(PARAGRAPH):
            texts.pop(above, None)
    return {paragraph: "".join(parts).replace("\n", " ") for paragraph, parts in texts.items()}


def relevant_paragraphs(root: XmlElement) -> set[XmlElement]:
    """Return the paragraphs whose properties name a style or a list, or mark the paragraph mark as deleted or hidden."""
    telling = [*root.iter(NUMBERING, PARAGRAPH_STYLE)]
    for found in root.iter(DELETED, MOVED_AWAY, VANISH):
        parent = found.getparent()
        if parent is not None and parent.tag == RUN_PROPERTIES:
            telling.append(parent)
    return {each for found in telling if (each := holder_of(found, PARAGRAPH, PROPERTIES)) is not None}


def holder_of(found: XmlElement, holder: str, properties: str) -> XmlElement | None:
    """Return the element whose `properties` directly contain this one, if its tag is `holder`; else None."""
    parent = found.getparent()
    above = None if parent is None or parent.tag != properties else parent.getparent()
    return above if above is not None and above.tag == holder else None
