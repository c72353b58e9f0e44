"""The language of equations: sums of the form's terms on both sides of a comparison.

    本年新收 + 上年结转 = 总计 + 结转下年度
    总计 = sum(办理结果)
    上年结转 = 去年(结转下年度)

Terms are the form's names, `sum(…)` takes a group of the form, `去年(…)` a term of last year's report; numbers are operands as
well. Values are exact.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from auditor.chinese.values import Number, show_number

_TOKEN = re.compile(
    r"\s*(?:(?P<sum>sum|合计)\s*[（(]\s*(?P<group>\w+)\s*[)）]|(?:去年|上年)\s*[（(]\s*(?P<past>\w+)\s*[)）]|(?P<number>\d+(?:\.\d+)?)(?![\w.])|(?P<term>\w+)"
    r"|(?P<op><=|>=|!=|==|[=<>≤≥≠＝])|(?P<sign>[+\-－＋]))"
)
_COMPARE: dict[str, Callable[[Number, Number], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SAME = {"==": "=", "＝": "=", "≤": "<=", "≥": ">=", "≠": "!="}
LONGEST = 300


class EquationError(ValueError):
    """An equation that cannot be read; `column` counts characters from 1."""

    def __init__(self, column: int, message: str) -> None:
        super().__init__(f"第 {column} 个字符：{message}")
        self.column = column
        self.message = message


@dataclass(frozen=True, slots=True)
class Operand:
    """An operand to add or subtract: a term, of last year's report if `past`, a group of terms, or a number."""

    sign: int
    name: str
    group: bool
    constant: Number | None
    column: int
    past: bool = False


@dataclass(frozen=True, slots=True)
class Equation:
    """Two sides and how they must compare; `relation` is one of = != < <= > >=."""

    text: str
    left: tuple[Operand, ...]
    relation: str
    right: tuple[Operand, ...]

    def operands(self) -> Iterator[Operand]:
        """All operands, left side first."""
        yield from self.left
        yield from self.right

    @property
    def compare(self) -> Callable[[Number, Number], bool]:
        """The function that compares two sides."""
        return _COMPARE[self.relation]

    def holds(self, left: Number, right: Number) -> bool:
        """Whether the sides compare as they must."""
        return self.compare(left, right)


def parse_equation(text: str) -> Equation:
    """Read an equation; raises EquationError at the character where it goes wrong."""
    if len(text) > LONGEST:
        raise EquationError(LONGEST, f"等式太长，最多 {LONGEST} 个字符")
    sides: list[list[Operand]] = [[]]
    relation, sign, place = "", 0, 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            at = place + len(text[place:]) - len(text[place:].lstrip())
            raise EquationError(at + 1, f"不认识“{text[at]}”；这里可以写项目名、数、+、-、=、sum(组名)、去年(项目名)")
        column = match.end() - len(match.group().lstrip()) + 1
        place = match.end()
        if match["sign"]:
            if sign:
                raise EquationError(column, "两个运算符之间缺少项目名")
            sign = 1 if match["sign"] in "+＋" else -1
        elif match["op"]:
            if relation or sign or not sides[-1]:
                raise EquationError(column, "比较符的位置不对；一个等式只能有一个比较符，两边都要有项目")
            relation = _SAME.get(match["op"], match["op"])
            sides.append([])
        else:
            if sides[-1] and not sign:
                raise EquationError(column, "两个项目之间缺少 + 或 -")
            sides[-1].append(_operand(match, sign or 1, column))
            sign = 0
    if sign or not relation or not sides[-1]:
        raise EquationError(max(len(text), 1), "等式没有写完；要写成“甲 + 乙 = 丙”的样子")
    return Equation(text, tuple(sides[0]), relation, tuple(sides[1]))


def _operand(match: re.Match[str], sign: int, column: int) -> Operand:
    if match["sum"]:
        return Operand(sign, match["group"], group=True, constant=None, column=column)
    if match["past"]:
        return Operand(sign, match["past"], group=False, constant=None, column=column, past=True)
    if match["number"]:
        number = Decimal(match["number"]) if "." in match["number"] else int(match["number"])
        return Operand(sign, match["number"], group=False, constant=number, column=column)
    return Operand(sign, match["term"], group=False, constant=None, column=column)


def show_sum(parts: list[tuple[int, str, Number]]) -> str:
    """A side with its figures, «本年新收 12 + 上年结转 1 = 13»; a side of one figure without the sum."""
    total: Number = sum((sign * value for sign, _, value in parts), 0)
    pieces = []
    for number, (sign, name, value) in enumerate(parts):
        mark = "" if number == 0 and sign > 0 else "+ " if sign > 0 else "- "
        pieces.append(mark + f"{name} {show_number(value)}".strip())
    shown = " ".join(pieces)
    return shown if len(parts) == 1 and parts[0][0] > 0 else f"{shown} = {show_number(total)}"
