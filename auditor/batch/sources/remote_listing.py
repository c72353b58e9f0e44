"""Walk through the folders of a store, whose listings anybody may write: without hidden folders, and bounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from glob import has_magic
from typing import Any
from urllib.parse import unquote

from auditor.batch.sources.addresses import WEB
from auditor.errors import UsageError
from auditor.read.sources import is_report_folder

FOLDER = "directory"
_STEPS = frozenset({"", ".", ".."})
_MOST_FILES, _MOST_FOLDERS, _DEEPEST = 200_000, 20_000, 64


class Walk:
    """Files below a folder, as a file system of fsspec lists them; raises UsageError if there are too many."""

    def __init__(self, system: Any, start: str, *, web: bool) -> None:
        """With `web`, the listed entries are links of a page, whose names are escaped."""
        self._system, self._web = system, web
        self._deepest = start.count("/") + _DEEPEST
        self._known: dict[str, list[tuple[str, str, bool]]] = {}
        self._files = 0

    def below(self, start: str) -> Iterator[str]:
        """Yield the files in a folder and its subfolders."""
        waiting, seen = [start], {start}
        while waiting:
            for inner, path, is_folder in self._entries(waiting.pop()):
                folders = inner.split("/")[: None if is_folder else -1]
                if not all(map(is_report_folder, folders)):
                    continue
                if not is_folder:
                    yield path
                elif path not in seen:
                    seen.add(path)
                    waiting.append(path)

    def matching(self, folder: str, parts: Sequence[str]) -> Iterator[str]:
        """Yield the files that match the parts of a pattern from a folder on, and the files in matching folders."""
        part, rest = parts[0], parts[1:]
        if part == "**" and rest:
            yield from self.matching(folder, rest)
        for inner, path, is_folder in self._entries(folder):
            if inner.startswith(".") or not (part == "**" or inner == part or fnmatchcase(inner, part)):
                continue
            if is_folder and (part == "**" or rest):
                yield from self.matching(path, parts if part == "**" else rest)
            elif not rest:
                yield from self.below(path) if is_folder else (path,)

    def _entries(self, folder: str) -> list[tuple[str, str, bool]]:
        """Return name, path and whether it is a folder for each entry of a folder, ignoring entries that are not in it."""
        if folder not in self._known:
            if len(self._known) >= _MOST_FOLDERS or folder.count("/") > self._deepest:
                raise UsageError(f"文件夹超过 {_MOST_FOLDERS} 个，或者深于 {_DEEPEST} 层，请写得具体一些，分几次审核")
            self._known[folder] = list(self._listed(folder))
        return self._known[folder]

    def _listed(self, folder: str) -> Iterator[tuple[str, str, bool]]:
        start = f"{folder}/" if folder else self._system.root_marker
        for entry in self._system.ls(start if self._web or not folder else folder, detail=True):
            path, kind = str(entry["name"]).rstrip("/"), entry.get("type")
            if not path.startswith(start) or path == start.rstrip("/") or kind not in ("file", "link", FOLDER):
                continue
            self._files += 1
            if self._files > _MOST_FILES:
                raise UsageError(f"文件超过 {_MOST_FILES} 个，请写得具体一些，分几次审核")
            inner = unquote(path.removeprefix(start)) if self._web else path.removeprefix(start)
            if not _STEPS & set(inner.split("/")):
                yield inner, path, kind == FOLDER


def is_pattern(scheme: str, part: str) -> bool:
    """Return whether a part of a path has wildcards; in a web address a question mark starts the query."""
    return "*" in part if scheme in WEB else has_magic(part)
