"""The made-up audits of the other outputs, and a machine with fonts of our making."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.letters.fonts import selection as faces
from tests.output.conftest import make_audit, make_finding, unchecked

__all__ = ["make_audit", "make_finding", "unchecked"]


@pytest.fixture
def fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one folder in which the machine's fonts lie."""
    folder = tmp_path / "machine"
    folder.mkdir()
    monkeypatch.setattr(faces, "folders", lambda: (folder,))
    return folder
