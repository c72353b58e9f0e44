"""The words shown to people."""

from __future__ import annotations

import pytest

from auditor.model.finding import Basis, Location
from auditor.presentation.vocabulary import basis_line, place, quotation, sentence, titled


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        (Location(), ""),
        (Location("六"), "第六部分（其他事项）"),
        (Location("九"), "第九部分"),
        (Location("三", "requests", "new", "total", page=2), "表三（依申请公开），第2页"),
        (Location(table="annex"), "annex"),
    ],
)
def test_place(location: Location, shown: str) -> None:
    assert place(location) == shown


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("条例", "《条例》"),
        ("《条例》", "《条例》"),
        ("关于印发《办法》的通知", "《关于印发〈办法〉的通知》"),
        ("《甲》和《乙》", "《〈甲〉和〈乙〉》"),
    ],
)
def test_titles(title: str, shown: str) -> None:
    assert titled(title) == shown


def test_basis() -> None:
    basis = (Basis("条例", "国务院令第711号", "第五十条"), Basis("公文格式", "GB/T 9704", "7.2.5"), Basis("办法", ""))
    assert basis_line(basis) == "《条例》（国务院令第711号）第五十条；《公文格式》（GB/T 9704），7.2.5；办法"


def test_quotes_and_sentences() -> None:
    assert quotation(" 按“逾期”\n收费 ") == "“按‘逾期’ 收费”"
    assert (sentence("没有标题"), sentence("没有标题。")) == ("没有标题。", "没有标题。")
