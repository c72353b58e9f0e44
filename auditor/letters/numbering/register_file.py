"""Reader of the register's CSV file, whichever program saved it: its rows, its numbers, and where the next row goes.

A row may be cut short by a power failure, and the file may come back from a spreadsheet or an editor with other columns, line
endings or another encoding. Whatever can be read as a number counts as used.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import UsageError
from auditor.output.csv_ import safe_cell
from auditor.presentation.terminal_text import clean, harmless, shorten

NUMBER = "文号"
HEAD = (NUMBER, "机关", "报告年度", "种类", "问题数", "成文日期", "意见书", "报告摘要")
_NEW = ("\ufeff" + ",".join(HEAD) + "\r\n").encode()
_ENCODINGS = ("utf-8", "gb18030")
# Applied after NFKC, which normalises full-width digits, brackets and parentheses.
_SERIAL = re.compile(r"[〔\[(【〖{〈<「]([0-9]{4})年?[〕\])】〗}〉>」]第?([0-9]+)")
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """The file as read: its rows by the names of their columns, and what to write before the next row.

    The first `kept` bytes are text; half a character and zeros may follow. `start` completes a header row, or ends a line that
    was cut short.
    """

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    encoding: str
    line_end: str
    kept: int
    start: bytes

    def serials(self, prefix: str, year: int) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Yield the numbers used with a prefix in a year, each with its row; raises UsageError for a number too large to be true."""
        start = fold(prefix)
        for row in self.rows:
            text = fold(row[NUMBER])
            found = _SERIAL.match(text, len(start)) if text.startswith(start) else None
            if found and int(found[1]) == year:
                if len(found[2]) > _MOST_DIGITS:
                    shown = shorten(clean(row[NUMBER]), 60)
                    raise UsageError(f"“{self.path}”里的文号“{shown}”太大，请在登记簿里改正后再试")
                yield int(found[2]), row

    def line(self, values: Mapping[str, str]) -> bytes:
        """Return the bytes that add a row; unknown columns stay empty, and values without a column are left out."""
        out = io.StringIO()
        row = [safe_cell(values.get(name, "")) for name in self.columns]
        csv.writer(out, lineterminator=self.line_end).writerow(row)
        return self.start + out.getvalue().encode(self.encoding)


def read_register(path: Path, data: bytes) -> RegisterFile:
    """Parse the bytes of a register; raises UsageError if they are not a register.

    A header row cut short, left by a program that was stopped while it wrote a new file, is a register without rows.
    """
    # A power failure may leave zeros in place of the last row; a file of zeros only was not written by this program.
    data = data.rstrip(b"\0") or data
    if _NEW.startswith(data):
        return RegisterFile(path, HEAD, (), "utf-8", "\r\n", len(data), _NEW[len(data) :])
    text, encoding, kept = _decoded(path, data)
    try:
        columns, *rows = (cells for cells in _rows(text) if any(map(fold, cells)))
    except (ValueError, csv.Error):
        columns, rows = [], []
    names = tuple(fold(name) for name in columns)
    if names.count(NUMBER) != 1:
        raise UsageError(
            f"“{path}”不是文号登记簿：第一行里要有一栏（也只有一栏）“{NUMBER}”，引号要成对；没有改动它，"
            "请检查这个文件，或者在 auditor.toml 的 register 里换一个文件名"
        )
    line_end = "\n" if "\n" in text and "\r\n" not in text else "\r\n"
    by_name = tuple(dict.fromkeys(names, "") | dict(zip(names, cells, strict=False)) for cells in rows)
    start = "" if text.endswith("\n") else ('"' if text.count('"') % 2 else "") + line_end
    return RegisterFile(path, names, by_name, encoding, line_end, kept, start.encode())


def fold(text: str) -> str:
    """Strip what hands and spreadsheets change: widths, blanks, and the quote before a formula."""
    return "".join(unicodedata.normalize("NFKC", harmless(text)).split()).lstrip("'")


def _decoded(path: Path, data: bytes) -> tuple[str, str, int]:
    """Return the text, its encoding, and the number of its bytes without a last character that is cut short."""
    for encoding in _ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            text = decoder.decode(data)
        except UnicodeDecodeError:
            continue
        half, _ = decoder.getstate()
        return text.removeprefix("\ufeff"), encoding, len(data) - len(half)
    raise UsageError(f"“{path}”的文字编码认不出，或者前后不一，没有改动它；请另存为 UTF-8 编码的 CSV 文件，再试一次")


def _rows(text: str) -> Iterator[list[str]]:
    """Yield the rows and, if there are quotes, each line by itself as well: an open quote would swallow the rows after it."""
    yield from csv.reader(io.StringIO(text, newline=""))
    if '"' in text:
        for line in re.split(r"[\r\n]+", text):
            yield next(csv.reader([line]), [])
