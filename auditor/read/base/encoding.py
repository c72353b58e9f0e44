"""Decoding of text and HTML files, whose declared charset may be missing or wrong."""

from __future__ import annotations

import codecs
import re

from auditor.errors import Cause, UnreadableReport

# UTF-32 before UTF-16: the little-endian mark of UTF-32 begins with that of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# A page declared as gb2312 or gbk often uses characters of GB18030, which contains both.
_GB_NAMES = frozenset(
    {"gb2312", "gbk", "gb18030", "hz-gb-2312", "euc_cn", "euc-cn", "cp936", "ms936", "gb_2312-80", "x-gbk"}
)

# Charsets that servers and editors declare without checking; they accept every byte, so they prove nothing.
_EMPTY_CLAIMS = frozenset({"iso8859-1", "latin-1", "latin_1", "cp1252", "ascii", "utf-16", "utf-16-le", "utf-16-be"})

_CHARSET = re.compile(rb"""<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HEAD_BYTES = 4096
_CONTROLS = bytes(set(range(32)) - set(b"\a\b\t\n\v\f\r\x1a\x1b"))
_LIKELY = re.compile(r"[\t\n\r -~\u00a0\u00b7\u2010-\u203b\u2460-\u249b\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e\uffe5]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_WIDE = re.compile(r"[\u2010-\u203b\u3000-\u9fff\uff01-\uff5e]")
_SAMPLE = 64 * 1024


def decode(data: bytes, declared: str | None = None) -> tuple[str, list[str]]:
    """Decode `data`; return the text and, in Chinese, what had to be repaired.

    Order: byte order mark, UTF-16 by its shape, the `declared` charset, UTF-8, GB18030. Bytes that fit none become U+FFFD. Raises
    UnreadableReport for binary data.
    """
    text, warnings, _ = decode_page(data, declared)
    return text, warnings


def decode_page(data: bytes, declared: str | None = None) -> tuple[str, list[str], bool]:
    """Decode like `decode`, and return whether the data is exactly the text in UTF-8, which then need not be encoded again."""
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return *_replaced(data[len(mark) :], name), False
    if b"\0" in data:
        return *_replaced(data, _utf16(data)), False
    # Random bytes contain one control character in eight; text contains none, damaged text a few.
    if len(data.translate(None, _CONTROLS)) < len(data) * 0.98:
        raise UnreadableReport("文件是二进制数据，不是文本；请确认文件没有损坏、扩展名没有写错", Cause.UNSUPPORTED)
    declared = _codec(declared)
    unicode = _strict(data, "utf-8")
    if unicode is not None and (declared in (None, "utf-8") or data.isascii()):
        return unicode, [], True
    return *_single(data, declared, unicode), False


def charset_of_page(data: bytes) -> str | None:
    """Return the charset that a page declares in its head."""
    declared = _CHARSET.search(data, 0, _HEAD_BYTES)
    return declared[1].decode("ascii", "replace") if declared else None


def is_charset(name: str | None) -> bool:
    """Return whether a charset name is informative: it is known and not one that is declared unchecked."""
    return _codec(name) is not None


def decode_name(raw: bytes, charset: str | None) -> str:
    """Decode the name of a file by its declared charset, or by the one that its bytes fit."""
    for name in (_codec(charset), "utf-8", "gb18030"):
        text = _strict(raw, name) if name else None
        if text is not None:
            return text
    return raw.decode("gb18030", "replace")


def _single(data: bytes, declared: str | None, unicode: str | None) -> tuple[str, list[str]]:
    """Decode bytes without mark and NUL: strictly if a charset fits, otherwise with replacement characters.

    `unicode` is the text as UTF-8, if the data is valid UTF-8.
    """
    if unicode is not None:
        # A few GB characters may be valid UTF-8 by chance, but then they decode to Greek or Arabic, not to Chinese.
        wide = len(_WIDE.findall(unicode))
        if wide * 2 >= len(_BEYOND_ASCII.findall(unicode)):
            return unicode, [f"文件声明的编码（{declared}）与实际不符，已按 UTF-8 读取"]
    elif _mostly_utf8(data):
        return _replaced(data, "utf-8")
    for name in (declared, "gb18030"):
        text = _strict(data, name) if name and name != "utf-8" else None
        if text is not None:
            return text, ["文件声明的编码（utf-8）与实际不符，已按 GB18030 读取"] if declared == "utf-8" else []
    if declared not in (None, "utf-8", "gb18030"):
        # A specific declared charset (Big5, Shift-JIS) with damaged places is still the best guess.
        return _replaced(data, str(declared))
    return _replaced(data, "gb18030")


def _codec(declared: str | None) -> str | None:
    """Return Python's name of the declared charset; None if it is unknown or not informative."""
    name = (declared or "").strip().strip("\"'").lower()
    if name in _GB_NAMES:
        return "gb18030"
    try:
        name = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    if name in _EMPTY_CLAIMS or not _is_charset(name):
        return None
    return "gb18030" if name in _GB_NAMES else name


def _is_charset(name: str) -> bool:
    """Return whether Python's codec is one for text: base64, rot13 and the like have names too."""
    try:
        return b"1".decode(name) == "1" and isinstance(b"\x80".decode(name, "replace"), str)
    except (LookupError, ValueError):
        return False


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except ValueError:
        return None


def _mostly_utf8(data: bytes) -> bool:
    """Return whether the bytes are UTF-8 with a few broken places; GB text read as UTF-8 breaks at nearly every character."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(text) - broken - len(data.translate(None, bytes(range(128, 256))))
    return whole > 10 * broken


def _utf16(data: bytes) -> str:
    """Return the byte order of UTF-16 data by name; raises UnreadableReport if the bytes look like neither.

    Counting NULs at even and odd places is not enough: 一 and 开 have a zero byte on opposite sides.
    """
    sample = data[: _SAMPLE - _SAMPLE % 2]
    best, name = max((_likely_share(sample, name), name) for name in ("utf-16-le", "utf-16-be"))
    if best < 0.9:
        raise UnreadableReport("文件是二进制数据，不是文本；请确认文件没有损坏、扩展名没有写错", Cause.UNSUPPORTED)
    return name


def _likely_share(sample: bytes, name: str) -> float:
    text = sample.decode(name, "replace")
    return len(_LIKELY.findall(text)) / max(len(text), 1)


def _replaced(data: bytes, name: str) -> tuple[str, list[str]]:
    """Decode with U+FFFD for undecodable bytes and a warning with their number; raises UnreadableReport if NULs remain."""
    text = _strict(data, name)
    warnings = []
    if text is None:
        text = data.decode(name, "replace")
        broken = text.count("\ufffd")
        warnings.append(f"有{broken}处字节无法按 {name.upper()} 解码，已用“\ufffd”代替")
    if "\0" in text:
        raise UnreadableReport("文件是二进制数据，不是文本；请确认文件没有损坏、扩展名没有写错", Cause.UNSUPPORTED)
    return text, warnings
