"""What the package promises to programs that use it, and that the guide to it is true."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import assert_type

import pytest

import auditor
from auditor import Audit, Auditor, Finding, Limits, Location, Outcome, RuleResult, Severity, Source, Verdict
from tests.read.archives import archive

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs" / "library.md").read_text("utf-8")
# Each example with what it prints.
EXAMPLES = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", GUIDE, re.S)
PROMISED = [
    "Audit",
    "Auditor",
    "Cause",
    "Finding",
    "Limits",
    "Location",
    "Outcome",
    "RuleFileError",
    "RuleResult",
    "Severity",
    "Source",
    "UnreadableReport",
    "Verdict",
]
# What makes a start slow: parsers, models, typesetting, and the rooms that use them.
HEAVY = {"docx", "jinja2", "lxml", "pydantic", "pypdfium2", "regex", "selectolax", "uharfbuzz", "weasyprint", "yaml"}
HEAVY_ROOMS = {"auditor.engine", "auditor.letters", "auditor.pipeline", "auditor.recognise", "auditor.ruleset"}


def python(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program that finds the package and nothing else of ours; its exit status and what it wrote."""
    program = folder / "program.py"
    program.write_text(code, "utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, str(program)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)  # noqa: S603


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files the guide speaks of."""
    shutil.copy(ROOT / "samples" / "07-identity.docx", tmp_path / "report.docx")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nbroken")
    files = {"县直/住建局.docx": "report.docx", "坏.pdf": "broken.pdf"}
    (tmp_path / "last.zip").write_bytes(archive({name: (tmp_path / file).read_bytes() for name, file in files.items()}))
    return tmp_path


def test_the_promised_names_are_these_and_no_others() -> None:
    assert auditor.__all__ == PROMISED
    assert sorted(PROMISED) == PROMISED


@pytest.mark.parametrize("name", PROMISED)
def test_every_promised_name_is_there_and_in_the_guide(name: str) -> None:
    assert getattr(auditor, name).__name__ == name
    assert name in dir(auditor)
    assert f"`{name}" in GUIDE or f" {name}" in GUIDE


def test_another_name_is_refused_as_by_any_module() -> None:
    with pytest.raises(AttributeError, match="module 'auditor' has no attribute 'Report'"):
        getattr(auditor, "Report")  # noqa: B009


@pytest.mark.parametrize(
    ("code", "all_of_ours"),
    [
        ("import auditor", True),
        ("from auditor.cli.app import main; main(['--version'])", False),
    ],
)
def test_a_start_loads_no_heavy_module(code: str, all_of_ours: bool, tmp_path: Path) -> None:
    done = python(f"{code}\nimport sys\nprint(*sys.modules, sep='\\n')", tmp_path)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.splitlines())
    assert "auditor" in loaded
    assert not HEAVY & {name.split(".")[0] for name in loaded}
    assert not HEAVY_ROOMS & loaded
    if all_of_ours:
        assert [name for name in loaded if name.startswith("auditor")] == ["auditor"]


def test_every_example_of_the_guide_is_followed_by_what_it_prints() -> None:
    assert GUIDE.count("```python") == len(EXAMPLES) > 0


@pytest.mark.parametrize(
    ("code", "printed"), EXAMPLES, ids=re.findall(r"^## (.*)\n(?:(?!## ).*\n)*?```python", GUIDE, re.M)
)
def test_an_example_of_the_guide_prints_what_the_guide_says(code: str, printed: str, folder: Path) -> None:
    done = python(code, folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == printed


def gravest(findings: Sequence[Finding]) -> Severity | None:
    """A user's function, whose annotations the type checker sees through the lazy names."""
    assert_type(findings[0].location, Location)
    return min((finding.severity for finding in findings), key=lambda severity: severity.rank, default=None)


def test_a_typed_program_can_name_what_it_gets(folder: Path) -> None:
    audit = Auditor(limits=Limits(pages=5)).audit(Source("report.docx", (folder / "report.docx").read_bytes()))
    assert_type(audit, Audit)
    verdict = assert_type(audit.verdict, Verdict)
    results = assert_type(verdict.results, tuple[RuleResult, ...])
    assert {result.outcome for result in results} <= set(Outcome)
    assert gravest(verdict.findings) is Severity.ERROR
