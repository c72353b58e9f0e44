"""Makes a prefecture: who hands in what, which faults and copies are in it, and the truth about all of it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from random import Random

from tests.prefecture.agencies import Unit, administration
from tests.prefecture.draft import Draft
from tests.prefecture.faults import catalogue, plant_faults
from tests.prefecture.figures import Figures, column, draw_figures, misadded, total
from tests.prefecture.files import ROSTER, SHARES, File, broken, pick_format, roster_line, write_files
from tests.prefecture.prose import Source, draft
from tests.prefecture.truth import Known, Planted, Truth
from tests.writers.layouts import write

_TABLES = frozenset(("表二", "表三", "表四"))
_COPIED = Planted("照搬上年报告", ("HIS-COPIED",), section="五")


@dataclass
class Roles:
    """Which agencies do what; `copies` are by the agency whose report they copy, `named` by the one a report names instead."""

    missing: list[Unit]
    twice: list[Unit]
    unreadable: list[Unit]
    carried: list[Unit]
    copies: dict[Unit, Unit]
    named: dict[Unit, Unit]
    before: set[Unit] = field(default_factory=set)


class Maker:
    """Makes one prefecture of about so many reports in a folder."""

    def __init__(
        self, folder: Path, count: int, seed: int = 1, year: int = 2024, formats: Sequence[str] = tuple(SHARES)
    ) -> None:
        """`formats` are the suffixes of the files that are made."""
        self._folder, self._seed, self._year, self._formats = folder, seed, year, formats
        self._chance = Random(seed)
        self._few = {"missing": _part(count, 2), "twice": _part(count, 1), "other": _part(count, 1)}
        self._few |= {"alike": _part(count, 2), "carried": _part(count, 1), "unreadable": _part(count, 0.5)}
        self._units = administration(count + self._few["missing"] - self._few["twice"], self._chance)
        self._figures = self._draw_figures()
        self._roles = self._draw_roles()
        self._files: list[File] = []
        self._known: list[Known] = []
        self._kinds = catalogue()
        self._started = 0
        self._paths: dict[Unit, str] = {}
        self._twice: list[dict[str, object]] = []
        self._others: list[dict[str, str]] = []
        self._alike: list[tuple[str, str, float]] = []
        self._unreadable: list[str] = []

    def make(self) -> Truth:
        """Write all files and return what is known of them."""
        carried = []
        faulty = set(self._chance.sample(self._units, len(self._units) // 2))
        shares = {unit: self._report(unit, unit in faulty) for unit in self._units if unit not in self._roles.missing}
        for unit, source in self._roles.copies.items():
            self._alike.append((self._paths[unit], self._paths[source], shares[unit]))
        for unit in sorted(self._roles.before, key=lambda unit: unit.name):
            path = self._previous(unit)
            if unit in self._roles.carried:
                carried.append((self._paths[unit], path))
        write_files(self._files, self._chance)
        truth = Truth(
            self._seed,
            self._year,
            tuple(self._known),
            tuple(unit.name for unit in self._roles.missing),
            tuple(self._twice),
            tuple(self._others),
            tuple(self._alike),
            tuple(carried),
            tuple(self._sums()),
            tuple(self._unreadable),
        )
        self._write_roster()
        (self._folder / "truth.json").write_text(truth.to_json(), "utf-8")
        return truth

    def _draw_figures(self) -> dict[Unit, Figures]:
        figures = {unit: draw_figures(unit, self._chance) for unit in self._units}
        for place, parent in enumerate(unit for unit in self._units if unit.summed):
            whole = total(figures[unit] for unit in self._units if unit.parent == parent.name)
            figures[parent] = misadded(whole, self._chance) if place % 3 != 1 else whole
        return figures

    def _draw_roles(self) -> Roles:
        """Agencies of counties whose sums are to hold keep to the plain way."""
        free = [unit for unit in self._units if unit.kind != "government" and not self._is_summed(unit)]
        self._chance.shuffle(free)
        missing, twice, unreadable, carried, other, alike = (
            [free.pop() for _ in range(self._few[key])]
            for key in ("missing", "twice", "unreadable", "carried", "other", "alike")
        )
        kinds = {kind: [unit for unit in free if unit.kind == kind] for kind in ("department", "township")}
        copies = {unit: kinds[unit.kind].pop() for unit in alike if kinds[unit.kind]}
        taken = {*missing, *unreadable, *carried, *other, *alike, *twice}
        named = {
            unit: self._chance.choice(kinds[unit.kind]) if place % 2 and kinds[unit.kind] else _renamed(unit)
            for place, unit in enumerate(other)
        }
        rest = [unit for unit in self._units if unit not in taken and unit not in named.values()]
        before = {*carried, *self._chance.sample(rest, min(len(rest), len(self._units) // 4))}
        return Roles(missing, twice, unreadable, carried, copies, named, before)

    def _is_summed(self, unit: Unit) -> bool:
        return unit.summed or any(other.summed and other.name == unit.parent for other in self._units)

    def _source(self, unit: Unit, year: int) -> Source:
        seed = f"{self._seed}/{unit.name}/{year}"
        return Source(seed, seed, unit.topics)

    def _report(self, unit: Unit, faulty: bool) -> float:
        """Put down an agency's report, or two; returns what share of its sentences is its own where it is a copy."""
        roles = self._roles
        source = self._source(unit, self._year - 1 if unit in roles.carried else self._year)
        if unit in roles.copies:
            copied = self._source(roles.copies[unit], self._year)
            share = self._chance.randint(0, 30) / 100
            source = Source(copied.words, source.numbers, copied.topics, share, source)
        tables = self._figures[unit].cells()
        made, share = draft(unit, self._year, tables, source, roles.named.get(unit))
        path = self._path(unit)
        self._paths[unit] = path
        if unit in roles.unreadable:
            self._break(unit, made)
            return share
        faults = [_COPIED] if unit in roles.carried else []
        if faulty and unit not in roles.twice and unit not in roles.named:
            faults += self._plant(unit, made)
        self._put(made, path, unit.name, faults)
        if unit in roles.named:
            self._others.append({"file": path, "agency": unit.name, "named": roles.named[unit].name})
        if unit in roles.twice:
            self._again(unit, source)
        return share

    def _plant(self, unit: Unit, made: Draft) -> list[Planted]:
        spared = frozenset(_TABLES if self._is_summed(unit) else ())
        spared |= {"五"} if unit in self._roles.carried else frozenset()
        first = self._kinds[self._started % len(self._kinds)]
        self._started += 1
        faults = plant_faults(made, 1, [first], self._chance, spared)
        others = [kind for kind in self._kinds if kind is not first]
        done = first.touches if faults else frozenset()
        return faults + plant_faults(
            made, self._chance.randint(1 - len(faults), 3), others, self._chance, spared | done
        )

    def _put(self, made: Draft, path: str, agency: str, faults: Sequence[Planted]) -> None:
        self._files.append(File(self._folder / path, made.report()))
        self._known.append(Known(path, agency, path.rpartition(".")[2], tuple(faults)))

    def _again(self, unit: Unit, source: Source) -> None:
        """The same report once more with another number of permits."""
        tables = self._figures[unit].cells()
        row = tables["proactive"]["licensing"]
        row[0] = str(int(row[0]) + self._chance.randint(1, 30))
        made, _ = draft(unit, self._year, tables, source)
        path = self._path(unit, "（更正）")
        self._put(made, path, unit.name, ())
        cell = {"table": "proactive", "row": "licensing", "column": "decisions"}
        self._twice.append({"agency": unit.name, "files": [self._paths[unit], path], **cell})

    def _break(self, unit: Unit, made: Draft) -> None:
        whole = write(made.report(), "docx-plain")
        suffix, data = broken(len(self._unreadable), whole, self._chance)
        path = f"{self._paths[unit].rpartition('.')[0]}.{suffix}"
        self._paths[unit] = path
        (self._folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self._folder / path).write_bytes(data)
        self._unreadable.append(path)

    def _path(self, unit: Unit, more: str = "") -> str:
        name = f"{unit.name}{self._year}年政府信息公开工作年度报告{more}"
        return f"reports/{unit.county or '市直'}/{name}.{pick_format(self._chance, self._formats)}"

    def _previous(self, unit: Unit) -> str:
        """Put down last year's report, with which this year's figures go on."""
        year = self._year - 1
        figures = draw_figures(unit, self._chance, after=self._figures[unit])
        made, _ = draft(unit, year, figures.cells(), self._source(unit, year))
        kept = [name for name in self._formats if name not in ("doc", "pdf")]
        path = f"previous/{unit.name}{year}年政府信息公开工作年度报告.{pick_format(self._chance, kept)}"
        self._files.append(File(self._folder / path, made.report()))
        return path

    def _sums(self) -> list[dict[str, str]]:
        """The cells in which a parent is not the sum of its units."""
        wrong = []
        for parent in (unit for unit in self._units if unit.summed):
            parts = [self._figures[unit].cells() for unit in self._units if unit.parent == parent.name]
            for table, rows in self._figures[parent].cells().items():
                for row, cells in rows.items():
                    for place, cell in enumerate(cells):
                        if Decimal(cell) != sum(Decimal(part[table][row][place]) for part in parts):
                            at = {"table": table, "row": row, "column": column(table, row, place)}
                            wrong.append({"parent": parent.name, **at})
        return wrong

    def _write_roster(self) -> None:
        with (self._folder / "名册.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(ROSTER)
            for unit in self._units:
                told = unit in self._roles.named or (unit in self._paths and self._chance.random() < 0.5)
                cells = {
                    "机关名称": unit.name,
                    "层级": unit.level,
                    "上级机关": unit.parent,
                    "县区": unit.county,
                    "年度": str(self._year),
                    "别名": "、".join(unit.aliases),
                    "汇总": "是" if unit.summed else "",
                    "文件或网址": self._paths[unit].rpartition("/")[2] if told else "",
                }
                writer.writerow(roster_line(cells))


def _part(count: int, share: float) -> int:
    """So many in a hundred, and one at least."""
    return max(1, round(count * share / 100))


def _renamed(unit: Unit) -> Unit:
    """An agency of which no roster knows."""
    end = "局" if unit.kind == "department" else "人民政府"
    return replace(unit, name=f"{unit.county or '云川市'}新河{'综合服务' if end == '局' else '镇'}{end}")
