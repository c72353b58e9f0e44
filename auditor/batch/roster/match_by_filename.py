"""Matching of files to agencies of a roster: by the file or address given in the roster, or by an agency's name in the file name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from auditor.batch.data.overview import RosterAgency
from auditor.batch.roster.roster import names_of
from auditor.ruleset.catalogues.agency_names import shortened

_HAN = "\u4e00-\u9fff"
# What may follow a complete name: «临江县人民政府办公室» does not contain the name of its government.
_BEHIND = re.compile(rf"$|[^{_HAN}]|的?(?:政府信息|信息公开|政务公开|公开|年度|年报|报告)|二[〇零]")
_HAN_BEFORE = re.compile(rf"[{_HAN}]$")
_REGION_ENDS = tuple("省市县区州盟旗乡镇道府")
_SHORTEST = 3
_LONGEST = 120  # characters of a file name that are searched


class FileNames:
    """Index of the roster's agencies by the names that file names may contain, and by the files given in the roster."""

    def __init__(self, agencies: Sequence[RosterAgency], paths: Sequence[str]) -> None:
        self._keys: dict[str, set[int]] = {}
        whole: set[str] = set()
        # A name without a region, «县公安局», is one of many: it is accepted only where no Han character precedes it.
        self._alone: set[str] = set()
        for at, agency in enumerate(agencies):
            for written, name in zip((agency.name, *agency.aliases), names_of(agency), strict=True):
                keys = set(map(shortened, name.spellings))
                for key in keys:
                    self._keys.setdefault(key, set()).add(at)
                    if key.startswith(name.divisions[0]):
                        whole.add(key)
                plain = shortened(written)
                if len(plain) >= _SHORTEST and plain not in keys:
                    self._keys.setdefault(plain, set()).add(at)
                    self._alone.add(plain)
                if len(name.rest) >= _SHORTEST:
                    self._keys.setdefault(name.rest, set()).add(at)
        self._parts = self._keys.keys() - whole
        self._lengths = sorted({len(key) for key in self._keys}, reverse=True)
        self._given = _given(agencies, paths)

    def given(self, path: str) -> int | None:
        """Return the agency whose roster line gives this file; None if no line or more than one line gives it."""
        return self._given.get(path)

    def carried(self, path: str) -> set[int]:
        """Return all agencies that the file name may name: several if it contains several names, or a name that several agencies share."""
        stem = shortened(PurePosixPath(parts_of(path)[-1]).stem)[:_LONGEST]
        found: set[int] = set()
        taken: list[tuple[int, int]] = []
        for length in self._lengths:
            for start in range(len(stem) - length + 1):
                end = start + length
                if stem[start:end] not in self._keys or any(first <= start and end <= last for first, last in taken):
                    continue
                if self._whole(stem, start, end):
                    taken.append((start, end))
                    found |= self._keys[stem[start:end]]
        return found

    def _whole(self, stem: str, start: int, end: int) -> bool:
        """Return whether a name is complete: nothing continues it, and no region precedes a name that lacks its region.

        «河东区教育局» is another agency than 教育局.
        """
        if stem[start:end] in self._parts and stem[:start].endswith(_REGION_ENDS):
            return False
        if stem[start:end] in self._alone and _HAN_BEFORE.search(stem, 0, start):
            return False
        torn = stem[start:end].endswith("政府") and stem.startswith("信息", end)  # «云川市｜政府信息公开»
        return not torn and _BEHIND.match(stem, end) is not None


def parts_of(path: str) -> list[str]:
    """Split a path into its folders and its file name, casefolded; archives count as folders."""
    return [part for part in re.split(r"[/\\!]", path.casefold()) if part not in ("", ".")] or [""]


def _given(agencies: Sequence[RosterAgency], paths: Sequence[str]) -> Mapping[str, int]:
    """Return the agency of each path that exactly one roster line gives, where that line gives exactly one path."""
    by_name: dict[str, list[str]] = {}
    for path in paths:
        by_name.setdefault(parts_of(path)[-1], []).append(path)
    claims: dict[str, set[int]] = {}
    for at, agency in enumerate(agencies):
        wanted = _address(agency.address)
        same = by_name.get(wanted[-1], [])
        fitting = [path for path in same if parts_of(path)[-len(wanted) :] == wanted] or same
        if wanted[-1] and len(fitting) == 1:
            claims.setdefault(fitting[0], set()).add(at)
    return {path: min(owners) for path, owners in claims.items() if len(owners) == 1}


def _address(address: str) -> list[str]:
    """Return the parts of a file's path; for a web address only the last part."""
    if "://" not in address:
        return parts_of(address)
    try:
        return parts_of(unquote(urlsplit(address).path))[-1:]
    except ValueError:
        return [""]
