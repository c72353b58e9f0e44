"""Reasons why a PDF file that opens holds no readable report, and what to do about each."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

FORM = "这是动态表单（XFA），内容只有 Adobe Reader 才能显示，请用它打开后打印成普通 PDF，再审核"
GARBLED = "PDF 中的字体没有文字编码，读出来是乱码，请用 Word 或网页版本再审核"
_PORTFOLIO = "这个 PDF 是装着其他文件的文件包，报告在它的附件里{names}，请取出附件后再审核"
# A file with fewer characters than this holds no report; it is a cover that says why its content is not shown.
_COVER = 400
_ENOUGH, _LEAST_COMMON = 100, 0.04
_LONGEST = 60
_SURELY = 10
# Characters that occur in almost every Chinese text.
_COMMON = frozenset("的一年政府信息公开，、。和与在对为中市县区是了不情况月日本主机关法行请报告工作有人件收到")
_DOCUMENTS = (".pdf", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".ofd", ".txt", ".html", ".htm", ".zip")


def garbled(text: str) -> bool:
    """Return whether a text has Chinese characters, but hardly any of the most common ones."""
    if sum(char in text for char in _COMMON) >= _SURELY:
        return False
    chinese = [char for char in text if char > "\u2fff" or char in "、，。"]
    return len(chinese) >= _ENOUGH and sum(char in _COMMON for char in chinese) < _LEAST_COMMON * len(chinese)


def content_elsewhere(document: Any, characters: int) -> str:
    """Return the reason, in Chinese, why a document with so few characters is only the cover of its content; empty if it is not."""
    if characters > _COVER:
        return ""
    if pdfium.FPDF_GetFormType(document.raw) in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND):
        return FORM
    names = [name for name in _attached(document) if name.lower().endswith(_DOCUMENTS)]
    listed = "、".join(f"“{name}”" for name in names[:3])
    return _PORTFOLIO.format(names=f"（{listed}）") if names else ""


def _attached(document: Any) -> list[str]:
    count = min(pdfium.FPDFDoc_GetAttachmentCount(document.raw), 100)
    return [_name(pdfium.FPDFDoc_GetAttachment(document.raw, number)) for number in range(count)]


def _name(attachment: Any) -> str:
    size = pdfium.FPDFAttachment_GetName(attachment, None, 0) if attachment else 0
    buffer = (ctypes.c_ushort * max(size // 2, 1))()
    if size > 2:
        pdfium.FPDFAttachment_GetName(attachment, buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")[:_LONGEST]
