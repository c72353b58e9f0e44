"""Audits a made-up prefecture in two processes and tells how it compares with the truth: python -m tests.prefecture.check FOLDER."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from auditor.engine.previous import PreviousReports
from auditor.model.finding import Audit
from auditor.pipeline import Auditor
from auditor.read.sources import open_sources
from tests.prefecture.truth import load_truth
from tests.prefecture.verdict import compare
from tests.reading import limits


@cache
def auditor_of(folder: Path) -> Auditor:
    """An auditor that knows the folder's reports of the year before."""
    auditor = Auditor()
    files = sorted(path for path in (folder / "previous").glob("*.*"))
    sources = (source for path in files for source in open_sources(path, limits()))
    auditor.before = PreviousReports([auditor.recognise(source) for source in sources])
    return auditor


def audit_files(folder: Path, files: Iterable[str]) -> dict[str, Audit]:
    """The audits of these files of a folder."""
    auditor = auditor_of(folder)
    return {name: audit for name in files for audit in auditor.audit_file(folder / name)}


def main() -> None:
    """Audit and compare the folder given."""
    folder = Path(sys.argv[1])
    truth = load_truth(folder / "truth.json")
    files = [known.file for known in truth.reports] + list(truth.unreadable)
    audits: dict[str, Audit] = {}
    with ProcessPoolExecutor(2) as pool:
        for part in pool.map(audit_files, [folder] * 2, (files[::2], files[1::2])):
            audits |= part
    verdict = compare(truth, audits)
    for file, fault in verdict.missed:
        print(f"没有找到  {file}  {fault}")
    for file, finding in verdict.false_alarms:
        print(f"多报  {file}  {finding.rule}  {finding.message}")
    for file, error in verdict.unread:
        print(f"读不出  {file}  {error}")
    readable = [file for file in truth.unreadable if not audits[file].error]
    kinds = Counter(fault.what for known in truth.reports for fault in known.faults)
    print(
        f"报告 {len(truth.reports)} 份，没有差错的 {sum(not known.faults for known in truth.reports)} 份；"
        f"植入 {sum(kinds.values())} 处（{len(kinds)} 种），找到 {verdict.found.total()}，没有找到 {len(verdict.missed)}，"
        f"多报 {len(verdict.false_alarms)}，读不出 {len(verdict.unread)}；本应读不出却读出的 {len(readable)}"
    )
    sys.exit(1 if verdict.missed or verdict.false_alarms or verdict.unread or readable else 0)


if __name__ == "__main__":
    main()
