"""Register of letter numbers: each number is durably written before it is returned, and is given only once."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from io import FileIO
from pathlib import Path

from auditor.errors import UsageError, reason
from auditor.letters.numbering.register_file import HEAD, NUMBER, RegisterFile, fold, read_register
from auditor.model.office import Office

WAIT_SECONDS = 30.0
# Far more than any office writes; a larger file is some other file.
_MOST_BYTES = 64 * 1024 * 1024


class LetterKind(StrEnum):
    """Kind of a letter: on a report, or on a report that was handed in again."""

    AUDIT = "审核"
    REVIEW = "复查"


@dataclass(frozen=True, slots=True)
class RegisteredLetter:
    """Letter that needs a number; `file` is where it is written, `digest` that of the report («sha256:…»).

    Two letters are the same if they have the agency, the report year, the kind, the digest and the year of `day` in common.
    """

    agency: str
    report_year: int | None
    kind: LetterKind
    findings: int
    day: date
    file: str
    digest: str


@dataclass(frozen=True, slots=True)
class Issued:
    """Number such as «云政公开审〔2025〕3号»; `before` is true if the same letter was given it earlier."""

    number: str
    before: bool


def issue(file: Path, office: Office, letter: RegisteredLetter) -> Issued:
    """Return the number of a letter from an office with a prefix, and enter it in the register unless it is already there.

    Raises UsageError if the register cannot be read or written, or is not a register; it then stays as it was.
    """
    path = Path(os.path.realpath(file))
    if not path.parent.is_dir():
        raise UsageError(f"登记簿所在的文件夹“{file.parent}”不存在，请先建好")
    try:
        with _locked(path), _opened(path) as stream:
            return _issue(path, stream, office, letter)
    except OSError as error:
        advice = "如果它正在别的程序里打开着，请先关闭"
        raise UsageError(f"文号不能登记到“{file}”：{reason(error)}；{advice}") from error


def _issue(path: Path, stream: FileIO, office: Office, letter: RegisteredLetter) -> Issued:
    register = read_register(path, stream.readall())
    wanted = _cells(letter)
    highest = office.first_number - 1
    for serial, row in register.serials(office.prefix, letter.day.year):
        if _same(row, wanted):
            # The program that wrote the row may have been stopped before the row was durable.
            _sync(path, stream)
            return Issued(_number(office, letter, serial), before=True)
        highest = max(highest, serial)
    number = _number(office, letter, highest + 1)
    _append(stream, register, {NUMBER: number, **wanted})
    _sync(path, stream)
    return Issued(number, before=False)


def _number(office: Office, letter: RegisteredLetter, serial: int) -> str:
    return f"{office.prefix}〔{letter.day.year:04}〕{serial}号"


def _cells(letter: RegisteredLetter) -> dict[str, str]:
    """Return the register's cells for a letter, by column."""
    year = "" if letter.report_year is None else str(letter.report_year)
    values = (letter.agency, year, letter.kind.value, str(letter.findings), letter.day.isoformat(), letter.file)
    return dict(zip(HEAD[1:], (*values, letter.digest), strict=True))


def _same(row: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    names = ("机关", "报告年度", "种类", "报告摘要")
    return all(fold(row.get(name, "")).removesuffix("年") == fold(wanted[name]).removesuffix("年") for name in names)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep other programs out; the lock of a killed program is released, since the system holds it rather than the existence of a file."""
    from filelock import FileLock, Timeout

    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=WAIT_SECONDS, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise UsageError(f"“{path}”正由另一个程序登记文号，等了 {WAIT_SECONDS:g} 秒还没有轮到，请稍后再试") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _opened(path: Path) -> Iterator[FileIO]:
    """Open the file to read and append, creating it if it does not exist; raises UsageError for what cannot be a register."""
    if path.exists() and not path.is_file():
        raise UsageError(f"“{path}”不是普通文件，不能作登记簿，请在 auditor.toml 的 register 里写一个 CSV 文件")
    with path.open("a+b", buffering=0) as stream:
        if stream.seek(0, os.SEEK_END) > _MOST_BYTES:
            raise UsageError(f"“{path}”超过 {_MOST_BYTES // 1024 // 1024} MiB，不像文号登记簿，没有改动它")
        stream.seek(0)
        yield stream


def _append(stream: FileIO, register: RegisterFile, cells: Mapping[str, str]) -> None:
    """Append a row with one write, or nothing at all; an unreadable rest before it, half a character or zeros, is removed."""
    line = register.line(cells)
    size = stream.seek(0, os.SEEK_END)
    if register.kept < size:
        stream.truncate(register.kept)
    if stream.write(line) != len(line):
        stream.truncate(register.kept)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _sync(path: Path, stream: FileIO) -> None:
    """Wait until the file is on disk, and its folder's entry too, without which a new file would be lost."""
    os.fsync(stream.fileno())
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
