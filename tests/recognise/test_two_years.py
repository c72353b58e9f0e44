"""Tables and whole reports of two years in one sheet: this year's are the report's, and where nothing tells, nothing is claimed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.model.finding import Audit
from auditor.model.report import Report
from auditor.read.base.builder import RawCell
from auditor.read.opener import read_bytes
from tests.recognise.reports import auditor, written
from tests.writers import web
from tests.writers.layouts import TEXTS
from tests.writers.one_table import one_table
from tests.writers.paper import sample
from tests.writers.plain import PlainReport
from tests.writers.spans import Drawn
from tests.writers.two_years import last_years, two_years, writers

WRITERS = writers()
HEADS = [
    ("2024年", "2023年"),
    ("2024年度", "2023年度数据"),
    ("本年度", "上年度"),
    ("2024年政府信息公开情况统计表", "2023年政府信息公开情况统计表"),
]


def read(data: bytes, form: str) -> Report:
    return auditor().recognise_document(read_bytes(data, f"云川市教育局.{form}"))


def figures(report: Report) -> list[tuple[str, str, str, object, bool]]:
    return [(k, v.row, v.column, v.number, v.lost) for k, table in report.tables.items() for v in table.values()]


@pytest.fixture(scope="module")
def clean() -> Report:
    return read(web.article(sample()).encode(), "html")


def findings(report: Report) -> set[str]:
    found: Audit = auditor().audit_report(report)
    return {finding.rule for finding in found.verdict.findings}


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("heads", HEADS)
@pytest.mark.parametrize("beside", [True, False])
@pytest.mark.parametrize("last_first", [True, False])
def test_this_years_figures_are_read(
    form: str, heads: tuple[str, str], beside: bool, last_first: bool, clean: Report
) -> None:
    found = read(WRITERS[form](two_years(sample(), heads, beside=beside, last_first=last_first)), form)
    assert figures(found) == figures(clean)
    assert findings(found) == findings(clean)
    assert any("别的年度" in warning for warning in found.warnings)


@pytest.mark.parametrize("form", WRITERS)
def test_years_above_the_first_tables_hold_for_those_below(form: str, clean: Report) -> None:
    found = read(WRITERS[form](two_years(sample(), HEADS[0], beside=True, last_first=True, once=True)), form)
    assert figures(found) == figures(clean)


@pytest.mark.parametrize("line", ["", "单位：件"])
def test_a_row_may_stand_between_the_years_and_their_tables(line: str, clean: Report) -> None:
    drawn = two_years(sample(), HEADS[0], beside=True)
    rows = []
    for row in drawn.rows:
        rows.append(row)
        if any(cell.text == "2023年" for cell in row):
            rows.append([RawCell(line if column == 0 else "", column) for column in range(drawn.width)])
    assert figures(read(WRITERS["xlsx"](Drawn(rows, drawn.width, drawn.figures)), "xlsx")) == figures(clean)


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("beside", [True, False])
@pytest.mark.parametrize("last_first", [True, False])
def test_where_no_year_tells_them_apart_nothing_is_claimed(
    form: str, beside: bool, last_first: bool, clean: Report
) -> None:
    found = read(WRITERS[form](two_years(sample(), None, beside=beside, last_first=last_first)), form)
    sure = {each[:3]: each[3] for each in figures(clean)}
    assert all(lost or number == sure[key, row, column] for key, row, column, number, lost in figures(found))
    assert sum(each[4] for each in figures(found)) > len(sure) / 2
    assert findings(found) <= findings(clean)
    reasons = {result.reason for result in auditor().audit_report(found).verdict.results if result.rule == "T3-ROW"}
    assert any("同样的表有两张" in reason for reason in reasons)


def test_a_table_that_stands_there_twice_alike_is_read(clean: Report) -> None:
    twice = web.article(sample()).replace("</table>", "</table>\0")
    tables = [part[part.index("<table") :] for part in twice.split("\0")[:-1]]
    for table in tables:
        twice = twice.replace("\0", f"<p>同上：</p>{table}", 1)
    assert figures(read(twice.encode(), "html")) == figures(clean)


def _last_year(plain: PlainReport) -> PlainReport:
    def earlier(text: str) -> str:
        return text.replace("2024", "2023").replace("2025", "2024")

    return replace(
        plain,
        title=tuple(map(earlier, plain.title)),
        preamble=tuple(map(earlier, plain.preamble)),
        tables={key: last_years(rows) for key, rows in plain.tables.items()},
        issued=earlier(plain.issued),
    )


@pytest.mark.parametrize("form", [*WRITERS, *(name for name in TEXTS if name.startswith("text"))])
@pytest.mark.parametrize("above", [True, False])
def test_a_whole_report_of_last_year_is_none_of_the_report(form: str, above: bool, clean: Report) -> None:
    both = [sample(), _last_year(sample())][:: -1 if above else 1]
    if form in WRITERS:
        tables = [one_table(each, "blank") for each in both]
        data = WRITERS[form](Drawn([row for table in tables for row in table.rows], tables[0].width, frozenset()))
    else:
        data = "\n".join(TEXTS[form](each) for each in both).encode()
    found = read(data, form if form in WRITERS else "txt")
    assert figures(found) == figures(clean)
    assert (found.title and found.title.text, found.report_year) == (clean.title and clean.title.text, 2024)
    assert findings(found) == findings(clean)


def test_a_table_in_plain_text_that_stands_there_twice_with_another_figure_is_not_read_where_they_differ() -> None:
    text = written()
    first = text.index("\t自然人")
    table = text[first : text.index("\n", text.index("四、结转下年度", first))]
    again = table.replace("继续办理\t0", "继续办理\t6")
    twice = text.replace("六、其他需要报告的事项\n", f"六、其他需要报告的事项\n{again}\n")
    found = read(twice.encode(), "txt")
    lost = [value for value in found.tables["requests"].values() if value.lost]
    assert [(value.row, value.column) for value in lost] == [("carried_out", "natural_person")]
    assert "同样的表有两张" in lost[0].reason
