"""Letters as PDF by WeasyPrint: PDF/A-3u, tagged, with only the fonts we choose, no network, and the same bytes every time."""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import TreeBuilder

from cssselect2 import ElementWrapper
from lxml import etree

from auditor.errors import AuditorError, reason
from auditor.letters.fonts.characters import uncommon
from auditor.letters.fonts.coverage import outlined
from auditor.letters.fonts.selection import Face, as_standalone_file, faces, machine_face_for, missing_glyphs
from auditor.letters.fonts.subset import cut
from auditor.letters.pdf.compression import pack
from auditor.letters.pdf.weasyprint_loader import listening, load_weasyprint, own_fonts
from auditor.processes.scratch import scratch
from auditor.resources import templates_folder

_MISSING = re.compile(r'unsupported by fonts: "(.*)"', re.DOTALL)
_NO_PICTURE = re.compile(r"Failed to load image at '(.*?)'")
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_IMPRINT = "imprint"
_STYLING = re.compile(r"<(?:style|link)\b", re.IGNORECASE)
# Attached files carry dates; the letter itself says when it was written, and this date is always the same.
_STAMP = datetime(2021, 1, 1)


class Printer:
    """Prints letters, one after the other, with one set of fonts and one stylesheet for them all."""

    def __init__(
        self,
        machine: bool = False,
        folders: Sequence[Path] = (),
        pictures: Sequence[Path] = (),
        characters: Collection[str] = (),
    ) -> None:
        """With `machine`, system fonts are used where there are any.

        Letters may take pictures from `folders`, those of the templates in force, and the single files `pictures`. For a batch,
        `characters` are all characters of its pages: a letter then prints in a tenth less time, and a letter with other
        characters is not printed.
        """
        self._weasyprint = load_weasyprint()
        self._folders = [folder.resolve() for folder in folders] or [templates_folder().resolve()]
        self._pictures = {picture.resolve() for picture in pictures}
        self._scratch = scratch()
        self._machine = machine
        self._lent: Face | None = None
        self._fetcher = _fetcher(self._weasyprint, self._allowed)
        self._page = _page(self._weasyprint, templates_folder() / "base.css")
        chosen = faces(machine)
        self.notes = chosen.notes
        try:
            self._use(chosen.all, characters)
        except AuditorError:
            if not machine:
                raise
            self._use(faces(machine=False).all, characters)
            self.notes = (*chosen.notes, "本机装的公文字体有的载入不了，意见书用的是自带的字体")
        self._style, self._parsed = "", None

    def _use(self, chosen: Iterable[Face], characters: Collection[str]) -> None:
        """Print with these faces from now on; raises AuditorError if one of them cannot be loaded."""
        self.faces = tuple(as_standalone_file(face, self._scratch) for face in chosen)
        if characters:
            self.faces = tuple(cut(face, characters, self._scratch) for face in self.faces)
        self._fonts, self._sheets = self._set_up(self.faces)

    def pdf(self, page: str, findings: str = "", names: Iterable[str] = ()) -> tuple[bytes, tuple[str, ...]]:
        """Return the page as PDF, and the characters that no font can draw, which it writes as «〔U+20BB7〕».

        An empty box in a quotation would be read as the agency's fault; a code can be looked up. In `names` no character may be
        missing. `findings` is attached as findings.json. Raises AuditorError if a name, a font or a picture cannot be drawn.
        """
        fonts, sheets, left = self._fonts, self._sheets, self._lacking(page)
        if left and self._machine and (own := machine_face_for(left)):
            # If the system font fails after all, the characters are written as codes.
            with suppress(AuditorError):
                self._lent = as_standalone_file(own, self._scratch)
                fonts, sheets = self._set_up((*self.faces, self._lent))
                left -= outlined(self._lent.path, self._lent.number, left)
        for name in names:
            if lost := sorted(left & set(name)):
                raise AuditorError(_undrawable(name, lost[0]))
        for ch in left:
            page = page.replace(ch, f"〔U+{ord(ch):04X}〕")
        return self._write(page, findings, fonts, sheets), tuple(sorted(left))

    def leaves(self, page: str) -> int:
        """Return the number of pages from the text's last page to the imprint, as laid out: the imprint belongs on an even page.

        Also 0 if a template has no imprint by that name. Raises AuditorError if a font or a picture cannot be drawn.
        """
        for ch in self._lacking(page):
            page = page.replace(ch, f"〔U+{ord(ch):04X}〕")
        sheets = self._laid(page, self._fonts, self._sheets).pages
        ends = [number for number, sheet in enumerate(sheets, 1) if _IMPRINT in sheet.anchors]
        return len(sheets) - ends[0] if ends else 0

    def _lacking(self, text: str) -> frozenset[str]:
        rare = uncommon(text)
        return missing_glyphs(self.faces, rare) if rare else frozenset()

    def _set_up(self, some: Sequence[Face]) -> tuple[Any, list[Any]]:
        with own_fonts():
            fonts = self._weasyprint.text.fonts.FontConfiguration()
        with self._heard():
            css = self._weasyprint.CSS(string=_font_faces(some), font_config=fonts, url_fetcher=self._fetcher)
        return fonts, [css]

    def _write(self, page: str, findings: str, fonts: Any, sheets: list[Any]) -> bytes:
        laid = self._laid(page, fonts, sheets)
        if findings:
            laid.metadata.attachments = [_attachment(self._weasyprint, findings)]
        with self._heard(), warnings.catch_warnings():
            # WeasyPrint leaves the file of its colour profile to be closed by garbage collection.
            warnings.simplefilter("ignore", ResourceWarning)
            data: bytes = laid.write_pdf(pdf_variant="pdf/a-3u", pdf_tags=True, finisher=pack)
        return data

    def _laid(self, page: str, fonts: Any, sheets: list[Any]) -> Any:
        """Lay out the page; the last stylesheet of a letter is cached: what a template puts into it may differ from letter to letter."""
        place = {"base_url": f"{self._folders[0].as_uri()}/", "url_fetcher": self._fetcher}
        page, style = _apart(page)
        with self._heard():
            sheet = self._parsed
            if sheet is None or style != self._style or fonts is not self._fonts:
                sheet = self._weasyprint.CSS(string=style, font_config=fonts, **place)
            laid = self._page(page, **place).render(stylesheets=[*sheets, sheet], font_config=fonts)
        if fonts is self._fonts:
            self._style, self._parsed = style, sheet
        return laid

    @contextmanager
    def _heard(self) -> Iterator[None]:
        """Turn what WeasyPrint only warns of, but is an error in a letter, into an AuditorError."""
        try:
            with listening() as heard:
                yield
        except self._weasyprint.urls.FatalURLFetchingError as error:
            raise AuditorError(f"意见书没有写成：{_refused(error.__cause__)}") from error
        for line in heard:
            if missing := _MISSING.search(line):
                raise AuditorError(f"字体里没有“{missing[1]}”（U+{ord(missing[1][:1] or ' '):04X}），意见书没有写成")
            if picture := _NO_PICTURE.match(line):
                raise AuditorError(f"图片“{Path(unquote(picture[1])).name}”读不出来，意见书没有写成；请换一个文件")
            if "cannot be loaded" in line:
                raise AuditorError("自带的字体文件载入不了，意见书没有写成；请重新安装程序")

    def _allowed(self, url: str) -> Path:
        """Return the file that a URL names, if it is among the templates or our fonts; raises ValueError for any other URL."""
        parts = urlsplit(url)
        if parts.scheme != "file" or parts.netloc or parts.query or parts.fragment:
            raise ValueError(f"不许读取 {url}")
        path = Path(unquote(parts.path)).resolve()
        if path not in self._files() and not any(path.is_relative_to(folder) for folder in self._folders):
            raise ValueError(f"不许读取 {url}")
        return path

    def _files(self) -> set[Path]:
        some = (*self.faces, self._lent) if self._lent else self.faces
        return {face.path.resolve() for face in some} | self._pictures


def _refused(cause: BaseException | None) -> str:
    """Say why a file that a page refers to was not fetched."""
    if isinstance(cause, OSError):
        return f"模板要的文件“{cause.filename}”读不出来：{reason(cause)}"
    return str(cause)


def _undrawable(name: str, ch: str) -> str:
    return (
        f"“{name}”里的“{ch}”（U+{ord(ch):04X}）没有一种字体能显示，意见书没有写成；"
        "请在本机装一种有这个字的字体（如 SimSun-ExtB、BabelStone Han），并且不要关掉 machine_fonts，再写一次"
    )


def _apart(page: str) -> tuple[str, str]:
    """Separate the page from its stylesheet, which is the same in all letters and has to be parsed only once.

    If there are several stylesheets they stay in the page, because styles in a page always take precedence over styles from
    outside.
    """
    found = _STYLE.search(page)
    if found is None or len(_STYLING.findall(page)) > 1:
        return page, ""
    return page[: found.start()] + page[found.end() :], found[1]


def _attachment(weasyprint: Any, findings: str) -> Any:
    return weasyprint.Attachment(
        string=findings,
        name="findings.json",
        description="审核结果",
        created=_STAMP,
        modified=_STAMP,
        relationship="Data",
    )


def _font_faces(some: Sequence[Face]) -> str:
    return "".join(
        f'@font-face {{ font-family: "{face.family}"; src: url("{face.path.resolve().as_uri()}"); }}\n' for face in some
    )


def _page(weasyprint: Any, base: Path) -> Any:
    sheets = [weasyprint.CSS(string=base.read_text("utf-8"))]

    class PrintedPage(weasyprint.HTML):  # type: ignore[misc]
        """Page with our own default styles of HTML elements, read by a parser that is twenty times as fast."""

        def __init__(self, page: str, base_url: str, url_fetcher: Any) -> None:
            tree = etree.HTML(page, etree.HTMLParser(target=cast(Any, _Tree())))
            self.base_url, self.url_fetcher, self.media_type = base_url, url_fetcher, "print"
            self.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return sheets

    return PrintedPage


class _Tree:
    """Builds the kind of tree that WeasyPrint reads from the parser's events."""

    def __init__(self) -> None:
        self._builder = TreeBuilder()
        self.data, self.end, self.close = self._builder.data, self._builder.end, self._builder.close

    def start(self, tag: str, attributes: Any) -> None:
        """Start an element."""
        self._builder.start(tag, dict(attributes))


def _fetcher(weasyprint: Any, allowed: Any) -> Any:
    class OwnFiles(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        """Fetches our templates and fonts; anything else stops the letter."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            path = allowed(url)
            return weasyprint.urls.URLFetcherResponse(path.as_uri(), path.read_bytes())

    return OwnFiles(allowed_protocols=("file",), allow_redirects=False, fail_on_errors=True)
