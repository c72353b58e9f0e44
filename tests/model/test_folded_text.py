from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.chinese.text import Folded, bare, fold_characters, squeeze

# What reports are made of: Han characters, both widths, dashes, blanks of every sort, figures with commas.
WRITTEN = st.text(alphabet="年度报告一〇○２０24,，.．:：()（）—–-－~～ \u3000\u00a0\u200b\t\n⼀aＡ〔﹝", max_size=60)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("２０２４年１月", "2024年1月"),
        ("ＡＢc／％", "ABc/%"),
        ("(一)其他:有;无!真?", "（一）其他：有；无！真？"),
        ("甲—乙–丙－丁─戊−己", "甲-乙-丙-丁-戊-己"),
        ("1月～12月〜", "1月~12月~"),
        ("二○二四", "二〇二四"),
        ("﹝2021﹞３０．５", "〔2021〕30.5"),
        ("⼀、⽂件", "一、文件"),
    ],
)
def test_widths_dashes_and_look_alikes_are_one(written: str, folded: str) -> None:
    assert fold_characters(written) == folded


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("1,234件", "1,234件"),
        ("１，２３４，５６７", "1,234,567"),
        ("公开12,其中3条", "公开12，其中3条"),
        ("1，23", "1，23"),
        ("1，2345", "1，2345"),
        ("甲，123", "甲，123"),
    ],
)
def test_only_commas_of_thousands_stay_narrow(written: str, folded: str) -> None:
    assert fold_characters(written) == folded


def test_squeeze_takes_out_every_blank_and_bare_also_punctuation() -> None:
    written = "\ufeff 1．属于 \u3000“国家\u00a0秘密”\u200b(涉密)\n"
    assert squeeze(written) == "1.属于“国家秘密”（涉密）"
    assert bare(written) == "1属于国家秘密涉密"
    assert bare("（七）总　计：") == "七总计"
    assert bare("——……／。") == ""


@given(WRITTEN)
def test_folding_keeps_the_length_and_folding_again_changes_nothing(written: str) -> None:
    folded = fold_characters(written)
    assert len(folded) == len(written)
    assert fold_characters(folded) == folded


@given(WRITTEN)
def test_squeezing_is_the_same_before_and_after_folding_and_twice(written: str) -> None:
    assert squeeze(squeeze(written)) == squeeze(written)
    assert bare(squeeze(written)) == bare(written)
    assert not set(squeeze(written)) & set(" \t\n\u3000\u00a0\u200b")


def test_a_slice_of_folded_text_knows_its_places_in_the_document() -> None:
    folded = Folded("2024年", (3, 4, 6, 7, 10))
    assert folded.span(0, 4) == (3, 8)
    assert folded.span(4, 5) == (10, 11)
    assert folded.locate(5) == 2
    assert folded.slice(5, 10) == Folded("24", (6, 7))
    assert folded.slice(11, 20) == Folded("", ())
