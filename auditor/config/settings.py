"""The project settings in `auditor.toml`: that of the working folder, or the file that was named, never one beside the reports.

Whoever hands in reports must not change the rules by which they are judged.

packs = ["本省规则.yaml"]
fail_on = "warning"
office_demands = false

[office]
name = "云川市人民政府办公室"
prefix = "云政公开审"

[limits]
file_mib = 64

[bulk]
alike = 0.5
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from auditor.config.limits import Limits
from auditor.model.finding import Severity
from auditor.model.office import Office

NAME, WAIVERS = "auditor.toml", "waivers.yaml"
LEVELS = (*(severity.value for severity in Severity), "never")


@dataclass(frozen=True, slots=True)
class Comparing:
    """From which share on two reports of a run are told as alike, as set under `[bulk]`; all are between 0 and 1.

    `alike` is for reports of two agencies (雷同), `carried` for a report and that of the year before (照搬). A sentence that
    stands in more than the share `common` of the reports is nobody's own.
    """

    alike: float = 0.5
    carried: float = 0.8
    common: float = 0.03


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project has set; `packs` are files, and `fail_on` is a severity or «never».

    `no_demands` is where the demands that only inspecting offices make were turned off: the file and its line. `file` is where
    they were read from, `waivers` the waivers beside it; None where there is none.
    """

    packs: tuple[Path, ...] = ()
    office: Office = field(default_factory=Office)
    fail_on: str = Severity.ERROR.value
    limits: Limits = field(default_factory=Limits)
    comparing: Comparing = field(default_factory=Comparing)
    no_demands: tuple[str, int] | None = None
    file: Path | None = field(default=None, compare=False)
    waivers: Path | None = field(default=None, compare=False)


def left_aside(reports: Path, settings: Settings) -> list[Path]:
    """The settings and waivers that lie with a report or in a folder of reports and are not in force."""
    folder = reports if reports.is_dir() else reports.parent
    # In a folder that does not let us look at its files, there is nothing that could be taken for ours.
    beside = [folder / name for name in (NAME, WAIVERS) if os.path.isfile(folder / name)]
    used = [file for file in (settings.file, settings.waivers) if file is not None]
    return [file for file in beside if not any(file.samefile(one) for one in used)]
