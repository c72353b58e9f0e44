"""Entry point for reading: passes the bytes of one report to the reader of their format."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import current_thread, main_thread

from auditor.config.limits import BUILT_IN, Limits, ReadContext, Watcher, nobody
from auditor.errors import Cause, UnreadableReport
from auditor.model.document import Document
from auditor.read.sniff import sniff

SUFFIXES = frozenset(
    {".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".mht", ".mhtml", ".docx", ".pdf"}
    | {
        ".xlsx",
        ".xls",
        ".ods",
        ".et",
        ".xlsm",
        ".xltx",
        ".xlt",
        ".ett",
        ".ots",
        ".fods",
        ".doc",
        ".wps",
        ".dot",
        ".rtf",
        ".odt",
        ".fodt",
        ".ott",
        ".dotx",
        ".docm",
        ".wpt",
    }
    | {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"}
)
# Document types that are found in a folder of reports but cannot be read.
UNREAD_SUFFIXES = frozenset({".ofd", ".rar", ".7z", ".msg"})

_BLANK = re.compile(rb"[\0\r\n\t ]*")  # stripping the file would copy it
_OBJECTS_BETWEEN_COLLECTIONS = 20_000  # Python's default is 700
# Each reader is imported on first use: one report needs one format, and users wait for the start-up.
_READERS = {
    "text": ("text.reader", "read_text"),
    "html": ("html.reader", "read_html"),
    "mail": ("mail", "read_mail"),
    "docx": ("word.docx.reader", "read_docx"),
    "pdf": ("pdf.reader", "read_pdf"),
    "xlsx": ("sheet.reader", "read_xlsx_sheets"),
    "xls": ("sheet.reader", "read_xls_sheets"),
    "ods": ("sheet.reader", "read_ods_sheets"),
    "fods": ("sheet.reader", "read_flat_ods_sheets"),
    "sheet-xml": ("sheet.reader", "read_xml_sheets"),
    "odt": ("word.odt.reader", "read_odt"),
    "fodt": ("word.odt.reader", "read_flat_odt"),
    "doc": ("word.older", "read_word"),
    "works": ("word.older", "read_works"),
    "rtf": ("word.older", "read_rtf"),
    "word-xml": ("word.older", "read_word_xml"),
    "image": ("scan.reader", "read_image"),
}
_UNREADABLE = {
    "locked": "文件加了密码，请去掉密码后再审核",
    "ole": "文件不是 Word 文档或电子表格，或者已损坏，不能读取，请确认文件是否选对",
    "slides": "这是演示文稿或图形文件，不是报告文档，请确认文件是否选对；报告在里面的，请另存为 PDF 后再审核",
    "pages": "苹果 Pages 文档不能读取，请在 Pages 里导出为 Word 或 PDF 后再审核",
    "uof": "标文通（UOF）文档不能读取，请用 WPS 另存为 DOCX 后再审核",
    "msg": "Outlook 邮件（.msg）不能读取，请打开邮件，把里面的报告另存后再审核",
    "ofd": "OFD 版式文件还不能读取，请另存为 PDF 后再审核",
    "rar": "RAR 压缩包不能读取，请解压后再审核",
    "7z": "7z 压缩包不能读取，请解压后再审核",
}


def read_bytes(data: bytes, path: str, limits: Limits = BUILT_IN, watcher: Watcher = nobody) -> Document:
    """Read a report from its bytes within limits; `path` is only its name.

    Raises UnreadableReport with the reason in Chinese.
    """
    if _BLANK.fullmatch(data):
        raise UnreadableReport("文件是空的", Cause.NOT_A_REPORT)
    form = sniff(data)
    if form in _UNREADABLE:
        raise UnreadableReport(_UNREADABLE[form], Cause.LOCKED if form == "locked" else Cause.UNSUPPORTED)
    module, name = _READERS[form]
    try:
        with _rare_collections():
            document: Document = getattr(import_module(f"auditor.read.{module}"), name)(
                data, path, ReadContext(limits, watcher)
            )
    except RecursionError as error:
        raise UnreadableReport("文件的结构嵌套过深，不予读取", Cause.TOO_LARGE) from error
    return document


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Run the cyclic garbage collector less often: readers leave few reference cycles, and collecting takes a tenth of their time.

    The threshold applies to the whole process, so only the main thread changes and restores it.
    """
    if current_thread() is not main_thread():
        yield
        return
    usual = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
