"""What all tests share: what they and the programs they start write aside is gone when they are done."""

from __future__ import annotations

import pytest

from auditor.scratch import scratch


@pytest.fixture(scope="session", autouse=True)
def _aside(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Pytest's own folder lies beside ours, which goes with the process and all that its children have left in it."""
    tmp_path_factory.getbasetemp()
    scratch()
