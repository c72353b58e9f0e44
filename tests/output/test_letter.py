"""The audit letter: what it says, what it must not let in, and that it is always the same."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError
from pypdf import PdfReader

from auditor.errors import AuditorError
from auditor.model.finding import Location, RuleResult, Severity
from auditor.output import pdf
from auditor.output.letter import LetterOptions, letter_html
from auditor.output.pdf import COMMON, FONTS, allowed, drawable, html_to_pdf, spell_missing
from auditor.resources import templates_folder

SIGNED = LetterOptions("青原市人民政府办公室", date(2025, 3, 1))


def _read(data: bytes) -> str:
    pages = PdfReader(io.BytesIO(data)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_it_says_every_finding(make_audit: Any, make_finding: Any, unchecked: tuple[RuleResult, ...]) -> None:
    findings = [
        make_finding(severity, message=f"第{number}个问题", suggestion=f"第{number}条建议")
        for number, severity in enumerate(list(Severity) * 13)
    ]
    data = html_to_pdf(letter_html(make_audit(*findings, results=unchecked), SIGNED))
    text = _read(data)
    assert "关于《青原市教育局2024年政府信息公开工作年度报告》的审核意见青原市教育局：" in text
    assert "第四十七条关于政府信息公开工作主管部门开展日常指导和监督检查的规定" in text
    assert "审核发现错误13处、不规范13处，另有13处提请核对" in text
    for title in ("一、错误，应当更正（13处）", "二、不规范，应予规范（13处）", "三、提示，请核对（13处）"):
        assert title in text
    for number in range(len(findings)):
        assert f"第{number}个问题" in text
        assert f"第{number}条建议" in text
    assert "上年结转与上年报告相接（没有提供上年的报告）；自定规则（审核程序没能完成这项核对）。" in text
    assert "青原市人民政府办公室2025年3月1日" in text
    assert "—1—" in text
    reader = PdfReader(io.BytesIO(data))
    assert str(reader.root_object["/Lang"]) == "zh-CN"
    assert reader.metadata is not None
    assert reader.metadata.title == "关于《青原市教育局2024年政府信息公开工作年度报告》的审核意见"


def test_a_clean_report_gets_a_short_letter(make_audit: Any) -> None:
    data = html_to_pdf(letter_html(make_audit(), LetterOptions()))
    text = _read(data)
    assert "经审核，未发现问题。特此告知。（审核机关名称）" in text
    assert "更正" not in text
    assert len(PdfReader(io.BytesIO(data)).pages) == 1


def test_hints_alone_are_no_faults(make_audit: Any, make_finding: Any) -> None:
    text = letter_html(make_audit(make_finding(Severity.INFO)), LetterOptions())
    assert "审核未发现错误和不规范之处，有1处提请核对。" in text
    assert "一、提示，请核对（1处）" in text
    assert "　　　　年　　月　　日" in text
    assert "更正" not in text


def test_nothing_known_about_the_report(make_audit: Any) -> None:
    audit = make_audit(agency=None, title=None, report_year=None)
    assert "关于《政府信息公开工作年度报告》的审核意见" in letter_html(audit, LetterOptions())


HOSTILE = "<script>alert(1)</script>{{7*7}}{% raw %}<img src=file:///etc/passwd>&lt;\"';}@import"


def test_a_report_brings_no_markup(make_audit: Any, make_finding: Any) -> None:
    finding = make_finding(message=HOSTILE, location=Location("六", quote=HOSTILE), suggestion=HOSTILE)
    html = letter_html(make_audit(finding, agency=HOSTILE, title=HOSTILE), LetterOptions(office=HOSTILE))
    assert "<script" not in html
    assert "<img" not in html
    assert "49" not in html.split("<body>")[1]
    text = _read(html_to_pdf(html))
    assert text.count("".join(HOSTILE.split())) == 7  # title, addressee, basis, message, quote, suggestion, office


def test_a_character_without_a_picture_is_spelt_out(make_audit: Any, make_finding: Any) -> None:
    html = letter_html(make_audit(make_finding(message="𠮷野家\U0001f600")), SIGNED)
    assert "𠮷野家" in html
    spelt, missing = spell_missing(html)
    assert missing == ("\U0001f600", "𠮷") or missing == ("𠮷", "\U0001f600")
    assert "〔U+20BB7〕野家〔U+1F600〕" in _read(html_to_pdf(spelt))


def test_an_undrawn_character_fails_the_letter() -> None:
    with pytest.raises(AuditorError, match=r"字体里没有“𠮷”（U\+20BB7），意见书没有写成"):
        html_to_pdf("<!DOCTYPE html><html lang=zh><title>t</title><body style='font-family: Letter Serif'>𠮷")


def test_characters_taken_for_granted_are_in_the_fonts() -> None:
    granted = {chr(code) for code in range(0x20, 0x10000) if COMMON.fullmatch(chr(code))}
    assert len(granted) > 20_000
    assert granted <= drawable()


def test_fetching_is_confined() -> None:
    inside = templates_folder() / "letter.css"
    assert allowed(inside.as_uri()) == inside.resolve()
    assert allowed(FONTS["Letter Serif"].as_uri())
    for url in (
        "http://example.org/a.png",
        "https://example.org/a.png",
        "data:text/plain,x",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "file://host/etc/passwd",
        f"{templates_folder().as_uri()}/../pyproject.toml",
        f"{templates_folder().as_uri()}/%2e%2e/pyproject.toml",
        f"{inside.as_uri()}?x",
        "letter.css",
    ):
        with pytest.raises(ValueError, match="不许读取"):
            allowed(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "data:image/png;base64,AAAA"])
def test_a_page_that_asks_for_more_is_not_printed(url: str) -> None:
    with pytest.raises(AuditorError, match="不许读取"):
        html_to_pdf(f'<!DOCTYPE html><html lang="zh"><title>t</title><body><img src="{url}">')


def test_links_out_of_the_templates_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.css").symlink_to("/etc/passwd")
    monkeypatch.setattr(pdf, "templates_folder", lambda: tmp_path)
    with pytest.raises(ValueError, match="不许读取"):
        allowed((tmp_path / "x.css").as_uri())


def test_same_letter_same_bytes(make_audit: Any, make_finding: Any) -> None:
    html = letter_html(make_audit(make_finding()), SIGNED)
    assert html == letter_html(make_audit(make_finding()), SIGNED)
    code = (
        "import sys; from auditor.output.pdf import html_to_pdf; sys.stdout.buffer.write(html_to_pdf(sys.stdin.read()))"
    )
    runs = [
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", code], input=html.encode(), capture_output=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert html_to_pdf(html) == runs[0] == runs[1]


def test_the_page_needs_no_other_file(make_audit: Any) -> None:
    html = letter_html(make_audit(), SIGNED)
    assert not [word for word in ("file:", "http:", "https:", "url(", "<link", "@import", "src=") if word in html]


def test_a_missing_library_is_said_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name == "weasyprint" or name.startswith("weasyprint.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr("cffi.FFI.dlopen", _no_library)
    pdf._weasyprint.cache_clear()
    with pytest.raises(AuditorError, match=r"Pango 没有装好.*apt-get install .*libpango-1.0-0"):
        html_to_pdf("x")
    assert capsys.readouterr().out == ""
    pdf._weasyprint.cache_clear()


def _no_library(*_: object) -> None:
    raise OSError("cannot load library")


def test_a_slow_set_up_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import weasyprint.pdf.fonts

    monkeypatch.setattr(weasyprint.pdf.fonts, "harfbuzz_subset", None)
    pdf._weasyprint.cache_clear()
    with pytest.raises(AuditorError, match="libharfbuzz-subset"):
        html_to_pdf("x")
    pdf._weasyprint.cache_clear()


def test_the_log_is_left_as_it_was(make_audit: Any) -> None:
    html_to_pdf(letter_html(make_audit(), SIGNED))
    before = list(logging.getLogger("weasyprint").handlers)
    html_to_pdf(letter_html(make_audit(), SIGNED))
    assert logging.getLogger("weasyprint").handlers == before


def test_templates_name_only_what_they_are_given(
    make_audit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "letter.html.j2").write_text("{{ nothing_of_the_kind }}", "utf-8")
    monkeypatch.setattr("auditor.output.letter.templates_folder", lambda: tmp_path)
    with pytest.raises(UndefinedError):
        letter_html(make_audit(), SIGNED)
