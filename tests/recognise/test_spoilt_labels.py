"""Rows whose labels lack or swap characters are read by their place among the others; what stays unknown makes no row missing."""

from __future__ import annotations

import pytest

from auditor.model.finding import Outcome
from auditor.model.report import FormTable
from auditor.read.base.builder import DocumentBuilder, RawCell
from tests.reading import context
from tests.recognise.reports import audit, cells, read, result, written
from tests.recognise.test_tables_read import BODY, FIGURES, HEAD, READER, ROWS, Rows

LABELS = dict(zip(ROWS, (row[0] for row in BODY), strict=True))
LONG = [key for key in ROWS if len(LABELS[key]) > 8]


def _gaps(label: str) -> str:
    """Three characters in the middle lost, as where a page was copied by hand."""
    middle = len(label) // 2
    return label[: middle - 1] + label[middle + 2 :]


def _turned(label: str) -> str:
    """The second half before the first."""
    number, rest = label[:2], label[2:]
    return number + rest[len(rest) // 2 :] + rest[: len(rest) // 2]


def _torn(label: str) -> str:
    """Only the first half."""
    return label[: len(label) // 2 + 1]


SPOILT = (_gaps, _turned, _torn)


def _table(rows: Rows, *, exact: bool = True, stream: bool = False) -> FormTable:
    builder = DocumentBuilder(context())
    drawn = [[RawCell(cell) for cell in row] for row in (HEAD, *rows)]
    builder.grid([[cell for row in drawn for cell in row]] if stream else drawn, exact=exact, stream=stream)
    found = builder.build(path="报告", data=b"", format="text")
    return READER.read(list(found.grids()))[0]["requests"]


def _renamed(key: str, label: str) -> Rows:
    return [[label, *row[1:]] if name == key else list(row) for name, row in zip(ROWS, BODY, strict=True)]


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__.strip("_"))
@pytest.mark.parametrize("key", LONG)
@pytest.mark.parametrize("kind", ["exact", "ordered", "stream"])
def test_a_row_with_a_spoilt_label_is_read_and_the_label_told(key: str, spoil: object, kind: str) -> None:
    label = spoil(LABELS[key])  # type: ignore[operator]
    table = _table(_renamed(key, label), exact=kind == "exact", stream=kind == "stream")
    assert cells(table) == FIGURES
    assert (table.missing_rows, table.strays) == ((), ())
    assert [(item.span.text, item.expected) for item in table.labels if not item.accepted] == [(label, LABELS[key])]


def test_two_neighbours_with_spoilt_labels_are_told_apart_by_their_order() -> None:
    rows = _renamed("denied_law", _gaps(LABELS["denied_law"]))
    rows[ROWS.index("denied_safety")][0] = "3.危及稳定"
    assert cells(_table(rows)) == FIGURES


def test_a_row_with_another_name_is_not_taken_for_the_one_that_is_missing() -> None:
    table = _table(_renamed("denied_inquiry", "9.本地另设的情形"))
    assert table.missing_rows == ("denied_inquiry",)
    assert [span.text for span in table.strays] == ["9.本地另设的情形"]


@pytest.mark.parametrize("label", ["9.本地另设的情形", "（详见附件）"])
def test_where_a_row_has_an_unknown_name_none_is_called_missing(label: str) -> None:
    text = written().replace("8.属于行政查询事项", label)
    found = audit(text)
    assert result(found, "TBL-ROWS").outcome is Outcome.CANNOT_CHECK
    assert label[:20] in result(found, "TBL-ROWS").reason


def test_a_row_that_is_not_there_is_still_missing() -> None:
    lines = [line for line in written().splitlines() if "8.属于行政查询事项" not in line]
    assert result(audit("\n".join(lines)), "TBL-ROWS").outcome is Outcome.FAILED


def test_a_spoilt_label_is_one_warning_and_no_figure_is_lost() -> None:
    text = written().replace("2.其他法律行政法规禁止公开", "2.其他行政法律禁公止开")
    found = read(text)
    assert not found.tables["requests"].missing_rows
    told = [(f.rule, f.location.quote) for f in audit(text).verdict.findings]
    assert told == [("TYP-LABEL", "2.其他行政法律禁公止开")]
