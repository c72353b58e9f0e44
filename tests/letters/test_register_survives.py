"""No number is ever given twice: not after a kill, a power failure or a full disk, nor by several programs at once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given as given_any
from hypothesis import strategies as st

from auditor.errors import UsageError
from auditor.letters.numbering import register
from auditor.letters.numbering.register import issue
from auditor.letters.numbering.register_file import fold
from tests.letters.registers import HEADER, OFFICE, PREFIX, given, letter, number, rows
from tests.profiles import examples

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def giving(file: Path, name: str, many: int) -> Iterator[subprocess.Popen[str]]:
    """A program that gives numbers to so many letters and prints each."""
    command = [sys.executable, "-m", "tests.letters.registers", str(file), name, str(many)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as program:  # noqa: S603
        yield program


def serials(numbers: list[str]) -> list[int]:
    return [int(text.removeprefix(f"{PREFIX}〔2025〕").removesuffix("号")) for text in numbers]


def test_a_program_that_is_killed_has_told_no_number_that_is_given_again(tmp_path: Path) -> None:
    file, told = tmp_path / "letters.csv", list[str]()
    for turn in range(8):
        with giving(file, f"第{turn}次", 10_000) as program:
            assert program.stdout
            # The program goes on while its lines are read, so the kill meets it wherever it is.
            told += [program.stdout.readline().strip() for _ in range(random.randrange(1, 40))]  # noqa: S311
            program.kill()
            told += program.stdout.read().split()
    told += given(file, "最后")
    entered = [row["文号"] for row in rows(file)]
    assert len(set(told)) == len(told)
    assert len(set(entered)) == len(entered)
    assert set(told) <= set(entered)
    assert serials(told) == sorted(serials(told))


def test_programs_that_run_at_once_share_the_numbers(tmp_path: Path) -> None:
    file = tmp_path / "letters.csv"
    with giving(file, "甲", 25) as one, giving(file, "乙", 25) as two, giving(file, "丙", 25) as three:
        told = [program.communicate()[0].split() for program in (one, two, three)]
    assert sorted(serials([*told[0], *told[1], *told[2]])) == list(range(1, 76))
    assert [row["文号"] for row in rows(file)] == [number(n) for n in range(1, 76)]


def test_programs_that_write_the_same_letters_at_once_are_given_the_same_numbers(tmp_path: Path) -> None:
    file = tmp_path / "letters.csv"
    with giving(file, "甲", 20) as one, giving(file, "甲", 20) as two:
        told = [program.communicate()[0].split() for program in (one, two)]
    assert told[0] == told[1]
    assert len(rows(file)) == 20


def test_one_that_waits_too_long_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "WAIT_SECONDS", 0.1)
    with (
        FileLock(tmp_path / ".letters.csv.lock"),
        pytest.raises(UsageError, match=r"正由另一个程序登记文号，等了 0\.1 秒还没有轮到，请稍后再试"),
    ):
        given(tmp_path / "letters.csv", "甲局")


def test_a_number_is_told_only_when_it_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, synced, sync = tmp_path / "letters.csv", list[str](), os.fsync

    def noted(handle: int) -> None:
        sync(handle)
        folder = os.path.samestat(os.fstat(handle), tmp_path.stat())
        synced.append("folder" if folder else file.read_text("utf-8-sig").splitlines()[-1][: len(number(1))])

    monkeypatch.setattr(os, "fsync", noted)
    # Told again, it is made safe again: the program that wrote it may not have come so far.
    assert given(file, "甲局", "甲局") == [number(1), number(1)]
    assert synced == [number(1), "folder"] * 2


def test_a_disk_that_does_not_hold_the_number_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(UsageError, match="文号不能登记到"):
        given(tmp_path / "letters.csv", "甲局")


def test_a_full_disk_leaves_the_register_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "letters.csv"
    given(file, "甲局")
    before = file.read_bytes()
    limited = (
        f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({len(before) + 20}, -1));"
        f"from tests.letters.registers import main; main({str(file)!r}, '乙局', 1)"
    )
    done = subprocess.run([sys.executable, "-c", limited], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    assert "磁盘已满" in done.stderr
    assert done.stdout == ""
    assert file.read_bytes() == before
    assert given(file, "乙局") == [number(2)]


NAMES = st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=1, max_size=6, unique_by=fold)
QUOTED = st.lists(st.sampled_from(["甲,局", '乙"局', "丙局", '"', "丁\n局", "=1"]), min_size=1, max_size=6, unique=True)


@given_any(NAMES | QUOTED, st.data())
def test_a_row_cut_short_was_never_told_and_takes_no_number_from_those_that_were(
    names: list[str], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "letters.csv"
        told = given(file, *names[:-1])
        safe = len(file.read_bytes()) if told else 0
        given(file, names[-1])
        whole = file.read_bytes()
        cut = data.draw(st.integers(safe, len(whole)))
        file.write_bytes(whole[:cut] + bytes(data.draw(st.integers(0, 3))) * (cut > safe > 0))
        again = given(file, *names[:-1], "另一局", "又一局", "另一局", names[-1])
        assert again[: len(told)] == told
        new = [*dict.fromkeys(again[len(told) :])]
        assert len(new) == 3
        assert serials([*told, *new[:2]]) == sorted({*serials([*told, *new[:2]])})
        assert not set(told) & set(new)
        # The rows after the one cut short can be read by a spreadsheet too.
        assert [row["文号"] for row in rows(file)][-2:].count(new[1]) == 1


@given_any(st.integers(1, 8), st.sampled_from(["utf-8-sig", "gb18030"]), st.data())
def test_wherever_a_file_is_cut_the_next_number_is_after_all_whose_rows_are_whole(
    many: int, encoding: str, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "letters.csv"
        file.write_bytes(f"{HEADER}\r\n".encode(encoding))
        head = len(file.read_bytes())
        given(file, *(f"第{n},局" for n in range(many)))
        whole = file.read_bytes()
        cut = data.draw(st.integers(head, len(whole)))
        file.write_bytes(whole[:cut])
        left = whole[:cut].count(b"\n") - 1
        [next_number] = given(file, "另一局")
        assert left < serials([next_number])[0] <= many + 1


@examples(0.5)
@given_any(
    st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from([2024, 2025]), st.integers(0, 3)), max_size=12)
)
def test_numbers_of_a_prefix_and_year_only_rise_and_belong_to_one_letter(wanted: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, owners, highest = Path(folder) / "letters.csv", dict[str, object](), dict[object, int]()
        for prefix, year, digest in wanted:
            one = letter("某局", digest=f"sha256:{digest}", day=date(year, 5, 6))
            issued = issue(file, replace(OFFICE, prefix=prefix), one)
            assert issued.before == (issued.number in owners)
            assert owners.setdefault(issued.number, (prefix, year, digest)) == (prefix, year, digest)
            if not issued.before:
                highest[prefix, year] = highest.get((prefix, year), 0) + 1
                assert issued.number == f"{prefix}〔{year}〕{highest[prefix, year]}号"
