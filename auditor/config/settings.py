"""Project settings of `auditor.toml`, from the working folder or from a named file, never from a file next to the reports.

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
    """Thresholds of `[bulk]`, shares between 0 and 1, from which two reports of a run are reported as alike.

    `alike` is for reports of two agencies (雷同), `carried` for a report and that of the year before (照搬). A sentence that appears
    in more than the share `common` of the reports belongs to no agency.
    """

    alike: float = 0.5
    carried: float = 0.8
    common: float = 0.03


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a project; `packs` are files, and `fail_on` is a severity or «never».

    `no_demands` is the file and line where the demands made only by inspecting offices were turned off. `file` is the settings
    file, `waivers` the file of waivers next to it; each is None if there is none.
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
    """Return the settings and waivers that lie next to a report or in a folder of reports and are not in force."""
    folder = reports if reports.is_dir() else reports.parent
    # A folder whose files we may not look at contains nothing that could be taken for our settings.
    beside = [folder / name for name in (NAME, WAIVERS) if os.path.isfile(folder / name)]
    used = [file for file in (settings.file, settings.waivers) if file is not None]
    return [file for file in beside if not any(file.samefile(one) for one in used)]
