"""Printed reports in which figures stand in frames of their own within their cells, or have marks of notes broken over lines."""

from __future__ import annotations

from functools import cache

import pytest

from auditor.model.finding import Severity
from auditor.model.report import Report
from auditor.read.opener import read_bytes
from tests.recognise.reports import auditor
from tests.writers.paper import Look, sample, web_page
from tests.writers.pdf import html_to_pdf

pytestmark = pytest.mark.slow

LOOK = Look(text_size=10.5, size=7)
FRAMES = {
    "field": "display: inline-block; width: 20pt; border: .5pt solid #888; margin: 1.8pt",
    "near": "display: inline-block; border: .6pt solid #000; padding: 1pt 3pt; margin: 2pt",
    "wide": "display: block; border: .6pt solid #555; margin: 2pt",
    "on-grey": "display: inline-block; border: .6pt solid #000; background: #eee; padding: 1pt; margin: 2.5pt",
}
TIGHT = {
    "at-the-sides": "display: block; border: .6pt solid #000; margin: 1pt 0",
    "bordered": "border: 1px solid #000; padding: 0 3px",
    "double": "display: block; border: 3pt double #000",
    "inset": "display: block; border: 2pt inset #888; margin: 1.5pt",
}


@cache
def read(style: str, mark: str = "") -> Report:
    page = web_page(sample(), LOOK)
    if style:
        page = page.replace("</style>", f"td {{ padding: .5pt }} td i {{ font-style: normal; {style} }}</style>", 1)
    rows = [part.split("</td>") for part in page.split("<tr")]
    framed = "<tr".join("</td>".join(_framed(cell, bool(style), mark) for cell in row) for row in rows)
    return auditor().recognise_document(read_bytes(html_to_pdf(framed), "报告.pdf"))


def _framed(cell: str, frame: bool, mark: str) -> str:
    start, end, text = cell.rpartition(">")
    if not text.isdigit():
        return cell
    return f"{start}{end}<i>{text}</i>{mark}" if frame else f"{start}{end}{text}{mark}"


def figures(report: Report) -> dict[str, list[object]]:
    return {key: [value.number for value in table.values()] for key, table in report.tables.items()}


def told(report: Report) -> list[str]:
    found = auditor().audit_report(report).verdict.findings
    return sorted(finding.message for finding in found if finding.severity is not Severity.INFO)


@pytest.mark.parametrize("frame", FRAMES)
def test_a_frame_around_a_figure_parts_no_cells(frame: str) -> None:
    assert figures(read(FRAMES[frame])) == figures(read(""))


@pytest.mark.parametrize("frame", TIGHT)
def test_figures_in_frames_that_touch_their_cells_are_read_or_not_judged(frame: str) -> None:
    plain, found = read(""), read(TIGHT[frame])
    for key, table in found.tables.items():
        for value, true in zip(table.values(), plain.tables[key].values(), strict=False):
            assert value.lost or value.number == true.number
    assert set(told(found)) <= set(told(plain))


@pytest.mark.parametrize("mark", ["注3", "(注3)", "注一", "a2", "2a", "*1", "见注2", "③"])
def test_raised_marks_are_no_part_of_a_figure_however_they_are_broken(mark: str) -> None:
    assert figures(read("", f"<sup>{mark}</sup>")) == figures(read(""))
