"""Letters on made-up audits, as pages and as PDF."""

from __future__ import annotations

from datetime import date
from functools import cache

from auditor.letters.content.letter import LetterIssue, letter_of
from auditor.letters.content.page import Templates
from auditor.letters.pdf.printer import Printer
from auditor.model.finding import Audit
from auditor.model.office import Office
from auditor.reinspection.remediation import Remediation

OFFICE = Office(
    "青原市人民政府办公室",
    contact="李晓明",
    phone="0555-5550000",
    copies=("青原市司法局", "青原市档案馆"),
    machine_fonts=False,
)
SIGNED = LetterIssue("青政公开审〔2025〕3号", date(2025, 3, 3), date(2025, 3, 17))


def page(
    audit: Audit, office: Office = OFFICE, issue: LetterIssue = SIGNED, progress: Remediation | None = None
) -> str:
    """The letter on an audit, without annexed tables."""
    return Templates().page(letter_of(audit, office, issue, progress=progress))


@cache
def printer() -> Printer:
    """The program's own fonts, set up once."""
    return Printer()


def printed(html: str, findings: str = "") -> bytes:
    """The page as PDF; no character of it may be missing."""
    data, missing = printer().pdf(html, findings)
    assert missing == ()
    return data
