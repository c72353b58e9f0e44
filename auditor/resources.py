"""Where the program's own rules and templates lie: in the wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    carried = _PACKAGE / "_data" / name
    return carried if carried.is_dir() else _PACKAGE.parent / name


def rules_folder() -> Path:
    """The folder with forms, packs, the catalogue of documents and the national rules."""
    return _folder("rules")


def templates_folder() -> Path:
    """The folder with the letter templates."""
    return _folder("templates")


def shown(path: str) -> str:
    """A path as people read it: that of the program's own rules from their folder on, another as it is."""
    home = rules_folder().parent
    return str(Path(path).relative_to(home)) if Path(path).is_relative_to(home) else path
