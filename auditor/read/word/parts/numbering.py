"""Counters of automatic lists and the format of their numbers, such as «一、» and «3.1», independent of the file format."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.read.base.number_formats import format_number

LEVELS = 9
# Limits of Word; they also bound a forged start or pattern.
MAX_NUMBER = 32767
MAX_PATTERN = 255


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of a list: its first number, its format (a name of ECMA-376 part 1, 17.18.59) and its printed pattern.

    `pattern` holds text and, as numbers from 0, the levels whose counts are inserted. The count restarts after a
    paragraph of a level less than `restart`. In a `legal` level every count is decimal. `style` is the paragraph style
    linked to the level.
    """

    start: int
    format: str
    pattern: tuple[str | int, ...]
    restart: int
    legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class ListLevels:
    """One list: the name of its counters, which other lists may share, its levels, and its start overrides by level."""

    counters: str
    levels: dict[int, ListLevel]
    overrides: dict[int, int] = field(default_factory=dict)


class ListCounters:
    """Counts of all lists of one document; call it once for each paragraph, in reading order."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()

    def prefix(self, name: str, listed: ListLevels, level: int) -> str:
        """Return the number of the next paragraph on a level of the list `name`; empty if the level prints none or a bullet."""
        own = listed.levels.get(level)
        if own is None:
            return ""
        counts = self._advance(name, listed, level)
        if own.format == "bullet":
            return ""
        parts = []
        for part in own.pattern:
            if isinstance(part, str):
                parts.append(part)
            elif part in listed.levels:
                shown = listed.levels[part]
                parts.append(format_number(counts.get(part, shown.start), "decimal" if own.legal else shown.format))
        return "".join(parts)

    def _advance(self, name: str, listed: ListLevels, level: int) -> dict[int, int]:
        """Count one paragraph; lists with the same counters share their counts unless one of them overrides the start."""
        counts = self._counts.setdefault(listed.counters, {})
        override = listed.overrides.get(level)
        fresh = override is not None and (name, level) not in self._started
        if fresh or level not in counts:
            counts[level] = listed.levels[level].start if override is None else override
        else:
            counts[level] += 1
        if fresh:
            self._started.add((name, level))
        for deeper in [found for found in counts if found > level]:
            spec = listed.levels.get(deeper)
            if spec is None or level < spec.restart:
                del counts[deeper]
        return counts
