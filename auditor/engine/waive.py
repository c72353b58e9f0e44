"""Takes waived findings out of a verdict's open ones; they stay visible, and come back when the waiver has ended."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from auditor.model.finding import Finding, Verdict
from auditor.ruleset.checked import nearest
from auditor.ruleset.waivers import WaiverEntry

NEAR = 75  # of 100: one character of a name of six, but not the names of two offices of one city


class Waivers:
    """The waivers in force on a day; it remembers which of them were used, and which could have been."""

    def __init__(self, entries: Sequence[WaiverEntry], file: Path, day: date) -> None:
        self._entries = entries
        self._file = file
        self._day = day
        self._used: set[int] = set()
        self._met: set[int] = set()
        self._agencies: dict[str, None] = {}

    @property
    def digest(self) -> str:
        """What its answers depend on: the waivers as written, and which of them are in force."""
        facts = [(entry.model_dump_json(), entry.expires >= self._day) for entry in self._entries]
        return hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()

    def apply(self, verdict: Verdict, agency: str, year: int | None) -> Verdict:
        """The verdict with waived findings apart; one whose waiver has ended stays open and says so."""
        self._agencies[agency] = None
        open_: list[Finding] = []
        waived: list[Finding] = []
        for finding in verdict.findings:
            entry = self._entry(finding, agency, year)
            if entry is None:
                open_.append(finding)
                continue
            (waived if entry.expires >= self._day else open_).append(replace(finding, waiver=entry.shown))
        self._met |= {n for n, e in enumerate(self._entries) if e.about(agency, year)}
        kept = {finding.id: finding for finding in open_}
        results = tuple(
            replace(r, findings=tuple(kept[f.id] for f in r.findings if f.id in kept)) for r in verdict.results
        )
        return replace(verdict, results=results, findings=tuple(open_), waived=tuple(waived))

    def _entry(self, finding: Finding, agency: str, year: int | None) -> WaiverEntry | None:
        """The waiver of a finding: one in force before one that has ended, the first written of several."""
        fitting = [n for n, entry in enumerate(self._entries) if entry.matches(finding, agency, year)]
        self._used |= set(fitting)
        chosen = sorted(fitting, key=lambda n: self._entries[n].expires < self._day)
        return self._entries[chosen[0]] if chosen else None

    def idle(self) -> list[str]:
        """What is to be said, in Chinese, about waivers that matched nothing; those for reports that were not audited are counted."""
        said = []
        for number in sorted(self._met - self._used):
            entry = self._entries[number]
            said.append(
                f"{self._file}:{entry.line}：这条豁免没有对应的意见（{entry.rule}，{entry.agency}，{entry.year}年）"
            )
        others = 0
        for number, entry in enumerate(self._entries):
            if number in self._met:
                continue
            near = "" if entry.agency in self._agencies else nearest(entry.agency, self._agencies, NEAR)
            if near:
                said.append(
                    f"{self._file}:{entry.line}：这次没有“{entry.agency}”的报告，有“{near}”的，请核对这条豁免的机关名称"
                )
            others += not near
        return [*said, f"{self._file}：另有 {others} 条豁免是为别的报告写的，这次没有用到"] if others else said
