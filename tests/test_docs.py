"""What the guides say about rules is what the program knows."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from auditor.batch.roster.roster_file import HEADS
from auditor.config.limits import Limits
from auditor.config.settings import Comparing
from auditor.config.settings_model import REGISTER, load_settings
from auditor.letters.numbering.register_file import HEAD
from auditor.model.office import Office
from auditor.read.opener import SUFFIXES
from auditor.read.sources import CONTAINERS

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
FORMATS = (ROOT / "docs" / "formats.md").read_text("utf-8")
# Other spellings of suffixes that stand there.
SPELLINGS = {".txt", ".md", ".markdown", ".xhtml", ".mhtml", ".jpeg", ".tif"}


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


def test_the_roster_and_how_to_compare_are_in_the_guide_as_built_in(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "bulk-roster.md").read_text("utf-8")
    [example] = re.findall(r"```toml\n(.*?)```", guide, re.S)
    (tmp_path / "auditor.toml").write_text(example, "utf-8")
    assert load_settings(tmp_path / "auditor.toml").comparing == Comparing()
    assert len(re.findall(r"^\w+ = ", example, re.M)) == len(fields(Comparing))
    assert f"| {' | '.join(HEADS)} |" in guide


def test_the_office_in_the_guide_to_letters_says_every_setting_and_those_built_in(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "letters.md").read_text("utf-8")
    [example] = re.findall(r"```toml\n(.*?)```", guide, re.S)
    (tmp_path / "auditor.toml").write_text(example, "utf-8")
    shown = load_settings(tmp_path / "auditor.toml").office
    assert {item.name for item in fields(Office)} == {*re.findall(r"^(\w+) = ", example, re.M), "logo"}
    for name in ("first_number", "deadline_days", "seal", "machine_fonts"):
        assert getattr(shown, name) == getattr(Office(), name), name
    assert shown.register == tmp_path / REGISTER
    assert "、".join(HEAD) in guide


@pytest.mark.parametrize("command", ["check", "bulk", "parse", "letter", "diff", "export", "roster", "rules"])
def test_the_readme_shows_every_command_and_every_command_an_example(command: str) -> None:
    assert f"auditor {command}" in (ROOT / "README.md").read_text("utf-8")
    run = [sys.executable, "-c", "from auditor.cli.app import main; main()", command, "--help"]
    shown = subprocess.run(run, capture_output=True, text=True, check=True).stdout  # noqa: S603
    assert "例子" in shown
    assert f"auditor {command}" in shown
