import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import UnreadableReport
from auditor.read.base.encoding import decode

TEXT = "云川市教育局2024年政府信息公开工作年度报告\n一、总体情况\n公开政府信息12条，开展培训3次。\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("gb18030"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
    ],
)
def test_every_encoding_gives_the_same_text(data: bytes) -> None:
    assert decode(data) == (TEXT, [])


@pytest.mark.parametrize(
    "declared", ["gb2312", "GBK", "x-gbk", "gb18030", '"gb2312"', "cp936", "iso-8859-1", "no-such-charset", "base64"]
)
def test_gb_names_and_empty_claims_are_read_as_gb18030(declared: str) -> None:
    rare = "朱镕基路社区，㙍头村\n" * 3
    assert decode(rare.encode("gb18030"), declared) == (rare, [])


def test_a_named_charset_is_believed() -> None:
    assert decode("政府資訊公開年度報告".encode("big5"), "big5") == ("政府資訊公開年度報告", [])


def test_a_wrong_claim_is_corrected_and_told() -> None:
    text, warnings = decode(TEXT.encode(), "gb2312")
    assert text == TEXT
    assert warnings == ["文件声明的编码（gb18030）与实际不符，已按 UTF-8 读取"]
    text, warnings = decode(TEXT.encode("gb18030"), "utf-8")
    assert text == TEXT
    assert warnings == ["文件声明的编码（utf-8）与实际不符，已按 GB18030 读取"]


@pytest.mark.parametrize("declared", [None, "utf-8", "gb2312"])
def test_damaged_utf8_stays_utf8(declared: str | None) -> None:
    text, warnings = decode((TEXT * 2).encode()[:-20] + b"\xe5\n" + TEXT.encode(), declared)
    assert text.startswith(TEXT)
    assert text.endswith(TEXT)
    assert len(warnings) == 1
    assert "无法按 UTF-8 解码" in warnings[0]


def test_damaged_gb18030_stays_gb18030_and_is_counted() -> None:
    text, warnings = decode(TEXT.encode("gb18030") + b"\xff\n" + TEXT.encode("gb18030"))
    assert text == TEXT + "\ufffd\n" + TEXT
    assert warnings == ["有1处字节无法按 GB18030 解码，已用“\ufffd”代替"]


def test_utf16_with_an_odd_byte_is_counted() -> None:
    text, warnings = decode(codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le") + b"\x4e")
    assert text.startswith(TEXT)
    assert warnings[0].startswith("有1处字节")


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04\x14\0\0\0\x08\0" * 40,
        bytes(range(256)) * 20,
        b"\0" * 100,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(200)),
    ],
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableReport, match="二进制"):
        decode(data)


def test_an_empty_file_is_an_empty_text() -> None:
    assert decode(b"") == ("", [])


@given(
    st.binary(max_size=300),
    st.sampled_from([None, "utf-8", "gbk", "big5", "utf-16", "rot13", "\0", "idna", "punycode", "undefined"]),
)
def test_no_bytes_crash(data: bytes, declared: str | None) -> None:
    try:
        text, _ = decode(data, declared)
    except UnreadableReport:
        return
    assert "\0" not in text
