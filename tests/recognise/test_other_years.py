"""Last year's tables beside this year's: under their captions they are none of the report's figures."""

from __future__ import annotations

import re

import pytest

from tests.recognise.reports import audit, read, result, written

HEADS = {"二": "信息内容\t本年制发", "三": "\t自然人\t", "四": "行政复议\t"}


def _table(part: str) -> str:
    """The lines of a part's tables in the clean report."""
    lines = written().split("\n")
    first = next(place for place, line in enumerate(lines) if line.startswith(HEADS[part]))
    last = next(place for place, line in enumerate(lines) if place > first and "\t" not in line)
    return "\n".join(lines[first:last])


def _last_year(part: str) -> str:
    """The same table with other figures."""
    return re.sub(r"(?<=\t)\d+(?=\t|\n|$)", lambda found: str(int(found[0]) + 7), _table(part))


CAPTIONS = ("附：2023年度数据", "附件：上年度情况", "2023年：", "表：2023年的数")


@pytest.mark.parametrize("part", HEADS)
@pytest.mark.parametrize("caption", CAPTIONS)
@pytest.mark.parametrize("above", [True, False])
def test_last_years_table_is_no_table_of_the_report(part: str, caption: str, above: bool) -> None:
    own, other = _table(part), f"{caption}\n{_last_year(part)}"
    both = f"{other}\n2024年：\n{own}" if above else f"{own}\n{other}"
    seen = read(written().replace(own, both, 1))
    clean = read(written())
    assert _figures(seen) == _figures(clean)
    assert any("别的年度" in warning for warning in seen.warnings)


def test_an_annex_with_all_of_last_years_tables_is_left_out() -> None:
    annex = "附件：2023年政府信息公开情况统计\n" + "\n\n".join(map(_last_year, HEADS))
    found = audit(f"{written()}\n{annex}\n")
    assert not [finding for finding in found.verdict.findings if finding.severity != "info"]


def test_the_only_table_is_read_whatever_year_its_caption_names() -> None:
    own = _table("三")
    seen = read(written().replace(own, f"表三：2023年收到和处理申请情况\n{own}", 1))
    assert _figures(seen) == _figures(read(written()))
    assert result(audit(written().replace(own, f"2023年：\n{own}", 1)), "TBL-MISSING").outcome == "passed"


def _figures(seen: object) -> list[tuple[str, str, str, object]]:
    tables = seen.tables  # type: ignore[attr-defined]
    return [(key, value.row, value.column, value.number) for key, table in tables.items() for value in table.values()]
