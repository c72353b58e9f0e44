"""Timing of rules, measured only on request."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from auditor.engine.context import CheckContext, CheckResult
from auditor.ruleset.schema.rules import Rule

TimedCheck = Callable[[Rule, CheckContext], CheckResult]


@dataclass(slots=True)
class Timings:
    """Seconds per rule, summed over all reports; work shared by rules is charged to the first rule that needs it."""

    clock: Callable[[], float] = time.perf_counter
    seconds: dict[str, float] = field(default_factory=dict)
    reports: int = 0

    def add(self, other: Timings) -> None:
        """Add the timings of other reports."""
        self.reports += other.reports
        for rule, seconds in other.seconds.items():
            self.seconds[rule] = self.seconds.get(rule, 0.0) + seconds

    def timed(self, check: TimedCheck) -> TimedCheck:
        """Wrap the check of one more report so that its time is added to the other reports'."""
        self.reports += 1

        def measured(rule: Rule, bound: CheckContext) -> CheckResult:
            start = self.clock()
            try:
                return check(rule, bound)
            finally:
                self.seconds[rule.id] = self.seconds.get(rule.id, 0.0) + self.clock() - start

        return measured
