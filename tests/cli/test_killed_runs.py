"""A run with letters that is killed at any moment and taken up again gives what an undisturbed one gives, to the byte."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from auditor.batch.store.result_store import NAME
from tests.batch.material import packed, reports

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CLI = "import sys; from auditor.cli.app import main; sys.exit(main(sys.argv[1:]))"
SETTINGS = '[office]\nname = "云川市政务公开办公室"\nprefix = "云政公开审"\nregister = "letters.csv"\n'
_REPORTS, _KILLS = 12, 30


@pytest.fixture(scope="module")
def temporary() -> Iterator[Path]:
    """A temporary folder with a short path, for the programs that are started."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def begun(folder: Path, output: Path, temporary: Path) -> subprocess.Popen[bytes]:
    """A run whose settings and register lie beside its results."""
    output.parent.mkdir(exist_ok=True)
    settings = output.parent / "auditor.toml"
    settings.write_text(SETTINGS, "utf-8")
    line = ["bulk", folder, "-o", output, "--date", "2025-03-01", "--settings", settings, "--workers", 2]
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", CLI, *map(str, line)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def made(output: Path) -> dict[str, bytes]:
    """All files of a run and its register; of the store what is kept of each report, because a database is not written in order."""
    files = [path for path in output.parent.rglob("*") if path.is_file()]
    found = {str(path.relative_to(output.parent)): path.read_bytes() for path in files if not path.name.startswith(".")}
    return {name: data for name, data in found.items() if Path(name).name != NAME} | packed(output)


@pytest.mark.release
def test_runs_killed_at_any_moment_and_taken_up_again_end_alike(tmp_path: Path, temporary: Path) -> None:
    folder, chance = reports(tmp_path / "in", _REPORTS), random.Random(19)  # noqa: S311
    output = tmp_path / "run" / "out"  # always the same, because results name the settings by their path
    start = time.monotonic()
    assert begun(folder, output, temporary).wait() in (0, 3)
    whole = time.monotonic() - start
    expected = made(output)
    assert sum(name.endswith(".pdf") for name in expected) > _REPORTS / 2
    killed = 0
    for number in range(_KILLS):
        shutil.rmtree(output.parent)
        with begun(folder, output, temporary) as process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0, whole))
            killed += process.poll() is None
            process.kill()
        assert begun(folder, output, temporary).wait() in (0, 3)
        assert made(output) == expected, number
        assert list(temporary.iterdir()) == []
    assert killed > _KILLS / 2
