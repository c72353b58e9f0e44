"""How much the tests try on every day, and how much before a release."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# Derandomised, so that every run of one commit tries the same examples; no deadline, because a machine may be busy.
_COMMON = settings(
    derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def register() -> None:
    """Make the profiles known to `--hypothesis-profile`."""
    settings.register_profile("daily", _COMMON, max_examples=100)
    settings.register_profile("release", _COMMON, max_examples=1000)


def examples(share: float) -> settings:
    """For a test whose examples are dearer or cheaper than most: it tries this share of as many as its profile says."""
    return settings(max_examples=max(1, round(settings().max_examples * share)))


def before_a_release(*cases: object) -> Iterator[pytest.ParameterSet]:
    """Cases of a parametrised test that are too long for every day; one that is run daily shows the same kind of fault."""
    return (pytest.param(case, marks=pytest.mark.release) for case in cases)
