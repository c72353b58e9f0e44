"""The audit letter: what it says, what it must not let in, and that it is always the same."""

from __future__ import annotations

import io
import json
import logging
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

from auditor.chinese.heading_numbers import to_numeral
from auditor.errors import AuditorError
from auditor.letters.content.letter import LetterIssue, letter_of
from auditor.letters.content.page import Templates
from auditor.letters.pdf import weasyprint_loader as typesetter
from auditor.letters.pdf.printer import Printer
from auditor.model.finding import Audit, Finding, Location, RuleResult, Severity
from auditor.model.office import Office
from auditor.reinspection.remediation import compare
from tests.letters.pages import OFFICE, SIGNED, page, printed, printer

pytestmark = pytest.mark.slow


def read(data: bytes) -> str:
    """All words of a PDF without blanks, page numbers and what follows them taken out."""
    sheets = ("".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(data)).pages)
    return "".join(re.sub(r"—\d+—$", "", sheet) for sheet in sheets)


def many(make_finding: Any, count: int) -> list[Finding]:
    """Findings of all grades and sections."""
    grades = list(Severity)
    return [
        make_finding(
            grades[number % 3],
            message=f"第{number}个问题",
            suggestion=f"第{number}条建议",
            location=Location("一二三四五六"[number % 6], quote=f"第{number}句原文"),
        )
        for number in range(count)
    ]


def test_it_says_every_finding_in_order(make_audit: Any, make_finding: Any, unchecked: tuple[RuleResult, ...]) -> None:
    audit = make_audit(*many(make_finding, 40), results=unchecked)
    letter = letter_of(audit, OFFICE, SIGNED)
    data = printed(Templates().page(letter))
    text = read(data)
    assert "关于《青原市教育局2024年政府信息公开工作年度报告》的审核意见青原市教育局：" in text
    assert "第四十七条关于政府信息公开工作主管部门开展日常指导和监督检查的规定" in text
    assert "审核发现错误14处、不规范13处，另有13处提请核对" in text
    for title in ("一、错误，应当更正（14处）", "二、不规范，应予规范（13处）", "三、提示，请核对（13处）"):
        assert title in text
    assert [item.number for item in letter.items] == list(range(1, 41))
    place = 0
    for item in letter.items:
        for said in (f"{item.number}.{item.message}", f"原文：{item.quote}", f"依据：{item.basis}", item.suggestion):
            found = text.find("".join(said.split()), place)
            assert found >= 0, said
            place = found
    assert "上年结转与上年报告相接（没有提供上年的报告）；自定规则（审核程序没能完成这项核对）。" in text
    assert "应当于2025年3月17日前更正" in text
    assert "（联系人：李晓明，电话：0555-5550000）" in text


def test_each_section_has_a_heading_within_its_grade(make_audit: Any, make_finding: Any) -> None:
    letter = letter_of(make_audit(*many(make_finding, 12)), OFFICE, SIGNED)
    assert [[group.title for group in part.groups] for part in letter.parts] == [
        ["第一部分　总体情况", "第四部分　复议诉讼"],
        ["第二部分　主动公开", "第五部分　问题和改进"],
        ["第三部分　依申请公开", "第六部分　其他事项"],
    ]
    assert [[group.numeral for group in part.groups] for part in letter.parts] == [["一", "二"]] * 3


def test_a_clean_report_gets_a_short_letter(make_audit: Any) -> None:
    data = printed(page(make_audit(), Office(machine_fonts=False), LetterIssue()))
    text = read(data)
    assert "经审核，未发现问题。" in text
    assert "特此告知。" in text
    assert "（审核机关名称）" in text
    assert "更正" not in text
    assert "附件" not in text
    assert len(PdfReader(io.BytesIO(data)).pages) <= 2


def test_hints_alone_are_no_faults(make_audit: Any, make_finding: Any) -> None:
    text = page(make_audit(make_finding(Severity.INFO)), Office(), LetterIssue())
    assert "审核未发现错误和不规范之处，有1处提请核对。" in text
    assert "一、提示，请核对（1处）" in text
    assert "收到本意见书之日起10个工作日内" in text
    assert "　　　　年　　月　　日" in text
    assert "重新公布" not in text


def test_nothing_known_about_the_report(make_audit: Any) -> None:
    assert "关于《政府信息公开工作年度报告》的审核意见" in page(make_audit(agency=None, title=None, report_year=None))


def test_a_re_inspection_says_what_became_of_every_finding(make_audit: Any, make_finding: Any) -> None:
    def typo(word: str, message: str = "") -> Finding:
        made: Finding = make_finding(
            Severity.WARNING,
            rule="TYP-WORD",
            message=message or f"“{word}”疑为错字",
            location=Location("一", quote=word),
        )
        return made

    first: Audit = make_audit(typo("事限"), make_finding())
    second: Audit = make_audit(typo("布署"), make_finding())
    progress = compare(first, second)
    letter = letter_of(second, OFFICE, SIGNED, progress=progress)
    text = "".join(page(second, progress=progress).split())
    assert letter.title.endswith("的复查意见")
    assert (len(letter.mended), letter.still, letter.fresh) == (
        len(progress.mended),
        len(progress.open),
        len(progress.new),
    )
    assert letter.still == 1
    assert "［仍未更正］</b>表三“自然人”一列不平" in text
    assert "［新发现］</b>“布署”疑为错字" in text
    assert "我们复查了你单位的" in text


def test_one_that_cannot_be_judged_is_not_called_mended(
    make_audit: Any, make_finding: Any, unchecked: tuple[RuleResult, ...]
) -> None:
    old: Finding = make_finding(rule="HIS-CARRIED", message="与上年不接", location=Location("三"))
    second = make_audit(results=unchecked)
    text = page(second, progress=compare(make_audit(old), second))
    assert "不能判断是否更正的事项" in text
    assert "与上年不接（没有提供上年的报告）。" in text
    assert "已经更正" not in text
    assert "1处不能判断是否更正" in text


HOSTILE = "<script>alert(1)</script>{{7*7}}{% raw %}<img src=file:///etc/passwd>&lt;\"';}@import"


def test_a_report_brings_no_markup(make_audit: Any, make_finding: Any) -> None:
    finding = make_finding(message=HOSTILE, location=Location("六", quote=HOSTILE), suggestion=HOSTILE)
    html = page(make_audit(finding, agency=HOSTILE, title=HOSTILE), replace(OFFICE, name=HOSTILE))
    body = html.split("<body>")[1]
    assert "<script" not in html
    assert "<img" not in html
    assert "49" not in body
    shown = "".join(HOSTILE.split())
    assert read(printed(html)).count(shown) >= 5


def test_a_character_without_a_picture_is_spelt_out(make_audit: Any, make_finding: Any) -> None:
    html = page(make_audit(make_finding(message="𠮷野家\U0001f600")))
    data, missing = printer().pdf(html)
    assert set(missing) == {"\U0001f600", "𠮷"}
    assert "〔U+20BB7〕野家〔U+1F600〕" in read(data)


@pytest.mark.parametrize("ch", "㙘䶮𫠆镕堃塅𬭎鿍")
def test_rare_characters_of_names_are_printed(make_audit: Any, ch: str) -> None:
    office = replace(OFFICE, name=f"{ch}城县人民政府")
    text = read(printed(page(make_audit(agency=f"{ch}城县教育局"), office)))
    assert f"{ch}城县教育局：" in text
    assert text.count(f"{ch}城县人民政府") == 3


def test_a_name_that_cannot_be_printed_fails_the_letter(make_audit: Any) -> None:
    letter = letter_of(make_audit(agency="𠮷城县教育局"), OFFICE, SIGNED)
    with pytest.raises(AuditorError, match=r"“𠮷城县教育局”里的“𠮷”（U\+20BB7）没有一种字体能显示"):
        printer().pdf(Templates().page(letter), "", letter.names)


def test_it_is_an_archival_tagged_file_with_the_findings_in_it(make_audit: Any, make_finding: Any) -> None:
    data = printed(page(make_audit(make_finding())), json.dumps({"findings": ["甲"]}))
    reader = PdfReader(io.BytesIO(data))
    root = reader.root_object
    assert str(root["/Lang"]) == "zh-CN"
    assert root["/MarkInfo"]["/Marked"].value is True  # type: ignore[index]
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "关于《青原市教育局2024年政府信息公开工作年度报告》的审核意见"
    assert reader.metadata.author == OFFICE.name
    assert json.loads(reader.attachments["findings.json"][0]) == {"findings": ["甲"]}
    metadata = root["/Metadata"].get_object()
    assert isinstance(metadata, StreamObject)
    xmp = metadata.get_data()
    assert b"<pdfaid:part>3</pdfaid:part>" in xmp or b'pdfaid:part="3"' in xmp
    titles = [str(entry.title) for entry in reader.outline if not isinstance(entry, list)]
    assert titles[0].startswith("关于《青原市教育局")
    for sheet in reader.pages:
        for font in sheet["/Resources"]["/Font"].values():  # type: ignore[index]
            [descendant] = font.get_object()["/DescendantFonts"]
            assert "/FontFile2" in descendant.get_object()["/FontDescriptor"]


def test_its_structure_is_sound(make_audit: Any, make_finding: Any) -> None:
    data = printed(page(make_audit(*many(make_finding, 40))), "{}")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert list(pdf.attachments) == ["findings.json"]
        assert {(str(file.UF), str(file.AFRelationship)) for file in pdf.Root.AF} == {("findings.json", "/Data")}
        [intent] = pdf.Root.OutputIntents
        assert intent.S == pikepdf.Name.GTS_PDFA1


def test_same_letter_same_bytes(make_audit: Any, make_finding: Any) -> None:
    html = page(make_audit(make_finding()))
    assert html == page(make_audit(make_finding()))
    code = (
        "import sys; from auditor.letters.pdf.printer import Printer; "
        "sys.stdout.buffer.write(Printer().pdf(sys.stdin.read(), '{}')[0])"
    )
    runs = [
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", code], input=html.encode(), capture_output=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert printed(html, "{}") == runs[0] == runs[1]


def test_letters_do_not_leave_traces_in_later_ones(make_audit: Any, make_finding: Any) -> None:
    html = page(make_audit(make_finding()))
    once = printed(html)
    printed(page(make_audit(*many(make_finding, 9))))
    assert printed(html) == once


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "data:image/png;base64,AAAA"])
def test_a_page_that_asks_for_more_is_not_printed(url: str) -> None:
    with pytest.raises(AuditorError, match="不许读取"):
        printer().pdf(f'<!DOCTYPE html><html lang="zh"><title>t</title><body><img src="{url}">')


def test_links_out_of_the_templates_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.png").symlink_to("/etc/passwd")
    with pytest.raises(AuditorError, match="不许读取"):
        Printer(folders=[tmp_path]).pdf('<!DOCTYPE html><html lang="zh"><title>t</title><body><img src="x.png">')


def test_a_logo_is_printed_and_carried_in_the_page(make_audit: Any, tmp_path: Path) -> None:
    logo = tmp_path / "徽标.svg"
    logo.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="20" height="20"/></svg>'
    )
    letter = letter_of(make_audit(), replace(OFFICE, logo=logo), SIGNED)
    assert 'src="data:image/svg+xml;base64,' in Templates().html(letter)
    plain = Templates().page(letter)
    with_logo, _ = Printer(pictures=[logo]).pdf(Templates().page(letter, logo.as_uri()))
    assert with_logo != printer().pdf(plain)[0]


def test_the_page_needs_no_other_file(make_audit: Any) -> None:
    html = Templates().html(letter_of(make_audit(), OFFICE, SIGNED))
    assert not [word for word in ("file:", "http:", "https:", "url(", "<link", "@import", "src=") if word in html]


def test_our_stylesheet_says_nothing_that_is_not_understood(make_audit: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "weasyprint"):
        printed(page(make_audit()))
    ours = [record.getMessage() for record in caplog.records]
    assert ours == []


# In a process of its own: what an import that failed leaves behind would change how later letters are laid out.
_WITHOUT_PANGO = """
import cffi
def none(*_): raise OSError("cannot load library")
cffi.FFI.dlopen = none
from auditor.errors import AuditorError
from auditor.letters.pdf.printer import Printer
try:
    Printer()
except AuditorError as error:
    raise SystemExit(str(error))
"""


def test_a_missing_library_is_said_with_its_remedy() -> None:
    done = subprocess.run([sys.executable, "-c", _WITHOUT_PANGO], capture_output=True, text=True, check=False)  # noqa: S603
    assert re.search(r"Pango 没有装好.*apt-get install .*libpango-1.0-0", done.stderr)
    assert (done.returncode, done.stdout) == (1, "")


def test_a_slow_set_up_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import weasyprint.pdf.fonts

    monkeypatch.setattr(weasyprint.pdf.fonts, "harfbuzz_subset", None)
    typesetter.load_weasyprint.cache_clear()
    with pytest.raises(AuditorError, match="libharfbuzz-subset"):
        Printer()
    typesetter.load_weasyprint.cache_clear()


def test_the_log_is_left_as_it_was(make_audit: Any) -> None:
    printed(page(make_audit()))
    before = list(logging.getLogger("weasyprint").handlers)
    printed(page(make_audit()))
    assert logging.getLogger("weasyprint").handlers == before


def test_numerals() -> None:
    assert [to_numeral(n) for n in (1, 9, 10, 11, 19, 20, 21, 40, 99)] == [
        *("一", "九", "十", "十一", "十九", "二十", "二十一", "四十", "九十九")
    ]
