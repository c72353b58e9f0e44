"""What became of findings: nothing is mended that was not looked at, and no two faults are taken for one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.finding import Audit, Finding, Location, Outcome, RuleResult, Severity, Verdict
from auditor.reinspection.remediation import Remediation, compare

RULES = ("A-ONE", "B-TWO", "C-ROW")
PASSED = tuple(RuleResult(rule, rule, Outcome.PASSED) for rule in RULES)


def finding(rule: str = "A-ONE", message: str = "有误", also: tuple[str, ...] = (), **more: Any) -> Finding:
    facts = {key: more.pop(key) for key in ("expected", "actual") if key in more}
    return Finding(rule, rule, "typo", Severity.ERROR, message, Location(**more), also=also, **facts)


def audit(*findings: Finding, results: tuple[RuleResult, ...] = (), waived: Any = (), **facts: Any) -> Audit:
    """An audit in which every rule ended as its findings say, or as `results` say."""
    ended = {result.rule: result for result in PASSED}
    for one in (*findings, *waived):
        ended |= {rule: RuleResult(rule, rule, Outcome.FAILED) for rule in one.rules}
    ended |= {result.rule: result for result in results}
    verdict = Verdict(tuple(ended.values()), findings, tuple(waived))
    return Audit("甲.txt", agency="云川市教育局", report_year=2024, form="2021", **facts, verdict=verdict)


def kinds(progress: Remediation) -> tuple[int, int, int, int, int]:
    """How many were mended, are open, new, unsure, waived."""
    named = (progress.mended, progress.open, progress.new, progress.unsure, progress.waived)
    mended, open_, new, unsure, waived = map(len, named)
    return mended, open_, new, unsure, waived


def become(old: Finding | list[Finding], new: Finding | list[Finding]) -> tuple[int, int, int]:
    """How many are mended, open and new."""
    olds, news = ([side] if isinstance(side, Finding) else side for side in (old, new))
    found = compare(audit(*olds), audit(*news))
    assert not found.unsure
    return kinds(found)[:3]


def cell(row: str | None, column: str | None, quote: str = "4", **more: Any) -> Finding:
    return finding(section="三", table="requests", row=row, column=column, quote=quote, **more)


def test_what_is_gone_is_mended_and_what_is_there_is_open() -> None:
    still, gone, fresh = finding(quote="甲"), finding(quote="乙"), finding("B-TWO", quote="丙")
    found = compare(audit(still, gone), audit(fresh, still))
    assert found.mended == (gone,)
    assert [(pair.old, pair.new, pair.changed) for pair in found.open] == [(still, still, False)]
    assert found.new == (fresh,)


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (RuleResult("A-ONE", "", Outcome.CANNOT_CHECK, "没有读到表三"), "没有读到表三"),
        (RuleResult("A-ONE", "", Outcome.RULE_ERROR, "规则运行出错"), "规则运行出错"),
        (RuleResult("A-ONE", "", Outcome.FAILED, "表四没有读出"), "这条规则没有看全：表四没有读出"),
        (RuleResult("A-ONE", "", Outcome.NOT_APPLICABLE), "这条规则现在不适用于这份报告"),
        (RuleResult("A-ONE", "", Outcome.NOT_APPLICABLE, "没有给出上年的报告"), "这条规则没有核对：没有给出上年的报告"),
    ],
)
def test_a_rule_that_could_not_look_mends_nothing(result: RuleResult, said: str) -> None:
    merged = finding("B-TWO", also=("A-ONE",), quote="乙")
    found = compare(audit(finding(quote="甲"), merged), audit(results=(result,)))
    assert [unsure.reason for unsure in found.unsure] == [said, said]
    assert found.mended == ()


def test_a_rule_that_is_not_in_the_result_mends_nothing() -> None:
    gone = audit(finding("LOCAL-ONE", quote="甲"))
    found = compare(gone, audit())
    assert [unsure.reason for unsure in found.unsure] == ["现在的审核结果里没有这条规则"]


def test_a_report_in_another_form_has_not_the_faults_of_the_old_one_unless_the_reason_is_another() -> None:
    old = replace(audit(cell("other_processing", "total")), form="2019")
    silent = RuleResult("A-ONE", "", Outcome.NOT_APPLICABLE)
    assert kinds(compare(old, audit(results=(silent,))))[0] == 1
    asked = replace(silent, reason="没有给出上年的报告")
    assert kinds(compare(old, audit(results=(asked,))))[3] == 1


@pytest.mark.parametrize(
    ("missing", "said"),
    [("三", "部分现在没有找到"), ("requests", "表现在没有读到"), ("requests/new", "行现在没有读到")],
)
def test_where_the_place_was_not_found_again_nothing_is_mended(missing: str, said: str) -> None:
    found = compare(audit(cell("new", "total")), audit(missing=(missing,)))
    assert [unsure.reason for unsure in found.unsure] == [f"意见所在的{said}"]
    assert kinds(compare(audit(cell("new", "total")), audit(missing=("五", "remedies", "requests/total"))))[0] == 1


def test_figures_that_changed_are_the_same_fault_in_another_way() -> None:
    for old, new in (
        (cell("new", "total", "4"), cell("new", "total", "5")),
        (finding(section="一", quote="收到申请5件"), finding(section="一", quote="收到申请16件")),
        (
            finding(quote="联系电话5550377，地址不详，欢迎来电", expected="电话区号、地址"),
            finding(quote="联系电话0871-5550377，地址不详，欢迎来电", expected="地址"),
        ),
        (finding(section="五", message="缺三件"), finding(section="五", message="缺两件")),
        (finding(section="一", quote="保密审察"), finding(section="二", quote="保密审察")),
    ):
        found = compare(audit(old), audit(new))
        assert [pair.changed for pair in found.open] == [True], new
        assert kinds(found) == (0, 1, 0, 0, 0)


def test_blanks_and_widths_make_no_change() -> None:
    found = compare(audit(finding(quote="（第 1 项）")), audit(finding(quote="(第1项)")))
    assert [pair.changed for pair in found.open] == [False]


def test_another_fault_of_the_same_rule_is_a_new_one() -> None:
    for old, new in (
        (cell("new", "total"), cell("new", "business")),
        (cell("new", None), cell(None, "total")),
        (cell("new", None, "预期"), cell(None, None, "事相")),
        (finding(section="一", quote="保密审察"), finding(section="一", quote="公开植")),
        (finding(quote="一、总体情况", expected="监督保障"), finding(quote="一、总体情况", expected="主动公开")),
        (
            finding(section="一", quote="全年通过门户网站发布信息"),
            finding(section="一", quote="开展业务培训并接受社会监督"),
        ),
        (finding("A-ONE", section="一", quote="甲"), finding("B-TWO", section="一", quote="甲")),
    ):
        assert become(old, new) == (1, 0, 1), new


def test_of_like_findings_as_many_are_mended_as_are_gone() -> None:
    twice = [finding(section="一", quote="保密审察"), finding(section="一", quote="保密审察")]
    assert become(twice, twice[:1]) == (1, 1, 0)
    assert become(twice[:1], twice) == (0, 1, 1)


def test_a_sum_that_still_fails_is_open_whether_it_is_told_by_cell_or_by_line() -> None:
    whole = cell("new", "total", also=("C-ROW",))
    column, row = cell(None, "total"), cell("new", None, rule="C-ROW")
    assert become(whole, column) == (0, 1, 0)
    assert become(column, whole) == (0, 1, 0)
    assert become(whole, [column, row]) == (0, 2, 0)
    assert become([column, row], whole) == (0, 2, 0)


def test_the_same_words_told_for_the_whole_table_stand_for_its_cells() -> None:
    cells = [cell("new", column, "/") for column in ("a", "b", "c")]
    assert become(cells, cell(None, None, "/")) == (0, 3, 0)
    assert become(cell(None, None, "/"), cells) == (0, 3, 0)
    assert become(cells, cells[:2]) == (1, 2, 0)
    assert become(cells, cell(None, None, "无")) == (3, 0, 1)


def test_another_cell_that_explains_sums_of_the_same_column_leaves_the_first_in_doubt() -> None:
    found = compare(audit(cell("new", "total", also=("C-ROW",))), audit(cell("granted", "total", also=("C-ROW",))))
    assert [unsure.reason for unsure in found.unsure] == ["同一行或同一列另有不成立的等式，不能断定这一处已经更正"]
    assert kinds(found) == (0, 0, 1, 1, 0)


def test_a_finding_merged_into_another_rule_s_is_open() -> None:
    one, other = finding(section="一", quote="国办发1号"), finding("B-TWO", section="一", quote="国办发1号")
    merged = replace(one, also=("B-TWO",))
    assert become([one, other], merged) == (0, 2, 0)
    assert become(other, merged) == (0, 1, 0)


def test_waived_findings_stay_known_on_both_sides() -> None:
    one = finding(quote="甲")
    assert kinds(compare(audit(one), audit(waived=[one]))) == (0, 0, 0, 0, 1)
    assert kinds(compare(audit(waived=[one]), audit(waived=[one]))) == (0, 0, 0, 0, 1)
    assert kinds(compare(audit(waived=[one]), audit(one))) == (0, 1, 0, 0, 0)
    assert kinds(compare(audit(waived=[one]), audit())) == (1, 0, 0, 0, 0)


FINDINGS = st.builds(
    finding,
    rule=st.sampled_from(RULES),
    message=st.sampled_from(["有误", "有误3", "不符"]),
    also=st.sampled_from([(), (), ("C-ROW",), ("B-TWO",)]),
    section=st.sampled_from([None, "一", "三"]),
    table=st.sampled_from([None, None, "requests", "remedies"]),
    row=st.sampled_from([None, "new", "total"]),
    column=st.sampled_from([None, "total", "other"]),
    quote=st.sampled_from([None, "4", "收到申请4件", "收到申请5件", "收到信息公开申请五件，都已办结"]),
    expected=st.sampled_from([None, "3", "地址", "电话、地址"]),
)
SIDES = st.lists(FINDINGS, max_size=8)
RESULTS = st.lists(
    st.builds(
        RuleResult, st.sampled_from(RULES), st.just(""), st.sampled_from(Outcome), st.sampled_from(["", "看不清"])
    ),
    max_size=2,
)


@given(SIDES, SIDES, SIDES, SIDES, RESULTS)
def test_every_finding_is_in_one_list(
    old: list[Finding], old_waived: list[Finding], new: list[Finding], new_waived: list[Finding], results: Any
) -> None:
    # Equal findings are told apart by their ids, as number_findings does.
    sides = [
        [replace(one, id=f"{side}{number}") for number, one in enumerate(findings)]
        for side, findings in enumerate((old, old_waived, new, new_waived))
    ]
    found = compare(audit(*sides[0], waived=sides[1]), audit(*sides[2], waived=sides[3], results=tuple(results)))
    open_old = {pair.old.id for pair in found.open}
    lists = [
        [one.id for one in found.mended],
        list(open_old),
        [unsure.old.id for unsure in found.unsure],
        [pair.old.id for pair in found.waived],
    ]
    assert sorted(one for listed in lists for one in listed) == sorted(one.id for one in (*sides[0], *sides[1]))
    open_new = {pair.new.id for pair in found.open}
    assert sorted([*open_new, *(one.id for one in found.new)]) == sorted(one.id for one in sides[2])
    assert {pair.new.id for pair in found.waived} <= {one.id for one in sides[3]}
    for one in found.mended:
        outcomes = {r.rule: r for r in results}
        assert all(
            rule not in outcomes or outcomes[rule].outcome in (Outcome.PASSED, Outcome.FAILED) for rule in one.rules
        )
    for pair in (*found.open, *found.waived):
        assert set(pair.old.rules) & set(pair.new.rules)
        assert pair.old.location.table == pair.new.location.table


@given(SIDES)
def test_a_report_held_against_itself_is_all_open_and_unchanged(findings: list[Finding]) -> None:
    found = compare(audit(*findings), audit(*findings))
    assert kinds(found) == (0, len(findings), 0, 0, 0)
    assert not any(pair.changed for pair in found.open)
    assert kinds(compare(audit(*findings), audit())) == (len(findings), 0, 0, 0, 0)
    assert kinds(compare(audit(), audit(*findings))) == (0, 0, len(findings), 0, 0)
