"""Mutated files for half a minute in CI; a longer run is `python -m tests.mutations SECONDS`."""

from __future__ import annotations

from tests.mutations import run

SECONDS = 30.0


def test_no_mutated_file_brings_the_program_down() -> None:
    tally = run(SECONDS, seed=20261124)
    assert tally.wrong == []
    assert tally.files > 200
    assert tally.audited > tally.files // 10
    assert tally.refused
