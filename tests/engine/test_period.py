"""The period of the statistics, in figures and in Chinese numerals, in the ways reports write it."""

from __future__ import annotations

import pytest

from auditor.model.finding import Outcome
from tests.recognise.reports import audit, result, written

CONTACT = "如有疑问，请与局办公室联系（地址：学府路8号，电话：0871-65550123）。"


def ends(period: str) -> tuple[Outcome, Outcome]:
    """How the rules end that ask for a period, and for one of the whole year."""
    found = audit(written(preamble=period + CONTACT))
    return result(found, "PER-STATED").outcome, result(found, "PER-YEAR").outcome


@pytest.mark.parametrize(
    "period",
    [
        "统计期限自二〇二四年一月一日起至二〇二四年十二月三十一日止。",
        "统计期限自二○二四年一月一日起至十二月三十一日止。",
        "统计期限自二O二四年一月一日起至二O二四年十二月三十一日止。",
        "统计期限自二零二四年一月一日起至二零二四年十二月三十一日止。",
        "统计期限自二〇二四年元月一日起至十二月底止。",
        "统计期限自2024年元月1日起至2024年12月31日止。",
        "统计期限为2024年1月至12月。",
        "统计期限为2024年1—12月。",
        "统计期限为2024.1.1-2024.12.31。",
        "统计期限：2024/1/1-2024/12/31。",
        "统计期限为2024-01-01至2024-12-31。",
        "统计期限自2024年1月1日零时起至2024年12月31日24时止。",
        "统计期限自2024年1月1日起，至2024年12月31止。",
        "统计期限从２０２４年１月１日开始到２０２４年１２月３１日结束。",
        "统计时间为2024年全年。",
        "统计期限为二〇二四年度（一月一日至十二月三十一日）。",
        "统计期限为2024年度。",
        "统计期限为2024年度全年。",
        "统计期限：上一年度（2024年1月1日至12月31日）。",
        "本报告数据的统计期限自2024年1月1日起，止于同年12月31日。",
        "所列数据起始时间为2024年1月1日，截止时间为2024年12月31日。",
        "统计起点为2024年1月1日。截止时点为2024年12月31日。",
        "统计期限从2024年1月1日零时算起，到2024年12月31日24时为止。",
        "报告中的数据截至2024年12月31日。",
        "本报告中使用的统计数据，起止时间为 2024 年 01 月 01 日 ～ 2024 年 12 月 31 日。",
        "本报告反映2024年1月1日至当年12月31日的情况。",
        "统计范围：\n2024年1月1日——2024年12月31日",
        "2024年1月1日至2024年12月31日期间的数据纳入统计。",
        "数据统计时限：2024年1月1日至2024年12月31日止。",
        "本年报数据统计时间段为2024年1月-12月。",
        "统计期限为2024.01.01—12.31。",
        "统计期限为2024年1月1日到12月底。",
        "统计期限为2024年年初至年末，即2024年1月1日至12月31日。",
    ],
)
def test_the_whole_year_is_read_however_it_is_written(period: str) -> None:
    assert ends(period) == (Outcome.PASSED, Outcome.PASSED)


@pytest.mark.parametrize(
    "period",
    [
        "统计期限自二〇二三年一月一日起至二〇二三年十二月三十一日止。",
        "统计期限自二O二四年一月一日起至二O二四年十一月三十日止。",
        "统计期限自2024年1月1日起至2024年12月30日止。",
        "统计期限自2024年1月1日起至2025年12月31日止。",
        "统计期限为2024年1—11月。",
        "统计期限自2024年元月2日起至2024年12月31日止。",
        "统计期限自20224年1月1日起至2024年12月31日止。",
        "统计期限自2024年1月1日起至202年12月31日止。",
        "统计期限自2024年1月1日起至年12月31日止。",
        "统计期限自年1月1日起至2024年12月31日止。",
        "统计期限自2024年月1日起至2024年12月31日止。",
        "统计期限自2024年1月1日起至2024年13月31日止。",
        "统计期限自2024年1月1日起至2024年12月32日止。",
        "统计期限自2024年1月1日起至2024年12月日止。",
        "所列数据统计截至年12月31日。",
        "所列数据截至2023年12月31日。",
        "统计期限为2023年12月1日至2024年12月31日。",
        "统计期限为2023年度全年。",
        "统计期限自2024年5月20日起至2024年12月31日止。",
    ],
)
def test_another_period_is_told(period: str) -> None:
    assert ends(period) == (Outcome.PASSED, Outcome.FAILED)


@pytest.mark.parametrize(
    "period",
    [
        "统计期限自202411日至20241231日止。",
        "统计期限自20241月1日起至202412月31日止。",
    ],
)
def test_a_period_without_readable_dates_is_stated_but_cannot_be_checked(period: str) -> None:
    assert ends(period) == (Outcome.PASSED, Outcome.CANNOT_CHECK)
