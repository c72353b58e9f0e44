"""The sources of the samples: YAML files in `samples/source`, each a report, its layout, and the faults planted in it.

Rows of table 三 give the six kinds of applicants and rows of table 四 the four results; their totals are added, rows not
given are 0, and the columns must balance. What is to be wrong in a table stands apart, as `cells`, `drop_rows` and `labels`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.writers.layouts import write
from tests.writers.plain import Page, PlainReport, PlainSection
from tests.writers.spans import DETAILS, PROACTIVE_ROWS, REMEDY_ROWS, REQUEST_ROWS

SAMPLES = Path(__file__).parents[2] / "samples"
COLUMNS = {
    "requests": ("natural_person", "business", "research", "social", "legal_service", "other", "total"),
    "remedies": ("upheld", "corrected", "other", "pending", "total"),
}
_SUFFIXES = {"text": "txt", "html": "html", "docx": "docx", "xlsx": "xlsx"}
Cells = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Fault:
    """A planted fault: the rule that finds it and, where it has one, the text it quotes."""

    category: str
    rule: str
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample report with the faults that are planted in it; `data` is the content of its file."""

    name: str
    data: bytes
    report: PlainReport
    faults: tuple[Fault, ...]

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        return self.name.rpartition(".")[0]

    @property
    def path(self) -> Path:
        """Where the sample lies."""
        return SAMPLES / self.name


def load_samples() -> Iterator[Sample]:
    """All samples in the order of their numbers, as their sources tell."""
    for path in sorted((SAMPLES / "source").glob("*.yaml")):
        yield load_sample(path)


def load_sample(path: Path) -> Sample:
    """One sample from its source."""
    source: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    report = _report(source)
    layout = source["layout"]
    data = write(report, layout, source.get("encoding", ""), "\r\n" if source.get("crlf") else "\n")
    suffix = source.get("suffix", _SUFFIXES[layout.partition("-")[0]])
    faults = tuple(Fault(**fault) for fault in source["faults"])
    return Sample(f"{path.stem}.{suffix}", data, report, faults)


def _report(source: Mapping[str, Any]) -> PlainReport:
    return PlainReport(
        title=_lines(source.get("title", "")),
        preamble=_lines(source.get("preamble", "")),
        sections=tuple(
            PlainSection(section["heading"], _lines(section.get("text", "")), section.get("table", ""))
            for section in source["sections"]
        ),
        tables=_tables(source["tables"], source.get("cells", ()), source.get("drop_rows", {})),
        signature=source.get("signature", ""),
        issued=source.get("issued", ""),
        labels=source.get("labels", {}),
        page=Page(**source.get("page", {})),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line)


def _tables(tables: Mapping[str, Any], changes: Sequence[Sequence[str]], dropped: Mapping[str, Sequence[str]]) -> Cells:
    cells: Cells = {
        "proactive": {key: _texts(tables["proactive"].get(key, [0] * count)) for key, count in PROACTIVE_ROWS.items()},
        "requests": requests(tables["requests"]),
        "remedies": {key: _texts(_with_total(tables["remedies"].get(key, [0] * 4))) for key in REMEDY_ROWS},
    }
    for table, row, column, text in changes:
        place = COLUMNS[table].index(column) if table in COLUMNS else int(column) - 1
        cells[table][row][place] = text
    for table, rows in dropped.items():
        for row in rows:
            del cells[table][row]
    return cells


def requests(rows: Mapping[str, Sequence[int]]) -> dict[str, list[str]]:
    """Table 三 with its totals; raises ValueError where a column does not balance."""
    unknown = set(rows) - set(REQUEST_ROWS)
    if unknown:
        raise ValueError(f"unknown rows: {unknown}")
    whole = {key: list(rows.get(key, [0] * 6)) for key in REQUEST_ROWS}
    whole["total"] = [sum(whole[key][place] for key in DETAILS) for place in range(6)]
    for place in range(6):
        came = whole["new"][place] + whole["carried_in"][place]
        went = whole["total"][place] + whole["carried_out"][place]
        if came != went:
            raise ValueError(f"column {place + 1} of table 三: {came} came, {went} went")
    return {key: _texts(_with_total(row)) for key, row in whole.items()}


def _with_total(row: Sequence[int]) -> list[int]:
    return [*row, sum(row)]


def _texts(row: Sequence[Any]) -> list[str]:
    return [str(cell) for cell in row]
