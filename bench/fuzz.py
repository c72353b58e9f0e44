"""Reads, audits and writes out mutated reports: `python -m bench.fuzz FORMAT... [--from N] [--count N] [--into FOLDER]`.

Nothing but a result or a reason may come of any input: no traceback, no crash, nothing over 20 seconds of the processor or 1 GiB.
An input is made from its format and number alone, so that `--only N` makes it again, and `--save FILE` keeps it.

The inputs of a format are done in a process of its own, one after the other, under a bound for each input's time on the processor
and one for the memory; if it dies, another one goes on after the input that killed it. With a folder, each finished chunk of
inputs is kept in a file there and not done again. RTF and other files that only LibreOffice reads are refused: it is not started.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import sys
import traceback
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

from auditor.engine.previous import PreviousReports
from auditor.errors import UnreadableReport
from auditor.model.finding import Audit
from auditor.output.csv_ import audits_csv
from auditor.output.json_ import audits_json
from auditor.output.junit import audits_junit
from auditor.output.parse_ import report_json
from auditor.output.reading import reading_text
from auditor.output.sarif import audits_sarif
from auditor.output.text import audits_text
from auditor.pipeline import Auditor
from auditor.read.sources import reports_in
from bench.fuzzing import anything, compound, letters, lines, markup, packages, paper
from bench.fuzzing.seeds import seeds

EDITS = {
    "txt": lines.edit,
    "html": markup.edit_page,
    "docx": packages.edit,
    "doc": compound.edit,
    "pdf": paper.edit,
    "xlsx": packages.edit,
    "odt": packages.edit,
    "mail": letters.edit,
}
FORMATS = tuple(EDITS)
SECONDS, MEMORY = 20, 1024 * 1024 * 1024
_CHUNK = 100
_OLE = b"\xd0\xcf\x11\xe0"
_LONGEST = 3000


@dataclass(slots=True)
class Tally:
    """What came of some inputs; `reasons` counts refusals by their first words, failures are told by the input's number."""

    inputs: int = 0
    reports: int = 0
    read: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    tracebacks: dict[int, str] = field(default_factory=dict)
    deaths: dict[int, str] = field(default_factory=dict)
    slowest: tuple[float, int] = (0.0, -1)
    most: tuple[int, int] = (0, -1)

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        self.inputs += other.inputs
        self.reports += other.reports
        self.read += other.read
        for reason, count in other.reasons.items():
            self.refuse(reason, count)
        self.tracebacks |= other.tracebacks
        self.deaths |= other.deaths
        self.slowest = max(self.slowest, other.slowest)
        self.most = max(self.most, other.most)

    def refuse(self, reason: str, count: int = 1) -> None:
        """Count a refusal."""
        self.reasons[reason] = self.reasons.get(reason, 0) + count


def made(form: str, number: int) -> bytes:
    """An input by its format and number."""
    rng = Random(f"{form}-{number}")  # noqa: S311  the same at any time, not secret
    data, other = rng.choice(seeds(form)), rng.choice(seeds(form))
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        edit = compound.edit if data.startswith(_OLE) else EDITS[form]
        data = edit(data, other, rng) if rng.random() < 0.9 else anything.edit(data, other, rng)
    return data


def done(auditor: Auditor, data: bytes, name: str, tally: Tally) -> None:
    """Read, audit and write out the reports in an input."""
    audits: list[Audit] = []
    for source in reports_in(data, name, auditor.limits):
        tally.reports += 1
        try:
            report = auditor.recognise(source)
        except UnreadableReport as error:
            tally.refuse(str(error)[:16])
            audits.append(Audit(path=source.name, error=error.reason, cause=error.cause))
            continue
        tally.read += 1
        audits.append(auditor.audit_report(report, PreviousReports(())))
        report_json(report).encode()
        reading_text(report)
        broken = [result for result in audits[-1].verdict.results if result.outcome.value == "rule_error"]
        assert not broken, f"{broken[0].rule}: {broken[0].reason}"
    for text in (
        *(audits_text(audits, auditor.info), audits_json(audits, auditor.info), audits_csv(audits)),
        *(audits_sarif(audits, auditor.info), audits_junit(audits)),
    ):
        text.encode()


def work(form: str, numbers: list[int], pipe: Any) -> None:
    """Do inputs in this process and send a tally for each."""
    os.environ["PATH"] = ""  # no other program is started
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    auditor = Auditor()
    used = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in numbers:
        data = made(form, number)
        tally = Tally(1)
        start = process_time()
        resource.setrlimit(resource.RLIMIT_CPU, (int(start) + SECONDS + 1, resource.RLIM_INFINITY))
        try:
            done(auditor, data, f"{number}.{form}", tally)
        except MemoryError:
            tally.refuse("内存超过上限")
        except Exception:  # noqa: BLE001  to be told with the number
            tally.tracebacks[number] = traceback.format_exc()[-_LONGEST:]
        tally.slowest = process_time() - start, number
        now = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        tally.most = (now // 1024, number if now > peak else -1)
        peak = now
        pipe.send(tally)


def run(form: str, numbers: list[int]) -> Tally:
    """Do inputs, in another process after each one that dies."""
    total = Tally()
    context = multiprocessing.get_context("fork")
    while numbers:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(form, numbers, theirs))
        process.start()
        theirs.close()
        count = 0
        try:
            while count < len(numbers):
                total.add(ours.recv())
                count += 1
        except EOFError:
            pass
        process.join()
        ours.close()
        if count < len(numbers):
            total.inputs += 1
            code = process.exitcode or 0
            total.deaths[numbers[count]] = "超过时间" if code == -24 else f"状态 {code}"
            count += 1
        numbers = numbers[count:]
    return total


def chunk(form: str, start: int, count: int, folder: Path | None) -> Tally:
    """A chunk of inputs, from its file if it is there."""
    file = folder / f"{form}-{start}-{count}.json" if folder else None
    if file is not None and file.is_file():
        kept = json.loads(file.read_text("utf-8"))
        for name in ("tracebacks", "deaths"):
            kept[name] = {int(number): said for number, said in kept[name].items()}
        for name in ("slowest", "most"):
            kept[name] = tuple(kept[name])
        return Tally(**kept)
    found = run(form, list(range(start, start + count)))
    if file is not None:
        file.write_text(json.dumps(asdict(found), ensure_ascii=False), "utf-8")
    return found


def told(form: str, tally: Tally) -> str:
    """A format's line of the table, with its failures and most frequent reasons below."""
    slow, most = tally.slowest, tally.most
    hangs = sum(said == "超过时间" for said in tally.deaths.values())
    rows = [
        f"{form:5} inputs {tally.inputs:6} reports {tally.reports:6} read {tally.read:6} refused {sum(tally.reasons.values()):6} "
        f"tracebacks {len(tally.tracebacks)} hangs {hangs} crashes {len(tally.deaths) - hangs} "
        f"slowest {slow[0]:.1f} s (input {slow[1]}) peak {most[0]} MiB"
    ]
    rows += [f"    {count:6} {reason}" for reason, count in Counter(tally.reasons).most_common(5)]
    rows += [f"    input {number}: {said}" for number, said in tally.deaths.items()]
    rows += [f"    input {number}: {said.strip().splitlines()[-1]}" for number, said in tally.tracebacks.items()]
    return "\n".join(rows)


def main() -> int:
    """Do what the command line asks for; status 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("formats", nargs="+", choices=FORMATS, metavar="FORMAT")
    parser.add_argument("--from", type=int, default=0, dest="start", metavar="N")
    parser.add_argument("--count", type=int, default=10_000, metavar="N")
    parser.add_argument("--only", type=int, metavar="N")
    parser.add_argument("--save", type=Path, metavar="FILE")
    parser.add_argument("--into", type=Path, metavar="FOLDER")
    asked = parser.parse_args()
    if asked.save:
        asked.save.write_bytes(made(asked.formats[0], asked.only or asked.start))
        return 0
    if asked.only is not None:
        asked.start, asked.count, asked.into = asked.only, 1, None
    failed = 0
    totals = {form: Tally() for form in asked.formats}
    # Formats take turns, so that all are tried if the run is ended early.
    for start in range(asked.start, asked.start + asked.count, _CHUNK):
        for form, total in totals.items():
            total.add(chunk(form, start, min(_CHUNK, asked.start + asked.count - start), asked.into))
    for form, total in totals.items():
        print(told(form, total))
        failed += len(total.tracebacks) + len(total.deaths)
        if asked.only is not None:
            print(*total.tracebacks.values())
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
