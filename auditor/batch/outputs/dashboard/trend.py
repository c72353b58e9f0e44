"""Trend of findings over the years, by rule, and as points of a line for a small chart."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.batch.data.overview import Overview
from auditor.batch.outputs.ledger import rule_names

_RULES = 15
_WIDTH, _HEIGHT, _MARGIN = 320, 90, 24


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """Year in the chart, in chart coordinates, with the number of its findings."""

    x: float
    y: float
    year: int
    count: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Years in order, the total of findings of each, and the rules with the most findings; `rest` counts all other rules."""

    years: tuple[int, ...]
    totals: tuple[int, ...]
    rows: tuple[tuple[str, str, tuple[int, ...]], ...]
    rest: tuple[int, ...]
    points: tuple[TrendPoint, ...]
    width: int = _WIDTH
    height: int = _HEIGHT


def trend_of(overview: Overview) -> Trend | None:
    """Return the trend; None if there are fewer than two years to compare."""
    years = sorted(overview.trend)
    if len(years) < 2:
        return None
    counts = {rule: tuple(overview.trend[year].get(rule, 0) for year in years) for rule in _rules(overview)}
    most = sorted(counts, key=lambda rule: (-counts[rule][-1], -sum(counts[rule]), rule))[:_RULES]
    totals = tuple(sum(overview.trend[year].values()) for year in years)
    shown = [sum(counts[rule][at] for rule in most) for at in range(len(years))]
    names = rule_names(overview)
    rows = tuple((rule, names.get(rule, rule), counts[rule]) for rule in most)
    rest = tuple(total - part for total, part in zip(totals, shown, strict=True))
    return Trend(tuple(years), totals, rows, rest, _points(years, totals))


def _rules(overview: Overview) -> set[str]:
    return {rule for counted in overview.trend.values() for rule in counted}


def _points(years: list[int], totals: tuple[int, ...]) -> tuple[TrendPoint, ...]:
    top = max(max(totals), 1)
    step = (_WIDTH - 2 * _MARGIN) / (len(years) - 1)
    return tuple(
        TrendPoint(
            round(_MARGIN + at * step, 1),
            round(_HEIGHT - _MARGIN - (_HEIGHT - 2 * _MARGIN) * total / top, 1),
            year,
            total,
        )
        for at, (year, total) in enumerate(zip(years, totals, strict=True))
    )
