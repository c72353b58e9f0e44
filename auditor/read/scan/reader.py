"""Reader of pictures, with the optional extra `ocr`: image files, scanned pages of a PDF, and pictures on pages.

Modules that need the extra are imported on use: without it, and for files of text, none of them is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from auditor.config.limits import Deadline, ReadContext, require
from auditor.errors import Cause, UnreadableReport
from auditor.model.document import Document
from auditor.processes.memory import room_for_helpers
from auditor.read.base.builder import DocumentBuilder, RawCell
from auditor.read.layout.boxes import Box, fills
from auditor.read.layout.compose import Recognised, placed, write
from auditor.read.layout.flow import TextParagraph, flow
from auditor.read.layout.ruled.lines import TextLine
from auditor.read.layout.ruled.page import PageFlow
from auditor.read.layout.ruled.tables import LayoutTable
from auditor.read.scan.doubts.faults import fault_message

if TYPE_CHECKING:
    from auditor.read.scan.page import ScannedPage
    from auditor.read.scan.picture.colour import Grey

T = TypeVar("T")
INSTALL = (
    '这是扫描件或图片，没有文字；请装上识别扫描件的组件（pip install "xxgk-auditor[ocr]"）再审核，或提供 Word、网页版本'
)
NO_TEXT = "这是扫描件或图片，但没有认出文字；请重新扫描得更清楚些，或提供 Word、网页版本"
FAILED = "这是扫描件或图片，识别文字的组件处理不了它（图片异常，或内存不够）；请重新扫描后再审核，或提供 Word、网页版本"
_INCH = 72.0


def available() -> bool:
    """Return whether the extra that recognises pictures is installed."""
    try:
        import auditor.read.scan.page  # noqa: F401
    except ImportError:
        return False
    return True


def read_image(data: bytes, path: str, context: ReadContext) -> Document:
    """Read the paragraphs and tables of the pages of an image file; raise UnreadableReport, also if the extra is missing."""
    with room_for_helpers(context.limits):
        return _image(data, path, context)


def _image(data: bytes, path: str, context: ReadContext) -> Document:
    if not available():
        raise UnreadableReport(INSTALL, Cause.UNSUPPORTED)
    from auditor.read.scan.page import read_pages
    from auditor.read.scan.picture.image import frames

    deadline = context.deadline
    pages: list[PageFlow] = []
    recognised: dict[int, Recognised] = {}
    lost: list[int] = []
    faults: dict[int, list[str]] = {}
    for number, grey in enumerate(frames(data, context), 1):
        found = _unless_it_fails(lambda: read_pages(grey, number, context), deadline)  # noqa: B023  called at once
        if found is None:
            lost.append(number)
            continue
        for page in found:
            pages.append(PageFlow(page.number, *page.size, page.blocks))
            recognised[page.number] = Recognised([(0.0, 0.0, *page.size)], page.on_paper)
            faults.setdefault(number, []).extend(page.faults)
    if not any(page.blocks for page in pages):
        raise UnreadableReport(FAILED if lost else NO_TEXT, Cause.UNSUPPORTED)
    builder = DocumentBuilder(context)
    blocks = write(builder, pages, recognised)
    if lost:
        builder.unread("图片", len(lost))
        builder.warn(f"第 {'、'.join(map(str, lost))} 页是图片，其中的文字未能读取")
    report_faults(builder, faults)
    return placed(builder.build(path=path, data=data, format="image"), blocks, recognised)


def report_faults(builder: DocumentBuilder, faults: Mapping[int, list[str]]) -> None:
    """Report for each page, by its number, why not all of it was read."""
    for page, own in faults.items():
        if own:
            builder.unread(fault_message(page, dict.fromkeys(own)))
            builder.warn(f"第 {page} 页{'；'.join(dict.fromkeys(own))}")


def read_picture(data: bytes, context: ReadContext) -> list[str | list[list[RawCell]]]:
    """Return the paragraphs and tables in a picture of a document, a table as its rows of cells.

    The result is empty if the picture has no text, if it is damaged, too large or of an unsupported kind, if reading it
    fails, or if the extra is missing.
    """
    with room_for_helpers(context.limits):
        blocks = flow(_picture(data, context) if available() else [])
    return [block.text if isinstance(block, TextParagraph) else block.raw_rows() for block in blocks]


def _picture(data: bytes, context: ReadContext) -> list[PageFlow]:
    from auditor.read.scan.page import read_pages
    from auditor.read.scan.picture.image import frames

    def pages() -> list[PageFlow]:
        return [
            PageFlow(page.number, *page.size, page.blocks)
            for number, grey in enumerate(frames(data, context), 1)
            for page in read_pages(grey, number, context)
        ]

    return _unless_it_fails(pages, context.deadline) or []


def _unless_it_fails(recognise: Callable[[], T], deadline: Deadline) -> T | None:
    """Return the result of recognising a picture; None if it fails, which is no fault of the report's text.

    Raises UnreadableReport only if the time for the whole report is over.
    """
    try:
        return recognise()
    except Exception:  # noqa: BLE001  Pillow, OpenCV and the engine raise classes of their own, and ours says what was too large
        deadline.check()
        return None


@dataclass(frozen=True, slots=True)
class PageScan:
    """Text recognised on a page of a PDF.

    If `whole`, it is the whole page, as `pages` in points of their own; otherwise `blocks` at their places.
    `recognised` is by the number of the page, or of a sheet of it; `unread` counts pictures that gave no text; `faults`
    say why not all of the others was read.
    """

    blocks: list[TextLine | LayoutTable]
    recognised: dict[int, Recognised]
    whole: bool
    pages: list[PageFlow] = field(default_factory=list)
    unread: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def characters(self) -> int:
        """The number of characters found."""
        blocks = [*self.blocks, *(block for page in self.pages for block in page.blocks)]
        lines = sum(len(block.text) for block in blocks if isinstance(block, TextLine))
        tables = (block for block in blocks if isinstance(block, LayoutTable))
        return lines + sum(len(cell.text) for table in tables for row in table.rows for cell in row)


def read_pictures(
    page: Any, number: int, pictures: list[Box], size: tuple[float, float], context: ReadContext, *, layer: bool
) -> PageScan | None:
    """Recognise the pictures on a page opened by pypdfium2; `size` and the pictures' boxes are in points as displayed.

    A picture that fills the page, or has a text `layer` over it, is read as the page; the blocks of other pictures are
    put at their places. Returns None if no text was read in them, or the extra is missing.
    """
    with room_for_helpers(context.limits):
        if not available():
            return None
        scan = _unless_it_fails(
            lambda: _recognised(page, number, pictures, size, context, layer=layer), context.deadline
        )
    return scan if scan and scan.characters else None


def _recognised(
    page: Any, number: int, pictures: list[Box], size: tuple[float, float], context: ReadContext, *, layer: bool
) -> PageScan:
    from auditor.read.scan.page import read_pages
    from auditor.read.scan.picture.image import DPI, POINT, is_page

    whole = layer or any(fills(box, size) for box in pictures)
    scale = DPI / _INCH
    if whole and not is_page(size[0] / _INCH, size[1] / _INCH):
        # Some programs use one point per pixel: then the page is taken to be as large as A4.
        scale *= 11.69 * _INCH / max(size)
    grey = _drawn(page, scale, size, context.limits.pixels)
    if whole:
        read = read_pages(grey, number, context)
        places = {page.number: Recognised([(0.0, 0.0, *page.size)], _back(page, POINT / scale)) for page in read}
        flows = [PageFlow(page.number, *page.size, page.blocks) for page in read]
        return PageScan([], places, whole, flows, faults=[fault for page in read for fault in page.faults])
    blocks: list[TextLine | LayoutTable] = []
    areas: list[Box] = []
    faults: list[str] = []
    for box in pictures:
        left, top, right, bottom = (round(side * scale) for side in box)
        cut = grey[top:bottom, left:right].copy()
        parts = _unless_it_fails(lambda: read_pages(cut, number, context), context.deadline)  # noqa: B023  called at once
        if parts is None or not any(part.blocks for part in parts):
            continue
        for part in parts:
            for block in part.blocks:
                _move(block, box[0] + part.left, box[1])
            blocks += part.blocks
            faults += part.faults
        areas.append(box)
    return PageScan(blocks, {number: Recognised(areas)}, whole, [], len(pictures) - len(areas), faults)


def _back(page: ScannedPage, step: float) -> Callable[[Box], Box]:
    """Return the mapping from the level page to points on the page of the PDF."""

    def on_paper(box: Box) -> Box:
        left, top, right, bottom = page.on_paper(box)
        return left * step, top * step, right * step, bottom * step

    return on_paper


def _drawn(page: Any, scale: float, size: tuple[float, float], most_pixels: int) -> Grey:
    """Render the page as a grey picture."""
    from auditor.read.scan.picture.colour import grey_of

    try:
        require(round(size[0] * size[1] * scale * scale), most_pixels, "页面像素数")
        bitmap = page.render(scale=scale, rev_byteorder=True)
        grey = grey_of(bitmap.to_numpy()[:, :, :3])
        bitmap.close()
    finally:
        page.close()
    return grey


def _move(block: TextLine | LayoutTable, right: float, down: float) -> None:
    """Shift a block read in a picture to the place of the picture."""
    block.top += down
    block.bottom += down
    if isinstance(block, TextLine):
        for run in block.runs:
            run.left, run.right = run.left + right, run.right + right
            run.top, run.bottom = run.top + down, run.bottom + down
        return
    block.xs = [x + right for x in block.xs]
    for row in block.rows:
        for cell in row:
            cell.left, cell.right = cell.left + right, cell.right + right
            for spot in cell.spots:
                spot.box = spot.box[0] + right, spot.box[1] + down, spot.box[2] + right, spot.box[3] + down
