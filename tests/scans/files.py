"""Pictures of pages as PDF files: behind a typed first page, as a whole scan, and with layers of text that say something else."""

from __future__ import annotations

import io
import re

from PIL import Image
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from tests.scans.originals import Picture

A4 = (595.28, 841.89)
LAYERS = ("painted", "numbered", "stamped")
_FONT = DictionaryObject(
    {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
     NameObject("/BaseFont"): NameObject("/Helvetica")}
)  # fmt: skip
_WORD = b"q BT /Hx 9 Tf 0 Tr 280 20 Td (0 0 0 1 7 2) Tj ET Q\n"


def mixed(typed: bytes, pictures: list[Picture], quality: int, dpi: float) -> bytes:
    """A PDF whose first page is typed and whose others are pictures."""
    writer = PdfWriter()
    writer.add_page(PdfReader(io.BytesIO(typed)).pages[0])
    for picture in pictures:
        writer.add_page(_page(picture, quality, dpi))
    return _bytes(writer)


def scanned(pictures: list[Picture], quality: int, dpi: float) -> bytes:
    """A PDF of pictures alone."""
    writer = PdfWriter()
    for picture in pictures:
        writer.add_page(_page(picture, quality, dpi))
    return _bytes(writer)


def layered(typed: bytes, picture: Picture, other: bytes, kind: str, quality: int) -> bytes:
    """A typed page, and a picture of A4 with the text of another page under it.

    `painted` text lies below the picture; that of the others is invisible, with a visible page number or a stamp beside it.
    """
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(other)))
    page = writer.pages[1]
    # Only words: a layer draws no rules.
    text = re.sub(rb"(?m)^(f\*?|S|B)$", b"n", page.get_contents().get_data())  # type: ignore[union-attr]
    if kind != "painted":
        text = text.replace(b"BT\n", b"BT\n3 Tr\n").replace(b"BT ", b"BT 3 Tr ")
    fonts = page["/Resources"]["/Font"].get_object()  # type: ignore[index]
    fonts[NameObject("/Hx")] = _FONT
    _write(writer, page, (_WORD if kind == "numbered" else b"") + text)
    image = _page(picture, quality, 200)
    scale = Transformation().scale(A4[0] / float(image.mediabox.width), A4[1] / float(image.mediabox.height))
    page.merge_transformed_page(image, scale, over=kind == "painted")
    if kind == "stamped":
        form = DecodedStreamObject()
        form.set_data(_WORD)
        form.update(_form())
        objects = page["/Resources"]["/XObject"].get_object()  # type: ignore[index]
        objects[NameObject("/Stamp")] = writer._add_object(form)
        _write(writer, page, page.get_contents().get_data() + b"\nq /Stamp Do Q")  # type: ignore[union-attr]
    writer.remove_page(writer.pages[0])
    writer.insert_page(PdfReader(io.BytesIO(typed)).pages[0], 0)
    return _bytes(writer)


def _form() -> dict[NameObject, object]:
    reader = PdfReader(io.BytesIO(_blank()))
    fonts = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/Hx"): _FONT})})
    return {NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): reader.pages[0].mediabox, NameObject("/Resources"): fonts}  # fmt: skip


def _blank() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(*A4)
    return _bytes(writer)


def _page(picture: Picture, quality: int, dpi: float) -> PageObject:
    stored = io.BytesIO()
    Image.fromarray(picture).save(stored, "PDF", resolution=dpi, quality=quality)
    return PdfReader(stored).pages[0]


def _write(writer: PdfWriter, page: PageObject, content: bytes) -> None:
    stream = DecodedStreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(stream)


def _bytes(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
