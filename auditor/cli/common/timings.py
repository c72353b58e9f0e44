"""Table of the slowest rules for `auditor check --timings`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from auditor.presentation.terminal_text import pad, shorten, width

if TYPE_CHECKING:
    from auditor.engine.timing import Timings
    from auditor.ruleset.schema.rules import Rule

SHOWN = 10
_TITLE = 30
_HEAD = ("规则", "标题", "总用时", "占比", "每份报告")


def new_timings() -> Timings:
    """Return timings without any report."""
    from auditor.engine.timing import Timings

    return Timings()


def timings_text(timings: Timings, rules: Sequence[Rule]) -> str:
    """Return the slowest rules over all reports of a run, slowest first."""
    if not timings.reports:
        return "没有审核到报告，规则都没有运行"
    whole = sum(timings.seconds.values())
    slowest = sorted((rule for rule in rules if rule.id in timings.seconds), key=lambda r: -timings.seconds[r.id])
    lines = [_HEAD]
    for rule in slowest[:SHOWN]:
        seconds = timings.seconds[rule.id]
        share = f"{seconds / whole:.1%}" if whole else "0.0%"
        lines.append((rule.id, shorten(rule.title, _TITLE), _ms(seconds), share, _ms(seconds / timings.reports)))
    columns = [max(map(width, column)) for column in zip(*lines, strict=True)]
    shown = ["  ".join(_cell(*cell) for cell in zip(line, columns, range(len(line)), strict=True)) for line in lines]
    return "\n".join(
        [
            f"规则用时：{timings.reports} 份报告，{len(rules)} 条规则，共 {_ms(whole)}；最慢的 {len(shown) - 1} 条：",
            *shown,
        ]
    )


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} 毫秒"


def _cell(text: str, columns: int, place: int) -> str:
    """Align words to the left, figures to the right."""
    return pad(text, columns) if place < 2 else " " * (columns - width(text)) + text
