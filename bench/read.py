"""CPU time of reading files, beside the floor of each format, in one run: `python bench/read.py [ROUNDS] [FILE...]`.

Floors: PDF, all its text by PDFium page by page; HTML, bytes parsed by lxml; DOCX, document.xml unzipped and parsed by lxml; text,
bytes decoded. PDF is also held against pdfplumber, which must be installed for that. DOC has an aim in milliseconds. For HTML,
the time is shown beside that of the parser the reader is built on, too; it takes about half as long as lxml.
Times are medians of rounds in which all take turns, so that a busy machine slows all of them.

The C library fetches large blocks afresh from the system until one of them is freed, and keeps blocks of up to that size ever
after. That makes the floors of pages nearly twice as fast as in a new process, so they would depend on what was read before:
such a block is freed first of all, and every format is held against the faster floor.
"""

from __future__ import annotations

import importlib.util
import io
import logging
import resource
import statistics
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from auditor.errors import UnreadableReport
from auditor.read.base.encoding import decode
from auditor.read.opener import SUFFIXES, read_bytes

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / "samples", ROOT / "tests" / "read" / "data", ROOT.parent / "shared" / "real")
File = tuple[str, bytes]
# A file takes part in a peer's rounds this often only: the peer is slow.
_PEER_ROUNDS = 3
# Just below the largest size by which the C library is moved; nothing that is read can move it any further.
_LARGE_BLOCK = 32 * 1024 * 1024 - 64 * 1024


@dataclass(frozen=True, slots=True)
class Aim:
    """What a format is measured by: reading takes at most `times` of the floor, or at most `milliseconds`.

    `parser` is only shown for comparison.
    """

    floor: Callable[[bytes], object] | None = None
    times: float = 0.0
    milliseconds: float = 0.0
    parser: Callable[[bytes], object] | None = None


def _pdf(data: bytes) -> None:
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            text = page.get_textpage()
            text.get_text_range()
            text.close()
            page.close()


def _docx(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        etree.fromstring(package.read("word/document.xml"))


def _html(data: bytes) -> None:
    etree.fromstring(data, etree.HTMLParser())


AIMS = {
    "pdf": Aim(_pdf, times=2.5),
    "html": Aim(_html, times=8.0, parser=LexborHTMLParser),
    "docx": Aim(_docx, times=5.0),
    "text": Aim(decode),
    "doc": Aim(milliseconds=60.0),
}
PEER_TIMES = 8.0


def _plumber(data: bytes) -> None:
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_tables()
            page.extract_text()


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _medians(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median milliseconds of each, all of them called in each round."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds):
        for name, work in works.items():
            if name != "peer" or number < _PEER_ROUNDS:
                times[name].append(_cpu(work))
    return {name: statistics.median(found) for name, found in times.items()}


def _made() -> list[File]:
    """A whole report by each producer of PDF that is installed, in ordinary fonts."""
    sys.path.insert(0, str(ROOT))
    from tests.writers.paper import Look, sample
    from tests.writers.pdf import MAKERS

    look = Look(repeated=True, head="云川市教育局文件", prose=6)
    return [(f"a whole report by {name}", make(sample(101, 7, 6), look)) for name, make in MAKERS.items()]


def _works(name: str, data: bytes, *, peer: bool) -> dict[str, Callable[[], object]]:
    works: dict[str, Callable[[], object]] = {"read": lambda: read_bytes(data, "报告")}
    floor, parser = AIMS[name].floor, AIMS[name].parser
    if floor is not None:
        works["floor"] = lambda: floor(data)
    if parser is not None:
        works["parser"] = lambda: parser(data)
    if peer:
        works["peer"] = lambda: _plumber(data)
    return works


def _format(name: str, files: list[File], rounds: int, *, peer: bool) -> bool:
    """Measure the files of one format, print what is found, and say whether the aim is met."""
    aim, sums = AIMS[name], {"read": 0.0, "floor": 0.0, "parser": 0.0, "peer": 0.0}
    for file, data in files:
        found = _medians(_works(name, data, peer=peer), rounds)
        for key, value in found.items():
            sums[key] += value
        ratio = f"{found['read'] / found['floor']:5.1f} x" if found.get("floor") else ""
        slower = f"  peer {found['peer'] / found['read']:5.1f} x slower" if peer else ""
        parser = f"  parser {found['read'] / found['parser']:5.1f} x" if found.get("parser") else ""
        print(f"    {file:42} {found['read']:7.2f} ms  {ratio}{parser}{slower}")
    met = True
    said = f"{name:5} {len(files):3} files  {sums['read'] / len(files):7.2f} ms"
    if aim.floor is not None:
        said += f"  {sums['read'] / sums['floor']:5.2f} x floor"
    if aim.times:
        met = sums["read"] <= aim.times * sums["floor"]
        said += f", aim {aim.times:g} x"
    if sums["parser"]:
        said += f" ({sums['read'] / sums['parser']:.1f} x its own parser)"
    if aim.milliseconds:
        met = sums["read"] / len(files) <= aim.milliseconds
        said += f"  aim {aim.milliseconds:g} ms"
    if peer:
        met = met and sums["peer"] >= PEER_TIMES * sums["read"]
        said += f"  pdfplumber {sums['peer'] / sums['read']:.1f} x slower, aim {PEER_TIMES:g} x"
    print(f"{said}  {'met' if met else 'MISSED'}")
    return met


def main() -> None:
    """Measure the given files, or the samples, the files kept for tests and the real reports beside the checkout."""
    bytes(_LARGE_BLOCK)
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    given = [Path(name) for name in sys.argv[2:]]
    known = {*SUFFIXES, ".doc", ".wps"}
    paths = given or [path for folder in FOLDERS for path in sorted(folder.rglob("*")) if path.suffix in known]
    by_format: dict[str, list[File]] = {}
    for path in paths:
        try:
            data = path.read_bytes()
            by_format.setdefault(read_bytes(data, path.name).format, []).append((path.name, data))  # warm
        except UnreadableReport as error:
            print(f"{path.name} is not read: {error}")
    if not given:
        by_format["pdf"] += _made()
    peer = importlib.util.find_spec("pdfplumber") is not None
    if not peer:
        print("pdfplumber is not installed; for the comparison: pip install --group bench")
    met = [_format(name, by_format[name], rounds, peer=peer and name == "pdf") for name in AIMS if name in by_format]
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    sys.exit(not all(met))


if __name__ == "__main__":
    main()
