"""Reports with random tables, written in every layout and read back; and one cell of a balanced table changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from auditor.model.document import Document
from auditor.model.finding import Audit, Finding
from auditor.output.json_ import audits_json
from auditor.output.parse_ import report_data, report_json
from auditor.pipeline import Auditor
from auditor.read.opener import read_bytes
from tests.profiles import examples
from tests.writers.layouts import ENCODINGS, LAYOUTS, TEXTS, write
from tests.writers.plain import TABLE_OF, PlainReport, PlainSection, Rows
from tests.writers.source import COLUMNS
from tests.writers.spans import (
    DETAILS,
    PROACTIVE_ROWS,
    PROACTIVE_ROWS_2019,
    REMEDY_ROWS,
    REQUEST_ROWS,
    REQUEST_ROWS_2019,
)

pytestmark = pytest.mark.slow

HEADINGS = (
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
)  # fmt: skip
PROSE = "本部分说明有关情况，内容在别处详细写明，这里不再重复，读者可以对照前后各部分和所附表格阅读。"
Tables = dict[str, dict[str, list[str]]]

slow = examples(0.08)  # of each layout
quick = examples(1)


@cache
def auditor() -> Auditor:
    return Auditor()


def report(tables: Mapping[str, Rows]) -> PlainReport:
    """A report around these tables, with next to no prose."""
    return PlainReport(
        title=("云川市教育局2024年政府信息公开工作年度报告",),
        preamble=("本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止，现将报告向社会公布如下。",),
        sections=tuple(PlainSection(heading, (PROSE,), TABLE_OF.get(heading[0], "")) for heading in HEADINGS),
        tables=tables,
        signature="云川市教育局",
        issued="2025年1月15日",
    )


def document(tables: Mapping[str, Rows], layout: str, encoding: str = "", newline: str = "\n") -> Document:
    return read_bytes(write(report(tables), layout, encoding, newline), "reports/云川市教育局.file")


def read(tables: Mapping[str, Rows], layout: str, encoding: str = "", newline: str = "\n") -> object:
    """The tables of the `parse` output."""
    recognised = auditor().recognise_document(document(tables, layout, encoding, newline))
    return json.loads(report_json(recognised))["tables"]


def as_values(tables: Mapping[str, Rows]) -> dict[str, dict[str, list[int | float | None]]]:
    """The tables as `parse` is to give them."""
    return {
        key: {row: [as_value(cell) for cell in cells] for row, cells in rows.items()} for key, rows in tables.items()
    }


def as_value(cell: str) -> int | float | None:
    if not cell:
        return None
    exact = Decimal(cell)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


# Layouts in which a blank cell at the edge of a row looks like a stray one; each such place of the form is tried by itself.
EDGES = ("text-joined-rows", "text-bar-stream", "text-tab-rows")
counts = st.one_of(st.just("0"), st.integers(0, 99999).map(str))
fees = st.decimals(0, 99999, places=2).map(str)


@st.composite
def any_tables(draw: st.DrawFn, *, blanks: bool, edges: bool = True) -> Tables:
    """Three tables of any figures; some cells blank if `blanks`, also the first and the last of a row if `edges`."""

    def row(width: int) -> list[str]:
        cells = draw(st.lists(counts, min_size=width, max_size=width))
        for place in draw(st.sets(st.integers(0, width - 1), max_size=2)) if blanks and width > 1 else ():
            if edges or 0 < place < width - 1:
                cells[place] = ""
        return cells

    tables: Tables = {
        "proactive": {key: row(width) for key, width in PROACTIVE_ROWS.items()},
        "requests": {key: row(7) for key in REQUEST_ROWS},
        "remedies": {key: row(5) for key in REMEDY_ROWS},
    }
    tables["proactive"]["fees"] = [draw(fees)]
    return tables


@pytest.mark.parametrize("layout", LAYOUTS)
@slow
@given(tables=any_tables(blanks=False))
def test_any_figures_come_back(layout: str, tables: Tables) -> None:
    assert read(tables, layout) == as_values(tables)


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if layout not in EDGES])
@slow
@given(tables=any_tables(blanks=True))
def test_blank_cells_keep_their_places(layout: str, tables: Tables) -> None:
    assert read(tables, layout) == as_values(tables)


@pytest.mark.parametrize("layout", EDGES)
@slow
@given(tables=any_tables(blanks=True, edges=False))
def test_blank_cells_within_rows_keep_their_places(layout: str, tables: Tables) -> None:
    assert read(tables, layout) == as_values(tables)


def plain_tables() -> Tables:
    """Tables of distinct small figures."""
    number = iter(range(1, 1000))
    return {
        "proactive": {key: [str(next(number)) for _ in range(width)] for key, width in PROACTIVE_ROWS.items()},
        "requests": {key: [str(next(number)) for _ in range(7)] for key in REQUEST_ROWS},
        "remedies": {key: [str(next(number)) for _ in range(5)] for key in REMEDY_ROWS},
    }


@pytest.mark.parametrize("layout", LAYOUTS)
@slow
@given(data=st.data())
def test_any_figures_of_the_form_of_2019_come_back(layout: str, data: st.DataObject) -> None:
    def rows(widths: Mapping[str, int], numbers: st.SearchStrategy[str]) -> dict[str, list[str]]:
        return {key: data.draw(st.lists(numbers, min_size=n, max_size=n), label=key) for key, n in widths.items()}

    tables = {
        "proactive": rows(PROACTIVE_ROWS_2019, counts),
        "requests": rows(dict.fromkeys(REQUEST_ROWS_2019, 7), counts),
        "remedies": rows(dict.fromkeys(REMEDY_ROWS, 5), counts),
    }
    for row in ("licensing", "punishment", "fees"):  # 本年增/减 may be negative
        tables["proactive"][row][1] = str(data.draw(st.integers(-999, 999)))
    old = replace(report(tables), title=("云川市教育局2020年政府信息公开工作年度报告",), preamble=())
    found = auditor().recognise_document(read_bytes(write(old, layout), "报告"))
    assert found.form == "2019"
    assert report_data(found)["tables"] == as_values(tables)


@pytest.mark.parametrize("layout", EDGES)
@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("rules", 0),
        ("rules", 2),
        ("coercion", 0),
        ("new", 0),
        ("new", 6),
        ("carried_out", 6),
        ("review", 0),
        ("litigation_after_review", 4),
    ],
)
def test_a_blank_cell_at_the_edge_keeps_its_place(layout: str, row: str, place: int) -> None:
    tables = plain_tables()
    rows = next(rows for rows in tables.values() if row in rows)
    rows[row][place] = ""
    assert read(tables, layout) == as_values(tables)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_row_left_blank_leaves_the_others_where_they_are(layout: str) -> None:
    for key, rows in plain_tables().items():
        for row in rows:
            tables = plain_tables()
            tables[key][row] = [""] * len(rows[row])
            assert read(tables, layout) == as_values(tables), row


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_keeps_the_words(layout: str) -> None:
    recognised = auditor().recognise_document(document(plain_tables(), layout))
    data = report_data(recognised)
    assert [section["heading"] for section in data["sections"]] == list(HEADINGS)
    assert (data["agency"], data["report_year"], data["issued"]) == ("云川市教育局", 2024, "2025-01-15")
    assert [section.prose.text for section in recognised.sections if section.key != "proactive"] == [PROSE] * 5
    assert data["warnings"] == []


@pytest.mark.parametrize("layout", [layout for layout in TEXTS if layout.startswith("text")])
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_every_encoding_and_line_end(layout: str, encoding: str, newline: str) -> None:
    tables = plain_tables()
    assert read(tables, layout, encoding, newline) == as_values(tables)
    assert document(tables, layout, encoding, newline).text == document(tables, layout).text


# One changed cell of a balanced table.

Cell = tuple[str, str, int]  # table, row, place


@st.composite
def balanced_tables(draw: st.DrawFn) -> Tables:
    """Tables 三 and 四 in which every sum holds."""
    small = st.one_of(st.just(0), st.integers(0, 400))
    rows = {key: draw(st.lists(small, min_size=6, max_size=6)) for key in DETAILS if draw(st.booleans())}
    rows = {key: rows.get(key, [0] * 6) for key in DETAILS}
    rows["total"] = [sum(rows[key][place] for key in DETAILS) for place in range(6)]
    rows["carried_out"] = draw(st.lists(small, min_size=6, max_size=6))
    all_in = [done + out for done, out in zip(rows["total"], rows["carried_out"], strict=True)]
    rows["carried_in"] = [draw(st.integers(0, whole)) for whole in all_in]
    rows["new"] = [whole - before for whole, before in zip(all_in, rows["carried_in"], strict=True)]
    remedies = {key: draw(st.lists(small, min_size=4, max_size=4)) for key in REMEDY_ROWS}
    proactive = {key: ["1"] * width for key, width in PROACTIVE_ROWS.items()}
    return {
        "proactive": proactive,
        "requests": {key: [*map(str, rows[key]), str(sum(rows[key]))] for key in REQUEST_ROWS},
        "remedies": {key: [*map(str, cells), str(sum(cells))] for key, cells in remedies.items()},
    }


cells = st.one_of(
    st.tuples(st.just("requests"), st.sampled_from(REQUEST_ROWS), st.integers(0, 6)),
    st.tuples(st.just("remedies"), st.sampled_from(REMEDY_ROWS), st.integers(0, 4)),
)


def audit(tables: Mapping[str, Rows], layout: str) -> tuple[Document, Audit]:
    read_ = document(tables, layout)
    return read_, auditor().audit_report(auditor().recognise_document(read_))


def identity(found: Audit) -> list[Finding]:
    return [finding for finding in found.verdict.findings if finding.category == "identity"]


def sums_of(cell: Cell) -> int:
    """In how many sums a cell takes part: its row's, its column's balance, its column's details."""
    table, row, _ = cell
    if table == "remedies":
        return 1
    return 3 if row == "total" else 2


@pytest.mark.parametrize("layout", ["text-tab-rows", "html-article"])
@quick
@given(tables=balanced_tables(), cell=cells, new=st.integers(0, 99999))
def test_any_one_changed_cell_is_found_and_told_once(layout: str, tables: Tables, cell: Cell, new: int) -> None:
    table, row, place = cell
    old = tables[table][row][place]
    assume(str(new) != old)
    tables[table][row] = [*tables[table][row][:place], str(new), *tables[table][row][place + 1 :]]
    _, found = audit(tables, layout)
    [finding] = identity(found)
    at, column = finding.location, COLUMNS[table][place]
    assert at.table == table
    if sums_of(cell) > 1:
        assert (at.row, at.column, at.quote) == (row, column, str(new))
        assert (finding.expected, finding.actual) == (old, str(new))
    else:
        assert at.row == row or at.column == column


@quick
@given(tables=balanced_tables(), layout=st.sampled_from(LAYOUTS))
def test_a_balanced_report_has_no_identity_finding(tables: Tables, layout: str) -> None:
    _, found = audit(tables, layout)
    assert identity(found) == []


@quick
@given(tables=any_tables(blanks=True), layout=st.sampled_from(LAYOUTS))
def test_quotes_and_ids_of_any_report(tables: Tables, layout: str) -> None:
    read_, found = audit(tables, layout)
    findings = found.verdict.findings
    assert findings
    for finding in findings:
        at = finding.location
        if at.quote is not None:
            assert read_.text[at.start : at.end] == at.quote
    assert len({finding.id for finding in findings}) == len(findings)
    assert not [result for result in found.verdict.unchecked() if result.outcome == "rule_error"]


@pytest.mark.parametrize("layout", LAYOUTS)
@examples(0.03)
@given(tables=any_tables(blanks=True))
def test_the_same_file_gives_the_same_bytes(layout: str, tables: Tables) -> None:
    def outputs(program: Auditor) -> Sequence[str]:
        recognised = program.recognise_document(document(tables, layout))
        return report_json(recognised), audits_json([program.audit_report(recognised)], program.info)

    assert write(report(tables), layout) == write(report(tables), layout)
    assert outputs(auditor()) == outputs(other())


@cache
def other() -> Auditor:
    """A second auditor, so that no state of the first can help."""
    return Auditor()
