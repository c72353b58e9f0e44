"""The DOCX reader: names of parts, and files that must be refused. All texts are made up."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
from pathlib import Path

import pytest

from auditor.errors import UnreadableReport
from auditor.read.word.docx.reader import read_docx
from tests.read.make_docx import (
    CHINESE,
    STRICT,
    STYLED,
    document,
    docx,
    lines,
    listed,
    num,
    p,
    package,
    read,
    relations,
    root,
    tbl,
    tc,
    tr,
)
from tests.reading import context


def test_strict_documents_read_the_same() -> None:
    body = listed("总体情况", 1) + tbl(tr(tc("甲", '<w:gridSpan w:val="2"/>')), tr("1", "2"))
    numbering = CHINESE + num(1, 0)
    strict = read_docx(docx(body, numbering=numbering, namespace=STRICT), "报告.docx", context())
    assert strict.text == "一、总体情况\n甲\n1\t2"
    assert strict.blocks == read(body, numbering=numbering).blocks


def test_the_main_part_may_have_another_name() -> None:
    parts = {
        "_rels/.rels": relations(("extended-properties", "docProps/app.xml"), ("officeDocument", "/Doc/Main.XML")),
        "doc/main.xml": document(listed("甲", 1)),
        "doc/_rels/main.xml.rels": relations(("numbering", "../lists/n.xml")),
        "lists/n.xml": root("numbering", CHINESE + num(1, 0)),
    }
    assert read_docx(package(parts), "x", context()).text == "一、甲"


def test_the_main_part_is_found_by_its_type_or_its_usual_name() -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = f'<Types><Default Extension="xml"/><Override PartName="/doc/d.xml" ContentType="{kind}"/></Types>'
    assert (
        read_docx(package({"[Content_Types].xml": types, "doc\\d.xml": document(p("甲"))}), "x", context()).text == "甲"
    )
    assert read_docx(package({"word/document.xml": document(p("乙"))}), "x", context()).text == "乙"


def test_utf16_parts_are_read() -> None:
    part = document(p("云川市")).replace("UTF-8", "UTF-16").encode("utf-16")
    assert read_docx(package({"word/document.xml": part}), "x", context()).text == "云川市"


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableReport) as caught:
        read_docx(data, "坏.docx", context())
    return str(caught.value)


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + bytes(600), b"<html></html>", bytes(range(256)) * 9],
)
def test_what_is_no_zip_is_refused(data: bytes) -> None:
    assert "已损坏或不完整" in refusal(data)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"xl/workbook.xml": "<workbook/>"}, "没有 Word 正文"),
        ({"word/document.xml": "<html/>"}, "没有 Word 正文"),
        ({"word/document.xml": document(p("甲"))[:-20]}, "已损坏"),
        ({"word/document.xml": ""}, "已损坏"),
        ({"word/document.xml": document(p("&甲;"))}, "已损坏"),
        ({"word/document.xml": root("document", "")}, "已损坏"),
        ({"word/document.xml": document(p(" "))}, "没有可读的文字"),
        ({"word/document.xml": document(p("甲")), "word/numbering.xml": "<w:numbering"}, "已损坏"),
    ],
)
def test_broken_packages_are_refused(parts: dict[str, str], message: str) -> None:
    assert message in refusal(package(parts))


def test_a_truncated_file_is_refused_wherever_it_ends() -> None:
    data = docx(listed("甲", 1) + tbl(tr("1", "2")), numbering=CHINESE + num(1, 0), styles=STYLED)
    for end in range(0, len(data), 7):
        assert "已损坏" in refusal(data[:end])


def test_a_file_with_any_byte_changed_is_read_or_refused() -> None:
    data = docx(listed("甲", 1) + tbl(tr("1", "2")), numbering=CHINESE + num(1, 0), styles=STYLED)
    for place in range(0, len(data), 3):
        changed = data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]
        with contextlib.suppress(UnreadableReport):
            assert read_docx(changed, "x", context()).blocks


def patched(data: bytes, signature: bytes, offset: int, content: bytes) -> bytes:
    """Overwrite a field in every zip record with this signature."""
    found = bytearray(data)
    place = data.find(signature)
    while place >= 0:
        found[place + offset : place + offset + len(content)] = content
        place = data.find(signature, place + 4)
    return bytes(found)


def test_encrypted_and_oddly_packed_files_are_refused() -> None:
    data = docx(p("甲"))
    assert "密码" in refusal(patched(data, b"PK\x01\x02", 8, struct.pack("<H", 1)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("word/document.xml", document(p("甲")))
    assert "压缩方式" in refusal(buffer.getvalue())


def test_zip_bombs_are_refused_before_and_while_unpacking() -> None:
    bomb = package({"word/document.xml": bytes(300 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    assert "解压后的大小超过上限" in refusal(bomb)
    assert "已损坏" in refusal(patched(bomb, b"PK\x01\x02", 24, struct.pack("<I", 1000)))


def test_forged_directories_and_floods_of_elements_are_refused() -> None:
    assert "条目数超过上限" in refusal(b"PK\x01\x02" * 20_001)
    assert "元素数超过上限" in refusal(package({"word/document.xml": document("<w:p/>" * 4_000_001)}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密内容", encoding="utf-8")
    laughs = '<!ENTITY a0 "哈">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    for entities, name in ((laughs, "a9"), (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', "x")):
        head, body = document(p(f"&{name};")).split("?>", 1)
        declared = head.replace("UTF-8", encoding) + f"?><!DOCTYPE w:document [{entities}]>" + body
        message = refusal(package({"word/document.xml": declared.encode(encoding)}))
        assert "DOCTYPE" in message
        assert "机密" not in message


@pytest.mark.parametrize("levels", [300, 3000])
@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<w:p>" + "<w:smartTag>", "</w:smartTag></w:p>"),
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("<w:tbl><w:sdt>", "</w:sdt></w:tbl>"),
        ("<w:p><w:txbxContent>", "</w:txbxContent></w:p>"),
        ("<mc:AlternateContent><mc:Choice>", "</mc:Choice></mc:AlternateContent>"),
        ("<w:p><mc:AlternateContent><mc:Choice>", "</mc:Choice></mc:AlternateContent></w:p>"),
    ],
)
def test_deep_nesting_is_refused(opening: str, closing: str, levels: int) -> None:
    assert refusal(docx(opening * levels + p("甲") + closing * levels))


def test_nesting_within_bounds_is_read() -> None:
    assert lines("<w:tbl><w:tr><w:tc>" * 80 + p("甲") + "</w:tc></w:tr></w:tbl>" * 80) == ["甲"]
