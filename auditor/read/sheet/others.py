"""Detection of sheets that are not part of the report: another year's report, instructions for filling in, and copies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from auditor.chinese.values import parse_numeral
from auditor.read.base.builder import DocumentBuilder
from auditor.read.rows.cells import WorkbookSheet

_FIRST_ROWS = 6
_LONGEST_TITLE = 60
_MOST_COMPARED = 50
_TITLE = re.compile(r"公开[^，。；！？]*(?:报告|年报|报表|统计表|情况表)")
_YEAR = re.compile(
    r"(?<![\d〇零○一二三四五六七八九])(20\d\d|二[〇零○Oo0][〇零○Oo0一二三四五六七八九]{2})(?=年|[）)]|$)"
)
_HEADED = re.compile(r"(20\d\d)年度?的?(?:统计|年报)?(?:数据?|情况|报表|表)?[：:]?")
_LAST_YEAR = re.compile("上一?年(?!度?结转)|去年")
_NAME_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_INSTRUCTIONS = re.compile(
    r"(?:附[件表]?)?\s*(?:\d{0,2}|[一二三四五六七八九十]?)[.、：:\s]*"
    r"(?:[^\s，。]{0,12}(?:填报|填表|填写|填列|编报|报送|指标|使用|操作|校验))?(?:说明|须知|指南|示例|样例|样表|范例)(?:\(\d\)|（\d）)?[：:]?"
)


def of_report(sheets: list[WorkbookSheet], builder: DocumentBuilder) -> list[WorkbookSheet]:
    """Return the sheets that may belong to the report, those of the newest year if there are several.

    Each sheet left out gives a warning, and counts as unread where it may hold a missing table.
    """
    if len(sheets) < 2:
        return sheets
    others = _others(sheets)
    if len(others) == len(sheets):
        return sheets
    for number, reason in others.items():
        name = sheets[number].name
        builder.warn(f"工作表“{name}”{reason}，没有当作本报告读取")
        if reason != _COPY:
            builder.unread("略过的工作表")
    return [sheet for number, sheet in enumerate(sheets) if number not in others]


_COPY = "与前面的一张完全相同"


def _others(sheets: list[WorkbookSheet]) -> dict[int, str]:
    """Map the numbers of sheets that are not part of the report to the reason."""
    titles = [_title_year(sheet) for sheet in sheets]
    years = [year or _name_year(sheet) for sheet, year in zip(sheets, titles, strict=True)]
    newest = max(titles) or max(years)
    found: dict[int, str] = {}
    for number, (sheet, year) in enumerate(zip(sheets, years, strict=True)):
        if year not in (0, newest):
            found[number] = f"写的是 {year} 年度" if year > 0 else "写的是上年度"
        elif _INSTRUCTIONS.fullmatch(sheet.name.strip()) or _INSTRUCTIONS.fullmatch(next(_texts(sheet), "")):
            found[number] = "是填报的说明或示例"
        elif sheet.rows and any(other.rows == sheet.rows for other in sheets[: min(number, _MOST_COMPARED)]):
            found[number] = _COPY
    return found


def _title_year(sheet: WorkbookSheet) -> int:
    """Return the year in the sheet's title or in a heading such as «2023年度数据»; 0 if none."""
    for text in _texts(sheet, "公"):
        if len(text) <= _LONGEST_TITLE and _TITLE.search(text) and (years := _YEAR.findall(text)):
            return _in_digits(years[0])
    return next((int(head[1]) for text in _texts(sheet, "年") if (head := _HEADED.fullmatch(text))), 0)


def _name_year(sheet: WorkbookSheet) -> int:
    """Return the year in a sheet's name, 0 if none, and -1 for the previous year without a number."""
    named = _NAME_YEAR.search(sheet.name)
    return int(named[1]) if named else -bool(_LAST_YEAR.match(sheet.name))


def _texts(sheet: WorkbookSheet, sign: str = "") -> Iterator[str]:
    """Yield the non-blank texts in the first rows that contain `sign`, without blanks."""
    for row in islice(sorted(sheet.rows), _FIRST_ROWS):
        for cell in sheet.rows[row].values():
            if sign in cell.text and (text := "".join(cell.text.split())):
                yield text


def _in_digits(written: str) -> int:
    return int(parse_numeral(re.sub("[Oo0○]", "〇", written) if written[0] == "二" else written) or 0)
