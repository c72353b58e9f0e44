"""Wording of audit letters: dates, titles, and what the agency is asked to do about findings of each severity."""

from __future__ import annotations

from datetime import date

from auditor.model.finding import Audit, Severity
from auditor.presentation.terminal_text import clean
from auditor.presentation.vocabulary import SECTIONS, titled

# The heading of a severity, and what it asks of the agency; `due` is a day or a number of working days.
LEADS = {
    Severity.ERROR: ("错误，应当更正", "下列内容违反规定或者数据不成立，应当于{due}更正："),
    Severity.WARNING: ("不规范，应予规范", "下列内容与规定格式不符或者前后矛盾，应于{due}一并规范："),
    Severity.INFO: ("提示，请核对", "下列内容不作为问题提出，请于{due}核对，确有差错的一并更正："),
}


def chinese_day(day: date) -> str:
    """Format a date like 2025年3月1日, without leading zeros (GB/T 9704—2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def report_title(audit: Audit) -> str:
    """Return the report's own title in 《》; if it has none, the title it should have."""
    written = clean(audit.title or "")
    if written:
        return titled(written)
    year = f"{audit.report_year}年" if audit.report_year else ""
    return titled(f"{clean(audit.agency or '')}{year}政府信息公开工作年度报告")


def section_title(section: str | None) -> str:
    """Return «第三部分 依申请公开» or, for what belongs to no section, «标题、引言、落款等处»."""
    if section is None:
        return "标题、引言、落款等处"
    name = SECTIONS.get(section)
    return f"第{section}部分" + (f"　{name}" if name else "")


def section_rank(section: str | None) -> int:
    """Return the position of a section among the others; what belongs to no section comes first, as in the report."""
    order = list(SECTIONS)
    return order.index(section) + 1 if section in order else 0 if section is None else len(order) + 1
