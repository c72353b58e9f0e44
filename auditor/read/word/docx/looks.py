"""Runs of a DOCX that are not read as plain text: hidden, struck out, invisible, raised (ECMA-376 part 1, 17.3.2, 17.7.3).

Such runs are few, so they are found by searches of the whole document; the other runs are not inspected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, islice
from typing import cast

from lxml import etree

from auditor.read.base.left_out import MUCH_SMALLER, LeftOut
from auditor.read.base.package import VAL, W, XmlElement, is_on, number
from auditor.read.base.paragraph_pieces import TINY, TextLook, Unlike, is_lifted, is_white
from auditor.read.word.docx.numbering import (
    PARAGRAPH_STYLE,
    PROPERTIES,
    RUN_PROPERTIES,
    STYLE,
    STYLE_ID,
    VANISH,
    DocxStyles,
    value,
)
from auditor.read.word.docx.plain import PARAGRAPH, holder_of

RUN = W + "r"
BOX = W + "txbxContent"

_STRIKE, _DOUBLE_STRIKE = W + "strike", W + "dstrike"
_VERTICAL, _POSITION, _SIZE, _COLOUR = W + "vertAlign", W + "position", W + "sz", W + "color"
_RUN_STYLE, _TABLE_STYLE = W + "rStyle", W + "tblStyle"
_NOTES = (W + "footnoteReference", W + "endnoteReference")
_TELLING = (VANISH, _STRIKE, _DOUBLE_STRIKE, _VERTICAL, _POSITION)
_SHADE, _HIGHLIGHT = W + "shd", W + "highlight"
_WORD_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
# White letters with one of these effects are visible.
_EFFECTS = frozenset(
    (
        *(W + name for name in ("outline", "shadow", "emboss", "imprint", "bdr")),
        *(_WORD_2010 + name for name in ("shadow", "glow", "reflection")),
    )
)
_FILL, _OUTLINE = _WORD_2010 + "textFill", _WORD_2010 + "textOutline"
_TABLE, _CELL = W + "tbl", W + "tc"
_GROUND = {PARAGRAPH: PROPERTIES, _CELL: W + "tcPr", W + "tr": W + "tblPrEx", _TABLE: W + "tblPr"}
# In half-points; larger digits after other text are not note marks unless they are raised.
_SMALL = 18
_PROMPT = W + "showingPlcHdr"

_NAMES = {"w": W[1:-1], "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"}
_PAPER = "w:color[@w:themeColor='background1' or @w:themeColor='light1' or starts-with(@w:val, 'F') or starts-with(@w:val, 'f')]"
# In this form the library searches the whole tree without creating an object for each element.
_FAINT = etree.XPath(
    f"/descendant::{_PAPER}[parent::w:rPr]"
    f" | /descendant::w:sz[@w:val<={_SMALL}][@w:val<={TINY} or ../../preceding-sibling::w:r[1]]",
    namespaces=_NAMES,
)
_SAYS = " or ".join(
    (*(f"w:{tag.removeprefix(W)}" for tag in _TELLING), _PAPER, f"w:sz[@w:val<={TINY}]"),
)
_SAYING = etree.XPath(f"/*/w:style[w:rPr[{_SAYS}]] | /*/w:docDefaults/w:rPrDefault/w:rPr[{_SAYS}]", namespaces=_NAMES)
_BEHIND = etree.XPath(
    "boolean(/descendant::wp:anchor[@behindDoc='1' or @behindDoc='true'] | /descendant::w:pict//@style[contains(., 'z-index:-')])",
    namespaces=_NAMES,
)
_WRITTEN = etree.XPath("string(.)")
# Font size in half-points where neither a run nor a style sets one (17.3.2.38).
_DEFAULT_SIZE = 20
_NEIGHBOURS = 8


def unlike_runs(root: XmlElement, styles: DocxStyles) -> dict[XmlElement, Unlike]:
    """Return the runs that are not plain text, with how they look."""
    looks = _RunLooks(root, styles)
    found: dict[XmlElement, Unlike] = {}
    for run in dict.fromkeys(_candidates(root, styles)):
        look = looks.look(run)
        if look is not None:
            found[run] = look
    for run in _prompts(root):
        found.setdefault(run, TextLook.PROMPT)
    return found


def _candidates(root: XmlElement, styles: DocxStyles) -> Iterator[XmlElement]:
    """Yield the runs with relevant formatting of their own, of their style or of the style of their paragraph."""
    for found in chain(root.iter(*_TELLING), _faint(root)):
        run = holder_of(found, RUN, RUN_PROPERTIES)
        if run is not None:
            yield run
    for found in root.iter(*_NOTES):
        run = found.getparent()
        if found.get(W + "customMarkFollows") is not None and run is not None:
            yield run
    telling = _telling_styles(styles)
    if not telling:
        return
    tells = cache(lambda name: any(above in telling for above, _ in styles.chain(name)))
    if None in telling or tells(styles.default):
        yield from root.iter(RUN)
        return
    for found in root.iter(_RUN_STYLE, PARAGRAPH_STYLE):
        if tells(found.get(VAL)):
            holder = RUN if found.tag == _RUN_STYLE else PARAGRAPH
            owner = holder_of(found, holder, RUN_PROPERTIES if holder == RUN else PROPERTIES)
            if owner is not None:
                yield from (owner,) if holder == RUN else owner.iter(RUN)


def _telling_styles(styles: DocxStyles) -> set[str | None]:
    """Return the styles with relevant formatting of their own; None stands for the document defaults."""
    if styles.root is None:
        return set()
    found = cast("list[XmlElement]", _SAYING(styles.root))
    return {each.get(STYLE_ID, "") if each.tag == STYLE else None for each in found}


def _prompts(root: XmlElement) -> Iterator[XmlElement]:
    """Yield the runs of content controls that only show a placeholder text (17.5.2.39)."""
    controls: set[XmlElement] = set()
    for found in root.iter(_PROMPT):
        control = holder_of(found, W + "sdt", W + "sdtPr")
        # Controls nested in another placeholder are covered by it.
        if control is None or not is_on(found) or not controls.isdisjoint(control.iterancestors(W + "sdt")):
            continue
        controls.add(control)
        for content in control.iterchildren(W + "sdtContent"):
            # A bare number is not a placeholder: a reader takes it for the answer.
            if any(sign.isalpha() for sign in str(_WRITTEN(content))):
                yield from content.iter(RUN)


class _RunLooks:
    """Formatting of single runs, resolved from their own properties, their styles and the document defaults."""

    def __init__(self, root: XmlElement, styles: DocxStyles) -> None:
        self._styles = styles
        self._defaults = styles.run_defaults
        self._levels: dict[str | None, list[XmlElement]] = {}
        self._shaded: dict[str | None, bool] = {}
        self._page = next(root.iterchildren(W + "background"), None)
        self._behind: bool | None = None
        self._root = root

    def look(self, run: XmlElement) -> Unlike | None:
        """Return how a run looks; None if it is plain text."""
        own = list(run.iterchildren(RUN_PROPERTIES))
        paragraph = next(run.iterancestors(PARAGRAPH), None)
        letters, lines = self._level(_style(own, _RUN_STYLE)), self._level(self._of(paragraph))
        levels = (own, letters, lines, self._defaults)
        if self._switch(VANISH, levels) or self._size(levels) <= TINY:
            return LeftOut.HIDDEN
        if self._is_white(levels) and not self._on_ground(run, levels):
            return LeftOut.HIDDEN
        double = _first(levels, _DOUBLE_STRIKE)
        if self._switch(_STRIKE, levels) or (double is not None and is_on(double)):
            return LeftOut.STRUCK
        if self._is_raised(run, levels):
            return TextLook.RAISED
        return TextLook.SMALL if self._is_small(run, levels) else None

    def _of(self, paragraph: XmlElement | None) -> str | None:
        properties = () if paragraph is None else paragraph.iterchildren(PROPERTIES)
        return _style(properties, PARAGRAPH_STYLE) or self._styles.default

    def _level(self, style: str | None) -> list[XmlElement]:
        """Return the run properties of a style and its base styles, nearest first."""
        if style not in self._levels:
            self._levels[style] = [
                properties for _, each in self._styles.chain(style) for properties in each.iterchildren(RUN_PROPERTIES)
            ]
        return self._levels[style]

    def _switch(self, tag: str, levels: tuple[list[XmlElement], ...]) -> bool:
        """Return the state of a toggle property: on if an odd number of style kinds turn it on (17.7.3)."""
        own, letters, lines, defaults = (_first((level,), tag) for level in levels)
        if own is not None:
            return is_on(own)
        if defaults is not None and is_on(defaults):
            return True
        return (letters is not None and is_on(letters)) != (lines is not None and is_on(lines))

    def _size(self, levels: Iterable[list[XmlElement]]) -> int:
        size = _first(levels, _SIZE)
        return _DEFAULT_SIZE if size is None else number(size.get(VAL), 0, 4096, _DEFAULT_SIZE)

    def _is_raised(self, run: XmlElement, levels: tuple[list[XmlElement], ...]) -> bool:
        for note in run.iterchildren(*_NOTES):
            if note.get(W + "customMarkFollows") in ("1", "true", "on"):
                return True
        vertical = _first(levels, _VERTICAL)
        if vertical is not None and vertical.get(VAL) == "superscript":
            return True
        position = _first(levels, _POSITION)
        rise = 0 if position is None else number(position.get(VAL), -4096, 4096, 0)
        return rise > 0 and is_lifted(rise, self._size(levels), self._beside(run, levels))

    def _is_small(self, run: XmlElement, levels: tuple[list[XmlElement], ...]) -> bool:
        """Return whether a run in a table is a subscript, or much smaller than the preceding run."""
        before = next(run.itersiblings(RUN, preceding=True), None)
        if before is None or next(run.iterancestors(_CELL), None) is None:
            return False
        vertical = _first(levels, _VERTICAL)
        if vertical is not None and vertical.get(VAL) == "subscript":
            return True
        own = list(before.iterchildren(RUN_PROPERTIES))
        around = (own, self._level(_style(own, _RUN_STYLE)), *levels[2:])
        return self._size(levels) < MUCH_SMALLER * self._size(around)

    def _beside(self, run: XmlElement, levels: tuple[list[XmlElement], ...]) -> int:
        """Return the font size of the nearest run next to this one that is not raised; 0 if there is none."""
        before = islice(run.itersiblings(RUN, preceding=True), _NEIGHBOURS)
        for other in chain(before, islice(run.itersiblings(RUN), _NEIGHBOURS)):
            own = list(other.iterchildren(RUN_PROPERTIES))
            around = (own, self._level(_style(own, _RUN_STYLE)), *levels[2:])
            position = _first(around, _POSITION)
            if position is None or number(position.get(VAL), -4096, 4096, 0) <= 0:
                return self._size(around)
        return 0

    def _is_white(self, levels: tuple[list[XmlElement], ...]) -> bool:
        colour = _first(levels, _COLOUR)
        if colour is None:
            return False
        theme = colour.get(W + "themeColor")
        shade = colour.get(W + "themeShade")
        return is_white(colour.get(VAL, "")) or (theme in ("background1", "light1") and shade is None)

    def _on_ground(self, run: XmlElement, levels: tuple[list[XmlElement], ...]) -> bool:
        """Return whether the background of white letters may be coloured, or the letters have an outline; in doubt, True."""
        if self._page is not None and not is_white(self._page.get(_COLOUR, "FFFFFF")):
            return True
        for properties in chain.from_iterable(levels):
            if any(_covers(each) or _has_edge(each) for each in properties):
                return True
        in_table = False
        for above in run.iterancestors(*_GROUND, BOX):
            if above.tag == BOX:
                return True
            in_table = in_table or above.tag == _TABLE
            for properties in above.iterchildren(_GROUND[above.tag]):
                style = value(properties, _TABLE_STYLE) or value(properties, PARAGRAPH_STYLE)
                if any(map(_covers, properties)) or self._shades(style or self._styles.default):
                    return True
        if self._behind is None:
            self._behind = bool(_BEHIND(self._root))
        # A picture may be behind the letters of a cover page.
        return self._behind and not in_table

    def _shades(self, style: str | None) -> bool:
        """Return whether a table or paragraph style sets any shading."""
        if style not in self._shaded:
            shades = (shade for _, each in self._styles.chain(style) for shade in each.iter(_SHADE))
            self._shaded[style] = any(map(_covers, shades))
        return self._shaded[style]


def _covers(shade: XmlElement) -> bool:
    """Return whether a shading or a highlight is not white."""
    if shade.tag == _HIGHLIGHT:
        return shade.get(VAL) not in ("none", "white")
    if shade.tag != _SHADE or shade.get(VAL) == "nil":
        return False
    theme, fill = shade.get(W + "themeFill", "background1"), shade.get(W + "fill", "auto")
    themed = theme not in ("background1", "light1") or shade.get(W + "themeFillShade") is not None
    return themed or shade.get(VAL, "clear") != "clear" or not (fill == "auto" or is_white(fill))


def _has_edge(effect: XmlElement) -> bool:
    """Return whether an effect or a fill that is not white makes white letters visible."""
    if effect.tag == _OUTLINE:
        return next(effect.iterchildren(_WORD_2010 + "noFill"), None) is None
    if effect.tag == _FILL:
        colours = [each.get(_WORD_2010 + "val", "") for each in effect.iter() if each.tag.endswith("Clr")]
        return not all(colour in ("bg1", "lt1") or is_white(colour) for colour in colours)
    return effect.tag in _EFFECTS and is_on(effect)


def _first(levels: Iterable[list[XmlElement]], tag: str) -> XmlElement | None:
    """Return the nearest element with this tag among the properties of a run; None if there is none."""
    for level in levels:
        for properties in level:
            for found in properties.iterchildren(tag):
                return found
    return None


def _style(properties: Iterable[XmlElement], tag: str) -> str | None:
    return next((style for each in properties if (style := value(each, tag))), None)


def _faint(root: XmlElement) -> list[XmlElement]:
    """Find the colours and sizes in run properties that may make letters invisible."""
    if next(root.iter(_COLOUR, _SIZE), None) is None:
        return []
    return cast("list[XmlElement]", _FAINT(root))
