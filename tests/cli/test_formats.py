"""Every format of `check` is written by the command as its writer writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.output.csv_ import audits_csv
from auditor.output.formats import FORMATS
from auditor.output.json_ import audits_json, audits_jsonl
from auditor.output.junit import audits_junit
from auditor.output.sarif import audits_sarif
from auditor.output.text import audits_text
from tests.recognise.reports import auditor

pytestmark = pytest.mark.slow

SAMPLE = next((Path(__file__).parents[2] / "samples").glob("09-*"))
AUDITS = list(auditor().audit_file(SAMPLE))
WRITTEN = {
    "text": audits_text(AUDITS, auditor().info),
    "json": audits_json(AUDITS, auditor().info),
    "jsonl": audits_jsonl(AUDITS),
    "csv": audits_csv(AUDITS),
    "sarif": audits_sarif(AUDITS, auditor().info),
    "junit": audits_junit(AUDITS),
}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_written(run: Any, form: str, tmp_path: Path) -> None:
    assert run("check", SAMPLE, "--format", form, "-o", tmp_path / "x", "--fail-on", "never").status == 0
    assert (tmp_path / "x").read_bytes().decode("utf-8") == WRITTEN[form]
