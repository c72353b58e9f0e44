"""A parent's report is held against the sum of its units', and what cannot be added up is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditor.batch.comparison.rollup import Summed, check_sums
from auditor.batch.data.overview import RosterAgency
from auditor.batch.data.record import ReportRecord
from auditor.model.finding import Outcome, Severity
from tests.batch.made import record, table
from tests.recognise.reports import auditor

TABLES = {"2021": [one for one in auditor().official_tables("2021") if one.key == "requests"]}
CITY = RosterAgency("云川市")
UNITS = (
    RosterAgency("甲局", parent="云川市"),
    RosterAgency("乙局", parent="云川市"),
    RosterAgency("丙局", parent="云川市"),
)
COLUMNS = ("natural_person", "business", "research", "social", "legal_service", "other")


def report(name: str, new: int | str | None = 0, business: int = 0, **more: int) -> ReportRecord:
    """A report with these figures of natural persons by row; all other cells are 0."""
    rows: dict[str, dict[str, int | str | None]] = {}
    for row in TABLES["2021"][0].rows:
        first = new if row.key == "new" else more.get(row.key, 0)
        second = business if row.key == "new" else 0
        total = first + second if isinstance(first, int) else None
        rows[row.key] = {"natural_person": first, **dict.fromkeys(COLUMNS[1:], 0), "business": second, "total": total}
    return record(f"{name}.txt", name, tables={"requests": table("requests", rows)})


def summed(
    parent: RosterAgency, records: Mapping[RosterAgency, ReportRecord], units: Sequence[RosterAgency] = UNITS
) -> Summed:
    found = check_sums([parent, *units], list(records.values()), list(records), 2024, TABLES)
    return next(one for one in found if one.agency == parent.name)


def handed_in(parent: RosterAgency, own: ReportRecord, *units: ReportRecord) -> dict[RosterAgency, ReportRecord]:
    return {parent: own, **dict(zip(UNITS, units, strict=True))}


UNIT_REPORTS = (report("甲局", 3), report("乙局", 4), report("丙局", 5))


def test_a_parent_may_have_figures_of_its_own_but_not_less_than_its_units() -> None:
    for own in (12, 40):
        assert summed(CITY, handed_in(CITY, report("云川市", own), *UNIT_REPORTS)).result.outcome is Outcome.PASSED
    found = summed(CITY, handed_in(CITY, report("云川市", 10), *UNIT_REPORTS))
    assert (found.record, found.result.outcome) == ("云川市.txt", Outcome.FAILED)
    [finding] = found.result.findings
    assert finding.message == (
        "表三“一、本年新收政府信息公开申请数量”行“自然人”列填 10，小于 3 个所属机关之和 12（3+4+5=12：甲局 3、乙局 4、丙局 5）"
    )
    at = finding.location
    assert (at.table, at.row, at.column, at.quote) == ("requests", "new", "natural_person", "10")
    assert (finding.expected, finding.actual, finding.severity) == ("不小于 12", "10", Severity.INFO)
    assert len(finding.id) == 16


def test_a_parent_that_only_adds_up_must_be_equal() -> None:
    parent = RosterAgency("云川市", adds_up=True)
    found = summed(parent, handed_in(parent, report("云川市", 13), *UNIT_REPORTS))
    [finding] = found.result.findings
    assert finding.message.endswith("填 13，不等于 3 个所属机关之和 12（3+4+5=12：甲局 3、乙局 4、丙局 5）")
    assert finding.expected == "12"


def test_a_total_is_told_only_where_its_summands_do_not_explain_it() -> None:
    own = report("云川市", 10, business=1)
    found = summed(CITY, handed_in(CITY, own, report("甲局", 12), report("乙局", business=3), report("丙局")))
    assert [f.location.column for f in found.result.findings] == ["natural_person", "business"]
    down = summed(
        CITY, handed_in(CITY, report("云川市", 12), report("甲局", 12, granted=7, total=7), *UNIT_REPORTS[:2])
    )
    assert {(f.location.row, f.location.column) for f in down.result.findings} == {
        ("new", "natural_person"),
        ("granted", "natural_person"),
    }


def test_of_many_units_six_are_named() -> None:
    units = [RosterAgency(f"第{at}局", parent="云川市") for at in range(1, 10)]
    records = {CITY: report("云川市", 1), **{unit: report(unit.name, at) for at, unit in enumerate(units, 1)}}
    [finding] = summed(CITY, records, units).result.findings
    assert finding.message.endswith(
        "9 个所属机关之和 45（4+5+6+7+8+9+6=45：第4局 4、第5局 5、第6局 6、第7局 7、第8局 8、第9局 9、其余 3 个 6）"
    )


def test_a_table_that_was_not_added_up_at_all_is_told_once() -> None:
    rows = {row.key: 1 for row in TABLES["2021"][0].rows if row.key not in ("new", "total")}
    found = summed(CITY, handed_in(CITY, report("云川市", 1), report("甲局", 1, **rows), *UNIT_REPORTS[:2]))
    [finding] = found.result.findings
    assert finding.message.startswith(
        "表三有 24 格小于所属机关之和，如“一、本年新收政府信息公开申请数量”行“自然人”列填 1，小于 3"
    )
    assert (finding.location.table, finding.location.row) == ("requests", None)


def test_what_cannot_be_compared_is_told_with_its_reason() -> None:
    def reason(records: Mapping[RosterAgency, ReportRecord]) -> str:
        found = summed(CITY, records)
        assert found.result.outcome is Outcome.CANNOT_CHECK
        assert found.result.findings == ()
        return found.result.reason

    own = report("云川市", 1)
    assert reason({CITY: own, UNITS[0]: UNIT_REPORTS[0]}) == "没有“乙局”的报告；没有“丙局”的报告"
    assert reason(dict(zip(UNITS, UNIT_REPORTS, strict=True))) == "没有“云川市”的报告"
    broken = handed_in(CITY, own, *UNIT_REPORTS[:2], record("丙.docx", error="坏"))
    assert reason(broken) == "“丙局”的报告没有读出来"
    old = handed_in(CITY, own, *UNIT_REPORTS[:2], record("丙.txt", "丙局", form="2019"))
    assert reason(old) == "所属机关用的报告格式不同，数字不能相加"


def test_two_reports_of_a_unit_are_not_added_up() -> None:
    owners = [CITY, *UNITS, UNITS[0]]
    records = [report("云川市"), *UNIT_REPORTS, report("甲局", 9)]
    [found] = check_sums([CITY, *UNITS], records, owners, 2024, TABLES)
    assert found.result.reason == "“甲局”的报告不止一份"


def test_cells_that_are_not_sure_are_left_out_and_told() -> None:
    found = summed(CITY, handed_in(CITY, report("云川市", 7), report("甲局", "若干"), *UNIT_REPORTS[:2]))
    assert found.result.outcome is Outcome.CANNOT_CHECK
    assert (
        found.result.reason == "表三有 1 格没有核对：“甲局”的“一、本年新收政府信息公开申请数量”行“自然人”列没有读到数字"
    )


def test_agencies_without_units_have_no_result() -> None:
    assert check_sums([CITY], [report("云川市")], [CITY], 2024, TABLES) == ()
