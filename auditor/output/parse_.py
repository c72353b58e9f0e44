"""Recognised report as JSON, by the contract of `parse`."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from auditor.model.report import FormTable, Report, Section, Value

_LARGEST = 10**300  # larger numbers exceed a float and most readers of JSON


def report_json(report: Report) -> str:
    """Return what was read from one report as one indented object."""
    return json.dumps(report_data(report), ensure_ascii=False, indent=2) + "\n"


def report_data(report: Report) -> dict[str, Any]:
    """Return what was read from one report; unknown facts are null."""
    document = report.document
    return {
        "path": document.path,
        "format": document.format,
        "title": report.title_line,
        "agency": report.agency or None,
        "report_year": report.report_year,
        "form": report.form,
        "issued": report.issued.value.isoformat() if report.issued else None,
        "text": document.text,
        "sections": [_section(section) for section in report.sections],
        "tables": {key: _table(table) for key, table in report.tables.items()},
        "scanned": [list(stretch) for stretch in document.scanned],
        "doubtful": [
            _spot(report, table, value)
            for table in report.tables.values()
            for value in table.values()
            if value.doubtful
        ],
        "unread_cells": [
            _spot(report, table, value) | {"reason": value.reason or "没有读出单元格"}
            for table in report.tables.values()
            for value in table.values()
            if value.lost
        ],
        "unread": [{"what": each.what, "at": each.at} for each in document.unread],
        "warnings": list(report.warnings),
    }


def _spot(report: Report, table: FormTable, value: Value) -> dict[str, Any]:
    """Return a cell that was not read, or not with certainty, and its place on the page."""
    place = report.document.place_at(value.start)
    where = {"page": place.page, "box": list(place.box)} if place else {}
    return {"table": table.key, "row": value.row, "column": value.column, "read": value.raw, **where}


def _section(section: Section) -> dict[str, Any]:
    return {
        "numeral": section.numeral,
        "key": section.key,
        "heading": section.heading.text,
        "start": section.start,
        "end": section.end,
        "parts": list(section.parts),
    }


def _table(table: FormTable) -> dict[str, list[Any]]:
    return {key: [_value(value) for value in row] for key, row in table.rows.items()} if table.found else {}


def _value(value: Value) -> int | float | str | None:
    """Return a number, null for an empty or lost cell, or the cell's own text if it is no number or too large."""
    number = value.number
    if number is None:
        return value.text
    exact = Decimal(number)
    if exact.copy_abs() > _LARGEST:
        return value.raw
    return int(exact) if exact == exact.to_integral_value() else float(exact)
