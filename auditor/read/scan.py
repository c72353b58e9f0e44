"""Reads reports that are pictures: image files of pages, recognised by the optional extra `ocr`."""

from __future__ import annotations

from auditor.errors import UnreadableReport
from auditor.model.document import Document
from auditor.read.builder import DocumentBuilder
from auditor.read.compose import Regions, placed, write
from auditor.read.limits import Deadline
from auditor.read.pdf_flow import PageFlow

INSTALL = "这是扫描件或图片，没有文字；请装上识别扫描件的组件（pip install \"xxgk-auditor[ocr]\"）再审核，或提供 Word、网页版本"


def available() -> bool:
    """Whether the extra that recognises pictures is installed."""
    try:
        import auditor.read.scan_page  # noqa: F401
    except ImportError:
        return False
    return True


def read_image(data: bytes, path: str) -> Document:
    """The paragraphs and tables of the pages of an image file; raises UnreadableReport, also where the extra is missing."""
    if not available():
        raise UnreadableReport(INSTALL)
    from auditor.read.scan_image import frames
    from auditor.read.scan_page import read_page

    deadline = Deadline()
    pages: list[PageFlow] = []
    whole: Regions = {}
    for number, grey in enumerate(frames(data, deadline), 1):
        read = read_page(grey, number, deadline)
        pages.append(PageFlow(number, *read.size, read.blocks))
        whole[number] = [(0.0, 0.0, *read.size)]
    builder = DocumentBuilder()
    blocks = write(builder, pages, whole, deadline)
    return placed(builder.build(path=path, data=data, format="image"), blocks)
