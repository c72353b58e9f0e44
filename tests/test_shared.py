"""The five real reports and the real tables beside the checkout, where that folder is; without it there is nothing to test."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditor.model.finding import Finding, Severity
from auditor.model.report import Report
from auditor.read.sources import open_sources
from tests.reading import limits
from tests.recognise.reports import auditor

pytestmark = pytest.mark.slow

SHARED = Path(__file__).resolve().parents[2] / "shared"


def recognised(path: Path) -> Report:
    [source] = open_sources(path, limits())
    return auditor().recognise(source)


def _data(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def _tables(report: Report) -> dict[str, dict[str, list[Any]]]:
    """The tables as the contract of `parse` has them."""
    return {
        key: {
            row: [
                float(v.number) if isinstance(v.number, Decimal) else v.number if v.text is None else v.text
                for v in values
            ]
            for row, values in table.rows.items()
        }
        for key, table in report.tables.items()
    }


def _differences(
    name: str, read: dict[str, dict[str, list[Any]]], wanted: dict[str, dict[str, list[Any]]]
) -> list[str]:
    return [
        f"{name} {table}.{row}: read {read.get(table, {}).get(row)}, is {cells}"
        for table, rows in wanted.items()
        for row, cells in rows.items()
        if read.get(table, {}).get(row) != cells
    ]


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _meets(finding: Finding, want: dict[str, Any]) -> bool:
    """Whether a finding is the one wanted: its category, its place not contradicted, its quote overlapping."""
    at = finding.location
    if finding.category != want["category"]:
        return False
    if any(getattr(at, key) not in (None, value) for key, value in want.get("location", {}).items()):
        return False
    said, wanted = _squeeze(at.quote or ""), _squeeze(want["quote"])
    return not wanted or (said != "" and (said in wanted or wanted in said))


if (SHARED / "accept" / "seeds.json").is_file() and (SHARED / "seeds").is_dir():
    SEEDS = _data(SHARED / "accept" / "seeds.json")

    @pytest.mark.parametrize("name", sorted(SEEDS))
    def test_a_seed_is_read_cell_for_cell(name: str) -> None:
        report, want = recognised(SHARED / "seeds" / name), SEEDS[name]
        assert (report.agency, report.report_year, report.form) == (want["agency"], want["report_year"], want["form"])
        assert _differences(name, _tables(report), want["tables"]) == []

    @pytest.mark.parametrize("name", sorted(SEEDS))
    def test_a_seed_s_faults_are_found_and_no_others(name: str) -> None:
        findings, want = next(auditor().audit_file(SHARED / "seeds" / name)).verdict.findings, SEEDS[name]
        missed = [w["quote"] for w in want["expect"] if not any(_meets(finding, w) for finding in findings)]
        grave = [finding for finding in findings if finding.severity is not Severity.INFO]
        known = want["expect"] + want["allow"]
        surplus = [(f.rule, f.message) for f in grave if not any(_meets(f, w) for w in known)]
        assert (missed, surplus) == ([], [])


if (SHARED / "real" / "tables.json").is_file():
    REAL = _data(SHARED / "real" / "tables.json")

    @pytest.mark.parametrize("name", sorted(REAL))
    def test_a_real_report_is_read_cell_for_cell(name: str) -> None:
        report, want = recognised(SHARED / "real" / name), REAL[name]
        assert (report.agency, report.report_year, report.form) == (want["agency"], want["report_year"], want["form"])
        assert _differences(name, _tables(report), want["tables"]) == []
        assert report.warnings == ()

    def test_a_pdf_is_audited_like_its_text() -> None:
        pdf, text = (next(auditor().audit_file(SHARED / "real" / f"huaian-2024.{suffix}")) for suffix in ("pdf", "txt"))
        found = [
            [(f.rule, f.severity, f.message, f.location.quote) for f in audit.verdict.findings] for audit in (pdf, text)
        ]
        assert found[0] == found[1]
        assert [r.outcome for r in pdf.verdict.results] == [r.outcome for r in text.verdict.results]
