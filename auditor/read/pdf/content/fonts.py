"""The font by which PDFium measures text whose font is not embedded, the same on every machine.

For fonts that are not embedded, PDFium looks for a font on the machine. If the machine has no Chinese font, PDFium
drops text objects whose characters have no width: single characters, and all vertical text.
"""
# PDFium defines the names of the methods.
# ruff: noqa: N802

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import pylopdf_fonts_zh_cn
from pypdfium2 import PdfSysfontBase

_HANDLE = 1
_NAME = b"Noto Sans SC\0"
_GB2312 = 134
# PDFium contains the standard fonts of PDF (ISO 32000-1, 9.6.2.2) and asks for them by these names.
_STANDARD = (b"Helvetica", b"Courier", b"Times", b"Symbol", b"ZapfDingbats")


class OwnFonts(PdfSysfontBase):  # type: ignore[misc]
    """Font provider that answers every request of PDFium with one complete Chinese font, and never with a font of the machine."""

    def EnumFonts(self, _: Any, mapper: Any) -> None:
        """List no fonts: PDFium then asks for each."""

    def MapFont(self, _: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: Any) -> int | None:
        """Return the handle of the font for a name; None leaves the choice to PDFium."""
        name = ctypes.cast(face, ctypes.c_char_p).value if face else None
        return None if name and name.startswith(_STANDARD) else _HANDLE

    def GetFont(self, _: Any, face: Any) -> None:
        """Return None: no font is known by its name alone."""

    def GetFontData(self, _: Any, font: int, table: int, buffer: Any, size: int) -> int:
        """Write the font file if the buffer is large enough, and return its length; single tables are not available."""
        return 0 if table else _give(_data(), buffer, size)

    def GetFaceName(self, _: Any, font: int, buffer: Any, size: int) -> int:
        """Write the font's name if the buffer is large enough, and return its length."""
        return _give(_NAME, buffer, size)

    def GetFontCharset(self, _: Any, font: int) -> int:
        """Return the character set of the font."""
        return _GB2312

    def DeleteFont(self, _: Any, font: int) -> None:
        """Keep the font: it is requested again."""


@cache
def use_own_fonts() -> None:
    """Keep PDFium from using fonts of the machine, in this process and in processes forked from it."""
    OwnFonts().setup()


def _give(data: bytes, buffer: Any, size: int) -> int:
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)


@cache
def _data() -> bytes:
    """Read the font file (8 MB), once in a process."""
    data: bytes = pylopdf_fonts_zh_cn.sans_path().read_bytes()
    return data
