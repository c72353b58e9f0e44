"""Location of the program's own rules and templates: in the wheel, or next to the package in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    carried = _PACKAGE / "_data" / name
    return carried if carried.is_dir() else _PACKAGE.parent / name


def rules_folder() -> Path:
    """Return the folder with forms, packs, the catalogue of documents and the national rules."""
    return _folder("rules")


def templates_folder() -> Path:
    """Return the folder with the letter templates."""
    return _folder("templates")


def shown(path: str) -> str:
    """Return a path as people read it: inside the program's own rules relative to them, otherwise unchanged."""
    home = rules_folder().parent
    return str(Path(path).relative_to(home)) if Path(path).is_relative_to(home) else path
