"""How the reports of a run are compared with each other, from the project's settings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Comparing:
    """From which share on two reports are told as alike, as set under `[bulk]`; all are between 0 and 1.

    `alike` is for reports of two agencies (雷同), `carried` for a report and that of the year before (照搬). A sentence that
    stands in more than the share `common` of the reports is nobody's own.
    """

    alike: float = 0.5
    carried: float = 0.8
    common: float = 0.03
