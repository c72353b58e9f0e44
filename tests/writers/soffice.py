"""Lets LibreOffice save files in another format; scripts/setup dev installs it, and where it is missing the tests fail."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice") or "soffice"


def save_as(files: Mapping[str, bytes], source: str, suffix: str) -> dict[str, bytes]:
    """The files by name, saved as `suffix` (doc, odt); `source` is the suffix of what they are."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, data in files.items():
            (root / f"{name}.{source}").write_bytes(data)
        options = [f"-env:UserInstallation={(root / 'profile').as_uri()}", "--headless", "--convert-to", suffix]
        paths = [str(root / f"{name}.{source}") for name in files]
        command = [SOFFICE, *options, "--outdir", str(root / "out"), *paths]
        subprocess.run(command, check=True, capture_output=True, timeout=300)  # noqa: S603
        return {name: (root / "out" / f"{name}.{suffix}").read_bytes() for name in files}
