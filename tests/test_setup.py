"""`scripts/setup dev` where something cannot be installed: one line says what is missing and what to run, and nothing is begun."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
# What the script uses; all else is missing on the machine it is shown.
TOOLS = ("cat", "cut", "dirname", "flock", "head", "mkdir", "mv", "readlink", "rm", "sed", "sha256sum", "sh")
LACKING = "缺少LibreOffice（Writer 和 Calc）、浏览器 Chromium、中文字体"
PACKAGES = "libreoffice-writer-nogui libreoffice-calc-nogui chromium fontconfig fonts-noto-cjk"
INSTALL = f"apt-get update && apt-get install -y --no-install-recommends {PACKAGES}"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout on a machine with Python and the libraries, its programs in the folder `bin`."""
    for name in ("pyproject.toml", "constraints.txt", "scripts/setup"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        (tmp_path / "bin" / tool).symlink_to(found)
    program(tmp_path, "python3", f'exec {sys.executable} "$@"')
    return tmp_path


def program(machine: Path, name: str, does: str) -> None:
    path = machine / "bin" / name
    path.write_text(f"#!/bin/sh\n{does}\n", "utf-8")
    path.chmod(0o755)


def set_up(machine: Path) -> list[str]:
    """What the script says before it gives up, having begun nothing."""
    ran = subprocess.run(  # noqa: S603
        [machine / "bin" / "sh", "scripts/setup", "dev"],
        cwd=machine,
        env={"PATH": str(machine / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, (machine / ".venv").exists()) == (1, "", False)
    return ran.stderr.splitlines()


def test_without_a_package_manager_it_names_what_is_missing(machine: Path) -> None:
    assert set_up(machine) == [f"{LACKING}，本机又没有 apt-get；请用本系统的软件包管理器装好，再运行一次。"]


def test_without_rights_it_names_the_command(machine: Path) -> None:
    program(machine, "apt-get", "exit 9")
    program(machine, "id", "echo 1000")
    assert set_up(machine) == [f"{LACKING}；请以 root 身份执行：{INSTALL}，再运行一次。"]


def test_without_a_network_it_says_why_and_names_the_command(machine: Path) -> None:
    program(machine, "apt-get", "echo W: 旧的 >&2; echo E: 连不上 >&2; echo E: 还有 >&2; exit 100")
    program(machine, "id", "echo 0")
    told = f"{LACKING}，没有装上（apt-get：连不上）；请在能连上软件源时以 root 身份执行：{INSTALL}，再运行一次。"
    assert set_up(machine) == [LACKING.replace("缺少", "正在安装") + "……", told]


def test_what_is_installed_and_still_missing_is_told(machine: Path) -> None:
    program(machine, "apt-get", "exit 0")
    program(machine, "id", "echo 0")
    assert set_up(machine)[1:] == [f"软件包已经装上，仍然{LACKING}；请检查后再运行一次。"]


def test_half_of_libreoffice_is_not_enough(machine: Path) -> None:
    office = machine / "office"
    office.mkdir()
    for name in ("soffice", "soffice.bin", "libswlo.so"):
        (office / name).touch(0o755)
    (machine / "bin" / "soffice").symlink_to(office / "soffice")
    assert set_up(machine)[0].startswith("缺少LibreOffice（Writer 和 Calc）、")
    (office / "libsclo.so").touch()
    assert set_up(machine)[0].startswith("缺少浏览器 Chromium、")
