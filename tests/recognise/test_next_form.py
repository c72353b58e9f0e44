"""A form of 2027 beside those of 2019 and 2021: each year is held to its own, and to the notice that lays it down."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.model.finding import Audit
from auditor.pipeline import Auditor
from auditor.read.opener import read_bytes
from auditor.ruletools.examples import clean_reports
from tests.guide_form import auditor_of, written_folder
from tests.writers.sheet import Sheet, book

OLD, NEW = "国办公开办函〔2021〕30号", "国办公开办函〔2027〕5号"


@pytest.fixture(scope="module")
def using(tmp_path_factory: pytest.TempPathFactory) -> Auditor:
    return auditor_of(written_folder(tmp_path_factory.mktemp("forms")))


def written(using: Auditor, year: int, form: str = "", **changes: Any) -> str:
    """The clean report of a year, in its own form or in another."""
    forms = [using.ruleset.form(form)] if form else using.ruleset.forms
    return clean_reports(using, *forms).text({"year": year, **changes})


def audited(using: Auditor, text: str | bytes, name: str = "报告.txt") -> Audit:
    data = text.encode() if isinstance(text, str) else text
    return using.audit_report(using.recognise_document(read_bytes(data, name)))


def told(found: Audit) -> list[tuple[str, str]]:
    return [(finding.rule, finding.message) for finding in found.verdict.findings]


def spreadsheet(text: str) -> bytes:
    sheet = Sheet("报告")
    for line in text.split("\n"):
        sheet.row(*line.split("\t"))
    return book([sheet])


@pytest.mark.parametrize(
    ("year", "form"), [(2020, "2019"), (2021, "2021"), (2026, "2021"), (2027, "2027"), (2030, "2027")]
)
def test_a_clean_report_of_each_year_is_read_in_its_own_form(using: Auditor, year: int, form: str) -> None:
    found = audited(using, written(using, year))
    assert (found.form, found.report_year, told(found)) == (form, year, [])


@pytest.mark.parametrize("name", ["报告.txt", "报告.xlsx"])
def test_the_new_row_and_column_are_read_in_text_and_in_a_spreadsheet(using: Auditor, name: str) -> None:
    row = [0, 0, 2, 0, 0, 0, 0, 2]
    tables = {
        "表三": {
            "工作秘密": row,
            "本机关不掌握": [0] * 8,
            "总计": [3, 1, 2, 0, 0, 0, 0, 6],
            "本年新收": [2, 1, 2, 0, 0, 0, 0, 5],
        }
    }
    text = written(using, 2027, tables=tables | {"表二": {"行政征收": [7]}})
    data = text.encode() if name.endswith("txt") else spreadsheet(text)
    report = using.recognise_document(read_bytes(data, name))
    assert report.form == "2027"
    values = [
        report.tables["requests"].at("denied_work_secret", column.key)
        for column in using.ruleset.form("2027").table["requests"].columns
    ]
    assert [value.number for value in values if value] == row
    levy = report.tables["proactive"].at("levy", "decisions")
    assert levy is not None
    assert levy.number == 7


@pytest.mark.parametrize("name", ["报告.txt", "报告.xlsx"])
@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        ("表三", "工作秘密", "表三缺少 1 行：“9.属于工作秘密”"),
        ("表三", "行政查询事项", "表三缺少 1 行：“8.属于行政查询事项”"),
        ("表二", "行政征收", "表二缺少 1 行：“行政征收”"),
    ],
)
def test_a_missing_row_is_told_with_the_notice_of_the_new_form(
    using: Auditor, name: str, table: str, row: str, said: str
) -> None:
    text = written(using, 2027, drop_rows={table: [row]})
    found = audited(using, text if name.endswith("txt") else spreadsheet(text), name)
    assert (found.form, told(found)) == ("2027", [("TBL-ROWS", said)])
    assert [basis.number for basis in found.verdict.findings[0].basis] == [NEW]


def test_the_same_fault_in_an_earlier_year_is_told_with_the_notice_of_that_year(using: Auditor) -> None:
    found = audited(using, written(using, 2024, drop_rows={"表三": ["行政查询事项"]}))
    assert told(found) == [("TBL-ROWS", "表三缺少 1 行：“8.属于行政查询事项”")]
    assert [basis.number for basis in found.verdict.findings[0].basis] == [OLD]


def test_a_later_report_in_the_former_form_is_told_what_it_should_use(using: Auditor) -> None:
    text = written(using, 2027, "2021", replace={OLD: NEW})
    found = audited(using, text)
    said = "表三没有使用2027年度应当使用的格式，栏目是：“自然人”、“商业企业”、“科研机构”，没有“个体工商户”"
    assert (found.form, told(found)) == ("2021", [("TBL-FORM", said)])
    assert found.verdict.findings[0].suggestion == f"按{NEW}印发的年度报告格式重新编制表格。"


def test_the_former_heading_is_told_and_an_article_only_where_the_notice_has_it(using: Auditor) -> None:
    found = audited(using, written(using, 2027, headings={"六": "六、其他需要报告的事项"}))
    assert told(found) == [("STR-HEADING", "第六部分的标题与格式不一致，应为“其他有关事项”")]
    rules = {rule.id: rule for rule in using.ruleset.rules}
    articles = {reference.article for reference in rules["STR-PARTS"].basis if reference.document == "format-2021"}
    lacking = audited(using, written(using, 2027, sections={"一": "2027年，全年主动公开信息120条。"}))
    basis = next(finding for finding in lacking.verdict.findings if finding.rule == "STR-PARTS").basis
    assert [(one.number, one.article) for one in basis] == [(NEW, "总体情况" if "总体情况" in articles else "")]


@pytest.mark.parametrize(
    ("year", "cited", "rules", "right"),
    [
        (2027, NEW, [], ""),
        (2027, "国办公开办函〔2027〕6号", ["CIT-NUMBER"], NEW),
        (2027, "国办公开办函〔2021〕3号", ["CIT-NUMBER"], NEW),
        (2027, OLD, ["CIT-SUPERSEDED"], NEW),
        (2027, "国办公开办函〔2019〕60号", ["CIT-SUPERSEDED"], NEW),
        (2024, OLD, [], ""),
        (2024, "国办公开办函〔2021〕3号", ["CIT-NUMBER"], OLD),
    ],
)
def test_citations_are_held_to_the_notice_of_the_year(
    using: Auditor, year: int, cited: str, rules: list[str], right: str
) -> None:
    own = NEW if year >= 2027 else OLD
    found = audited(using, written(using, year, replace={own: cited})).verdict.findings
    assert [finding.rule for finding in found] == rules
    assert all(finding.expected == right for finding in found)


def test_the_rule_of_the_folder_looks_at_the_new_row(using: Auditor) -> None:
    found = audited(using, written(using, 2027, add={"一": "因属于工作秘密不予公开2件。"})).verdict.findings
    own = next(finding for finding in found if finding.rule == "YUN-SECRET")
    assert own.message == "总体情况说因工作秘密不予公开 2 件，而表三“工作秘密”是 0"
    assert own.suggestion == f"核对后改为一致，按2027年格式（{NEW}）填写表三。"
