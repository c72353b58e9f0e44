"""All kinds of planted faults with their near-misses, in the order of their names."""

from __future__ import annotations

from tests.clean import faults_frame, faults_tables, sentences
from tests.clean.planting import KINDS, Kind

MODULES = (faults_frame, faults_tables, sentences)


def kinds() -> list[Kind]:
    """Every kind of fault."""
    return [KINDS[name] for name in sorted(KINDS)]
