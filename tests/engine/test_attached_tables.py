"""A table that the report says is attached, and whose attachment is not there, is not called missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.model.finding import Audit
from auditor.read.opener import read_bytes
from tests.recognise.reports import auditor, result
from tests.test_round_trip import plain_tables, report
from tests.writers.layouts import LAYOUTS, write
from tests.writers.plain import PlainReport

SAID = [
    "具体数据详见附件2。", "（表格见附件）", "申请办理情况见附表三。", "统计表附后。", "有关数据附后，不再重复。", "附件：申请情况统计表",
    "具体情况请参阅附件。", "相关统计表以附件形式公布。", "详细数据，请点击下载。",
]  # fmt: skip
NOT_SAID = [
    "以电子邮件附件形式提供2件。", "公开征求意见稿及附件12件。", "各项工作均按要求完成。", "见面沟通，附带说明法规依据。",
]  # fmt: skip


def without_table(section: str, *paragraphs: str, elsewhere: str = "") -> PlainReport:
    """The report with these paragraphs in place of a section's table."""
    plain = report(plain_tables())
    sections = []
    for each in plain.sections:
        if each.heading.startswith(section):
            each = replace(each, table="", paragraphs=paragraphs)
        elif elsewhere and each.heading.startswith(elsewhere):
            each = replace(each, paragraphs=("详见附件。",))
        sections.append(each)
    return replace(plain, sections=tuple(sections))


def audited(plain: PlainReport, layout: str) -> Audit:
    found = auditor().recognise_document(read_bytes(write(plain, layout), "年报"))
    return auditor().audit_report(found)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_attached_table_cannot_be_checked(layout: str) -> None:
    found = audited(without_table("三", "本年度申请办理情况详见附件2。"), layout)
    missing = result(found, "TBL-MISSING")
    assert missing.outcome == "cannot_check"
    assert "表三见附件（“见附件2”），附件没有交来" in missing.reason


@pytest.mark.parametrize("said", SAID)
def test_words_that_say_so(said: str) -> None:
    assert result(audited(without_table("三", said), "text-tab-rows"), "TBL-MISSING").outcome == "cannot_check"


@pytest.mark.parametrize("said", NOT_SAID)
def test_words_that_do_not(said: str) -> None:
    assert result(audited(without_table("三", said), "text-tab-rows"), "TBL-MISSING").outcome == "failed"


def test_words_in_another_section_say_nothing() -> None:
    found = audited(without_table("三", "各项工作均按要求完成。", elsewhere="五"), "text-tab-rows")
    assert result(found, "TBL-MISSING").outcome == "failed"
