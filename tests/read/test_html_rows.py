"""Rows of pages' tables that cells from above reach into although they should not."""

from __future__ import annotations

import pytest

from tests.read.pages import styled, told

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
