"""The made-up form of 2027 that `docs/forms.md` leads to, made by doing what the guide says."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from auditor.cli.app import main
from auditor.pipeline import Auditor

GUIDE = (Path(__file__).resolve().parent.parent / "docs" / "forms.md").read_text("utf-8")
FOLDER = "本地规则"


def written_form(folder: Path) -> Path:
    """The form file with every change of the guide made in it."""
    file = folder / FOLDER / "2027.yaml"
    assert main(["forms", "new", "2027", "--from", "2021", "-o", str(file)]) == 0
    text = file.read_text("utf-8")
    for change in re.findall(r"```diff\n(.*?)```", GUIDE, re.S):
        lines = change.splitlines()
        before = "\n".join(line[1:] for line in lines if line[0] in "- ")
        after = "\n".join(line[1:] for line in lines if line[0] in "+ ")
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    file.write_text(text, "utf-8")
    return file


def written_folder(folder: Path) -> Path:
    """The rule folder of the guide: the form, the pack and the rule about the new row."""
    own = written_form(folder).parent
    for name, text in re.findall(rf"```yaml\n# {FOLDER}/(\S+)\n(.*?)```", GUIDE, re.S):
        (own / name).write_text(text, "utf-8")
    return own


@cache
def auditor_of(folder: Path) -> Auditor:
    """The auditor with the rules of a folder."""
    return Auditor([folder])
