"""Letters and offices to give numbers to; run as a program, it gives numbers until it is killed."""

from __future__ import annotations

import csv
import io
import sys
from datetime import date
from pathlib import Path

from auditor.letters.numbering.register import Issued, LetterKind, RegisteredLetter, issue
from auditor.model.office import Office

PREFIX = "云政公开审"
OFFICE = Office(name="云川市人民政府办公室", prefix=PREFIX)
HEADER = "文号,机关,报告年度,种类,问题数,成文日期,意见书,报告摘要"
DAY = date(2025, 3, 1)


def letter(
    name: str = "云川市教育局", *, digest: str = "", kind: LetterKind = LetterKind.AUDIT, day: date = DAY
) -> RegisteredLetter:
    """A letter to an agency; the digest comes from its name unless it is given."""
    return RegisteredLetter(name, 2024, kind, 3, day, f"{name}.pdf", digest or f"sha256:{name}")


def given(file: Path, *names: str, office: Office = OFFICE) -> list[str]:
    """The numbers that letters to these agencies are given, one after the other."""
    return [issue(file, office, letter(name)).number for name in names]


def number(serial: int, year: int = 2025) -> str:
    return f"{PREFIX}〔{year}〕{serial}号"


def first(serial: int) -> Issued:
    """What is answered to a letter that gets this number now."""
    return Issued(number(serial), before=False)


def rows(file: Path, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    """The register as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(file.read_text(encoding), newline="")))


def main(file: str, name: str, many: str) -> None:
    """Give numbers to so many letters and tell each on a line of its own, as soon as it is known."""
    for count in range(int(many)):
        print(issue(Path(file), OFFICE, letter(f"{name}{count}")).number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
