"""Equations bound to a table of a form: the cells to add up in each of its lines, resolved once for all reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter, mul
from typing import Any

from auditor.chinese.values import Number
from auditor.ruleset.binding.terms import keys_of
from auditor.ruleset.catalogues.forms import TableForm
from auditor.ruleset.language.equation import Equation, Operand

FormCell = tuple[str, str]  # row key, column key
SumReckoner = Callable[[Mapping[FormCell, Number]], Number]
NOWHERE = ("", "")  # a figure of last year, which is in no cell of the report


@dataclass(frozen=True, slots=True)
class Term:
    """A cell of a line with its name in the form; a number or a figure of last year has no cell, only the operand."""

    sign: int
    name: str
    cell: FormCell | None
    operand: Operand


@dataclass(frozen=True, slots=True)
class EquationSide:
    """One side of the equation in a line."""

    terms: tuple[Term, ...]

    def total(self, numbers: Iterable[Number]) -> Number:
        """The sum of the side, given the figures of its terms."""
        return sum((term.sign * number for term, number in zip(self.terms, numbers, strict=True)), 0)

    def reckoner(self) -> SumReckoner:
        """A function from a table's figures to the sum of the side; it raises KeyError where the figure of a term is missing."""
        parts = [term for term in self.terms if term.operand.constant is None]
        constant = sum((term.sign * (term.operand.constant or 0) for term in self.terms), 0)
        if not parts:
            return lambda sure: constant
        cells, signs = [term.cell or NOWHERE for term in parts], [term.sign for term in parts]
        pick: Callable[[Mapping[FormCell, Number]], Any] = itemgetter(*cells)
        if len(cells) == 1:
            return pick if signs == [1] and not constant else lambda sure: signs[0] * pick(sure) + constant
        if -1 in signs or constant:
            return lambda sure: sum(map(mul, signs, pick(sure)), constant)
        return lambda sure: sum(pick(sure))


@dataclass(frozen=True, slots=True)
class EquationLine:
    """A row or column in which the equation must hold; `groups` are the cells of its groups, by their names.

    `holds` is true if all figures of the line are sure and the equation holds, which is so for nearly every line.
    """

    key: str
    label: str
    left: EquationSide
    right: EquationSide
    groups: tuple[tuple[str, frozenset[FormCell]], ...]
    holds: Callable[[Mapping[FormCell, Number]], bool]


def lines_of(table: TableForm, equation: Equation, for_each: str) -> tuple[EquationLine, ...]:
    """The lines that have all cells of the equation, because rows of some tables differ in columns; raises TermError."""
    known, key = table.sums, (equation.text, for_each)
    if key not in known:
        known[key] = tuple(_lines(table, equation, for_each))
    lines: tuple[EquationLine, ...] = known[key]
    return lines


def _lines(table: TableForm, equation: Equation, for_each: str) -> Iterator[EquationLine]:
    keys = {
        operand: keys_of(table, operand.name, group=operand.group, for_each=for_each)
        for operand in equation.operands()
        if operand.constant is None
    }
    for line in table.columns if for_each == "column" else table.rows:
        cells = {
            operand: tuple((key, line.key) if for_each == "column" else (line.key, key) for key in keys[operand])
            for operand in keys
        }
        if all(column in table.columns_of(row) for found in cells.values() for row, column in found):
            left = EquationSide(tuple(_terms(table, equation.left, cells, for_each)))
            right = EquationSide(tuple(_terms(table, equation.right, cells, for_each)))
            groups = tuple((operand.name, frozenset(found)) for operand, found in cells.items() if operand.group)
            yield EquationLine(line.key, line.label, left, right, groups, _test(equation, left, right))


def _test(equation: Equation, left: EquationSide, right: EquationSide) -> Callable[[Mapping[FormCell, Number]], bool]:
    compare, reckon_left, reckon_right = equation.compare, left.reckoner(), right.reckoner()

    def holds(sure: Mapping[FormCell, Number]) -> bool:
        try:
            return compare(reckon_left(sure), reckon_right(sure))
        except KeyError:
            return False

    return holds


def _terms(
    table: TableForm, operands: tuple[Operand, ...], cells: dict[Operand, tuple[FormCell, ...]], for_each: str
) -> Iterator[Term]:
    for operand in operands:
        if operand.constant is not None:
            yield Term(operand.sign, "", None, operand)
        elif operand.past:
            yield Term(operand.sign, f"上年报告的{operand.name}", None, operand)
        else:
            for row, column in cells[operand]:
                name = (table.row[row] if for_each == "column" else table.column[column]).term
                yield Term(operand.sign, name, (row, column), operand)
