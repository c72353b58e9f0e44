"""The shape of the house: rooms a reader can survey, imports that only go down, and names that mean one thing."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MOST_FILES, FEWEST_LINES = 11, 25
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "auditor").rglob("*.py"))
}
ROOMS = [name for name, path in FILES.items() if path.name == "__init__.py"]


def _tree(name: str) -> ast.Module:
    return ast.parse(FILES[name].read_text("utf-8"))


def _imports(name: str) -> set[str]:
    """The modules of the program that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(_tree(name)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("auditor"):
            for each in node.names:
                whole = f"{node.module}.{each.name}"
                found.add(whole if whole in FILES else node.module)
        elif isinstance(node, ast.Import):
            found.update(each.name for each in node.names if each.name in FILES)
    return found


IMPORTS = {name: _imports(name) for name in FILES}


def _part(room: str, name: str) -> str:
    """The module or room right inside a room in which a module lies; nothing if it lies elsewhere, or is the room's face."""
    return name.removeprefix(f"{room}.").split(".")[0] if name.startswith(f"{room}.") else ""


def _arrows(room: str) -> dict[str, set[str]]:
    arrows: dict[str, set[str]] = defaultdict(set)
    for name, imported in IMPORTS.items():
        if part := _part(room, name):
            arrows[part] |= {other for each in imported if (other := _part(room, each)) and other != part}
    return arrows


@pytest.mark.parametrize("room", ROOMS)
def test_imports_inside_a_room_never_come_back(room: str) -> None:
    try:
        tuple(TopologicalSorter(_arrows(room)).static_order())
    except CycleError as error:
        pytest.fail(f"{room}: {' → '.join(error.args[1])}")


def test_imports_that_come_back_would_be_found() -> None:
    with pytest.raises(CycleError):
        tuple(TopologicalSorter({"above": {"below"}, "below": {"above"}}).static_order())


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_can_be_surveyed(room: str) -> None:
    files = [path.name for path in FILES[room].parent.glob("*.py")]
    assert len(files) <= MOST_FILES, sorted(files)


def test_a_module_is_worth_its_file() -> None:
    lines = {name: path.read_text("utf-8").count("\n") for name, path in FILES.items() if path.name != "__init__.py"}
    assert {name: count for name, count in lines.items() if count < FEWEST_LINES} == {}


def _types(name: str) -> set[str]:
    """The classes and type aliases that a module defines, without the mark of what is private."""
    tree = _tree(name)
    classes = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    targets = [node.targets[0] for node in tree.body if isinstance(node, ast.Assign)]
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    aliases = [name for name in names if name.lstrip("_")[:1].isupper() and not name.isupper()]
    return {name.lstrip("_") for name in (*classes, *aliases)}


def test_the_name_of_a_type_means_one_thing() -> None:
    count = Counter(name for module in FILES for name in _types(module))
    assert {name: number for name, number in count.items() if number > 1} == {}
