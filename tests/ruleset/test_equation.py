from __future__ import annotations

import operator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.ruleset.language.equation import LONGEST, EquationError, Operand, parse_equation, show_sum

NOT_FINISHED = "等式没有写完；要写成“甲 + 乙 = 丙”的样子"
MISPLACED = "比较符的位置不对；一个等式只能有一个比较符，两边都要有项目"
ALLOWED = "这里可以写项目名、数、+、-、=、sum(组名)、去年(项目名)"


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, NOT_FINISHED),
        ("甲", 1, NOT_FINISHED),
        ("甲 + 乙", 5, NOT_FINISHED),
        ("甲 =", 3, NOT_FINISHED),
        ("甲 = 乙 +", 7, NOT_FINISHED),
        ("= 乙", 1, MISPLACED),
        ("甲 + = 乙", 5, MISPLACED),
        ("甲 = 乙 = 丙", 7, MISPLACED),
        ("甲 => 乙", 4, MISPLACED),
        ("甲 乙 = 丙", 3, "两个项目之间缺少 + 或 -"),
        ("甲 + - 乙 = 丙", 5, "两个运算符之间缺少项目名"),
        ("甲 * 乙 = 丙", 3, f"不认识“*”；{ALLOWED}"),
        ("甲 =   %", 7, f"不认识“%”；{ALLOWED}"),
        ("甲 = 1.5.2", 6, f"不认识“.”；{ALLOWED}"),
        ("甲 = sum()", 8, f"不认识“(”；{ALLOWED}"),
        ("甲 = sum(乙", 8, f"不认识“(”；{ALLOWED}"),
        ("甲" * (LONGEST + 1), LONGEST, f"等式太长，最多 {LONGEST} 个字符"),
    ],
)
def test_a_mistake_is_told_at_its_character(text: str, column: int, message: str) -> None:
    with pytest.raises(EquationError) as caught:
        parse_equation(text)
    assert (caught.value.column, caught.value.message) == (column, message)
    assert str(caught.value) == f"第 {column} 个字符：{message}"


def test_terms_groups_numbers_and_signs_keep_their_columns() -> None:
    read = parse_equation("-甲 ＋ sum（组） － 3 ≥ 合计(乙丙)")
    assert read.left == (
        Operand(-1, "甲", group=False, constant=None, column=2),
        Operand(1, "组", group=True, constant=None, column=6),
        Operand(-1, "3", group=False, constant=3, column=15),
    )
    assert read.right == (Operand(1, "乙丙", group=True, constant=None, column=19),)
    assert read.relation == ">="


@pytest.mark.parametrize(
    ("written", "compares"),
    [
        ("=", operator.eq),
        ("==", operator.eq),
        ("!=", operator.ne),
        ("≠", operator.ne),
        ("<", operator.lt),
        ("<=", operator.le),
        ("≤", operator.le),
        (">", operator.gt),
        (">=", operator.ge),
        ("≥", operator.ge),
    ],
)
def test_each_comparison_holds_as_it_is_written(written: str, compares: object) -> None:
    read = parse_equation(f"甲 {written} 乙")
    assert callable(compares)
    for left, right in ((1, 2), (2, 2), (3, 2)):
        assert read.holds(left, right) is compares(left, right)


SIDE = st.lists(
    st.tuples(st.sampled_from([1, -1]), st.sampled_from(["甲", "上年结转", "3", "sum(组)"])), min_size=1, max_size=6
)


@given(SIDE, SIDE, st.sampled_from(["=", "<=", "≠"]), st.sampled_from(["", " ", "  "]))
def test_any_sum_is_read_operand_for_operand(
    left: list[tuple[int, str]], right: list[tuple[int, str]], relation: str, blank: str
) -> None:
    def written(side: list[tuple[int, str]]) -> str:
        signed = blank.join(f"{'+' if sign > 0 else '-'}{blank}{name}" for sign, name in side)
        return signed.removeprefix("+")

    text = f"{written(left)}{blank}{relation}{blank}{written(right)}"
    read = parse_equation(text)
    for side, operands in ((left, read.left), (right, read.right)):
        assert [(operand.sign, operand.name) for operand in operands] == [
            (sign, "组" if name.startswith("sum") else name) for sign, name in side
        ]
    for operand in read.operands():
        assert text[operand.column - 1 :].startswith(("sum(", operand.name))


@given(st.text(alphabet="甲乙sum()（） +-=<>3合计.＋", max_size=30))
def test_no_text_breaks_the_parser_and_columns_lie_in_the_text(text: str) -> None:
    try:
        columns = [operand.column for operand in parse_equation(text).operands()]
    except EquationError as error:
        columns = [error.column]
    assert all(1 <= column <= max(len(text), 1) for column in columns)


def test_a_sum_is_shown_with_its_figures() -> None:
    assert show_sum([(1, "本年新收", 12), (1, "上年结转", 1)]) == "本年新收 12 + 上年结转 1 = 13"
    assert show_sum([(1, "总计", 6)]) == "总计 6"
    assert show_sum([(-1, "甲", 3)]) == "- 甲 3 = -3"
    assert show_sum([(1, "甲", 3), (-1, "乙", 5)]) == "甲 3 - 乙 5 = -2"


def test_a_number_of_the_equation_is_shown_without_a_name() -> None:
    assert show_sum([(1, "甲", 3), (1, "", 5)]) == "甲 3 + 5 = 8"


def test_last_year_s_terms_and_decimals() -> None:
    read = parse_equation("现行有效 = 去年(现行有效) + 本年制发 - 1.5")
    past, made, number = read.right
    assert (past.name, past.past, past.column) == ("现行有效", True, 8)
    assert (made.name, made.past) == ("本年制发", False)
    assert number.constant == Decimal("1.5")
    assert parse_equation("上年结转 = 上年（结转下年度）").left[0].past is False
