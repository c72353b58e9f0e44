"""`auditor rules terms`, `documents`, `coverage` and `show`: every name a rule may use can be found without opening a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.engine.kinds import KINDS
from auditor.presentation.terminal_text import width
from auditor.rulefiles.load import load_ruleset
from auditor.ruletools.handbook.skeleton import skeleton
from tests.cli.conftest import Run

pytestmark = pytest.mark.slow

RULESET = load_ruleset()


def test_terms_lists_every_section_table_row_column_and_group(run: Run) -> None:
    done = run("rules", "terms")
    assert (done.status, done.err) == (0, "")
    said = "".join(done.out.split())
    for form in RULESET.forms:
        assert f"{form.form}年格式" in said
        assert all(section.heading in said for section in form.sections)
        for table in form.tables:
            labels = (*table.rows, *table.columns)
            assert all(f"{label.term}（{label.key}）" in said for label in labels)
            assert all(f"组{group}：" in said for group in (*table.row_groups, *table.column_groups))
    assert max(map(width, done.out.splitlines())) <= 80


def test_documents_lists_the_catalogue_and_what_rule_files_bring(run: Run, tmp_path: Path) -> None:
    (tmp_path / "甲.yaml").write_text(skeleton(KINDS["citation"]), "utf-8")
    done = run("rules", "documents", "--rules", tmp_path)
    assert (done.status, done.err) == (0, "")
    listed = [line.split()[0] for line in done.out.splitlines() if not line.startswith(" ")]
    assert listed[: len(RULESET.documents.documents)] == list(RULESET.documents.documents)
    assert len(listed) == len(RULESET.documents.documents) + 1


def test_coverage_tells_the_number_of_each_demand(run: Run) -> None:
    said = run("rules", "coverage").out
    assert all(f"{demand.id}  " in said for demand in RULESET.demands)


@pytest.mark.parametrize(
    ("name", "head", "said"),
    [
        ("submitted", "submitted  部门向本级", "没有规则：报送情况不在报告里"),
        ("problems", "problems  政府信息公开工作存在的主要问题", "\n规则：STR-"),
        ("regulation-2007", "regulation-2007  中华人民共和国政府信息公开条例（2007年）", "由 regulation 代替"),
        ("fee-measures", "fee-measures  关于印发", "\n规则：FEE-"),
        ("t3-balance", "T3-BALANCE  ", "\n例子：\n"),
    ],
)
def test_show_takes_demands_documents_and_rules(run: Run, name: str, head: str, said: str) -> None:
    done = run("rules", "show", name)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(head)
    assert said in done.out


def test_show_tells_the_nearest_demand_or_document(run: Run) -> None:
    assert run("rules", "show", "submited").err.endswith("的规则、要求或文件，是不是想写 submitted？\n")
