"""Separation of waived findings from open ones: they stay visible, and are open again when the waiver has expired."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from auditor.model.finding import Audit, Finding, Verdict
from auditor.ruleset.schema.waivers import WaiverEntry
from auditor.ruleset.yaml.validation import nearest

NEAR = 75  # of 100: one character differs in a name of six; the names of two offices of one city are farther apart


@dataclass(frozen=True, slots=True)
class Waivers:
    """Waivers of a file as of a day; applying them does not modify them."""

    entries: tuple[WaiverEntry, ...]
    file: Path
    day: date

    @property
    def digest(self) -> str:
        """Digest of everything the results depend on: the waivers as written, and which of them are in force."""
        facts = [(entry.model_dump_json(), entry.expires >= self.day) for entry in self.entries]
        return hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()

    def apply(self, verdict: Verdict, agency: str, year: int | None) -> Verdict:
        """Return the verdict with waived findings listed separately; a finding with an expired waiver stays open and shows it."""
        open_: list[Finding] = []
        waived: list[Finding] = []
        for finding in verdict.findings:
            entry = self._entry(finding, agency, year)
            if entry is None:
                open_.append(finding)
                continue
            (waived if entry.expires >= self.day else open_).append(replace(finding, waiver=entry.shown))
        kept = {finding.id: finding for finding in open_}
        results = tuple(
            replace(r, findings=tuple(kept[f.id] for f in r.findings if f.id in kept)) for r in verdict.results
        )
        return replace(verdict, results=results, findings=tuple(open_), waived=tuple(waived))

    def _entry(self, finding: Finding, agency: str, year: int | None) -> WaiverEntry | None:
        """Return the waiver of a finding: one in force rather than an expired one, then the first in the file."""
        fitting = [entry for entry in self.entries if entry.matches(finding, agency, year)]
        return min(fitting, key=lambda entry: entry.expires < self.day, default=None)

    def unused(self, audits: Iterable[Audit]) -> list[str]:
        """Return messages, in Chinese, on waivers that match no finding; waivers for reports not given are only counted."""
        met, used = set[int](), set[int]()
        agencies: dict[str, None] = {}
        for audit in audits:
            agency, findings = audit.agency or "", (*audit.verdict.findings, *audit.verdict.waived)
            if agency:
                agencies[agency] = None
            here = {n for n, entry in enumerate(self.entries) if entry.about(agency, audit.report_year)}
            met |= here
            used |= {n for n in here if any(self.entries[n].matches(f, agency, audit.report_year) for f in findings)}
        said = [f"{self._at(n)}：这条豁免没有对应的意见（{self._named(n)}）" for n in sorted(met - used)]
        others = 0
        for number, entry in enumerate(self.entries):
            if number in met:
                continue
            near = "" if entry.agency in agencies else nearest(entry.agency, agencies, NEAR)
            if near:
                said.append(
                    f"{self._at(number)}：这次没有“{entry.agency}”的报告，有“{near}”的，请核对这条豁免的机关名称"
                )
            others += not near
        return [*said, f"{self.file}：另有 {others} 条豁免是为别的报告写的，这次没有用到"] if others else said

    def _at(self, number: int) -> str:
        return f"{self.file}:{self.entries[number].line}"

    def _named(self, number: int) -> str:
        entry = self.entries[number]
        return f"{entry.rule}，{entry.agency}，{entry.year}年"
