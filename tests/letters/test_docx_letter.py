"""The letter as DOCX: what it says, what it is set in, and what becomes of an office's own template."""

from __future__ import annotations

import io
import re
import runpy
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from PIL import Image

from auditor.errors import AuditorError
from auditor.letters.content.page import Templates
from auditor.letters.docx import docx_letter
from auditor.resources import templates_folder
from tests.letters.office import document, font_settings, letters, printed_pages, sample_letter, words
from tests.letters.pages import printed, printer
from tests.profiles import examples
from tests.writers.pdf import by_office

pytestmark = pytest.mark.slow

SHIPPED = templates_folder() / "letter.docx"
SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "make-letter-template"


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def template(folder: Path, old: str, new: str, name: str = "word/document.xml") -> Path:
    """The shipped template with other text in one of its parts."""
    changed = parts(SHIPPED.read_bytes())
    assert old.encode() in changed[name]
    changed[name] = changed[name].replace(old.encode(), new.encode())
    with zipfile.ZipFile(folder / "letter.docx", "w") as package:
        for part, data in changed.items():
            package.writestr(part, data)
    return folder


def test_the_shipped_template_is_what_the_script_makes() -> None:
    made = {name: text.encode() for name, text in runpy.run_path(str(SCRIPT))["parts"]().items()}
    assert parts(SHIPPED.read_bytes()) == made, "python scripts/make-letter-template"


@pytest.mark.parametrize("name", ["clean", "three", "twelve", "again"])
def test_the_document_says_what_the_page_says(name: str) -> None:
    letter = letters()[name]
    body = html.document_fromstring(Templates().page(letter)).find("body")
    assert body is not None
    assert words(document(letter)) == "".join("".join(map(str, body.itertext())).split())


def test_the_same_letter_gives_the_same_bytes() -> None:
    letter = sample_letter("07-identity.docx")
    assert document(letter) == document(letter)
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(document(letter))).infolist()} == {
        (2021, 1, 1, 0, 0, 0)
    }


def test_the_file_tells_whose_it_is() -> None:
    letter = sample_letter("07-identity.docx")
    told = Document(io.BytesIO(document(letter))).core_properties
    assert (told.author, told.title, told.subject) == (letter.office.name, letter.title, letter.number)
    assert told.created == told.modified


def letters_of(text: str, heads: Iterable[str]) -> list[str]:
    """The characters of a text, in no order, without the heads of tables: they come again on every page."""
    for head in heads:
        text = text.replace(head, "")
    return sorted(text)


# WeasyPrint leaves the file of a colour profile to be closed by the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file.*sRGB:ResourceWarning")
def test_it_fills_as_many_pages_as_the_pdf(tmp_path: Path) -> None:
    every = letters()
    papers = by_office({name: document(letter) for name, letter in every.items()}, font_settings(tmp_path))
    for name, letter in every.items():
        pdf, paper = printed_pages(printed(Templates().page(letter))), printed_pages(papers[name])
        assert len(paper) == len(pdf), name
        heads = ["".join(sheet.columns) for sheet in letter.sheets]
        assert letters_of("".join(paper), heads) == letters_of(words(document(letter)), heads), name


def test_the_imprint_stands_on_an_even_page(tmp_path: Path) -> None:
    letter = sample_letter("12-contact.txt")
    page = Templates().page(letter)
    assert printer().leaves(page) == 1
    assert printer().leaves(page.replace('id="imprint"', "")) == 0
    breaks = Document(io.BytesIO(document(letter))).element.body.xpath("w:p/w:pPr/w:pageBreakBefore")
    assert len(breaks) == 1
    assert not Document(io.BytesIO(docx_letter(Templates(), letter))).element.body.xpath("w:p/w:pPr/w:pageBreakBefore")


def test_a_long_name_makes_the_head_smaller() -> None:
    letter = sample_letter("01-clean-department.txt")
    long = replace(letter, office=replace(letter.office, name="青原市人民政府政务公开工作领导小组办公室" * 2))
    sizes = [
        [run.font.size.pt for run in paragraph.runs if run.font.size]
        for made in (letter, long)
        for paragraph in Document(io.BytesIO(document(made))).tables[0].cell(0, 0).paragraphs
    ]
    assert sizes[0][0] > 40
    assert len(sizes) == 4
    assert all(size[0] < 30 for size in sizes[1:])


def test_annexed_tables_are_as_wide_as_the_text_and_show_what_is_wrong() -> None:
    tables = Document(io.BytesIO(document(sample_letter("08-columns.html")))).tables
    for table in tables[1:]:
        grid = [str(width) for width in table._tbl.xpath("w:tblGrid/w:gridCol/@w:w")]
        assert sum(map(int, grid)) == 8844
        assert grid == [str(width) for width in table._tbl.xpath("w:tr[1]/w:tc/w:tcPr/w:tcW/@w:w")]
    assert "E8E8E8" in tables[2]._tbl.xpath(".//w:shd/@w:fill")


@examples(0.15)
@given(st.text(max_size=30))
def test_no_text_breaks_the_document(text: str) -> None:
    letter = sample_letter("01-clean-department.txt")
    hostile = f"甲{text}<w:p>&{{{{7*7}}}}{{_{{乙"
    data = document(replace(letter, agency=hostile, office=replace(letter.office, name=hostile)))
    assert "<w:p>&{{7*7}}{_{乙：" in words(data)


def test_the_logo_stands_above_the_name(tmp_path: Path) -> None:
    Image.new("RGB", (400, 200), "red").save(tmp_path / "logo.png")
    letter = sample_letter("01-clean-department.txt")
    made = document(replace(letter, office=replace(letter.office, logo=tmp_path / "logo.png")))
    (high,) = Document(io.BytesIO(made)).tables[0]._tbl.xpath(".//wp:extent/@cy")
    assert int(high) <= 24 * 36000
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n")
    with pytest.raises(AuditorError, match=r"logo\.png：这个 logo 读不出来"):
        document(replace(letter, office=replace(letter.office, logo=tmp_path / "logo.png")))


def test_an_office_may_word_and_set_it_otherwise(tmp_path: Path) -> None:
    template(tmp_path, "附件：", "随附：")
    (tmp_path / "letter-closing.txt.j2").write_text("此致\n\n{{ letter.agency }} <敬礼>\n", "utf-8")
    letter = sample_letter("14-stale-year.html")
    said = words(document(letter, tmp_path))
    assert "随附：问题清单" in said
    assert f"此致{letter.agency}<敬礼>" in said
    assert f"{letter.agency} &lt;敬礼&gt;" not in Templates(tmp_path).page(letter)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("{{ letter.nummer }}", "模板写错（“{{ letter.nummer }}：”）：用了没有的变量"),
        ("{{ letter.agency", "模板写错（“{{ letter.agency：”）"),
        ("{% if letter.agency %}", "标签没有结束"),
        ("{{ letter.agency | shout }}", "用了没有的过滤器"),
        ("{{ letter.office.register.unlink() }}", "用了模板里不许用的功能"),
        ("{{ ''.__class__.__mro__ }}", "用了模板里不许用的功能"),
        ("{{ 1 / 0 }}", "除数为零"),
    ],
)
def test_a_mistake_in_a_template_is_told(tmp_path: Path, new: str, said: str) -> None:
    template(tmp_path, "{{ letter.agency or '报告编制机关' }}", new)
    letter = sample_letter("01-clean-department.txt")
    letter = replace(letter, office=replace(letter.office, register=tmp_path / "kept.csv"))
    (tmp_path / "kept.csv").touch()
    with pytest.raises(AuditorError) as caught:
        document(letter, tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'letter.docx'}：")
    assert said in str(caught.value)
    assert (tmp_path / "kept.csv").exists()


def test_a_file_that_is_no_template_is_told(tmp_path: Path) -> None:
    own, letter = tmp_path / "letter.docx", sample_letter("01-clean-department.txt")
    for data in (b"", b"PK\3\4", SHIPPED.read_bytes()[:3000]):
        own.write_bytes(data)
        with pytest.raises(AuditorError, match=f"{re.escape(str(own))}：不是 DOCX 文件"):
            document(letter, tmp_path)
    shutil.copy(SHIPPED, own)
    with zipfile.ZipFile(own, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/big.bin", bytes(33 * 2**20))
    with pytest.raises(AuditorError, match="模板太大"):
        document(letter, tmp_path)
    own.unlink()
    own.mkdir()
    with pytest.raises(AuditorError, match="模板读不出来"):
        document(letter, tmp_path)


def test_a_template_that_draws_on_something_outside_is_refused(tmp_path: Path) -> None:
    link = '<Relationship Id="rId9" Type="x" Target="http://example.invalid/" TargetMode="External"/></Relationships>'
    template(tmp_path, "</Relationships>", link, "word/_rels/document.xml.rels")
    with pytest.raises(AuditorError, match="指向别处的链接"):
        document(sample_letter("01-clean-department.txt"), tmp_path)
