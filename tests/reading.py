"""What readers are given beside a file: what it is read under."""

from __future__ import annotations

from dataclasses import replace

from auditor.config.limits import BUILT_IN, Limits, ReadContext, nobody


def limits(**changed: float) -> Limits:
    """The built-in limits, but for some."""
    return replace(BUILT_IN, **changed)  # type: ignore[arg-type]  # whole numbers where they have to be


def context(**changed: float) -> ReadContext:
    """A report's limits, the built-in ones but for some, and its time, which begins now."""
    return ReadContext(limits(**changed), nobody)
