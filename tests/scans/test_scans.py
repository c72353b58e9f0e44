"""Degraded scans of reports that are right: no cell wrong and unmarked, no error, no warning.

Two of them are read every day, all of them before a release: `pytest -m release tests/scans`.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from tests.scans.variants import Variant, variants
from tests.scans.verdict import SURE, Judged, judged

pytestmark = pytest.mark.slow

LEAST_SURE = 0.9
# The kinds of which one variant is read daily; what the others do to a page is shown in `tests/read` on small pictures.
KINDS = ("keystone", "pleat slanted")


@cache
def _judged(variant: Variant) -> Judged:
    return judged(variant)


def _daily() -> list[Variant]:
    """The last variant of each kind, which has the greatest strength."""
    last = {variant.kind: variant for variant in variants()}
    return [last[kind] for kind in KINDS]


def _name(variant: Variant) -> str:
    return variant.name.replace(" ", "-")


def assert_nothing_wrong(verdict: Judged) -> None:
    assert verdict.wrong == []
    assert verdict.errors == []
    assert verdict.warnings == []


@pytest.mark.parametrize("variant", _daily(), ids=_name)
def test_nothing_is_wrong_and_unmarked(variant: Variant) -> None:
    assert_nothing_wrong(_judged(variant))


@pytest.mark.release
@pytest.mark.parametrize("variant", variants(), ids=_name)
def test_nothing_is_wrong_and_unmarked_in_any_variant(variant: Variant) -> None:
    assert_nothing_wrong(_judged(variant))


@pytest.mark.release
def test_most_cells_are_read_and_sure_where_nothing_is_hidden() -> None:
    cells = sum((_judged(variant).cells for variant in variants() if not variant.hides), Counter[str]())
    assert cells[SURE] >= LEAST_SURE * cells.total()


def test_there_are_enough_variants_and_each_is_always_the_same() -> None:
    every = variants()
    assert len(every) >= 200
    assert len({variant.size for variant in every}) == 3
    assert every[60].data() == variants()[60].data()


def test_every_cell_of_the_tables_three_and_four_is_known() -> None:
    for size in ("small", "medium", "large"):
        assert len(Variant(0, "plain", size).original.cells) == 25 * 7 + 15
