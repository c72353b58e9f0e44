"""Kinds of files that Word, WPS and LibreOffice write: read whatever they are called, or refused with what is wrong with them."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

import pytest

from auditor.errors import UnreadableReport
from auditor.read.base.builder import digest
from auditor.read.opener import read_bytes
from auditor.read.sources import open_sources
from tests.read.make_doc import doc, ole, par
from tests.read.make_docx import document, docx, p, relations, tbl, tr
from tests.read.test_odt import MIMETYPE, odt, root
from tests.read.test_odt import p as odt_p
from tests.reading import limits

TITLE = "云川市教育局2024年政府信息公开工作年度报告"
_PACKAGE = "http://schemas.microsoft.com/office/2006/xmlPackage"


def flat_docx(body: str, *, head: str = '<?mso-application progid="Word.Document"?>', media: str = "") -> bytes:
    """A DOCX as one XML file, with a picture in base64."""
    parts = {"/_rels/.rels": relations(("officeDocument", "word/document.xml")), "/word/document.xml": document(body)}
    inner = "".join(
        f'<pkg:part pkg:name="{name}"><pkg:xmlData>{text.partition("?>")[2] or text}</pkg:xmlData></pkg:part>'
        for name, text in parts.items()
    )
    inner += f'<pkg:part pkg:name="/word/media/a.png"><pkg:binaryData>{media}</pkg:binaryData></pkg:part>'
    start = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{head}'
    return f'{start}<pkg:package xmlns:pkg="{_PACKAGE}">{inner}</pkg:package>'.encode()


def flat_odt(kind: str = MIMETYPE) -> bytes:
    body = f"<office:body><office:text>{odt_p(TITLE)}</office:text></office:body>"
    return root("document", body).replace("<office:document", f'<office:document office:mimetype="{kind}"').encode()


def packed(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize("head", ["", '<?mso-application progid="Word.Document"?>\n'])
def test_a_docx_in_one_xml_file_is_read(head: str) -> None:
    data = flat_docx(p(TITLE) + tbl(tr("规章", "3")), head=head, media=base64.b64encode(b"x" * 99).decode())
    found = read_bytes(data, "报告.xml")
    assert (found.text, found.format, found.digest) == (f"{TITLE}\n规章\t3", "docx", digest(data))


def test_a_broken_docx_in_one_xml_file_is_refused() -> None:
    for data, reason in (
        (flat_docx(p(TITLE))[:-40], "已损坏"),
        (flat_docx(p(TITLE), media="a"), "已损坏"),
        (flat_docx(p(TITLE)).replace(b"/word/document.xml", b"/word/other.xml"), "没有 Word 正文"),
        (flat_docx(p(TITLE)).replace(b"<pkg:package", b"<!DOCTYPE a><pkg:package"), "已损坏|DOCTYPE|XML"),
    ):
        with pytest.raises(UnreadableReport, match=reason):
            read_bytes(data, "报告.xml")


def test_an_opendocument_in_one_xml_file_is_read() -> None:
    found = read_bytes(flat_odt(), "报告.fodt")
    assert (found.text, found.format) == (TITLE, "odt")


@pytest.mark.parametrize(
    "data",
    [
        odt(odt_p(TITLE), mimetype=MIMETYPE + "-template"),
        odt(odt_p(TITLE), mimetype=MIMETYPE + "-master"),
        flat_odt(MIMETYPE + "-template"),
        doc(par(TITLE)),
        docx(p(TITLE)),
    ],
)
def test_templates_and_renamed_files_are_read(data: bytes) -> None:
    for name in ("报告.docx", "报告.wpt", "报告"):
        assert read_bytes(data, name).text == TITLE


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (odt("", mimetype="application/vnd.oasis.opendocument.presentation"), "演示文稿"),
        (packed(**{"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<a/>"}), "演示文稿"),
        (ole({"PowerPoint Document": b"x"}), "演示文稿"),
        (ole({"__properties_version1.0": b"x"}), "Outlook 邮件"),
        (packed(**{"Index/Document.iwa": "x", "preview.jpg": "x"}), "苹果 Pages 文档.*导出为 Word 或 PDF"),
        (packed(**{"uof.xml": "x"}), "标文通"),
        (b'<?xml version="1.0"?><uof:UOF xmlns:uof="x"/>', "标文通"),
        (flat_odt("application/vnd.oasis.opendocument.presentation"), "演示文稿"),
        (ole({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "加了密码，请去掉密码"),
        (doc(par(TITLE), flags=0x0300), "加了密码，请去掉密码"),
    ],
)
def test_what_is_no_report_says_what_it_is(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableReport, match=reason):
        read_bytes(data, "报告.docx")


def test_a_pages_document_is_no_archive_of_reports(tmp_path: Path) -> None:
    path = tmp_path / "报告.pages"
    path.write_bytes(packed(**{"Index/Document.iwa": "x", "preview.jpg": "x"}))
    [source] = open_sources(path, limits())
    assert (source.name, source.data[:2]) == (str(path), b"PK")
