"""Tables that lie in the text without rows: read by their labels, by their place or by their number, else said to be unread."""

from __future__ import annotations

import pytest

from auditor.model.finding import Outcome
from auditor.recognise.tables.figures import runs_of
from tests.recognise.reports import audit, read, result, written

NEW = "一、本年新收政府信息公开申请数量"


def _requests(text: str) -> list[str]:
    """The lines of table 三 in a text with tabs."""
    lines = text.split("\n")
    first = next(at for at, line in enumerate(lines) if line.startswith(NEW))
    last = next(at for at, line in enumerate(lines) if line.startswith("四、结转下年度"))
    return lines[first : last + 1]


def _spaced(change: str = "", to: str = "") -> str:
    """A report whose table 三 is words and figures between blanks; a part of it changed."""
    text = written()
    for line in _requests(text):
        text = text.replace(line, " ".join(line.split()))
    assert not change or change in text
    return text.replace(change, to) if change else text


FIGURES = [value.number for value in read(written()).tables["requests"].values()]


@pytest.mark.parametrize(
    ("change", "to"),
    [
        ("", ""),
        ("2.其他法律行政法规禁止公开", "2.其他法律\n行政法规\n禁止公开"),
        ("2.其他法律行政法规禁止公开 0 0 0 0 0 0 0", "2.其他法律行政 0 0 0 0 0 0 0\n法规禁止公开"),
        ("4.无正当理由大量反复申请", "4.正当大量反申请"),
        ("1.信访举报投诉类申请", "（五）不\n予处理\n1.信访举报投诉类申请"),
        ("2.重复申请 0 0 0", "2.重复申请 0\n0 0"),
        ("2.重复申请 0", "2.重复申请0"),
    ],
)
def test_labels_in_pieces_are_put_together(change: str, to: str) -> None:
    found = read(_spaced(change, to))
    assert [value.number for value in found.tables["requests"].values()] == FIGURES
    assert result(audit(_spaced(change, to)), "TBL-ROWS").outcome is not Outcome.FAILED


def test_a_torn_label_is_no_misprint() -> None:
    text = _spaced("2.其他法律行政法规禁止公开 0 0 0 0 0 0 0", "2.其他法律行政 0 0 0 0 0 0 0\n法规禁止公开")
    assert result(audit(text), "TYP-LABEL").outcome is Outcome.CANNOT_CHECK


@pytest.mark.parametrize(
    ("change", "to"),
    [
        ("2.没有现成信息需要另行制作", "（四）无法 2.没有现成信息需要另行制作\n提供"),
        ("3.要求提供公开出版物", "3.要求提供公开出版物\n处理"),
        ("2.其他法律行政法规禁止公开", "（三）不予 2.其他法律行政法规\n公开    禁止公开"),
    ],
)
def test_a_label_with_the_rest_of_its_neighbour_in_it_is_no_misprint(change: str, to: str) -> None:
    text = _spaced(change, to)
    assert [value.number for value in read(text).tables["requests"].values()] == FIGURES
    assert result(audit(text), "TYP-LABEL").outcome is not Outcome.FAILED
    wrong = text.replace("8.属于行政查询事项", "8.属于行政查洵事项")
    assert result(audit(wrong), "TYP-LABEL").outcome is not Outcome.PASSED


def test_a_row_with_a_figure_too_many_is_not_read() -> None:
    found = read(_spaced("2.重复申请 0", "2.重复申请 0 0"))
    lost = {value.row for value in found.tables["requests"].values() if value.lost}
    assert lost == {"refused_duplicate"}


def test_figures_alone_are_read_where_they_are_as_many_as_the_form_has() -> None:
    text = written()
    lines = _requests(text)
    figures = " ".join(word for line in lines for word in line.split() if word.isdigit())
    text = text.replace("\n".join(lines), f"以下是表格数字：\n{figures}")
    found = read(text)
    assert [value.number for value in found.tables["requests"].values()] == FIGURES
    assert any("按格式的次序读取" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    "figures", ["7 0 0 0 0 0 7 0 0 0", "7 | 0 | 0 | 0 | 0 | 0 | 7", "700000070000000400000040000000"]
)
def test_figures_that_cannot_be_given_to_rows_make_no_table_missing(figures: str) -> None:
    text = written(drop_tables=["requests"])
    at = text.index("三、收到和处理政府信息公开申请情况") + len("三、收到和处理政府信息公开申请情况")
    found = result(audit(f"{text[:at]}\n{figures}{text[at:]}"), "TBL-MISSING")
    assert found.outcome is Outcome.CANNOT_CHECK
    assert "一串没有栏目的数字" in found.reason


def test_a_table_that_is_not_there_is_still_missing() -> None:
    assert result(audit(written(drop_tables=["requests"])), "TBL-MISSING").outcome is Outcome.FAILED


def test_figures_run_together_with_words_are_cut_off() -> None:
    text = "规章0 1\n（二）部分公开 3（三）不予公开 — 12[1] 2024年"
    assert [[cell.raw for cell in run.cells] for run in runs_of(text, 0, len(text))] == [
        ["0", "1"],
        ["3"],
        ["—", "12[1]"],
    ]
