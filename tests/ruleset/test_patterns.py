from __future__ import annotations

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.chinese.text import fold_characters
from auditor.ruleset.language import patterns
from auditor.ruleset.language.patterns import Budget, Pattern, PatternError


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        (r"\(一\)主动公开", "(一)主动公开"),
        (r"\(一\)主动公开", "（一）主动公开"),
        ("（一）主动公开", "(一)主动公开"),
        ("1月1日—12月31日", "1月1日－12月31日"),
        ("1月1日[—至]12月", "1月1日–12月"),
        ("2023[—~]2024", "2023～2024"),
        ("二○二四", "二〇二四"),
        (r"(?:收费|免费)\d+件", "收费３件"),
        ("(?P<n>\\d+)%", "１２％"),
    ],
)
def test_an_author_need_not_know_how_text_is_folded(pattern: str, written: str) -> None:
    assert Pattern(pattern).search(fold_characters(written))


@pytest.mark.parametrize(("pattern", "written"), [(r"收取（费用）", "收取费用"), ("[—至]", "到"), ("[0—9]", "5")])
def test_brackets_and_dashes_stay_what_they_are(pattern: str, written: str) -> None:
    assert Pattern(pattern).search(fold_characters(written)) is None


def test_groups_are_known_by_name_and_matches_come_in_order() -> None:
    pattern = Pattern("(?P<year>\\d{4})年|(?P<month>\\d)月")
    assert pattern.groups == {"year", "month"}
    assert [match.group() for match in pattern.finditer("2024年3月")] == ["2024年", "3月"]


@pytest.mark.parametrize("text", ["甲(乙", "[0-9", "(?P<n>甲)(?P<n", "*甲", "甲{3,1}", "(?<=甲*"])
def test_a_broken_expression_is_refused(text: str) -> None:
    with pytest.raises(Exception, match=r".") as caught:
        Pattern(text)
    assert type(caught.value).__name__ == "error" or isinstance(caught.value, ValueError)


ENDLESS = "(?:甲|甲甲|甲甲甲)+乙"
# The literal the expression needs is there, so that it must be searched for.
LONG = "乙" + "甲" * 200


def test_a_search_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.05)
    with pytest.raises(TimeoutError):
        Pattern(ENDLESS).search(LONG)
    with pytest.raises(TimeoutError):
        list(Pattern(ENDLESS).finditer(LONG))


def test_an_endless_expression_whose_literal_is_not_there_ends_at_once() -> None:
    assert list(Pattern(ENDLESS).finditer("甲" * 200)) == []


def test_searches_of_one_rule_share_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.2)
    start = time.process_time()
    with Budget() as budget:
        for _ in range(20):
            with pytest.raises(TimeoutError):
                Pattern(ENDLESS).search(LONG)
        assert Budget.left() == 0
        budget.renew()
        assert Pattern("乙").search(LONG)
        assert 0 < Budget.left() <= 0.2
    assert Budget.left() == 0.2
    assert time.process_time() - start < 2  # each with a time of its own: 4 seconds


def test_many_matches_that_are_slow_one_by_one_are_given_up_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.2)
    start = time.process_time()
    with pytest.raises(TimeoutError), Budget():
        list(Pattern(f"{ENDLESS}|丁").finditer(("甲" * 20 + "丁") * 1000))
    assert time.process_time() - start < 2


def test_a_budget_is_of_one_thread_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.05)
    seen: list[float] = []
    with Budget():
        while Budget.left():
            pass
        other = threading.Thread(target=lambda: seen.append(Budget.left()))
        other.start()
        other.join()
        assert Budget.left() == 0
    assert seen == [0.05]


@given(st.text(alphabet="—–至()（）ab 甲〜～", min_size=1, max_size=12))
def test_text_finds_itself_however_it_is_written(text: str) -> None:
    literal = text.replace("(", r"\(").replace(")", r"\)")
    assert Pattern(literal).search(fold_characters(text))


@pytest.mark.parametrize(
    "source",
    [
        "(?:甲{9999}){9999}",
        "甲{999999999}",
        "(?:(?:甲|乙丙){9999}){9999}",
        "(?:甲[)]{99999}){99}",
        f"甲{{{'9' * 5000}}}",
    ],
)
def test_an_expression_that_would_be_endless_to_compile_is_refused(source: str) -> None:
    with pytest.raises(PatternError, match="重复的次数太多"):
        Pattern(source)


@pytest.mark.parametrize("source", ["(?:甲{99}){99}", "甲{0,9999}", "(?:甲{1,9999}){1,9999}", r"\({4}[{]甲{3}"])
def test_one_that_only_may_be_long_is_not(source: str) -> None:
    assert Pattern(source)
