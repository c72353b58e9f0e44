"""Mutated report files: what truncated downloads, broken disks and hostile senders make of the samples.

    python -m tests.mutations FILES [SEED]

runs the whole way from bytes to outputs over mutated samples, each in the process that reads for the program, and prints what
went wrong: crashes of parsers, faults of ours, rule errors, and files that used up the time a file may take.
"""

from __future__ import annotations

import io
import random
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from auditor.errors import UnreadableReport
from auditor.model.finding import Outcome
from auditor.output.json_ import audits_json
from auditor.output.parse_ import report_json
from auditor.output.reading import reading_text
from auditor.output.text import audits_text
from auditor.pipeline import Auditor
from auditor.read.isolated import IsolatedReader
from auditor.read.sources import reports_in
from auditor.read.word import libreoffice as office
from tests.read.archives import archive, message
from tests.reading import limits

ROOT = Path(__file__).parents[1]
# What a reason of refusal says that no damaged file may lead to: the parser fell over, or the file used up its time.
_FAULTS = ("崩溃", "处理器用了")
_INTERESTING = (
    b"\0",
    b"\xff" * 4,
    b"\xff\xff\xff\x7f",
    b"0",
    b"-1",
    b"99999999999",
    b"<",
    b">",
    b"&#x0;",
    b"PK\x03\x04",
    b"\n",
    b" ",
)
_XML_EDITS = (
    (b"<w:tr>", b""), (b"</w:tc>", b"</w:tc></w:tc>"), (b'w:val="', b'w:val="-'), (b"1", b"999999"), (b"2", b"0"),
    (b"<w:t>", b"<w:t><w:t>"), (b"rowspan", b"colspan"), (b"</", b"<"), (b"utf-8", b"utf-7"), (b"gridSpan", b"vMerge"),
)  # fmt: skip


def seeds() -> dict[str, bytes]:
    """The files that are mutated: samples and fixtures, some of them packed."""
    paths = sorted(ROOT.glob("samples/[0-9]*")) + sorted(ROOT.glob("tests/read/data/**/*.*"))
    files = {path.name: path.read_bytes() for path in paths}
    some = dict(list(files.items())[:3])
    return files | {"全部.zip": archive(some), "报送.eml": message("正文", "<p>正文</p>", some)}


def mutated(data: bytes, chance: random.Random, other: bytes) -> bytes:
    """One mutation of a file; `other` is a second file to splice in."""
    if data.startswith(b"PK") and chance.random() < 0.7:
        return _inside_package(data, chance)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        data = chance.choice(_MUTATIONS)(data, chance, other)
    return data


def _flip(data: bytes, chance: random.Random, other: bytes) -> bytes:
    place = chance.randrange(len(data) or 1)
    return data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :]


def _cut(data: bytes, chance: random.Random, other: bytes) -> bytes:
    return data[: chance.randrange(len(data) or 1)] if chance.random() < 0.3 else _drop(data, chance, other)


def _drop(data: bytes, chance: random.Random, other: bytes) -> bytes:
    start = chance.randrange(len(data) or 1)
    return data[:start] + data[start + chance.choice((1, 4, 64, 1024, 20000)) :]


def _double(data: bytes, chance: random.Random, other: bytes) -> bytes:
    start = chance.randrange(len(data) or 1)
    piece = data[start : start + chance.choice((8, 64, 512, 4096))]
    return data[:start] + piece * chance.choice((2, 3, 50)) + data[start:]


def _insert(data: bytes, chance: random.Random, other: bytes) -> bytes:
    place = chance.randrange(len(data) or 1)
    return data[:place] + chance.choice(_INTERESTING) + data[place:]


def _splice(data: bytes, chance: random.Random, other: bytes) -> bytes:
    start, size = chance.randrange(len(other) or 1), chance.choice((16, 256, 8192))
    place = chance.randrange(len(data) or 1)
    return data[:place] + other[start : start + size] + data[place:]


def _replace(data: bytes, chance: random.Random, other: bytes) -> bytes:
    old, new = chance.choice(_XML_EDITS)
    places = data.count(old)
    if not places:
        return _flip(data, chance, other)
    parts = data.split(old)
    at = chance.randrange(1, places + 1)
    return old.join(parts[:at]) + new + old.join(parts[at:])


_MUTATIONS: tuple[Callable[[bytes, random.Random, bytes], bytes], ...] = (
    _flip, _flip, _cut, _double, _insert, _splice, _replace, _replace,
)  # fmt: skip


def _inside_package(data: bytes, chance: random.Random) -> bytes:
    """A zip file with one of its parts mutated and packed again, so that the mutation gets past the checksums."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        names = package.namelist()
        weights = [package.getinfo(name).file_size + 200 for name in names]
        [chosen] = chance.choices(names, weights)
        for name in names:
            part = package.read(name)
            written.writestr(name, mutated(part, chance, b"") if name == chosen else part)
    return out.getvalue()


@dataclass
class Tally:
    """What came out of mutated files: how many were audited, refused with which reasons, and all that must not happen."""

    files: int = 0
    audited: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0


def run(count: int, seed: int, keep: Path | None = None) -> Tally:
    """Mutate and audit so many files; those that bring something wrong to light are written to `keep`."""
    chance, tally = random.Random(seed), Tally()  # noqa: S311  repeatable, not secret
    files = seeds()
    names = list(files)
    reader = IsolatedReader()
    auditor = Auditor(read=reader)
    # LibreOffice takes seconds for a file, and its mistakes are not ours.
    with patch.object(office, "_program", str):
        while tally.files < count:
            name = chance.choice(names)
            data = mutated(files[name], chance, files[chance.choice(names)])
            start = time.monotonic()
            wrong = list(_tried(auditor, data, name, tally))
            took = time.monotonic() - start
            tally.slowest = max(tally.slowest, took)
            if wrong and keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{tally.files:06}-{name}").write_bytes(data)
            tally.wrong += [f"{name}: {what}" for what in wrong]
            tally.files += 1
    reader.close()
    return tally


def _tried(auditor: Auditor, data: bytes, name: str, tally: Tally) -> Iterator[str]:
    """Everything that must not happen with one file."""
    for source in reports_in(data, name, limits()):
        try:
            report = auditor.recognise(source)
        except UnreadableReport as error:
            tally.refused[str(error)[:24]] += 1
            if any(fault in str(error) for fault in _FAULTS) or not any(
                "\u4e00" <= ch <= "\u9fff" for ch in str(error)
            ):
                yield str(error)
            continue
        except Exception as error:  # noqa: BLE001  that is what is looked for
            yield f"{type(error).__name__}: {error}"
            continue
        audit = auditor.audit_report(report)
        tally.audited += 1
        yield from (r.reason for r in audit.verdict.results if r.outcome is Outcome.RULE_ERROR)
        for text in (
            report_json(report),
            audits_json([audit], auditor.info),
            audits_text([audit], auditor.info),
            reading_text(report),
        ):
            text.encode("utf-8", "backslashreplace")


def main() -> None:
    """Run over the number of files given and print the tally."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    tally = run(count, seed, ROOT / "out" / "mutations")
    print(
        f"{tally.files} files, {tally.audited} audited, {tally.refused.total()} refused, slowest {tally.slowest:.2f} s"
    )
    for reason, count in tally.refused.most_common():
        print(f"{count:7}  {reason}")
    for what in tally.wrong:
        print(f"WRONG  {what}")
    sys.exit(1 if tally.wrong else 0)


if __name__ == "__main__":
    main()
