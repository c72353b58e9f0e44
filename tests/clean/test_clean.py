"""What is asked of the rules: no error and hardly a warning on clean reports, plain faults named, near-misses left alone."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from tests.clean.faults import kinds
from tests.clean.measure import FIRST_PLANTED
from tests.clean.pen import wording
from tests.clean.report import NUMERALS, report
from tests.clean.trials import Outcome, Trial, false_alarms, trials
from tests.profiles import before_a_release
from tests.writers.spans import DETAILS

pytestmark = pytest.mark.slow
EACH = 2
NAMED = 0.95

# The warnings on clean reports that are known and borne, each as rule and point of wording.
KNOWN_WARNINGS: tuple[tuple[str, str], ...] = ()
MOST_WARNINGS = 2


@cache
def _trials() -> list[Trial]:
    return trials(FIRST_PLANTED, EACH)


@pytest.mark.parametrize("many", [200, *before_a_release(1000)])
def test_clean_reports_are_left_alone(many: int) -> None:
    found = false_alarms(range(many))
    assert [alarm for alarm in found if alarm.severity == "error"] == []
    warnings = Counter((alarm.rule, alarm.point) for alarm in found)
    assert set(warnings) <= set(KNOWN_WARNINGS)
    assert sum(warnings.values()) <= MOST_WARNINGS


def test_plain_faults_are_named() -> None:
    faults = [trial for trial in _trials() if trial.fault]
    missed = [trial for trial in faults if trial.outcome is Outcome.MISSED]
    assert len(missed) <= (1 - NAMED) * len(faults), "\n".join(
        f"{trial.kind}/{trial.way}: {trial.said}" for trial in missed
    )


def test_near_misses_are_left_alone() -> None:
    accused = [trial for trial in _trials() if trial.outcome is Outcome.ACCUSED]
    assert accused == []


def test_there_are_enough_points_of_wording_and_kinds_of_fault() -> None:
    assert len(wording()) >= 60
    assert len(kinds()) >= 80
    assert [kind.name for kind in kinds() if not kind.faults or not kind.traps] == []


def test_every_point_is_written() -> None:
    written = {said.point for seed in range(2500) for said in report(seed).said}
    shapes = {"heading.mark", "overview.style", "overview.in_words"}  # written around other words, not noted
    assert set(wording()) - written <= shapes


def test_a_variant_stands_once() -> None:
    variants = Counter(variant.template for point in wording() if point not in WEIGHTED for variant in wording()[point])
    assert [variant for variant, times in variants.items() if times > 1] == []


# Points whose commonest wordings stand more than once so that they come up more often.
WEIGHTED = {
    "title.shape",
    "contact.phone",
    "heading.names",
    "heading.mark",
    "signature.name",
    "signature.date",
    "overview.style",
}


@pytest.mark.parametrize("seed", range(40))
def test_the_same_seed_writes_the_same_report(seed: int) -> None:
    assert report(seed).data() == report(seed).data()


def test_every_sum_of_the_form_holds() -> None:
    for seed in range(300):
        written = report(seed)
        rows = {key: [int(cell) for cell in row] for key, row in written.cells["requests"].items()}
        assert all(sum(row[:6]) == row[6] for row in rows.values())
        for column in range(7):
            assert sum(rows[key][column] for key in DETAILS) == rows["total"][column]
            came = rows["new"][column] + rows["carried_in"][column]
            assert came == rows["total"][column] + rows["carried_out"][column]
        remedies = [[int(cell) for cell in row] for row in written.cells["remedies"].values()]
        assert all(sum(row[:4]) == row[4] for row in remedies)
        assert set(written.parts) == set(NUMERALS)
