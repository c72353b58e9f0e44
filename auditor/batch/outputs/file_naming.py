"""Names of the files a run writes: readable, safe on every system, and distinct."""

from __future__ import annotations

import re

INDEX, REPORTS = "index.html", "reports"

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+')
# Names of devices on Windows, with any suffix.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_LONGEST = 60  # characters; 60 Han characters are 180 bytes, and file systems allow 255


def safe_name(text: str) -> str:
    """Turn a text into a file name of 1 to 60 characters, without characters that systems forbid or that could hide something.

    The name never starts like a command-line option.
    """
    name = _UNSAFE.sub("_", text).strip(" .")[:_LONGEST].strip(" .")
    if not name.strip("_"):
        return "报告"
    return f"_{name}" if name[0] in "-~" or _RESERVED.match(name) else name


class OutputNames:
    """Assigns file names, each once, ignoring case."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def file(self, text: str, suffix: str) -> str:
        """Return a free name with this suffix; the second file of the same name gets «-2»."""
        base = name = safe_name(text)
        count = 1
        while name.casefold() in self._taken:
            count += 1
            name = f"{base}-{count}"
        self._taken.add(name.casefold())
        return name + suffix
