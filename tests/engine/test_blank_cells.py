"""Blank is not 0: what is left blank is told once as blank, and neither sums nor words are held against it as if it said 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from auditor.model.finding import Audit, Outcome
from tests.engine.test_explain import BALANCED, COLUMNS, DETAILS
from tests.recognise.reports import audit, written

Cells = Mapping[str, Sequence[int | str]]
RECEIVED = BALANCED["new"][6]


def _audit(rows: Cells, overview: str = "2024年，我局做好公开工作。") -> Audit:
    return audit(written(tables={"requests": rows}, sections={"一": overview}))


def _grave(found: Audit) -> list[tuple[str, str]]:
    return [(f.rule, f.message) for f in found.verdict.findings if f.category in ("identity", "value", "consistency")]


def _without(*cells: tuple[str, int]) -> dict[str, list[int | str]]:
    rows: dict[str, list[int | str]] = {key: list(row) for key, row in BALANCED.items()}
    for key, place in cells:
        rows[key][place] = ""
    return rows


def _outcome(found: Audit, rule: str) -> Outcome:
    return next(result.outcome for result in found.verdict.results if result.rule == rule)


@pytest.mark.parametrize("place", range(7), ids=COLUMNS)
def test_a_blank_column_is_told_once_and_no_sum_is_held_against_it(place: int) -> None:
    found = _audit(_without(*((key, place) for key in DETAILS)))
    name = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")[place]
    assert _grave(found) == [("VAL-BLANK", f"表三有 21 个格子没有填写，都在“{name}”一栏")]
    assert _outcome(found, "T3-ROW") is Outcome.CANNOT_CHECK


@pytest.mark.parametrize("key", BALANCED)
def test_a_blank_row_is_told_once(key: str) -> None:
    found = _audit(_without(*((key, place) for place in range(7))))
    [(rule, message)] = _grave(found)
    assert rule == "VAL-BLANK"
    assert message.endswith("”一行")


@pytest.mark.parametrize("key", ["new", "granted", "total", "carried_out"])
def test_a_single_blank_cell_breaks_no_sum(key: str) -> None:
    [(rule, message)] = _grave(_audit(_without((key, 6))))
    assert rule == "VAL-BLANK"
    assert message.endswith("”的“总计”")


def test_a_sum_that_no_figure_in_the_blank_cell_could_mend_is_told_all_the_same() -> None:
    rows = _without(("new", 2))
    rows["new"][6] = 1  # less than the other applicants' figures alone
    assert "T3-ROW" in {rule for rule, _ in _grave(_audit(rows))}


def test_a_blank_cell_for_none_still_passes() -> None:
    rows = {key: [cell or "" for cell in row] for key, row in BALANCED.items()}
    assert [rule for rule, _ in _grave(_audit(rows))] == ["VAL-BLANK"]


def test_words_are_not_held_against_a_blank_cell() -> None:
    found = _audit(_without(("new", 6)), f"2024年，我局收到政府信息公开申请{RECEIVED}件。")
    assert [rule for rule, _ in _grave(found)] == ["VAL-BLANK"]
    assert _outcome(found, "CMP-RECEIVED") is Outcome.CANNOT_CHECK


def test_words_that_deny_what_the_filled_cells_say_are_told_all_the_same() -> None:
    rows = _without(("carried_in", 6))
    found = _audit(rows, "2024年，我局未收到政府信息公开申请。")
    assert "CMP-RECEIVED" in {rule for rule, _ in _grave(found)}
