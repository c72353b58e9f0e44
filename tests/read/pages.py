"""A clean report as a page, and small changes of it that leave it the same to its reader."""

from __future__ import annotations

import re
from functools import cache

from auditor.model.document import Document
from auditor.model.finding import Audit, Severity
from auditor.read.html.reader import read_html
from tests.reading import context
from tests.recognise.reports import auditor
from tests.writers import web
from tests.writers.source import SAMPLES, load_sample

REPORT = load_sample(SAMPLES / "source" / "02-clean-county.yaml").report
PAGE = web.article(REPORT)
BODY = PAGE[PAGE.index("<article>") : PAGE.index("</article>") + len("</article>")]
HEADINGS = [section.heading for section in REPORT.sections]
# The total of new requests in table 三.
TOTAL = "<td>247</td>"
REQUESTS = re.findall(r"<table.*?</table>", BODY, flags=re.DOTALL)[1]
NUMERALS = "一二三四五六"


def styled(css: str, page: str = PAGE) -> str:
    """A page with a style sheet of its own."""
    return page.replace("</head>", f"<style>{css}</style></head>")


def with_cell(cell: str, page: str = PAGE) -> str:
    """The page with another cell in place of the one that says 247."""
    assert page.count(TOTAL) == 1
    return page.replace(TOTAL, cell)


def with_headings(written: str, page: str = PAGE) -> str:
    """The page with its headings written so: `{n}` is the number, `{numeral}` the numeral, `{text}` the rest."""
    for number, heading in enumerate(HEADINGS, 1):
        old = f"<h2>{heading}</h2>"
        assert old in page
        page = page.replace(old, written.format(n=number, numeral=NUMERALS[number - 1], text=heading[2:]))
    return page


def with_body(body: str) -> str:
    """The page with another body."""
    return PAGE.replace(BODY, body)


@cache
def audited(page: str) -> tuple[Document, Audit]:
    """A page as read, and what is found in it."""
    document = read_html(page.encode(), "report.html", context())
    return document, auditor().audit_report(auditor().recognise_document(document))


def told(page: str) -> list[str]:
    """The rules that find an error or a warning in the page."""
    return [each.rule for each in audited(page)[1].verdict.findings if each.severity is not Severity.INFO]


def total(page: str) -> str:
    """What is read as the total of new requests."""
    for table in audited(page)[0].grids():
        for row in table.rows:
            if row and row[0].raw.startswith("一、本年新收"):
                return row[-1].raw
    return "（没有读出）"


def reasons(page: str) -> str:
    """Why rules could not be checked."""
    return " ".join(result.reason for result in audited(page)[1].verdict.results)
