"""What is known beforehand of a made-up prefecture, as it is kept in `truth.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Planted:
    """A planted fault: one of the rules in `rule` must report it, those in `also` may too.

    Table, row and column are keys of the form, the section is a numeral; empty where the place is not told.
    """

    what: str
    rule: tuple[str, ...]
    also: tuple[str, ...] = ()
    table: str = ""
    row: str = ""
    column: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A report of the prefecture, by its file under the folder, with the agency it is of and all that is wrong in it."""

    file: str
    agency: str
    format: str
    faults: tuple[Planted, ...] = ()


@dataclass(frozen=True, slots=True)
class Truth:
    """All that is known of a prefecture; files are named from its folder, with the share of sentences replaced in a copy.

    `twice` are an agency with its files, `other_name` a file with its agency and the one it names, `sums` the cells in which a
    parent's report is not the sum of its units'.
    """

    seed: int
    year: int
    reports: tuple[Known, ...]
    missing: tuple[str, ...]
    twice: tuple[Mapping[str, Any], ...]
    other_name: tuple[Mapping[str, str], ...]
    alike: tuple[tuple[str, str, float], ...]
    carried: tuple[tuple[str, str], ...]
    sums: tuple[Mapping[str, str], ...]
    unreadable: tuple[str, ...]

    def to_json(self) -> str:
        """The text of `truth.json`."""
        data = asdict(self)
        for report in data["reports"]:
            report["clean"] = not report["faults"]
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def load_truth(path: Path) -> Truth:
    """What `Truth.to_json` wrote."""
    data = json.loads(path.read_text("utf-8"))
    reports = tuple(
        Known(report["file"], report["agency"], report["format"], tuple(map(_planted, report["faults"])))
        for report in data["reports"]
    )
    return Truth(
        seed=data["seed"],
        year=data["year"],
        reports=reports,
        missing=tuple(data["missing"]),
        twice=tuple(data["twice"]),
        other_name=tuple(data["other_name"]),
        alike=tuple((first, second, share) for first, second, share in data["alike"]),
        carried=tuple((file, previous) for file, previous in data["carried"]),
        sums=tuple(data["sums"]),
        unreadable=tuple(data["unreadable"]),
    )


def _planted(data: Mapping[str, Any]) -> Planted:
    return Planted(**{**data, "rule": tuple(data["rule"]), "also": tuple(data["also"])})
