"""One wrong cell is told once, with its place and the figure that would mend it; several are told apart or left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.finding import Finding
from tests.profiles import examples
from tests.recognise.reports import audit, form, written

REQUESTS = form().table["requests"]
ROWS = [row.key for row in REQUESTS.rows]
COLUMNS = [column.key for column in REQUESTS.columns]
DETAILS = ROWS[2:-2]
Figures = dict[str, list[int]]


def _balanced() -> Figures:
    """A table three in which every sum holds and no two neighbouring cells are alike."""
    rows = {key: [(number * 3 + place) % 7 for place in range(6)] for number, key in enumerate(ROWS)}
    rows["total"] = [sum(rows[key][place] for key in DETAILS) for place in range(6)]
    rows["new"] = [rows["total"][p] + rows["carried_out"][p] - rows["carried_in"][p] for p in range(6)]
    return {key: [*row, sum(row)] for key, row in rows.items()}


BALANCED = _balanced()


def _failing(rows: Mapping[str, Sequence[int]]) -> int:
    """How many sums of table three do not hold, counted without the program."""
    count = 0
    for place in range(7):
        of = {key: row[place] for key, row in rows.items()}
        count += of["new"] + of["carried_in"] != of["total"] + of["carried_out"]
        count += of["total"] != sum(of[key] for key in DETAILS)
    return count + sum(row[6] != sum(row[:6]) for row in rows.values())


def _identities(rows: Mapping[str, Sequence[int]]) -> list[Finding]:
    text = written(tables={"requests": rows}, sections={"一": "2024年，我局做好公开工作。"})
    return [f for f in audit(text).verdict.findings if f.category == "identity"]


def _changed(*changes: tuple[str, int, int]) -> Figures:
    rows = {key: list(row) for key, row in BALANCED.items()}
    for key, place, by in changes:
        rows[key][place] += by
    return rows


def test_a_balanced_table_has_no_finding() -> None:
    assert _failing(BALANCED) == 0
    assert _identities(BALANCED) == []


@pytest.mark.parametrize("key", ROWS)
def test_any_one_wrong_cell_is_told_once_at_its_place_with_the_right_figure(key: str) -> None:
    for place, column in enumerate(COLUMNS):
        rows = _changed((key, place, 1))
        (finding,) = _identities(rows)
        at = finding.location
        assert (at.section, at.table, at.row, at.column) == ("三", "requests", key, column)
        right, wrong = str(BALANCED[key][place]), str(rows[key][place])
        assert (finding.expected, finding.actual, at.quote) == (right, wrong, wrong)
        assert finding.severity == "error"
        assert len(finding.message.split("相差")) - 1 == _failing(rows)


def test_the_explanation_names_cell_figure_and_every_sum_it_mends() -> None:
    (finding,) = _identities(_changed(("granted", 0, 5)))
    now = BALANCED["granted"][0] + 5
    assert f"表三“（一）予以公开”的“自然人”填的是 {now}，若为 {now - 5}，" in finding.message
    assert "表三“自然人”列：" in finding.message
    assert "表三“（一）予以公开”行：" in finding.message
    assert (finding.rule, finding.also) == ("T3-DETAIL", ("T3-ROW",))


def test_two_wrong_cells_are_told_separately() -> None:
    findings = _identities(_changed(("new", 0, 1), ("granted", 1, 3)))
    assert [(f.location.row, f.location.column) for f in findings] == [
        ("new", "natural_person"),
        ("granted", "business"),
    ]


def test_where_several_cells_could_be_wrong_the_sums_stay_as_they_fail() -> None:
    # New requests and their total both one too many: the row holds, two columns fail, no one cell explains them.
    findings = _identities(_changed(("new", 0, 1), ("new", 6, 1)))
    assert [(f.rule, f.location.row, f.location.column) for f in findings] == [
        ("T3-BALANCE", None, "natural_person"),
        ("T3-BALANCE", None, "total"),
    ]
    # Two cells off by the same amount: the two at the other corners would mend the sums as well.
    corners = _identities(_changed(("granted", 0, 2), ("partial", 1, 2)))
    assert {(f.location.row, f.location.column) for f in corners} == {
        ("granted", None),
        ("partial", None),
        (None, "natural_person"),
        (None, "business"),
    }


def test_a_single_failing_sum_is_told_by_its_row_or_column() -> None:
    rows = {"review": [1, 0, 0, 0, 2]}
    (finding,) = [f for f in audit(written(tables={"remedies": rows})).verdict.findings if f.category == "identity"]
    at = finding.location
    assert (finding.rule, at.section, at.table, at.row, at.column) == ("T4-TOTAL", "四", "remedies", "review", None)
    assert (finding.expected, finding.actual, at.quote) == ("1", "2", "2")


CHANGE = st.tuples(st.sampled_from(ROWS), st.integers(0, 6), st.sampled_from([-1, 1, 2, 10]))


@examples(0.6)
@given(st.lists(CHANGE, min_size=1, max_size=6))
def test_there_are_never_more_findings_than_failing_sums_and_none_is_forgotten(
    changes: list[tuple[str, int, int]],
) -> None:
    rows = _changed(*changes)
    findings, failing = _identities(rows), _failing(rows)
    assert len(findings) <= failing
    assert bool(findings) == bool(failing)
    assert sum(finding.message.count("相差") for finding in findings) == failing
    assert len({finding.id for finding in findings}) == len(findings)
