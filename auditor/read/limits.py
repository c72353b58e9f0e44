"""How much of a hostile or broken file the readers are willing to take in."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.errors import UnreadableReport

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one report: sizes in bytes, counts in cells and nested levels."""

    file_bytes: int = 64 * MEBIBYTE
    unpacked_bytes: int = 256 * MEBIBYTE
    text_characters: int = 2_000_000
    cells: int = 200_000
    depth: int = 256


LIMITS = Limits()


def require(found: int, limit: int, what: str) -> None:
    """Raise UnreadableReport if `found` is over `limit`; `what` names the measured thing in Chinese."""
    if found > limit:
        raise UnreadableReport(f"{what}超过上限（{found} > {limit}），不予读取")
