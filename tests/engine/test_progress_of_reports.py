"""What is told of real audits: against the sums themselves, and of one report in several layouts."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.model.finding import Audit, Finding
from auditor.read.sources import Source
from auditor.reinspection.remediation import compare
from tests.recognise.reports import audit, auditor, written
from tests.writers.layouts import write
from tests.writers.source import load_sample

ROOT = Path(__file__).parents[2]
Line = tuple[str, str | None, str | None]  # rule, row, column
Rows = dict[str, list[Any]]


def balanced() -> Rows:
    data = yaml.safe_load((ROOT / "rules" / "example.yaml").read_text("utf-8"))
    return {row: list(cells) for row, cells in data["tables"]["requests"].items()}


def altered(rows: Rows, times: int, chance: random.Random) -> Rows:
    changed = {row: list(cells) for row, cells in rows.items()}
    for _ in range(times):
        row, column = chance.choice(list(changed)), chance.randrange(7)
        changed[row][column] = "无" if chance.random() < 0.07 else chance.randrange(9)
    return changed


def half_mended(rows: Rows, chance: random.Random) -> Rows:
    right = balanced()
    return {
        row: [mended if chance.random() < 0.5 else cell for cell, mended in zip(cells, right[row], strict=True)]
        for row, cells in rows.items()
    }


def sums(found: Audit) -> set[Line]:
    """The lines whose sums fail, where no cell explains several of them."""
    return {(f.rule, f.location.row, f.location.column) for f in found.verdict.findings if f.category == "identity"}


def spoken_of(finding: Finding) -> set[Line]:
    """The lines a finding may be about."""
    at = finding.location
    if not (at.row and at.column):
        return {(finding.rule, at.row, at.column)}
    return {line for rule in finding.rules for line in ((rule, at.row, None), (rule, None, at.column))}


@pytest.mark.parametrize("seed", range(60))
def test_no_sum_that_fails_is_called_mended_and_none_that_holds_open(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)  # noqa: S311  no secret
    before = altered(balanced(), chance.randint(1, 4), chance)
    after = altered(half_mended(before, chance), chance.randint(0, 2), chance)
    texts = [written(tables={"requests": rows}) for rows in (before, after)]
    found = compare(*map(audit, texts))
    monkeypatch.setattr("auditor.engine.kinds.tables.identity.explain", lambda failures, *_: failures)
    failed, fails = (sums(audit(text)) for text in texts)
    for finding in found.mended:
        if finding.category == "identity":
            assert not spoken_of(finding) & failed & fails
    for pair in found.open:
        if pair.old.category == "identity":
            assert spoken_of(pair.old) & failed & fails
    for finding in found.new:
        if finding.category == "identity":
            # Where another cell explains the old failures now, the old finding is left in doubt.
            assert spoken_of(finding) & fails - failed or any(
                set(u.old.rules) & set(finding.rules) for u in found.unsure
            )


@pytest.mark.parametrize("layout", ["text-markdown", "html-government", "docx-word", "xlsx-one"])
@pytest.mark.parametrize("name", ["07-identity", "12-contact", "15-citation", "18-typo"])
def test_the_same_report_in_another_layout_has_the_same_faults(name: str, layout: str) -> None:
    sample = load_sample(ROOT / "samples" / "source" / f"{name}.yaml")
    old = auditor().audit(Source("旧", sample.data))
    new = auditor().audit(Source("新", write(sample.report, layout)))
    assert old.verdict.findings
    for one, other in ((old, new), (new, old)):
        found = compare(one, other)
        assert found.mended == ()
        assert not any(pair.changed for pair in found.open)
        assert len(found.open) + len(found.unsure) == len(one.verdict.findings)
