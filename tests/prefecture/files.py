"""The files of a prefecture: reports in all formats, those printed in one font, those for Word 97 saved in batches."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.prefecture.printed import Printer
from tests.writers.layouts import write
from tests.writers.paper import Look, word_file
from tests.writers.plain import PlainReport
from tests.writers.soffice import SOFFICE
from tests.writers.spans import draw

SHARES = {"docx": 35, "html": 30, "pdf": 20, "doc": 10, "txt": 5}
_LAYOUTS = {
    "docx": ("docx-plain", "docx-word"),
    "html": ("html-article", "html-article", "html-government", "html-government", "html-layout-table"),
    "txt": ("text-cell-lines", "text-tab-rows", "text-markdown"),
}
_BATCH = 100
_SECONDS = 300


@dataclass(frozen=True, slots=True)
class File:
    """A report to be written at a path; its suffix is the format."""

    path: Path
    report: PlainReport


def pick_format(chance: Random, formats: Sequence[str]) -> str:
    """One of these formats, as often as each is met."""
    return chance.choices(formats, [SHARES[name] for name in formats])[0]


def write_files(files: Sequence[File], chance: Random) -> None:
    """Write all files; the same files and dice give the same bytes but for DOC."""
    printed = [file for file in files if file.path.suffix == ".pdf"]
    printer = Printer("".join(map(_characters, (file.report for file in printed)))) if printed else None
    saved = []
    for file in files:
        file.path.parent.mkdir(parents=True, exist_ok=True)
        suffix = file.path.suffix[1:]
        if suffix == "pdf" and printer:
            file.path.write_bytes(printer.print(file.report))
        elif suffix == "doc":
            saved.append(file)
        else:
            file.path.write_bytes(write(file.report, chance.choice(_LAYOUTS[suffix])))
    for start in range(0, len(saved), _BATCH):
        _save_docs(saved[start : start + _BATCH])


def _characters(report: PlainReport) -> str:
    tables = [draw(s.table, report.tables[s.table], report.labels.get(s.table, {})) for s in report.sections if s.table]
    texts = [cell.text for table in tables for row in table.rows for cell in row]
    texts += [text for section in report.sections for text in (section.heading, *section.paragraphs)]
    return "".join((*report.title, *report.preamble, *texts, *report.signed))


def _save_docs(files: Sequence[File]) -> None:
    """Have LibreOffice save a batch; a fresh profile may make it stop at its first start, so that it is started again."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        sources = {str(number): file for number, file in enumerate(files)}
        for name, file in sources.items():
            (root / f"{name}.docx").write_bytes(word_file(file.report, Look()))
        for _ in range(3):
            left = [name for name in sources if not (root / "out" / f"{name}.doc").exists()]
            if left:
                _start_office(root, left)
        for name, file in sources.items():
            file.path.write_bytes((root / "out" / f"{name}.doc").read_bytes())


def _start_office(root: Path, names: Sequence[str]) -> None:
    options = [f"-env:UserInstallation={(root / 'profile').as_uri()}", "--headless", "--convert-to", "doc"]
    paths = [str(root / f"{name}.docx") for name in names]
    command = [SOFFICE, *options, "--outdir", str(root / "out"), *paths]
    subprocess.run(command, check=False, capture_output=True, timeout=_SECONDS)  # noqa: S603


def broken(kind: int, whole: bytes, chance: Random) -> tuple[str, bytes]:
    """Suffix and bytes of a file nobody can read: empty, a Word file cut off, or noise; `whole` is a Word file."""
    return (("docx", b""), ("docx", whole[: len(whole) // 3]), ("pdf", chance.randbytes(9000)))[kind % 3]


def roster_line(cells: Mapping[str, str]) -> list[str]:
    """The cells of a line of the roster in the order of its heads."""
    return [cells.get(head, "") for head in ROSTER]


ROSTER = ("机关名称", "层级", "上级机关", "县区", "年度", "别名", "汇总", "文件或网址")
