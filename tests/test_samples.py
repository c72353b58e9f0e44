"""The sample reports: what their sources say is in them, what the program reads and finds, and that both stay as they are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from auditor.model.finding import Audit, Severity
from auditor.model.report import Report
from auditor.output.json_ import audit_data
from auditor.output.parse_ import report_data
from auditor.pipeline import Auditor
from auditor.read.opener import SUFFIXES, read_bytes
from tests.writers.layouts import LAYOUTS
from tests.writers.source import SAMPLES, Sample, load_samples

pytestmark = pytest.mark.slow

REWRITE = "AUDITOR_REWRITE_GOLDEN"
ALL = {sample.stem: sample for sample in load_samples()}
STEMS = tuple(ALL)
CATEGORIES = {
    "structure", "identity", "value", "fee_statement", "contact_clause", "statistics_period", "stale_year", "citation",
    "consistency", "timeliness", "typo",
}  # fmt: skip


@cache
def auditor() -> Auditor:
    return Auditor()


@cache
def read(stem: str) -> tuple[Report, Audit]:
    """A sample as read from its file and audited, under the path by which users know it."""
    sample = ALL[stem]
    report = auditor().recognise_document(read_bytes(sample.path.read_bytes(), f"samples/{sample.name}"))
    return report, auditor().audit_report(report)


def grave(stem: str) -> list[tuple[str, str, str | None]]:
    """Category, rule and quote of what is graver than a hint."""
    findings = read(stem)[1].verdict.findings
    return [(f.category, f.rule, f.location.quote) for f in findings if f.severity is not Severity.INFO]


def compare_golden(path: Path, data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    if os.environ.get(REWRITE):
        path.write_text(text, "utf-8")
    assert json.loads(text) == json.loads(path.read_text("utf-8"))
    assert text == path.read_text("utf-8")


def test_golden_outputs_are_not_rewritten_in_ci() -> None:
    assert not (os.environ.get(REWRITE) and os.environ.get("CI")), f"{REWRITE} 只在本地使用"


@pytest.mark.parametrize("stem", STEMS)
def test_reading_is_as_before(stem: str) -> None:
    compare_golden(SAMPLES / "expected" / f"{stem}.parse.json", report_data(read(stem)[0]))


@pytest.mark.parametrize("stem", STEMS)
def test_findings_are_as_before(stem: str) -> None:
    compare_golden(SAMPLES / "expected" / f"{stem}.check.json", audit_data(read(stem)[1]))


def test_every_golden_output_belongs_to_a_sample() -> None:
    expected = {f"{stem}.{kind}.json" for stem in STEMS for kind in ("parse", "check")}
    assert {path.name for path in (SAMPLES / "expected").iterdir()} == expected


def test_files_are_what_their_sources_say() -> None:
    found = {path.name: path.read_bytes() for path in SAMPLES.iterdir() if path.suffix in SUFFIXES}
    assert found == {sample.name: sample.data for sample in ALL.values()}


def test_script_has_nothing_left_to_write() -> None:
    script = SAMPLES.parent / "scripts" / "make-samples"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, timeout=300)  # noqa: S603
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize("stem", STEMS)
def test_tables_are_read_as_written(stem: str) -> None:
    report, _ = read(stem)
    for key, rows in ALL[stem].report.tables.items():
        if any(section.table == key for section in ALL[stem].report.sections):
            assert {row: [value.raw for value in values] for row, values in report.tables[key].rows.items()} == rows
        else:
            assert not report.tables[key].found


@pytest.mark.parametrize("stem", STEMS)
def test_paragraphs_are_read_as_written(stem: str) -> None:
    report, _ = read(stem)
    plain = ALL[stem].report
    written = [*plain.title, *plain.preamble]
    for section in plain.sections:
        written += [section.heading, *section.paragraphs]
    joined = "".join((*written, *plain.signed)).replace("　", "")
    found = [paragraph.text for paragraph in report.document.paragraphs()]
    # Where only bars make the table, a row of one cell has none and is a paragraph.
    found = [text for text in found if not text.startswith("第二十条第")]
    assert "".join(found).replace("\n", "") == joined


@pytest.mark.parametrize("stem", STEMS)
def test_planted_faults_are_found_and_nothing_else(stem: str) -> None:
    found = Counter(grave(stem))
    for fault in ALL[stem].faults:
        hits = [hit for hit in found if hit[:2] == (fault.category, fault.rule) and fault.quote in (None, hit[2])]
        assert hits, f"没有找到 {fault}；找到的是 {sorted(map(str, found))}"
        found -= Counter(hits[:1])
    assert not found


@pytest.mark.parametrize("stem", tuple(stem for stem in STEMS if "clean" in stem))
def test_clean_samples_bring_no_error_and_no_warning(stem: str) -> None:
    assert ALL[stem].faults == ()
    assert grave(stem) == []
    assert not read(stem)[1].verdict.unchecked()


@pytest.mark.parametrize("stem", STEMS)
def test_quotes_stand_where_they_are_said_to_stand(stem: str) -> None:
    report, audit = read(stem)
    for finding in audit.verdict.findings:
        at = finding.location
        if at.quote is not None:
            assert report.document.text[at.start : at.end] == at.quote


def test_samples_cover_everything() -> None:
    sources = [path.read_text("utf-8") for path in sorted((SAMPLES / "source").glob("*.yaml"))]
    layouts = {line.partition(": ")[2] for text in sources for line in text.split("\n") if line.startswith("layout: ")}
    assert layouts == set(LAYOUTS)
    assert {fault.category for sample in ALL.values() for fault in sample.faults} == CATEGORIES
    assert sum(not sample.faults for sample in ALL.values()) >= 4
    assert sum(stem.endswith("-identity") for stem in STEMS) == 1


def test_samples_differ() -> None:
    paragraphs = Counter(
        text for sample in ALL.values() for section in sample.report.sections for text in section.paragraphs
    )
    assert paragraphs.most_common(1)[0][1] == 1
    tables = [json.dumps(dict(sample.report.tables), sort_keys=True) for sample in ALL.values()]
    assert len(set(tables)) == len(tables)
    assert all(600 <= length(sample) <= 1500 for sample in ALL.values()), {s.stem: length(s) for s in ALL.values()}


def length(sample: Sample) -> int:
    """How many characters of prose a sample has."""
    texts = [*sample.report.preamble, *(text for section in sample.report.sections for text in section.paragraphs)]
    return len("".join(texts))
