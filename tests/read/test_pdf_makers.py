"""PDF reports as WeasyPrint, Chromium and LibreOffice make them: every cell and paragraph comes back, or is seen to be lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.document import Document
from auditor.output.parse_ import report_json
from auditor.pipeline import Auditor
from auditor.read.pdf.reader import read_pdf
from tests.profiles import examples
from tests.reading import context
from tests.writers.fixtures import FIXTURES, FOLDER
from tests.writers.paper import Look, paragraphs, sample, word_file
from tests.writers.pdf import by_chromium, by_office, by_weasyprint
from tests.writers.plain import PlainReport, Rows
from tests.writers.spans import draw

pytestmark = pytest.mark.slow

# Name: look, first figure, step.
LOOKS = {
    "plain": (Look(), 1, 1),
    "heads-repeated": (Look(repeated=True, head="云川市教育局文件", prose=4), 101, 7),
    "long-paragraphs": (Look(prose=8, size=9, text_size=16), 98_701, 1003),
    "landscape": (Look(landscape=True, font="Letter Sans", repeated=True, prose=3), 1001, 37),
    "figures-wrapped": (Look(size=12, padding=1, margin=30, prose=2, repeated=True), 100_234, 1013),
    "rows-whole": (Look(split=False, repeated=True, align="right", prose=6, middle=False), 11, 13),
    "no-room": (
        Look(size=8, text_size=12, padding=0, margin=20, prose=5, font="Letter Sans", numbered=False),
        9_876,
        7,
    ),
}
RULED = [name for name, (_, look) in FIXTURES.items() if look.rules == "all"]
UNRULED = [name for name in FIXTURES if name not in RULED]


@cache
def auditor() -> Auditor:
    return Auditor()


def values(document: Document) -> dict[str, dict[str, list[int | None]]]:
    found: dict[str, dict[str, list[int | None]]] = json.loads(report_json(auditor().recognise_document(document)))[
        "tables"
    ]
    return found


def judged(document: Document, tables: Mapping[str, Rows]) -> tuple[int, int, list[str]]:
    """How many cells are read right, how many not at all, and which wrong."""
    read = values(document)
    right, lost, wrong = 0, 0, []
    for key, rows in tables.items():
        for row, cells in rows.items():
            found = read.get(key, {}).get(row) or [None] * len(cells)
            for place, cell in enumerate(cells):
                if found[place] == (int(cell) if cell else None):
                    right += 1
                elif found[place] is None:
                    lost += 1
                else:
                    wrong.append(f"{key} {row} {place + 1}: {cell} read as {found[place]}")
    return right, lost, wrong


def grids(document: Document) -> list[list[list[tuple[str, int, int, int]]]]:
    return [[[(c.raw, c.column, c.row_span, c.col_span) for c in row] for row in g.rows] for g in document.grids()]


def drawn(report: PlainReport) -> list[list[list[tuple[str, int, int, int]]]]:
    tables = [section.table for section in report.sections if section.table]
    return [
        [[(c.text, c.column, c.row_span, c.col_span) for c in row] for row in rows]
        for rows in (draw(key, report.tables[key], report.labels.get(key, {})).rows for key in tables)
    ]


def assert_exact(data: bytes, report: PlainReport) -> None:
    document = read_pdf(data, "报告.pdf", context())
    assert [paragraph.text for paragraph in document.paragraphs()] == paragraphs(report)
    assert grids(document) == drawn(report)
    assert document.warnings == ()


@pytest.mark.parametrize("maker", ["chromium", "libreoffice"])
@pytest.mark.parametrize("name", RULED)
def test_a_kept_file_is_read_exactly(name: str, maker: str) -> None:
    assert_exact((FOLDER / f"{maker}-{name}.pdf").read_bytes(), FIXTURES[name][0])


@pytest.mark.parametrize("maker", ["chromium", "libreoffice"])
@pytest.mark.parametrize("name", UNRULED)
def test_a_kept_file_without_lines_has_all_its_rows(name: str, maker: str) -> None:
    report = FIXTURES[name][0]
    document = read_pdf((FOLDER / f"{maker}-{name}.pdf").read_bytes(), "报告.pdf", context())
    rows = [[cell.raw for cell in row if cell.raw] for grid in document.grids() for row in grid.rows]
    for section in report.sections:
        for key, cells in report.tables[section.table].items():
            assert any(row[-len(cells) :] == list(cells) for row in rows), key


@pytest.mark.parametrize("name", LOOKS)
def test_weasyprint(name: str) -> None:
    look, start, step = LOOKS[name]
    report = sample(start, step, look.prose)
    assert_exact(by_weasyprint(report, look), report)


# What the installed programs print: the files kept of them are read every day.


@pytest.mark.release
@pytest.mark.parametrize("name", ["heads-repeated", "figures-wrapped", "no-room"])
def test_chromium(name: str) -> None:
    look, start, step = LOOKS[name]
    report = sample(start, step, look.prose)
    assert_exact(by_chromium(report, look), report)


@cache
def office_files() -> dict[str, bytes]:
    return by_office(
        {name: word_file(sample(start, step, look.prose), look) for name, (look, start, step) in LOOKS.items()}
    )


@pytest.mark.release
@pytest.mark.parametrize("name", LOOKS)
def test_libreoffice(name: str) -> None:
    look, start, step = LOOKS[name]
    assert_exact(office_files()[name], sample(start, step, look.prose))


# Tables without lines, or with some.

looks = st.builds(
    Look,
    rules=st.sampled_from(("none", "three", "rows", "columns")),
    size=st.sampled_from((8, 9, 10.5, 12)),
    align=st.sampled_from(("center", "left", "right")),
    middle=st.booleans(),
    padding=st.sampled_from((0, 1, 3, 5)),
    landscape=st.booleans(),
    repeated=st.booleans(),
    split=st.booleans(),
)
blanks = st.sets(st.tuples(st.integers(0, 24), st.integers(0, 6)), max_size=30)


@examples(0.12)
@given(look=looks, start=st.sampled_from((1, 11, 101, 1001, 98_701)), step=st.sampled_from((1, 7, 37)), blank=blanks)
def test_no_figure_is_read_wrong(look: Look, start: int, step: int, blank: set[tuple[int, int]]) -> None:
    report = sample(start, step)
    requests = {key: list(cells) for key, cells in report.tables["requests"].items()}
    for row, place in blank:
        requests[list(requests)[row]][place] = ""
    report = replace(report, tables={**report.tables, "requests": requests})
    document = read_pdf(by_weasyprint(report, look), "报告.pdf", context())
    _, _, wrong = judged(document, report.tables)
    assert wrong == []


@pytest.mark.parametrize("rules", ["none", "three", "rows", "columns"])
def test_a_well_set_report_without_lines_is_read_whole(rules: str) -> None:
    look = Look(rules=rules, padding=4, split=False, repeated=True)
    report = sample(2, 4)
    document = read_pdf(by_weasyprint(report, look), "报告.pdf", context())
    assert judged(document, report.tables) == (200, 0, [])
