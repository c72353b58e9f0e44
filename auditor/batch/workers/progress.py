"""Progress of a run: a bar on a terminal, elsewhere a single line at the end."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING

from auditor.model.finding import Severity
from auditor.presentation.vocabulary import SEVERITIES

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


class RunProgress:
    """Counts reports and their findings, and shows the counts on standard error."""

    def __init__(self) -> None:
        self._total = self._done = self._unreadable = 0
        self._grades: Counter[Severity] = Counter()
        self._begun = time.monotonic()
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> RunProgress:
        if sys.stderr is not None and sys.stderr.isatty():
            self._bar, self._task = _bar()
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.show()
        if self._bar is not None:
            self._bar.stop()
        elif kind is None and sys.stderr is not None:
            print(f"审核完成：{self._done} 份报告，用了 {time.monotonic() - self._begun:.1f} 秒", file=sys.stderr)

    def expect(self, more: int) -> None:
        """Add `more` reports to the expected number: how many an archive holds is known only when it is opened."""
        self._total += more
        self.show()

    def add(self, grades: Mapping[Severity, int], *, unreadable: bool = False) -> None:
        """Count one finished report."""
        self._done += 1
        self._unreadable += unreadable
        self._grades.update(grades)

    def show(self) -> None:
        """Update the bar."""
        if self._bar is not None and self._task is not None:
            self._bar.update(
                self._task, completed=self._done, total=self._total, description=self._said(), refresh=True
            )

    def _said(self) -> str:
        parts = [f"{SEVERITIES[grade]} {self._grades[grade]}" for grade in (Severity.ERROR, Severity.WARNING)]
        speed = self._done / max(time.monotonic() - self._begun, 0.1)
        return "  ".join([*parts, f"无法读取 {self._unreadable}", f"每秒 {speed:.1f} 份"])


def _bar() -> tuple[Bar, TaskID]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(30), MofNCompleteColumn(), TextColumn("{task.description}"), TextColumn("还要"))
    bar = Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True, auto_refresh=False)
    return bar, bar.add_task("", total=None)
