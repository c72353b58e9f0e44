from __future__ import annotations

import io
import zipfile

import pytest

from auditor.errors import UnreadableReport
from auditor.read.opener import read_bytes
from tests.read.make_doc import ole

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TITLE = "云川市教育局2024年政府信息公开工作年度报告"


def _zip(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "文件是空的"),
        (b" \r\n\t \n", "文件是空的"),
        (b"\0" * 4096, "文件是空的"),
        ("\u3000\n\u3000".encode(), "文件中没有可读的文字"),
        (bytes(range(256)) * 20, "文件是二进制数据，不是文本；请确认文件没有损坏、扩展名没有写错"),
        (ole({"EncryptedPackage": b"x"}), "文件加了密码，请去掉密码后再审核"),
        (OLE + b"\0" * 512, "文件不是 Word 文档或电子表格，或者已损坏，不能读取，请确认文件是否选对"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF 文件已损坏，不能读取，请重新导出后再审核"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "图片已损坏或不完整，不能读取，请重新扫描或另存后再审核"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "图片已损坏或不完整，不能读取，请重新扫描或另存后再审核"),
        (b"Rar!\x1a\x07\x01\0", "RAR 压缩包不能读取，请解压后再审核"),
        (b"7z\xbc\xaf\x27\x1c", "7z 压缩包不能读取，请解压后再审核"),
    ],
    ids=["empty", "blank", "nul", "wide-blank", "binary", "password", "doc", "pdf", "png", "jpeg", "rar", "7z"],
)
def test_what_cannot_be_read_says_why_and_what_to_do(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableReport) as caught:
        read_bytes(data, "报告.docx")
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    "data",
    [
        _zip(a="甲")[:40],
        b"PK\x03\x04",
        _zip(**{"word/document.xml": "<w:document>" + "x" * 500})[:-60],
        _zip(a="甲"),
        b"PK\x05\x06" + b"\0" * 18,
    ],
    ids=["cut", "magic-only", "no-directory", "no-word-file", "empty-archive"],
)
def test_a_zip_that_is_no_word_file_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableReport, match=r"[\u4e00-\u9fff]"):
        read_bytes(data, "报告.docx")


def test_the_format_is_told_by_the_bytes_and_not_by_the_name() -> None:
    page = f"<html><body><h1>{TITLE}</h1><p>一、总体情况</p></body></html>"
    assert read_bytes(page.encode(), "报告").format == "html"
    assert read_bytes(page.encode("utf-16"), "报告.txt").format == "html"
    assert (
        read_bytes(f"\n\n<!-- -->\n<TABLE >\n<tr><td>{TITLE}</td></tr></TABLE>".encode(), "报告.docx").format == "html"
    )
    assert read_bytes(f"{TITLE}\n件数 < 3，占比 <5%".encode(), "报告.html").format == "text"
    assert read_bytes(f"{TITLE}\n%PDF".encode(), "报告.pdf").format == "text"


def test_nesting_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def deep(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("auditor.read.text.reader.read_text", deep)
    with pytest.raises(UnreadableReport, match="嵌套过深"):
        read_bytes(b"x", "")
