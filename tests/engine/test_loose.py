"""Tables without lines: figures count, but torn or missing labels are no fault of the agency."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.model.document import Document, Grid
from auditor.model.finding import Outcome
from auditor.read.opener import read_bytes
from tests.recognise.reports import auditor, written


def loose(document: Document) -> Document:
    """The same document as if its tables had no lines."""
    blocks = tuple(replace(b, loose=True) if isinstance(b, Grid) else b for b in document.blocks)
    return replace(document, blocks=blocks)


@pytest.mark.parametrize(
    ("text", "rule", "reason"),
    [
        (
            written().replace("7.属于行政执法案卷", "7.属于行政执法案券"),
            "TYP-LABEL",
            "表三没有完整的格线，行列按文字的位置判断，不能核对行和行名",
        ),
        (
            written(drop_rows={"requests": ["refused_duplicate"]}),
            "TBL-ROWS",
            "表三没有完整的格线，行列按文字的位置判断，不能核对行和行名",
        ),
        (
            written(drop_tables=["remedies"]),
            "TBL-MISSING",
            "没有读到表四，但文件里有没有格线的表格，可能没有读全，请核对原件",
        ),
    ],
)
def test_labels_and_rows_are_no_fault_there(text: str, rule: str, reason: str) -> None:
    document = read_bytes(text.encode(), "年报.pdf")
    plain = auditor().audit_report(auditor().recognise_document(document))
    assert rule in {finding.rule for finding in plain.verdict.findings}
    found = auditor().audit_report(auditor().recognise_document(loose(document)))
    outcome = {r.rule: (r.outcome, r.reason) for r in found.verdict.results}[rule]
    assert outcome[0] is Outcome.CANNOT_CHECK
    assert reason in outcome[1]


def test_sums_are_checked_all_the_same() -> None:
    text = written(tables={"requests": {"carried_out": [1, 0, 0, 0, 0, 0, 1]}})
    document = loose(read_bytes(text.encode(), "年报.pdf"))
    found = auditor().audit_report(auditor().recognise_document(document))
    assert "T3-BALANCE" in {finding.rule for finding in found.verdict.findings}


def test_a_label_that_was_not_read_whole_is_no_fault() -> None:
    text = written().replace("7.属于行政执法案卷", "7.属于行政执法案券")
    document = read_bytes(text.encode(), "年报.pdf")

    def clipped(grid: Grid) -> Grid:
        rows = [[c._replace(unread="没有印全") if c.raw.endswith("案券") else c for c in row] for row in grid.rows]
        return replace(grid, rows=tuple(map(tuple, rows)))

    blocks = tuple(clipped(b) if isinstance(b, Grid) else b for b in document.blocks)
    found = auditor().audit_report(auditor().recognise_document(replace(document, blocks=blocks)))
    outcome = {r.rule: (r.outcome, r.reason) for r in found.verdict.results}["TYP-LABEL"]
    assert outcome == (Outcome.CANNOT_CHECK, "表三有单元格没有读出：没有印全")
