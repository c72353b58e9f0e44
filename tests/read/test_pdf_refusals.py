"""PDF files that open and hold no report say what is really wrong with them."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, String

from auditor.errors import UnreadableReport
from auditor.read.pdf.reader import read_pdf
from tests.read.test_pdf import page, written
from tests.reading import context

COVER = "<p>请稍候。如果一直没有显示文件的内容，说明您的阅读器不能显示这类文件。</p>"


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as file:
        change(file)
        out = io.BytesIO()
        file.save(out)
        return out.getvalue()


def attach(file: pikepdf.Pdf) -> None:
    file.attachments["年度报告.docx"] = AttachedFileSpec(file, b"PK", filename="年度报告.docx")


def dynamic(file: pikepdf.Pdf) -> None:
    template = file.make_stream(b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template/></xdp:xdp>')
    form = Dictionary(Fields=Array([]), XFA=Array([String("template"), template]))
    file.Root.AcroForm, file.Root.NeedsRendering = file.make_indirect(form), True


def without_codes(file: pikepdf.Pdf) -> None:
    for item in file.objects:
        if isinstance(item, Dictionary) and item.get("/Type") == Name.Font and "/ToUnicode" in item:
            del item.ToUnicode


@pytest.mark.parametrize(
    ("data", "change", "reason"),
    [
        (lambda: page(COVER), attach, "报告在它的附件里（“年度报告.docx”）"),
        (lambda: page(""), attach, "报告在它的附件里"),
        (lambda: page(COVER), dynamic, "动态表单（XFA）"),
        (lambda: written("collapsed"), without_codes, "没有文字编码，读出来是乱码"),
    ],
)
def test_the_reason_is_the_true_one(
    data: Callable[[], bytes], change: Callable[[pikepdf.Pdf], None], reason: str
) -> None:
    with pytest.raises(UnreadableReport, match=reason):
        read_pdf(changed(data(), change), "报告.pdf", context())


@pytest.mark.parametrize("change", [attach, dynamic])
def test_a_report_that_is_there_is_read(change: Callable[[pikepdf.Pdf], None]) -> None:
    assert (
        read_pdf(changed(written("collapsed"), change), "报告.pdf", context()).text
        == read_pdf(written("collapsed"), "报告.pdf", context()).text
    )
