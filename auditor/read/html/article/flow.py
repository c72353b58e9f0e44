"""Layout of a page in reading order: lines, data tables and pictures, with the areas that contain them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from auditor.read.base.builder import RawCell
from auditor.read.base.left_out import LeftOut, hidden_places
from auditor.read.html.tree.grid import (
    BLOCKS,
    ElementRow,
    below,
    holds_flow,
    is_column,
    is_layout,
    sections,
    shown_in,
    span_grid,
)
from auditor.read.html.tree.missed import background, holds_report, is_missed
from auditor.read.html.tree.tree import LEFT_OUT, MEASURES, NOT_READ, OBJECT, UNSURE, VisibleElement, tidy
from auditor.read.rows.one_table import parts_of_report

_TITLE_CLASS = re.compile(r"title|headline|biaoti|(?:^|[-_ ])(?:bt|tit)(?:$|[-_ ])", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3")
# Elements that cannot be an area; excluding them keeps the list of areas short.
_NO_AREA = frozenset(("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "dt", "dd", "caption", "legend", "pre"))
_DIGITS = re.compile(r"\d+")
DOCUMENT = re.compile(r"\.(?:docx?|wps|pdf|ofd|xlsx?|et|rtf|zip|rar)(?:$|[?#&])", re.IGNORECASE)
_SMALL_PICTURE = 120
# Attributes with the source of a lazily loaded picture.
_LATER = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-echo", "lazy-src", "original", "data-url")
_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|bmp|webp);base64,\s*([^\s\"]{0,12})", re.IGNORECASE)
# Beginnings of PNG, JPEG, GIF, BMP and WebP in base64.
_BEGINNINGS = ("iVBORw0KGgo", "/9j/", "R0lGOD", "Qk", "UklGR")
_FROM_WORD = re.compile(r"image\d{3}\.gif$", re.IGNORECASE)
# A small picture that does not replace a figure: no unit follows it.
_NO_FIGURE = re.compile(f"{OBJECT}(?!{MEASURES})")
_LOOKED_AT = 200
_ICON = re.compile(r"ico|logo|qr|weixin|wechat|share|print|arrow|blank|spacer|btn|\.gif", re.IGNORECASE)


@dataclass(slots=True)
class HtmlLine:
    """A line of text; `plain` is its text outside links, `heading` the tag or kind of the title element around it.

    `left` counts what was left out of it on purpose, `files` are the addresses of the documents it links to. `pictured` says
    whether it begins with a picture.
    """

    text: str
    plain: str
    heading: str = ""
    dropped: bool = False
    left: Counter[LeftOut] | None = None
    files: tuple[str, ...] = ()
    pictured: bool = False

    def weight(self) -> int:
        """Return the number of characters that count towards the article; 0 if the item is dropped."""
        return 0 if self.dropped else len(self.text)

    def holds_data(self) -> bool:
        """Return False: a line is not a table."""
        return False


@dataclass(slots=True)
class HtmlTable:
    """A data table with resolved columns; `pictures` names what cells show instead of text, `left` counts what was left out."""

    rows: list[list[RawCell]]
    plain: int
    pictures: tuple[str, ...] = ()
    dropped: bool = False
    left: Counter[LeftOut] | None = None

    def weight(self) -> int:
        """Return the number of characters that count towards the article; 0 if the item is dropped."""
        return 0 if self.dropped else self.plain + sum(map(len, self.rows))

    def holds_data(self) -> bool:
        """Return whether the table must not be lost."""
        return not self.dropped and sum(map(len, self.rows)) > 3


@dataclass(slots=True)
class HtmlPicture:
    """Content large enough to show text or a table; `source` is its address, or a data: URL with the image itself.

    `what` names it in Chinese; `whole` says whether it may show a whole report.
    """

    source: str = ""
    dropped: bool = False
    what: str = "图片"
    whole: bool = False

    def weight(self) -> int:
        """Return 0: pictures of the site are as large as those of the article."""
        return 0

    def holds_data(self) -> bool:
        """Return False: the content of a picture is not known."""
        return False


FlowItem = HtmlLine | HtmlTable | HtmlPicture


@dataclass(slots=True)
class ArticleArea:
    """An element that may hold the article; its items are `items[start:end]` of the page."""

    element: VisibleElement
    start: int
    end: int = 0
    inner: list[ArticleArea] = field(default_factory=list)


class PageFlowReader:
    """Single pass over the elements; afterwards `items` is the page in reading order and `area` the root of its areas."""

    def __init__(self, body: VisibleElement, most_cells: int) -> None:
        """Read the page; `most_cells` is the limit of cells of a report laid out in the rows of one table."""
        self._most_cells = most_cells
        self.items: list[FlowItem] = []
        self.area = ArticleArea(body, 0)
        self._runs: list[str] = []
        self._plain: list[str] = []
        self._links = 0
        self._heading = ""
        # From most pages nothing is left out.
        self._notes = LEFT_OUT in body.attributes
        self._doubts = UNSURE in body.attributes
        self._left: Counter[LeftOut] = Counter()
        self._files: list[str] = []
        # Whether the next line begins with a picture.
        self._pictured = False
        self._walk(body)
        self._flush()
        if self._left and self.items:
            _note(self.items[-1], self._left)
        self.area.end = len(self.items)

    def _walk(self, element: VisibleElement) -> None:
        for child in element.children:
            if isinstance(child, str):
                self._runs.append(child)
                if not self._links:
                    self._plain.append(child)
            elif child.tag == "br":
                self._flush()
            elif child.tag == "img":
                self._image(child)
            elif child.tag == "table":
                self._flush()
                self._table(child)
            elif child.tag in BLOCKS:
                self._block(child)
            elif child.tag == "a":
                self._link(child)
            elif child.tag[0] == "-":
                self._note(child)
            else:
                self._inline(child)

    def _inline(self, element: VisibleElement) -> None:
        """Read an inline element; an empty one may show a background picture."""
        if element.children:
            self._walk(element)
        elif self._runs and "url(" in element.get("style"):
            self._runs.append(OBJECT)

    def _image(self, image: VisibleElement) -> None:
        """Read a picture: a large one becomes an item, one within a line a placeholder."""
        if _is_large(image):
            self._flush()
            self.items.append(HtmlPicture(image.get("src")))
        elif self._runs and not _ICON.search(image.get("src")[:_LOOKED_AT]):
            self._runs.append(OBJECT)
        self._pictured = self._pictured or not self._runs

    def _link(self, element: VisibleElement) -> None:
        self._links += 1
        self._walk(element)
        self._links -= 1
        if DOCUMENT.search(element.get("href")):
            self._files.append(element.get("href"))

    def _note(self, element: VisibleElement) -> None:
        """Read an element that represents content missing from the text of the page."""
        if element.tag == LEFT_OUT:
            self._left[LeftOut[element.get("kind")]] += 1
        elif element.tag == NOT_READ:
            self._miss(element)

    def _miss(self, element: VisibleElement) -> None:
        """Add unread content as an item, unless it is site content."""
        around = self.area.element
        if is_missed(element, around):
            self._flush()
            source = element.get("src") or element.get("data")
            self.items.append(HtmlPicture(source, what=element.get("what"), whole=holds_report(element, around)))

    def _block(self, element: VisibleElement) -> None:
        self._flush()
        outer, self._heading = self._heading, self._heading or _heading(element)
        self._pictured = "style" in element.attributes and "url(" in element.get("style")
        if element.tag == "pre":
            self._preformatted(element)
        elif element.tag in _NO_AREA:
            self._walk(element)
        else:
            area = ArticleArea(element, len(self.items))
            around, self.area = self.area, area
            self._walk(element)
            self._flush()
            self.area = around
            if "style" in element.attributes and (behind := background(element)) is not None:
                self._miss(behind)
            area.end = len(self.items)
            if area.end > area.start:
                around.inner.append(area)
        self._flush()
        self._heading = outer

    def _preformatted(self, element: VisibleElement) -> None:
        for line in _source(element).split("\n"):
            self._runs.append(line)
            self._plain.append(line)
            self._flush()

    def _flush(self) -> None:
        if not self._runs:
            return
        text = tidy("".join(self._runs))
        if OBJECT in text:
            text = _NO_FIGURE.sub("", text)
        if text:
            plain = text if len(self._plain) == len(self._runs) else tidy("".join(self._plain))
            line = HtmlLine(text, plain, self._heading)
            self.items.append(line)
            if self._pictured:
                line.pictured, self._pictured = True, False
            if self._files:
                line.files = tuple(self._files)
                self._files.clear()
            if self._left:
                _note(line, self._left)
                self._left = Counter()
        self._runs.clear()
        self._plain.clear()

    def _table(self, table: VisibleElement) -> None:
        for child in table.children:
            if not isinstance(child, str) and child.tag == "caption":
                self._block(child)
        parts = sections(table)
        rows = [row for part in parts for row in part]
        if is_layout(rows):
            column = is_column(rows)
            for part in parts:
                if column:
                    self._lines(part)
                else:
                    self._layout(part)
        else:
            self._data(parts, below(table, LEFT_OUT) if self._notes else [])

    def _layout(self, rows: list[ElementRow]) -> None:
        """Turn rows with running text into lines; two or more rows of plain entries between them stay a table."""
        entries: list[ElementRow] = []
        for row in rows:
            if not holds_flow(row):
                entries.append(row)
                continue
            self._entries(entries)
            entries = []
            self._lines([row])
        self._entries(entries)

    def _entries(self, rows: list[ElementRow]) -> None:
        if sum(len(row) > 1 for row in rows) > 1 and not is_column(rows):
            self._data(
                [rows], [each for row in rows for cell in row for each in below(cell, LEFT_OUT)] if self._notes else []
            )
        else:
            self._lines(rows)

    def _lines(self, rows: Iterable[ElementRow]) -> None:
        for row in rows:
            for cell in row:
                self._block(cell)

    def _data(self, parts: list[list[ElementRow]], left: list[VisibleElement]) -> None:
        cells = [cell for part in parts for row in part for cell in row]
        plain = linked = 0
        seen: dict[int, str] = {}
        unread: dict[int, str] = {}
        for cell in cells:
            if cell.plain or cell.linked:
                plain += cell.plain
                linked += cell.linked
            elif what := shown_in(cell):
                seen[id(cell)] = what
                unread[id(cell)] = f"格子里是{what}，没有读出"
            if self._doubts and (doubts := below(cell, UNSURE)):
                unread[id(cell)] = doubts[0].get("why")
        if not (plain or linked or seen):
            return
        grid = span_grid(parts, unread)
        if plain and (report := parts_of_report(grid, self._most_cells)):
            self._report(report, list(seen.values()), left)
            return
        # A table with only links is navigation, not data.
        rows = [hidden_places("行") for each in left if each.get("of") == "tr"]
        table = HtmlTable(grid, plain, (*seen.values(), *rows), dropped=linked > 0 and not plain)
        if left:
            _note(table, Counter(LeftOut[each.get("kind")] for each in left))
        self.items.append(table)

    def _report(self, parts: list[RawCell | list[list[RawCell]]], seen: list[str], left: list[VisibleElement]) -> None:
        """Add the paragraphs and tables laid out in the rows of one table; `seen` is what its blank cells show, in order."""
        first = len(self.items)
        for part in parts:
            cells = [cell for row in part for cell in row] if isinstance(part, list) else [part]
            blanks = sum(bool(cell.unread and not cell.text) for cell in cells)
            shown, seen = tuple(seen[:blanks]), seen[blanks:]
            if isinstance(part, list):
                self.items.append(HtmlTable(part, sum(len(cell.text) for cell in cells), shown))
            elif part.text:
                self.items += [HtmlLine(text, text) for text in part.text.split("\n")]
            else:
                self.items += [HtmlPicture(what=what) for what in shown]
        if left:
            _note(self.items[first], Counter(LeftOut[each.get("kind")] for each in left))


def _note(item: FlowItem, left: Counter[LeftOut]) -> None:
    if left and not isinstance(item, HtmlPicture):
        item.left = (item.left or Counter()) + left


def _heading(element: VisibleElement) -> str:
    if element.tag in _HEADINGS:
        return element.tag
    attributes = element.attributes
    if attributes and _TITLE_CLASS.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"):
        return "title"
    return ""


def _source(element: VisibleElement) -> str:
    parts = []
    for child in element.children:
        if isinstance(child, str):
            parts.append(child)
        else:
            parts.append("\n" if child.tag == "br" else _source(child))
    return "".join(parts)


def _is_large(image: VisibleElement) -> bool:
    """Return whether the image may show text, by its size, or without a size by its name, which is not that of an icon."""
    style = dict(part.split(":", 1) for part in image.get("style").lower().replace(" ", "").split(";") if ":" in part)
    sizes = []
    for name in ("width", "height"):
        written = image.get(name) or style.get(name, "")
        digits = _DIGITS.match(written)
        if digits and "%" not in written:
            sizes.append(int(digits[0][:6]))
    if sizes:
        return min(sizes) >= _SMALL_PICTURE
    source = next((later for name in _LATER if (later := image.get(name))), "") or image.get("src")
    if source.startswith("data:"):
        return len(source) > 4000 or _is_broken(source)
    return not _ICON.search(f"{image.get('class')} {source[:_LOOKED_AT]}") or _FROM_WORD.search(source) is not None


def _is_broken(source: str) -> bool:
    """Return whether a data: URL holds no image that a browser could show."""
    found = _PICTURE.match(source)
    return found is not None and not found[1].startswith(_BEGINNINGS)
