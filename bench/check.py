"""CPU time of reading and auditing one report, warm, beside the floor of its format, in one run.

    python bench/check.py [ROUNDS] [FILE...]

Floors: text, bytes decoded; HTML, bytes parsed by the HTML parser; DOCX, document.xml unzipped and parsed. The last line is the
whole process on one file, start-up and rule loading included.
"""

from __future__ import annotations

import io
import resource
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from auditor.pipeline import Auditor
from auditor.read.base.encoding import decode
from auditor.read.opener import SUFFIXES, read_bytes
from auditor.read.sources import open_sources

ROOT = Path(__file__).resolve().parent.parent
AIMS = {"text": 6.0, "html": 8.0, "docx": 12.0}
PROCESS_AIM = 0.5


def _text(data: bytes) -> None:
    decode(data)


def _html(data: bytes) -> None:
    LexborHTMLParser(data)


def _docx(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        etree.fromstring(package.read("word/document.xml"))


FLOORS: dict[str, Callable[[bytes], None]] = {"text": _text, "html": _html, "docx": _docx}


def _cpu(work: Callable[[], object], rounds: int) -> float:
    """Median CPU milliseconds of one call."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def _format(auditor: Auditor, name: str, paths: list[Path], rounds: int) -> None:
    floor = read = audit = 0.0
    limits = auditor.limits
    for path in paths:
        data = path.read_bytes()
        [source] = open_sources(path, limits)
        report = auditor.recognise(source)
        floor += _cpu(lambda data=data: FLOORS[name](data), rounds)  # type: ignore[misc]
        read += _cpu(lambda path=path: [auditor.recognise(each) for each in open_sources(path, limits)], rounds)  # type: ignore[misc]
        audit += _cpu(lambda report=report: auditor.audit_report(report), rounds)  # type: ignore[misc]
    count = len(paths)
    whole = (read + audit) / count
    print(
        f"{name:5} {count:3} files  floor {floor / count:6.2f} ms  read {read / count:6.2f} ms  rules {audit / count:6.2f} ms"
        f"  together {whole:6.2f} ms = {whole / (floor / count):5.1f} x floor  aim {AIMS[name]:.0f} ms"
    )


def _process(path: Path) -> float:
    """Median wall seconds of a whole `auditor check` on one file."""
    command = [
        sys.executable,
        "-c",
        "from auditor.cli.app import main; main()",
        "check",
        str(path),
        "--fail-on",
        "never",
    ]
    times = []
    for _ in range(7):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Measure the given files, or the samples."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    given = [Path(name) for name in sys.argv[2:]] or sorted(ROOT.glob("samples/*"))
    paths = [path for path in given if path.suffix in SUFFIXES]
    auditor = Auditor()
    by_format: dict[str, list[Path]] = {}
    for path in paths:
        list(auditor.audit_file(path))  # warm
        by_format.setdefault(read_bytes(path.read_bytes(), str(path)).format, []).append(path)
    for name in sorted(set(by_format) & set(FLOORS)):
        _format(auditor, name, by_format[name], rounds)
    print(f"whole process on {paths[0].name}: {_process(paths[0]):.2f} s  aim {PROCESS_AIM} s")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
