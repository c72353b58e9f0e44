"""A run gives the same whatever happens to it, audits only what has changed, and loses nothing that was kept."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from filelock import FileLock

from auditor.batch import run as run_module
from auditor.batch.results import Wanted, overview_of
from auditor.batch.store.result_store import NAME, ResultRow, ResultStore
from auditor.batch.workers.pool import Allow, Task
from auditor.engine.kinds import KINDS
from auditor.errors import Cause, UsageError
from auditor.model.finding import Outcome, RuleSetInfo
from auditor.ruletools.handbook.skeleton import skeleton
from tests.batch.material import LONGER, ROOT, SAMPLES, Deadly, bulk, errors, packed, reports
from tests.profiles import before_a_release
from tests.read.archives import archive
from tests.recognise.reports import written

pytestmark = pytest.mark.slow

CLI = "import sys; from auditor.cli.app import main; sys.exit(main(sys.argv[1:]))"
WAIVER = """
waivers:
  - {rule: FEE-STATED, agency: 云川市南屏区石桥街道办事处, year: 2024, reason: 统一说明, approver: 张主任, expires: 2026-12-31}
"""
CARRIED = {"requests": {"carried_out": [2, 0, 0, 0, 0, 0, 1]}}


def command(*arguments: object, before: str = "") -> list[str]:
    return [sys.executable, "-c", f"{before}\n{CLI}", "bulk", *map(str, arguments)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More reports than one batch of results, which are stored together."""
    return reports(tmp_path_factory.mktemp("reports"), 63)


def count(folder: Path) -> int:
    return sum(1 for _ in folder.iterdir())


@pytest.fixture(scope="module")
def undisturbed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("undisturbed")
    bulk(folder, output=output)
    return output


def test_the_number_of_processes_and_the_order_of_sources_change_nothing(
    folder: Path, undisturbed: Path, tmp_path: Path
) -> None:
    halves = [folder / "*1-*", folder / "*[02-9]-*"]
    for workers, sources in ((2, [folder]), (3, halves[::-1])):
        output = tmp_path / str(workers)
        result = bulk(*sources, output=output, workers=workers)
        assert (result.reports, result.reused) == (count(folder), 0)
        assert packed(output) == packed(undisturbed)


@pytest.mark.parametrize("kills", [4, *before_a_release(10)])
def test_a_run_that_is_killed_at_any_moment_is_taken_up_again(
    folder: Path, undisturbed: Path, tmp_path: Path, kills: int
) -> None:
    output, chance = tmp_path / "out", random.Random(6)  # noqa: S311
    kept: set[str] = set()
    for _ in range(kills):
        # Somewhere in the time it takes to keep a few more, at whatever pace the machine has now.
        goal, delay = len(kept) + chance.randrange(4), chance.uniform(0, 0.4)
        with subprocess.Popen(command(folder, "-o", output, "--workers", 2), cwd=ROOT) as program:  # noqa: S603
            while program.poll() is None and len(_kept(output)) < goal:
                with suppress(subprocess.TimeoutExpired):
                    program.wait(0.05)
            with suppress(subprocess.TimeoutExpired):
                program.wait(delay)
            told = _kept(output)
            program.kill()
        # What a reader has seen stays, and so does what earlier runs had kept.
        now = _kept(output)
        assert kept | told <= now
        kept = now
    done = subprocess.run(command(folder, "-o", output), cwd=ROOT, capture_output=True, encoding="utf-8", check=True)  # noqa: S603
    assert kept
    same = sum(content in kept for content in _contents(undisturbed).values())
    assert f"共 {count(folder)} 份报告（2024 年度），其中 {same} 份没有变，沿用上次的结果" in done.stdout
    assert packed(output) == packed(undisturbed)
    with ResultStore(output / NAME) as store, ResultStore(undisturbed / NAME) as other:
        assert store.years() == other.years()


def _kept(output: Path) -> set[str]:
    """The digests of the contents whose results are kept."""
    if not (output / NAME).exists():
        return set()
    with ResultStore(output / NAME) as store:
        return {content for (content,) in store._base.execute("SELECT content FROM result")}


def _contents(output: Path) -> dict[str, str]:
    with ResultStore(output / NAME) as store:
        return dict(store._base.execute("SELECT name, content FROM place JOIN result USING (key)").fetchall())


def test_an_unchanged_second_run_audits_nothing_and_a_changed_file_only_itself(folder: Path, tmp_path: Path) -> None:
    source, output = reports(tmp_path / "in", 8), tmp_path / "out"
    assert bulk(source, output=output).reused == 0
    before = packed(output)
    # Nothing is audited, since no process could be prepared.
    assert bulk(source, output=output, prepare=lambda _: _never).reused == 8
    assert packed(output) == before
    changed = next(source.glob("*.txt"))
    changed.write_text(changed.read_text("utf-8").replace("2024", "2023", 1), "utf-8")
    gone = max(source.iterdir())
    gone.unlink()
    assert (result := bulk(source, output=output)).reports == 7
    assert result.reused == 6
    assert set(packed(output)) == set(before) - {gone.name}


def _never(_: Allow) -> Callable[[Task], ResultRow]:
    raise OSError


def test_other_rules_and_waivers_audit_again(tmp_path: Path) -> None:
    source, output = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "街道.txt").write_bytes((ROOT / "samples" / "10-fee.txt").read_bytes())
    own, waivers = tmp_path / "own.yaml", tmp_path / "waivers.yaml"
    own.write_text(skeleton(KINDS["identity"], "OWN-1"), "utf-8")
    waivers.write_text(WAIVER, "utf-8")
    plain = bulk(source, output=output)
    assert (plain.reused, sum(plain.grades.values())) == (0, 2)
    assert bulk(source, output=output, rules=(own,)).reused == 0
    own.write_text(f"# 改过\n{own.read_text('utf-8')}", "utf-8")
    assert bulk(source, output=output, rules=(own,)).reused == 0
    waived = bulk(source, output=output, rules=(own,), waivers=waivers)
    assert (waived.reused, sum(waived.grades.values())) == (0, 1)
    assert bulk(source, output=output, rules=(own,), waivers=waivers).reused == 1


def test_reports_that_end_their_process_are_told_and_the_others_audited(tmp_path: Path) -> None:
    source, output = reports(tmp_path / "in", 12), tmp_path / "out"
    for name, said in {"0003x": "signal 11", "0006x": "hang", "0008x": "exit 3", "0009x": f"once {tmp_path}/m"}.items():
        (source / f"{name}.txt").write_text(said)
    with (source / "0007x.txt").open("wb") as large:
        large.truncate(200 * 1024 * 1024)
    result = bulk(source, output=output, workers=2, prepare=Deadly)
    told = errors(output)
    assert [(name, told[name]) for name in sorted(told)] == result.unreadable
    assert told == {
        "0003x.txt": "审核这份报告时程序崩溃（信号 11），试了 2 次都是这样；其余报告不受影响",
        "0006x.txt": "审核这份报告时处理器用了 0.3 秒还没有审完，试了 2 次都是这样；其余报告不受影响",
        "0007x.txt": "文件字节数超过上限（209715200 > 67108864），不予读取",
        "0008x.txt": "审核这份报告时程序退出（状态 3），试了 2 次都是这样；其余报告不受影响",
    }
    assert result.reports == 17
    # Another try may end in another way, so what ended its process is not taken for known.
    assert bulk(source, output=output).reused == 13


@pytest.mark.parametrize("what", ["reading", "rules", "memory"])
def test_what_ran_out_of_time_or_memory_is_tried_again_by_the_next_run(what: str, tmp_path: Path) -> None:
    source, output = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "a.txt").write_text(f"slow {what} {tmp_path}/m")
    (source / "b.xlsx").write_bytes(LONGER.read_bytes())
    first = bulk(source, output=output, prepare=Deadly)
    with ResultStore(output / NAME) as store:
        [slow, other] = [each.audit for each in sorted(store.records(), key=lambda each: each.name)]
    if what == "reading":
        assert slow.cause is Cause.TIMED_OUT
        assert first.unreadable == [("a.txt", "文件过于复杂，处理器用了 15 秒还没有读完，不予读取")]
    else:
        assert slow.verdict.counts()[Outcome.RULE_ERROR] > 0
    again = bulk(source, output=output, prepare=Deadly)
    assert (again.reused, again.unreadable) == (1, [])
    with ResultStore(output / NAME) as store:
        assert store.record("a.txt").audit.verdict == other.verdict
    assert bulk(source, output=output, prepare=Deadly).reused == 2


def test_each_report_is_compared_with_that_of_its_agency_the_year_before(tmp_path: Path) -> None:
    this, last, output = tmp_path / "2024", tmp_path / "2023", tmp_path / "out"
    this.mkdir()
    last.mkdir()
    for agency in ("云川市教育局", "云川市民政局", "云川市财政局"):
        (this / f"{agency}.txt").write_text(written(agency=agency), "utf-8")
    texts = {
        name: written(year=2023, agency=name, tables=CARRIED).encode() for name in ("云川市教育局", "云川市民政局")
    }
    (last / "a.zip").write_bytes(archive({f"县直/{name}.txt": text for name, text in texts.items()}))
    (last / "坏.docx").write_bytes(b"PK\x03\x04")
    result = bulk(this, output=output, previous=last, workers=2)
    assert [note[:16] for note in result.notes] == ["上年报告坏.docx：无法读取："]
    with ResultStore(output / NAME) as store:
        told = {record.audit.agency: record.audit.verdict for record in store.records()}
    carried = {agency: "HIS-CARRIED" in {f.rule for f in verdict.findings} for agency, verdict in told.items()}
    assert carried == {"云川市教育局": True, "云川市民政局": True, "云川市财政局": False}
    reasons = {result.rule: result.reason for result in told["云川市财政局"].unchecked()}
    assert reasons["HIS-CARRIED"] == "给出的上年报告里没有云川市财政局2023年度的"
    assert bulk(this, output=output, previous=last).reused == 3
    texts["云川市民政局"] = written(year=2023, agency="云川市民政局").encode()
    (last / "a.zip").write_bytes(archive({f"县直/{name}.txt": text for name, text in texts.items()}))
    assert bulk(this, output=output, previous=last).reused == 2
    assert bulk(this, output=output).reused == 0


def test_two_runs_on_one_folder_are_one_too_many(tmp_path: Path) -> None:
    source, output = reports(tmp_path / "in", 1), tmp_path / "out"
    output.mkdir()
    with FileLock(output / ".auditor.lock"), pytest.raises(UsageError, match="正由另一次成批审核使用"):
        bulk(source, output=output)
    assert bulk(source, output=output).reports == 1


def test_a_full_disk_is_told_and_what_was_kept_stays(folder: Path, tmp_path: Path) -> None:
    """Results are stored in batches of 32: of 63 reports the first batch fits, the second does not."""
    output = tmp_path / "out"
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, -1))"
    program = command(folder, "-o", output, "--workers", 1, before=limit)
    done = subprocess.run(program, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    assert (done.returncode, done.stdout) == (2, "")
    assert f"结果库“{output / NAME}”" in done.stderr
    assert "磁盘可能已满" in done.stderr
    kept = len(_kept(output))
    assert kept > 0
    result = bulk(folder, output=output)
    assert result.reports == count(folder)
    assert result.reused >= kept


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    source = reports(tmp_path / "in", 1)
    (tmp_path / "file").write_text("x")
    for output in (tmp_path / "file" / "out", Path("/proc/out")):
        with pytest.raises(UsageError, match="结果不能写到"):
            bulk(source, output=output)


def test_the_source_is_only_read(tmp_path: Path) -> None:
    source = reports(tmp_path / "in", 4)
    before = {path: path.stat().st_mtime_ns for path in (source, *source.iterdir())}
    for path in source.iterdir():
        path.chmod(0o444)
    source.chmod(0o555)
    assert bulk(source, output=tmp_path / "out").unreadable == []
    assert {path: path.stat().st_mtime_ns for path in (source, *source.iterdir())} == before
    source.chmod(0o755)


def test_what_is_known_after_a_run_can_be_shown(undisturbed: Path, folder: Path) -> None:
    result = bulk(folder, output=undisturbed)
    with ResultStore(undisturbed / NAME) as store:
        wanted = Wanted(undisturbed, RuleSetInfo((), 0, ""))
        shown = overview_of(store, result.year, result.rules, result.tables, wanted)
        others = [record for record in store.records() if record.audit.report_year not in (2024, None)]
    assert shown.year == 2024
    assert {entry.record.audit.report_year for entry in shown.entries} <= {2024, None}
    names = [entry.record.name for entry in shown.entries]
    assert names == sorted(names)
    assert len(names) == result.reports - len(others) < result.reports
    assert all(set(entry.record.audit.verdict.findings) <= set(entry.findings) for entry in shown.entries)
    used = {finding.rule for entry in shown.entries for finding in entry.record.audit.verdict.findings}
    assert used <= set(shown.rules)
    assert {entry.record.audit.form for entry in shown.entries} <= set(shown.tables)


def test_an_interruption_keeps_what_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, output = reports(tmp_path / "in", len(SAMPLES)), tmp_path / "out"
    kept = run_module._Keeper.add
    count = 0

    def interrupted(self: run_module._Keeper, one: object) -> None:
        nonlocal count
        kept(self, one)  # type: ignore[arg-type]
        count += 1
        if count == 7:
            raise KeyboardInterrupt

    monkeypatch.setattr(run_module._Keeper, "add", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bulk(source, output=output)
    assert len(packed(output)) == 7
    monkeypatch.undo()
    assert bulk(source, output=output).reused == 7
    assert os.listdir(output) == [".auditor.lock", NAME] or set(os.listdir(output)) == {".auditor.lock", NAME}
