"""The font PDFium measures characters by where a file brings none of its own, the same on every machine.

For fonts that are not embedded PDFium looks for one on the machine. Where that has no Chinese font, it drops text objects
whose characters have no width: single characters, and all that are set from top to bottom.
"""
# PDFium gives the methods their names.
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
# PDFium has the standard fonts of PDF itself (ISO 32000-1, 9.6.2.2) and asks for them by these names.
_STANDARD = (b"Helvetica", b"Courier", b"Times", b"Symbol", b"ZapfDingbats")


class OwnFonts(PdfSysfontBase):  # type: ignore[misc]
    """Gives PDFium one font with all Chinese characters for every font it asks for, and nothing of the machine's."""

    def EnumFonts(self, _: Any, mapper: Any) -> None:
        """List no fonts: each is asked for."""

    def MapFont(self, _: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: Any) -> int | None:
        """The font for a name; None leaves PDFium to its own."""
        name = ctypes.cast(face, ctypes.c_char_p).value if face else None
        return None if name and name.startswith(_STANDARD) else _HANDLE

    def GetFont(self, _: Any, face: Any) -> None:
        """No font is known by its name alone."""

    def GetFontData(self, _: Any, font: int, table: int, buffer: Any, size: int) -> int:
        """Write the file if there is room, and say how long it is; single tables are not given."""
        return 0 if table else _give(_data(), buffer, size)

    def GetFaceName(self, _: Any, font: int, buffer: Any, size: int) -> int:
        """Write the font's name if there is room, and say how long it is."""
        return _give(_NAME, buffer, size)

    def GetFontCharset(self, _: Any, font: int) -> int:
        """The character set of the font."""
        return _GB2312

    def DeleteFont(self, _: Any, font: int) -> None:
        """Keep the font: it is asked for again."""


@cache
def use_own_fonts() -> None:
    """Let PDFium use no font of the machine in this process, nor in those forked from it."""
    OwnFonts().setup()


def _give(data: bytes, buffer: Any, size: int) -> int:
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)


@cache
def _data() -> bytes:
    """The font as a file of 8 MB, read once in a process."""
    data: bytes = pylopdf_fonts_zh_cn.sans_path().read_bytes()
    return data
