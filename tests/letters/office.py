"""Letters as DOCX: made from the samples, read back, and printed by LibreOffice in our own fonts."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import pylopdf_fonts_zh_cn
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from auditor.letters.content.letter import Letter, letter_of
from auditor.letters.content.page import Templates
from auditor.letters.docx import docx_letter
from auditor.model.finding import Audit
from auditor.model.office import Office
from auditor.pipeline import Auditor
from auditor.read.opener import read_bytes
from auditor.reinspection.remediation import FindingPair, Remediation, UndeterminedFinding
from auditor.resources import templates_folder
from tests.letters.pages import OFFICE, SIGNED, printer

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
_FONTS = {
    "仿宋_GB2312": "Letter Song",
    "楷体_GB2312": "Letter Kai",
    "黑体": "Letter Hei",
    "方正小标宋简体": "Letter Biao",
    "宋体": "Letter Song",
}


@cache
def _auditor() -> Auditor:
    return Auditor()


@cache
def sample_letter(name: str, repeated: int = 0, again: bool = False, office: Office = OFFICE) -> Letter:
    """The letter on a sample, with so many of its findings told twice, or as that of a re-inspection."""
    report = _auditor().recognise_document(read_bytes((SAMPLES / name).read_bytes(), name))
    audit = _auditor().audit_report(report)
    found = (*audit.verdict.findings, *audit.verdict.findings[:repeated])
    audit = replace(audit, verdict=replace(audit.verdict, findings=found))
    tables = _auditor().official_tables(report.form)
    return letter_of(audit, office, SIGNED, report.tables, tables, _progress(audit) if again else None)


def _progress(audit: Audit) -> Remediation:
    first, second, third, *rest = audit.verdict.findings
    changed = replace(second, message="以前是另一个样子")
    pairs = (FindingPair(first, first), FindingPair(changed, second))
    return Remediation((first,), pairs, (third, *rest), (UndeterminedFinding(third, "没有读出"),))


def letters() -> dict[str, Letter]:
    """The four letters that show everything there is in one."""
    return {
        "clean": sample_letter("01-clean-department.txt"),
        "three": sample_letter("14-stale-year.html"),
        "twelve": sample_letter("07-identity.docx", 2),
        "again": sample_letter("08-columns.html", again=True, office=replace(OFFICE, copies=())),
    }


def document(letter: Letter, own: Path | None = None) -> bytes:
    """The letter as DOCX, its imprint where our own fonts put it."""
    return docx_letter(Templates(own), letter, printer().leaves(Templates().page(letter)))


def words(data: bytes) -> str:
    """All text of the document's body, without blanks."""
    body = Document(io.BytesIO(data)).element.body
    return "".join("".join(text.text or "" for text in body.iter(qn("w:t"))).split())


def printed_pages(data: bytes) -> list[str]:
    """The text of a PDF's pages, without blanks and page numbers."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return [re.sub(r"—\d+—", "", "".join(page.split())) for page in pages]


def font_settings(folder: Path) -> Path:
    """A configuration of fontconfig by which the standard's fonts are ours, whatever the machine has."""
    dirs = (templates_folder() / "fonts", Path(pylopdf_fonts_zh_cn.serif_path()).parent)
    lines = [f"<dir>{escape(str(place))}</dir>" for place in dirs]
    lines.append(f"<cachedir>{escape(str(folder / 'cache'))}</cachedir>")
    for name, ours in _FONTS.items():
        lines.append(
            f'<match target="pattern"><test name="family"><string>{name}</string></test>'
            f'<edit name="family" mode="assign" binding="same"><string>{ours}</string></edit></match>'
        )
    path = folder / "fonts.conf"
    path.write_text(f'<?xml version="1.0"?><fontconfig>{"".join(lines)}</fontconfig>', "utf-8")
    return path
