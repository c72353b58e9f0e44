"""Copies are found whatever figures and names they carry, and reports that are not alike never."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.batch.comparison.similarity import findings, likenesses
from auditor.batch.data.record import ReportRecord
from auditor.chinese.text import squeeze
from auditor.config.settings import Comparing
from auditor.model.finding import Finding, Location, Severity, Verdict
from tests.batch.made import record
from tests.profiles import examples

_CHARACTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 3000) if chr(code) not in "我本全市县区州旗省"]


def sentence(seed: object) -> str:
    """A sentence of some thirty characters that no other seed gives, with a figure."""
    chance = random.Random(str(seed))  # noqa: S311
    words = "".join(chance.choices(_CHARACTERS, k=chance.randint(24, 40)))
    return f"{words}共{chance.randint(1, 999)}件"


def prose(seed: str, count: int = 40, replaced: int = 0) -> str:
    """Sentences of a seed, the first `replaced` percent of them others, mixed evenly."""
    chosen = [sentence(f"{seed} {at}") for at in range(count)]
    for at in range(count * replaced // 100):
        chosen[at * 100 // replaced] = sentence(f"{seed} 换 {at}")
    return "。\n".join(chosen) + "。"


def other_figures(text: str) -> str:
    return re.sub(r"\d+", lambda found: str(int(found[0]) + 7), text)


def many(count: int = 30) -> list[ReportRecord]:
    """Unrelated reports that have the form's and some common sentences in common."""
    usual = "坚持以人民为中心的发展思想全面落实上级各项决策部署。\n扎实做好政府信息公开各项基础工作不断提升公开水平。"
    nothing = "本年度没有收取信息处理费，没有其他需要报告的事项。"
    return [
        record(f"{at:03}.txt", f"云川市第{at}局", prose={"一": f"{usual}\n{prose(f'报告 {at}')}", "六": nothing})
        for at in range(count)
    ]


@pytest.mark.parametrize("replaced", [0, 10, 30])
def test_a_copy_with_other_figures_another_name_and_some_new_sentences_is_found(replaced: int) -> None:
    source = f"2024年，云川市教育局认真落实条例要求共12件。我局印发通知并组织全市业务培训3次。\n{prose('抄')}"
    copied = "2024年，临江县水利局认真落实条例要求共9件。我局印发通知并组织全县业务培训8次。\n"
    copied += other_figures(prose("抄", replaced=replaced))
    records = [
        *many(),
        record("甲.txt", "云川市教育局", prose={"一": source}),
        record("乙.txt", "云川市临江县水利局", prose={"一": copied}),
    ]
    [found] = likenesses(records)
    assert {found.first, found.second} == {"甲.txt", "乙.txt"}
    assert found.share == pytest.approx(1 - replaced / 100, abs=0.05)
    assert len(found.shared) == 42 - 40 * replaced // 100


def test_unrelated_reports_are_never_alike() -> None:
    assert likenesses(many(), Comparing(alike=0.05, carried=0.05)) == ()


@examples(0.2)
@given(order=st.permutations(range(8)))
def test_the_order_of_the_reports_does_not_matter(order: list[int]) -> None:
    records = [
        *many(4),
        *(record(f"{name}.txt", f"云川市{name}局", prose={"一": prose("抄", 8)}) for name in "甲乙丙丁"),
    ]
    assert likenesses([records[at] for at in order]) == likenesses(records)
    assert len(likenesses(records)) == 6


_PIECES = ["公开栏目更新及时并主动回应社会关切共3件", "按时答复申请人，没有发生一起复议诉讼", "  （一）主动公开情况 "]
_WORDS = st.lists(st.sampled_from([*_PIECES, *"。；!?;？.，\n ", "１２条", "二〇二四年"]), max_size=30).map("".join)


def masked(text: str) -> str:
    return re.sub(r"\d+", "#", squeeze(text))


@given(first=_WORDS, second=_WORDS)
def test_offsets_are_those_of_the_sentences_as_written(first: str, second: str) -> None:
    own = prose("抄", 8)
    one = record("甲.txt", "甲县水利局", prose={"一": f"{first}\n{own}"})
    other = record("乙.txt", "乙县水利局", prose={"一": f"{own}\n{other_figures(second)}", "五": first})
    for found in likenesses([one, other]):
        assert found.shared
        for shared in found.shared:
            texts = {one.name: one.text, other.name: other.text}
            assert texts[found.first][shared.first :].startswith(shared.text)
            there = texts[found.second][shared.second : shared.second + len(shared.text) + 9]
            assert masked(there).startswith(masked(shared.text).rstrip("#"))
    for name, said in findings(likenesses([one, other]), [one, other]).items():
        text = (one if name == one.name else other).text
        for finding in said:
            assert text[finding.location.start : finding.location.end] == finding.location.quote


@given(text=st.text(max_size=60), agency=st.text(max_size=8))
def test_sentences_of_any_text_are_where_they_say(text: str, agency: str) -> None:
    one = record("甲.txt", agency, prose={"一": text})
    for found in one.sentences:
        written = one.text[found.start : found.end]
        assert written == written.strip()
        assert found.size >= 12


def test_sentences_broken_by_the_width_of_a_page_are_the_same() -> None:
    own = prose("抄", 10).replace("。\n", "。")
    broken = "\n".join(own[at : at + 37] for at in range(0, len(own), 37))
    records = [record("甲.txt", "甲县水利局", prose={"一": own}), record("乙.txt", "乙县水利局", prose={"一": broken})]
    [found] = likenesses(records)
    assert found.share > 0.9


def test_short_reports_and_what_many_have_in_common_are_not_judged() -> None:
    short = [record(f"{name}.txt", f"{name}县水利局", prose={"一": prose("抄", 3)}) for name in "甲乙"]
    assert likenesses(short) == ()
    common = [record(f"{name}.txt", f"{name}县水利局", prose={"一": prose("抄")}) for name in "甲乙丙丁戊己"]
    assert likenesses(common) == ()
    assert len(likenesses(common[:5])) == 10
    assert len(likenesses(common, Comparing(common=1.0))) == 15


def test_the_same_file_or_agency_twice_is_no_likeness_nor_reports_of_different_years() -> None:
    one = record("甲.txt", "云川市教育局", prose={"一": prose("抄")})
    assert likenesses([one, replace(one, audit=replace(one.audit, path="乙.txt", agency="云川市水利局"))]) == ()
    assert likenesses([one, record("乙.txt", "教育局", prose={"一": prose("抄")})]) == ()
    assert likenesses([one, record("乙.txt", "云川市水利局", 2023, prose={"一": prose("抄")})]) == ()
    assert likenesses([one, record("丙.txt", error="文件是空的")]) == ()


def carried(replaced: int, year: int = 2023, agency: str = "云川市教育局") -> list[ReportRecord]:
    now = record("今年.txt", "云川市教育局", 2024, prose={"一": other_figures(prose("抄", replaced=replaced))})
    return [now, record("去年.txt", agency, year, prose={"一": prose("抄")})]


def test_a_report_taken_from_that_of_the_year_before_is_told_as_carried() -> None:
    [found] = likenesses(carried(10))
    assert (found.first, found.second, found.carried) == ("今年.txt", "去年.txt", True)
    assert found.share == pytest.approx(0.9, abs=0.05)
    assert likenesses(carried(10, agency="教育局"))
    assert likenesses(carried(30)) == ()
    assert likenesses(carried(0, year=2022)) == ()
    assert likenesses(carried(0, agency="云川市水利局")) == ()


def test_findings_name_the_other_report_with_the_share_and_a_sentence() -> None:
    records = [
        record("甲.txt", "云川市教育局", prose={"一": prose("抄")}),
        record("乙.txt", "云川市水利局", prose={"五": "我局坚持问题导向，逐条整改落实。" + other_figures(prose("抄"))}),
    ]
    said = findings(likenesses(records), records)
    assert set(said) == {"甲.txt", "乙.txt"}
    [finding] = said["甲.txt"]
    assert finding.message == "与“云川市水利局”的报告雷同：较短一份自己的文字有 100% 相同（40 句，数字和机关名称不计）"
    assert (finding.rule, finding.severity, finding.location.section) == ("BULK-ALIKE", Severity.INFO, "一")
    assert finding.location.quote == sentence("抄 0")
    assert said["乙.txt"][0].location.section == "五"
    assert said["乙.txt"][0].id != finding.id
    [told] = findings(likenesses(carried(0)), carried(0))["今年.txt"]
    assert told.message == "与本机关 2023 年度的报告相比，有 100% 的文字照搬（40 句，数字和年份不计）"
    assert (told.rule, told.severity) == ("BULK-CARRIED", Severity.INFO)


def test_what_the_rules_said_already_of_last_years_report_is_not_said_again() -> None:
    now, before = carried(0)
    copied = Finding("HIS-COPIED", "", "history", Severity.WARNING, "照搬", Location("五"))
    now = replace(now, audit=replace(now.audit, verdict=Verdict((), (copied,))))
    found = likenesses([now, before])
    assert len(found) == 1
    assert findings(found, [now, before]) == {}


def test_a_likeness_keeps_its_id_when_another_one_goes() -> None:
    records = [record(f"{name}.txt", f"{name}县水利局", prose={"一": prose("抄")}) for name in "甲乙丙"]
    with_both = {finding.message: finding.id for finding in findings(likenesses(records), records)["甲.txt"]}
    with_one = findings(likenesses([records[0], records[2]]), records)["甲.txt"]
    assert len(set(with_both.values())) == 2
    assert [with_both[finding.message] for finding in with_one] == [finding.id for finding in with_one]
