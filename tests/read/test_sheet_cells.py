"""What stands in the cells of spreadsheets, in every format: moved sheets, formulas, errors, hidden and struck-out cells, remarks."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from functools import cache
from io import BytesIO

import pytest

from auditor.model.document import Document
from auditor.model.report import Report
from auditor.output.parse_ import report_data
from auditor.read.opener import read_bytes
from tests.recognise.reports import auditor
from tests.test_round_trip import as_values, plain_tables, report
from tests.writers.books import Entry, Page, Piece, Shape, Workbook, at, formats, inserted, laid_out, moved
from tests.writers.source import Sample, load_samples

FORMATS = tuple(formats())
Tables = dict[str, dict[str, list[int | float | None]]]
NEW, CARRIED = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"
every_format = pytest.mark.parametrize("form", FORMATS)


def sheet() -> Page:
    return laid_out(report(plain_tables()))


def document(form: str, *pages: Page, recalculates: bool = False) -> Document:
    return read_bytes(formats()[form](Workbook(list(pages), recalculates)), f"年报.{form}")


def tables(found: Document) -> object:
    return report_data(auditor().recognise_document(found))["tables"]


def expected(**changes: float | None) -> Tables:
    """The tables as they are written, but for these columns of the row «new»."""
    found = as_values(plain_tables())
    for column, value in changes.items():
        found["requests"]["new"][int(column.removeprefix("c"))] = value
    return found


def lost(found: Document) -> list[str]:
    """The reasons why cells were not read."""
    whole = auditor().recognise_document(found)
    return [
        value.reason for table in whole.tables.values() for row in table.rows.values() for value in row if value.lost
    ]


@cache
def workbook_samples() -> tuple[Sample, ...]:
    return tuple(sample for sample in load_samples() if "clean" in sample.name or sample.name.endswith("xlsx"))


def findings(found: Report) -> list[tuple[str, str, str | None]]:
    audit = auditor().audit_report(found)
    return [(each.rule, each.message, each.location.quote) for each in audit.verdict.findings]


@every_format
def test_a_workbook_reads_the_same_in_every_format(form: str) -> None:
    found = document(form, sheet())
    assert tables(found) == expected()
    assert found.text == document("xlsx", sheet()).text
    assert found.warnings == ()


def test_an_opendocument_spreadsheet_in_one_file_reads_the_same() -> None:
    with zipfile.ZipFile(BytesIO(formats()["ods"](Workbook([sheet()])))) as package:
        content = package.read("content.xml").decode()
    kind = 'office:mimetype="application/vnd.oasis.opendocument.spreadsheet" '
    flat = content.replace("<office:document-content ", f"<office:document {kind}").replace("-content>", ">")
    assert read_bytes(flat.encode(), "年报.fods").blocks == document("ods", sheet()).blocks


@every_format
@pytest.mark.parametrize("down", range(4))
@pytest.mark.parametrize("across", range(4))
def test_blank_rows_and_columns_shift_nothing(form: str, down: int, across: int) -> None:
    assert document(form, moved(sheet(), down, across)).blocks == document(form, sheet()).blocks


@every_format
@pytest.mark.parametrize("name", [sample.name for sample in workbook_samples()])
def test_samples_moved_about_have_the_same_findings(form: str, name: str) -> None:
    sample = next(sample for sample in workbook_samples() if sample.name == name)
    page = laid_out(sample.report)
    still = findings(auditor().recognise_document(document(form, page)))
    for down, across in ((0, 1), (1, 0), (2, 3), (3, 2)):
        assert findings(auditor().recognise_document(document(form, moved(page, down, across)))) == still


def totals(change: Callable[[Page, int, int], None]) -> Page:
    """The sheet with something done to the last figure of each row of table 三."""
    page = sheet()
    first = page.find(NEW)[0]
    for row in range(first, first + 25):
        change(page, row, 9)
    return page


def summed(shown: float | None, formula: str = "SUM(D{row}:I{row})") -> Page:
    def change(page: Page, row: int, column: int) -> None:
        page.cells[row, column] = Entry(shown, formula.format(row=row + 1))

    return totals(change)


def sums() -> Tables:
    found = expected()
    for row in found["requests"].values():
        row[6] = sum(value or 0 for value in row[:6])
    return found


@every_format
@pytest.mark.parametrize("shown", [None, 0.0])
@pytest.mark.parametrize(
    "formula",
    [
        "SUM(D{row}:I{row})",
        "sum($D{row}:$I{row})",
        "D{row}+E{row}+F{row}+G{row}+H{row}+I{row}",
        "+SUM(D{row}:F{row},G{row},H{row}:I{row})",
        "SUM(D{row}:I{row})+(E{row}-E{row})-0",
        "-(-SUM(D{row}:E{row})-SUM(F{row}:I{row}))",
    ],
)
def test_sums_without_a_result_are_reckoned(form: str, shown: float | None, formula: str) -> None:
    if form == "xls":
        formula = formula.replace("sum", "SUM")
    found = document(form, summed(shown, formula), recalculates=shown is not None)
    assert tables(found) == sums()
    assert found.warnings == ()


@every_format
def test_a_result_that_is_stored_counts(form: str) -> None:
    found = document(form, summed(5.0))
    assert {row[6] for row in tables(found)["requests"].values()} == {5}  # type: ignore[index]


@every_format
def test_nothing_but_zeros_for_sums_are_no_results(form: str) -> None:
    assert tables(document(form, summed(0.0))) == sums()


@every_format
def test_a_true_zero_among_results_stays(form: str) -> None:
    page = summed(0.0)
    row = page.find(CARRIED)[0]
    page.set(row, 9, 77.0)
    found = tables(document(form, page))
    assert found["requests"]["new"][6] == 0  # type: ignore[index]


@every_format
@pytest.mark.parametrize("formula", ["ROUND(D{row},0)", "SUMIF(D{row}:I{row})", "VLOOKUP(D{row},A1:B2,2)", "D{row}*2"])
def test_other_formulas_without_a_result_cannot_be_checked(form: str, formula: str) -> None:
    page = sheet()
    row = page.find(NEW)[0]
    page.cells[row, 9] = Entry(None, formula.format(row=row + 1))
    found = document(form, page, recalculates=True)
    assert tables(found) == expected(c6=None)
    assert lost(found) == ["是公式，文件里没有存下结果，请用 Excel 或 WPS 打开、保存后再审核"]
    assert not [each for each in findings(auditor().recognise_document(found)) if "没有填写" in each[1]]


@every_format
def test_a_title_that_a_formula_makes_is_not_called_missing(form: str) -> None:
    page = sheet()
    page.cells[0, 0] = Entry(None, "TEXT(B1,2)")
    found = document(form, page, recalculates=True)
    audit = auditor().audit_report(auditor().recognise_document(found))
    assert "STR-TITLE" not in {each.rule for each in audit.verdict.findings}
    assert any("公式" in told for told in found.warnings)


@every_format
def test_what_hangs_on_an_unknown_formula_or_on_itself_is_unknown(form: str) -> None:
    page = sheet()
    row = page.find(NEW)[0]
    page.cells[row, 3] = Entry(None, f"ROUND({at(row, 4)},0)")
    page.cells[row, 8] = Entry(None, f"{at(row, 8)}+1")
    page.cells[row, 9] = Entry(None, f"SUM({at(row, 3)}:{at(row, 7)})")
    assert tables(document(form, page, recalculates=True)) == expected(c0=None, c5=None, c6=None)


@every_format
def test_formulas_reach_other_sheets(form: str) -> None:
    page, other, secret = sheet(), Page("数 据"), Page("底表", hidden=True)
    row = page.find(NEW)[0]
    other.set(0, 0, 40.0)
    other.set(1, 0, 2.0)
    secret.set(4, 1, 7.0)
    page.cells[row, 3] = Entry(None, "SUM('数 据'!A1:A2)")
    page.cells[row, 4] = Entry(None, "底表!B5")
    if form == "xml":
        page.cells[row, 4] = Entry(None, "'底表'!B5")
    assert tables(document(form, page, other, secret, recalculates=True)) == expected(c0=42, c1=7)


@every_format
def test_error_signs_are_shown(form: str) -> None:
    for sign in ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?"):
        page = sheet()
        row = page.find(NEW)[0]
        page.cells[row, 9] = Entry(sign, error=True)
        page.cells[row + 1, 9] = Entry(None, f"SUM({at(row, 3)}:{at(row, 9)})")
        found = auditor().recognise_document(document(form, page, recalculates=True))
        texts = [found.tables["requests"].rows[key][6].raw for key in ("new", "carried_in")]
        assert texts == [sign, sign]


@every_format
@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (12.0000000001, "General", "12"),
        (11.999999999999998, "General", "12"),
        (0.30000000000000004, "General", "0.3"),
        (12.0000000001, "0", "12"),
        (18.3567, "0.00", "18.36"),
        (18.3567, "General", "18.3567"),
        (642.7, "#,##0.00", "642.7"),
        (12.4, "0_ ", "12"),
        (0.0, '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ', "0"),
        (12345678901.0, "General", "12345678901"),
        (7.0, '0"件"', "7"),
    ],
)
def test_figures_are_read_as_the_sheet_shows_them(form: str, value: float, code: str, shown: str) -> None:
    page = sheet()
    row = page.find(NEW)[0]
    page.cells[row, 9] = Entry(value, shape=Shape(code))
    found = auditor().recognise_document(document(form, page))
    assert found.tables["requests"].rows["new"][6].raw == shown


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "ods"])  # there the shown text alone says it
def test_figures_that_their_format_hides_are_not_read(form: str) -> None:
    page = sheet()
    page.cells[page.find(NEW)[0], 9] = Entry(99.0, shape=Shape(";;;"))
    found = document(form, page)
    assert tables(found) == expected(c6=None)
    assert any("看不见" in told for told in found.warnings)


@every_format
def test_hidden_columns_and_rows_are_not_read(form: str) -> None:
    page = inserted(sheet(), 9)
    top = page.find(NEW)[0]
    for row in range(top, top + 25):
        page.cells[row, 9] = Entry(1000.0 + row)
        page.cells[row, 20] = Entry(0.0)
    page.hidden_columns |= {9}
    page.flat_columns |= {20}
    last = max(row for row, _ in page.cells) + 1
    page.set(last, 0, "七、以前的说明")
    page.set(last + 1, 0, "这里原来写的是2019年的情况。")
    page.hidden_rows.add(last)
    page.flat_rows.add(last + 1)
    found = document(form, page)
    assert tables(found) == expected()
    assert found.text == document(form, sheet()).text
    assert [told for told in found.warnings if "看不见" in told]


@every_format
@pytest.mark.parametrize("column", [10, 11, 13])
@pytest.mark.parametrize("remark", ["√", "核对无误", 25.0])
def test_remarks_beside_a_table_spoil_no_row(form: str, column: int, remark: str | float) -> None:
    page = sheet()
    top = page.find(NEW)[0]
    page.set(top, column, remark)
    page.set(top + 4, column, remark)
    last = page.find("行政复议")[0] + 3
    page.set(last, column + 5, remark)
    still = report_data(auditor().recognise_document(document(form, sheet())))
    found = report_data(auditor().recognise_document(document(form, page)))
    assert found["tables"] == expected()
    assert [section["heading"] for section in found["sections"]] == [
        section["heading"] for section in still["sections"]
    ]


@every_format
def test_a_column_of_checks_beside_a_table_spoils_no_row(form: str) -> None:
    for column in (10, 12):
        page = sheet()
        top = page.find(NEW)[0]
        for row in range(top, top + 25):
            page.set(row, column, 0.0)
        assert tables(document(form, page)) == expected()


@every_format
@pytest.mark.parametrize("column", [1, 6, 12])
def test_remarks_beside_headings_and_text_hide_nothing(form: str, column: int) -> None:
    page = sheet()
    for (row, at_column), entry in list(page.cells.items()):
        text = str(entry.value) if at_column == 0 else ""
        in_table = (row, column) in page.cells or any(top <= row <= bottom for top, _, bottom, _ in page.merges)
        if not in_table and (len(text) > 30 or text[1:2] == "、"):
            page.set(row, column, "√")
    found = report_data(auditor().recognise_document(document(form, page)))
    assert [section["key"] for section in found["sections"]] == [
        section["key"] for section in report_data(auditor().recognise_document(document(form, sheet())))["sections"]
    ]
    assert found["tables"] == expected()
    assert (found["agency"], found["report_year"]) == ("云川市教育局", 2024)


@every_format
@pytest.mark.parametrize("label", [NEW, CARRIED, "四、结转下年度继续办理"])
def test_a_row_of_blank_figures_stays_in_its_table(form: str, label: str) -> None:
    page = sheet()
    for place in page.figures(label):
        del page.cells[place]
    found = auditor().recognise_document(document(form, page))
    assert found.tables["requests"].missing_rows == ()
    assert not found.warnings


@every_format
def test_struck_out_figures_and_raised_note_marks_are_no_part_of_a_figure(form: str) -> None:
    page = sheet()
    row = page.find(NEW)[0]
    page.cells[row, 9] = Entry(pieces=(Piece("15", struck=True), Piece("12")))
    page.cells[row, 8] = Entry(pieces=(Piece("8"), Piece("1", raised=True)))
    page.cells[row, 7] = Entry(pieces=(Piece("②", raised=True), Piece("6")))
    page.cells[row, 12] = Entry(33.0, shape=Shape(struck=True))
    found = document(form, page)
    assert tables(found) == expected(c4=6, c5=8, c6=12)
    assert len(found.warnings) == 2


@every_format
def test_white_text_on_white_is_left_out_and_on_a_dark_ground_is_read(form: str) -> None:
    page = sheet()
    row = page.find(NEW)[0]
    page.cells[row, 12] = Entry(99.0, shape=Shape(color="FFFFFF"))
    page.cells[row, 9] = Entry(12.0, shape=Shape(color="FFFFFF", ground="1F4E79"))
    found = document(form, page)
    assert tables(found) == expected(c6=12)
    assert [told for told in found.warnings if "看不见" in told]


@every_format
def test_a_text_over_several_rows_is_a_paragraph(form: str) -> None:
    page = Page()
    page.set(0, 0, "一、总体情况")
    page.set(1, 0, "全年主动公开信息三百条。没有收到申请。")
    page.merges.append((1, 0, 6, 9))
    page.set(7, 0, "二、主动公开政府信息情况")
    assert [block.text for block in document(form, page).paragraphs()] == [
        "一、总体情况",
        "全年主动公开信息三百条。没有收到申请。",
        "二、主动公开政府信息情况",
    ]
