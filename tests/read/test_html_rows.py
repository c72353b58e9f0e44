"""Rows of pages' tables that cells from above reach into although they should not."""

from __future__ import annotations

import pytest

from auditor.model.finding import Outcome
from auditor.read.opener import read_bytes
from tests.read.pages import styled, told
from tests.recognise.reports import auditor, result

ROW_BELOW = '<tr><td rowspan="3">（四）无法提供'
_HIDDEN_ROW = f"<tr{{}}><td>9.其他</td>{'<td>0</td>' * 7}</tr>"


@pytest.mark.parametrize(
    ("inner", "outer", "row"),
    [
        (9, 23, _HIDDEN_ROW.format(" style='display:none'")),
        (9, 23, _HIDDEN_ROW.format(" hidden")),
        (9, 23, _HIDDEN_ROW.format(" class=gone")),
        (9, 22, ""),
        (8, 23, ""),
        (9, 23, ""),
        (11, 40, ""),
    ],
)
def test_cells_that_reach_down_over_a_row_that_is_gone_shift_no_other(inner: int, outer: int, row: str) -> None:
    page = styled(".gone{display:none}")
    for old, new in (('rowspan="8"', inner), ('rowspan="22"', outer)):
        assert page.count(old) == 1
        page = page.replace(old, f'rowspan="{new}"')
    assert page.count(ROW_BELOW) == 1
    page = page.replace(ROW_BELOW, row + ROW_BELOW)
    assert told(page) == []


@pytest.mark.parametrize("hidden", [" style='display:none'", " hidden", " class=gone"])
def test_a_hidden_row_is_not_called_missing(hidden: str) -> None:
    page = styled(".gone{display:none}")
    place = page.rindex("<tr", 0, page.index("2.其他法律行政法规禁止公开"))
    page = f"{page[:place]}<tr{hidden}{page[place + 3 :]}"
    report = auditor().recognise_document(read_bytes(page.encode(), "报告.html"))
    assert report.tables["requests"].missing_rows == ("denied_law",)
    assert report.document.unread_kinds == "隐藏的行"
    ended = result(auditor().audit_report(report), "TBL-ROWS")
    assert ended.outcome is Outcome.CANNOT_CHECK
    assert "隐藏的行" in ended.reason
