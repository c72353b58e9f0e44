"""The guide for those who work on the program: its examples do what the guide says."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from auditor.cli.app import main
from auditor.model.document import Grid
from auditor.output.formats import FORMATS
from auditor.pipeline import Auditor
from auditor.read import opener
from tests.writers.source import load_samples

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
SAMPLE = next(sample for sample in load_samples() if sample.stem == "15-citation")


def example(name: str) -> ModuleType:
    """The module that a block of the guide is, by the word behind ```python."""
    code = re.findall(rf"```python {name}\n(.*?)```", GUIDE, re.S)
    module = ModuleType(f"example_{name}")
    exec(compile("\n".join(code), f"CONTRIBUTING.md ({name})", "exec"), module.__dict__)  # noqa: S102  our own guide
    return module


def test_a_new_format_of_results_is_one_line_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(FORMATS, "tsv", example("output").FORMAT)
    output = tmp_path / "结果.tsv"
    main(["check", str(SAMPLE.path), "--format", "tsv", "-o", str(output)])
    lines = [line.split("\t") for line in output.read_text("utf-8").splitlines()]
    findings = next(Auditor().audit_file(SAMPLE.path)).verdict.findings
    assert findings
    assert lines == [[str(SAMPLE.path), found.rule, found.message] for found in findings]
    capsys.readouterr()


def test_a_new_file_format_is_a_reader_and_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "auditor.read.records", example("reader"))
    monkeypatch.setitem(opener._READERS, "records", ("records", "read_records"))
    monkeypatch.setattr(opener, "sniff", lambda data: "records")
    read = opener.read_bytes("云川市教育局2024年度报告\n|行|数|\n|甲|3|\n完".encode(), "报告.rec")
    [grid] = [block for block in read.blocks if isinstance(block, Grid)]
    assert [[cell.raw for cell in row] for row in grid.rows] == [["行", "数"], ["甲", "3"]]
    assert read.text.startswith("云川市教育局2024年度报告\n")
    assert read.text.endswith("完")
