"""`--timings`: which rules take most time, aligned, on standard error only, and nothing where it is not asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.cli.common.timings import timings_text
from auditor.engine.timing import Timings
from auditor.presentation.terminal_text import width
from tests.recognise.reports import auditor, written

pytestmark = pytest.mark.slow

RULES = auditor().ruleset.rules


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    for name in ("甲", "乙"):
        (tmp_path / f"{name}.txt").write_text(written(), "utf-8")
    return tmp_path


def test_the_slowest_rules_are_told_behind_the_findings(run: Any, reports: Path) -> None:
    plain, timed = run("check", reports), run("check", reports, "--timings")
    assert (timed.status, timed.out, plain.err) == (plain.status, plain.out, "")
    first, head, *lines = timed.err.splitlines()
    assert first.startswith(f"规则用时：2 份报告，{len(RULES)} 条规则，共 ")
    assert first.endswith("最慢的 10 条：")
    assert head.split() == ["规则", "标题", "总用时", "占比", "每份报告"]
    assert len(lines) == 10
    assert {width(line) for line in (head, *lines)} == {width(head)}
    assert {line.split()[0] for line in lines} <= {rule.id for rule in RULES}


def test_a_rule_is_told_with_its_share_and_the_time_for_each_report() -> None:
    timings = Timings(seconds={"T3-BALANCE": 0.03, "T3-ROW": 0.01}, reports=2)
    first, _, slowest, next_one = timings_text(timings, RULES).splitlines()
    assert first == f"规则用时：2 份报告，{len(RULES)} 条规则，共 40.00 毫秒；最慢的 2 条："
    assert slowest.split()[0] == "T3-BALANCE"
    assert slowest.endswith("  30.00 毫秒  75.0%  15.00 毫秒")
    assert next_one.endswith("  10.00 毫秒  25.0%   5.00 毫秒")
    assert "…" in slowest


def test_nothing_is_measured_where_no_report_could_be_read(run: Any, tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    done = run("check", tmp_path / "空.txt", "--timings")
    assert done.status == 3
    assert done.err == "没有审核到报告，规则都没有运行\n"


def test_a_rule_that_breaks_is_timed_too() -> None:
    ticks = iter((1.0, 4.0))
    timings = Timings(clock=lambda: next(ticks))

    nothing: Any = None

    def broken(rule: object, bound: object) -> Any:
        raise KeyError

    with pytest.raises(KeyError):
        timings.timed(broken)(RULES[0], nothing)
    assert (timings.seconds, timings.reports) == ({RULES[0].id: 3.0}, 1)
