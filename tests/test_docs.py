"""What the guides say about rules is what the program knows."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from auditor.examples import run_examples
from auditor.pipeline import Auditor
from auditor.read.limits import Limits
from auditor.read.opener import SUFFIXES
from auditor.read.sources import CONTAINERS
from auditor.ruleset.rules import KINDS, Rule
from auditor.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs" / "rules.md").read_text("utf-8")
FORMATS = (ROOT / "docs" / "formats.md").read_text("utf-8")
# Other spellings of suffixes that stand there.
SPELLINGS = {".txt", ".md", ".markdown", ".xhtml", ".mhtml", ".jpeg", ".tif"}
HEAD = set(Rule.model_fields)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_guide_has_a_row_for_every_kind_with_all_its_keys(kind: str) -> None:
    row = next(line for line in GUIDE.splitlines() if line.startswith(f"| {kind} |"))
    for key in set(KINDS[kind].model_fields) - HEAD - {"kind", "within"}:
        assert f"`{key}`" in row, key
    if "check" in KINDS[kind].model_fields:
        for value in get_args(KINDS[kind].model_fields["check"].annotation):
            assert re.search(rf"\b{value}\b", row), value


def test_the_guides_own_rule_loads_and_its_examples_hold(tmp_path: Path) -> None:
    (tmp_path / "guide.yaml").write_text(re.findall(r"```yaml\n(.*?)```", GUIDE, re.S)[0], "utf-8")
    auditor = Auditor([tmp_path])
    rule = auditor.ruleset.rules[-1]
    assert rule.id == "YUN-TRAINING"
    assert list(run_examples(auditor, [rule])) == []


def test_every_room_stands_in_the_plan_of_the_house() -> None:
    plan = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    for room in (ROOT / "auditor").iterdir():
        if room.is_dir() and not room.name.startswith("_"):
            assert f"`auditor/{room.name}`" in plan, room.name


def test_every_suffix_that_is_looked_for_stands_in_the_guide_to_formats() -> None:
    for suffix in (SUFFIXES | CONTAINERS) - SPELLINGS:
        assert f"`{suffix}`" in FORMATS or suffix[1:].upper() in FORMATS, suffix


def test_the_limits_in_the_guide_are_those_built_in(tmp_path: Path) -> None:
    settings = tmp_path / "auditor.toml"
    settings.write_text(re.findall(r"```toml\n(.*?)```", FORMATS, re.S)[0], "utf-8")
    assert load_settings(settings).limits == Limits()
    assert len(re.findall(r"^\w+ = ", settings.read_text("utf-8"), re.M)) == len(fields(Limits))


@pytest.mark.parametrize("command", ["check", "parse", "letter", "rules"])
def test_the_readme_shows_every_command_and_every_command_an_example(command: str) -> None:
    assert f"auditor {command}" in (ROOT / "README.md").read_text("utf-8")
    run = [sys.executable, "-c", "from auditor.cli.app import main; main()", command, "--help"]
    shown = subprocess.run(run, capture_output=True, text=True, check=True).stdout  # noqa: S603
    assert "例子" in shown
    assert f"auditor {command}" in shown
