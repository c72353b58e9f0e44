"""Draft of a roster from existing reports: one line for each agency, for people to correct and complete."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence

from xlsxwriter import Workbook

from auditor.batch.data.record import ReportRecord
from auditor.batch.roster.match_by_filename import parts_of
from auditor.batch.roster.roster_file import HEADS
from auditor.model.agency import AgencyName
from auditor.model.report import Level
from auditor.output.csv_ import safe_cell
from auditor.presentation.vocabulary import LEVELS
from auditor.ruleset.catalogues.agency_names import agency_name

_TOWNSHIPS = ("乡", "镇", "街道", "苏木")
_WIDTHS = (32, 8, 24, 16, 8, 24, 40, 8)


def propose(records: Sequence[ReportRecord]) -> tuple[tuple[str, ...], ...]:
    """Return lines of a roster sorted by the names of the reports, with the cells of `HEADS`, safe for spreadsheets.

    The level is empty if the name does not determine it; the year and the parent are always empty. A report that names no agency
    gives no line; of several reports of one agency only the first gives a line.
    """
    files = Counter(parts_of(record.name)[-1] for record in records)
    lines: dict[AgencyName, tuple[str, ...]] = {}
    for record in sorted(records, key=lambda one: one.name):
        agency = record.audit.agency
        if agency and agency_name(agency) not in lines:
            name = agency_name(agency)
            last = record.name.replace("\\", "/").replace("!", "/").rsplit("/", 1)[-1]
            file = last if files[parts_of(record.name)[-1]] == 1 else record.name
            cells = (agency, _level(record), "", _county(name), "", "", file, "")
            lines[name] = tuple(map(safe_cell, cells))
    return tuple(lines.values())


def roster_csv(lines: Sequence[Sequence[str]]) -> bytes:
    """Write the lines with their header row as CSV that spreadsheets open."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([HEADS, *lines])
    return ("\ufeff" + out.getvalue()).encode("utf-8", "replace")


def roster_xlsx(lines: Sequence[Sequence[str]]) -> bytes:
    """Write the lines with their header row as a spreadsheet in which every cell is text."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet("名册")
        bold = book.add_format({"bold": True})
        page.freeze_panes(1, 0)
        for column, (head, width) in enumerate(zip(HEADS, _WIDTHS, strict=True)):
            page.set_column(column, column, width)
            page.write_string(0, column, head, bold)
        for row, cells in enumerate(lines, 1):
            for column, cell in enumerate(cells):
                page.write_string(row, column, cell)
    return out.getvalue()


def _level(record: ReportRecord) -> str:
    """Return the level if the name allows only one."""
    return LEVELS[Level(record.levels[0])] if len(record.levels) == 1 else ""


def _county(name: AgencyName) -> str:
    """Return the division an agency belongs to; for a township's own government, the division above it."""
    above = [region for region in name.divisions if not region.endswith(_TOWNSHIPS)]
    return above[-1] if above else ""
