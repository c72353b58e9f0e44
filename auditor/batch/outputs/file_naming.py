"""Names of the files a run writes: readable, safe on every system, and no two the same."""

from __future__ import annotations

import re

INDEX, REPORTS = "index.html", "reports"

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+')
# Names of devices on Windows, whatever stands after a dot.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_LONGEST = 60  # characters; of Han characters that are 180 bytes, and file systems allow 255


def safe_name(text: str) -> str:
    """A text as the name of a file: without what systems forbid or what could hide, at most 60 characters, never without any.

    It never begins like an option of a command.
    """
    name = _UNSAFE.sub("_", text).strip(" .")[:_LONGEST].strip(" .")
    if not name.strip("_"):
        return "报告"
    return f"_{name}" if name[0] in "-~" or _RESERVED.match(name) else name


class OutputNames:
    """Gives out names of files, each once, also where capital letters do not count."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def file(self, text: str, suffix: str) -> str:
        """A free name with this suffix; the second of the same name gets a «-2»."""
        base = name = safe_name(text)
        count = 1
        while name.casefold() in self._taken:
            count += 1
            name = f"{base}-{count}"
        self._taken.add(name.casefold())
        return name + suffix
