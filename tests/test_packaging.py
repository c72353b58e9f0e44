"""The wheel works on its own: it carries the rules and templates, and audits outside the checkout."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from email.parser import BytesParser
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent

REPORT = """\
云溪县档案局2024年政府信息公开工作年度报告

一、总体情况
2024年，云溪县档案局认真贯彻《中华人民共和国政府信息公开条例》，做好政府信息公开工作。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
主动公开还不够及时，今后将加强督促。
六、其他需要报告的事项
无。
"""


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs without anything of the checkout on the module path, unless `environment` puts it there."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | environment
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False)  # noqa: S603


def pip(*arguments: str | Path, cwd: Path) -> None:
    done = run(sys.executable, "-m", "pip", *arguments, "--no-deps", "--no-index", "--quiet", cwd=cwd)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # The pinned build back end is already there; isolation would fetch another one.
    pip("wheel", ROOT, "--no-build-isolation", "--wheel-dir", folder, cwd=folder)
    (built,) = folder.glob("xxgk_auditor-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    pip("install", wheel, "--target", target, cwd=target)
    return target


def files_below(folder: Path) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_wheel_carries_every_rule_and_template(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = files_below(ROOT / "rules") | files_below(ROOT / "templates")
    assert any(name.startswith("rules/") for name in expected)
    assert any(name.startswith("templates/") for name in expected)
    assert {f"auditor/_data/{name}" for name in expected} <= names


def test_wheel_carries_the_traditional_characters(wheel: Path) -> None:
    name = "auditor/chinese/traditional.txt"
    assert zipfile.ZipFile(wheel).read(name).decode() == (ROOT / name).read_text("utf-8")


def test_wheel_is_marked_as_typed(wheel: Path) -> None:
    assert "auditor/py.typed" in zipfile.ZipFile(wheel).namelist()


def test_wheel_carries_its_licence_and_those_of_others(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        head = BytesParser().parsebytes(archive.read(metadata))
        assert head["License-Expression"] == "MIT"
        assert head.get_all("License-File") == ["LICENSE", "THIRD_PARTY.md", "templates/fonts/OFL.txt"]
        for file in head.get_all("License-File", []):
            assert archive.read(f"{Path(metadata).parent.as_posix()}/licenses/{file}") == (ROOT / file).read_bytes()


def test_every_font_that_ships_is_listed_with_its_licence() -> None:
    fonts = {path.name for path in (ROOT / "templates" / "fonts").iterdir() if path.suffix == ".ttf"}
    assert fonts
    for text in (ROOT / "THIRD_PARTY.md", ROOT / "templates" / "fonts" / "OFL.txt"):
        assert set(re.findall(r"\w+\.ttf", text.read_text("utf-8"))) == fonts


def test_what_others_made_is_where_the_list_says() -> None:
    for path in re.findall(
        r"`((?:auditor|docs|rules|templates)/[\w./-]+\w)`", (ROOT / "THIRD_PARTY.md").read_text("utf-8")
    ):
        assert (ROOT / path).exists() or path.startswith("auditor/_data/"), path


def test_wheel_carries_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"auditor"}


def test_installed_program_audits_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    start = "from auditor.cli.app import main; main()"
    done = run(
        *(sys.executable, "-c", start, "check", "report.txt", "--format", "json"),
        cwd=tmp_path,
        PYTHONPATH=str(installed),
    )
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout, done.stderr
    answer = json.loads(done.stdout)
    assert answer["rules"]["count"] > 0
    assert [report["error"] for report in answer["reports"]] == [None]


def test_it_was_the_installed_program_that_ran(installed: Path, tmp_path: Path) -> None:
    done = run(sys.executable, "-c", "import auditor; print(auditor.__file__)", cwd=tmp_path, PYTHONPATH=str(installed))
    assert Path(done.stdout.strip()).is_relative_to(installed)
