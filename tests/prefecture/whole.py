"""Runs `auditor bulk` over a made-up prefecture and tells where it and the truth differ: python -m tests.prefecture.whole FOLDER."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Set
from pathlib import Path

from auditor.batch.data.overview import Overview, ReportEntry, Trouble
from auditor.batch.results import Wanted, overview_of
from auditor.batch.roster.roster import read_roster
from auditor.batch.store.result_store import NAME, ResultStore
from auditor.cli.app import main as auditor_command
from auditor.model.finding import RuleSetInfo, Severity
from auditor.pipeline import Auditor
from tests.prefecture.truth import Truth, load_truth
from tests.prefecture.verdict import compare
from tests.reading import limits

_CARRIED = {"HIS-COPIED", "HIS-OVERVIEW", "BULK-CARRIED"}


def run_over(folder: Path, output: Path, *more: str) -> int:
    """The exit status of a run over the prefecture in a folder, with its roster and last year's reports."""
    given = ["--previous", str(folder / "previous"), "--roster", str(folder / "名册.csv")]
    return auditor_command(["bulk", str(folder / "reports"), "-o", str(output), *given, *more])


def known_after(folder: Path, output: Path) -> Overview:
    """What the run into a folder knows."""
    auditor = Auditor()
    rules = {rule.id: rule.title for rule in auditor.ruleset.rules}
    tables = {form.form: auditor.official_tables(form.form) for form in auditor.ruleset.forms}
    wanted = Wanted(output, RuleSetInfo((), 0, ""), read_roster(folder / "名册.csv", limits()).agencies)
    with ResultStore(output / NAME) as store:
        return overview_of(store, store.main_year(), rules, tables, wanted)


def differences(truth: Truth, overview: Overview) -> Iterator[str]:
    """Everything in which the run and the truth differ, a line each."""
    entries = {f"reports/{entry.record.name}": entry for entry in overview.entries}
    verdict = compare(truth, {file: entry.record.audit for file, entry in entries.items()})
    yield from (f"没有找到  {file}  {fault}" for file, fault in verdict.missed)
    yield from (f"多报  {file}  {finding.rule}  {finding.message}" for file, finding in verdict.false_alarms)
    yield from (f"读不出  {file}  {error}" for file, error in verdict.unread)
    unread = {file for file, entry in entries.items() if entry.record.audit.error}
    yield from _sets("无法读取", set(truth.unreadable), unread)
    yield from _sets("未报送", set(truth.missing), _agencies(overview, Trouble.MISSING))
    yield from _sets("重复报送", {each["agency"] for each in truth.twice}, _agencies(overview, Trouble.TWICE))
    alike = {
        frozenset((f"reports/{one.first}", f"reports/{one.second}")) for one in overview.likenesses if not one.carried
    }
    yield from _sets("雷同", {frozenset(pair[:2]) for pair in truth.alike}, alike)
    carried = {file for file, entry in entries.items() if _rules(entry) & _CARRIED}
    yield from _sets("照搬", {pair[0] for pair in truth.carried}, carried)
    sums = {
        (entry.agency.name if entry.agency else "", f.location.table, f.location.row, f.location.column)
        for entry in overview.entries
        for f in entry.findings
        if f.rule == "BULK-SUM" and f.severity is not Severity.INFO
    }
    planted = {(s["parent"], s["table"], s["row"], s["column"]) for s in truth.sums}
    # A total that is wrong because its summand is, is not told again.
    follows = {cell for cell in planted if "total" in cell[2:]}
    yield from _sets("汇总", planted - (follows - sums), sums)


def _rules(entry: ReportEntry) -> set[str]:
    return {rule for finding in entry.findings for rule in finding.rules}


def _agencies(overview: Overview, trouble: Trouble) -> set[str]:
    return {each.agency for each in overview.hand_ins if each.trouble is trouble}


def _sets(what: str, planted: Set[object], found: Set[object]) -> Iterator[str]:
    yield from (f"{what}：没有发现 {each}" for each in sorted(planted - found, key=str))
    yield from (f"{what}：多报 {each}" for each in sorted(found - planted, key=str))


def main() -> None:
    """Run over the folder given and compare."""
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as scratch:
        output = Path(scratch) / "out"
        run_over(folder, output, *sys.argv[2:])
        truth, overview = load_truth(folder / "truth.json"), known_after(folder, output)
    found = list(differences(truth, overview))
    print("\n".join(found))
    faults = sum(len(known.faults) for known in truth.reports)
    print(f"报告 {len(overview.entries)} 份，植入 {faults} 处；与答案不符 {len(found)} 处")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
