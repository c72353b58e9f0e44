"""Three hundred mutated files; a longer run is `python -m tests.mutations FILES`."""

from __future__ import annotations

import pytest

from tests.mutations import run

pytestmark = pytest.mark.slow

FILES = 300


def test_no_mutated_file_brings_the_program_down() -> None:
    tally = run(FILES, seed=20261124)
    assert tally.wrong == []
    assert tally.audited > FILES // 10
    assert tally.refused
