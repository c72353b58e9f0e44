"""Names in braces: pieces of expressions, `{{件数}}`, and placeholders in messages, `{column}`.

A rule file defines a piece once and uses its name in all its rules; the linter checks the placeholders against those of the kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from auditor.ruleset.yaml.positions import Path_, YamlSource
from auditor.ruleset.yaml.validation import meant

_NAME = re.compile(r"\{\{([^{}]*)\}\}")
_PLACE = re.compile(r"\{([^{}]*)\}")


def fill_pieces(source: YamlSource) -> None:
    """Replace the names of `pieces` in the rules of a file; an unknown name is a mistake at its line."""
    written = source.data.get("pieces")
    pieces: dict[str, str] = {}
    if written is not None and not isinstance(written, dict):
        source.mistakes.append(source.mistake(("pieces",), "“pieces”应是“名字: 表达式”"))
        written = None
    for name, text in (written or {}).items():
        if not isinstance(text, str):
            source.mistakes.append(source.mistake(("pieces", name), f"“{name}”应是文字"))
            continue
        pieces[name] = _fill(text, pieces, source, ("pieces", name))  # a piece may use those above it
    source.data = {**source.data, "rules": _fill(source.data["rules"], pieces, source, ("rules",))}


def _fill(value: Any, pieces: dict[str, str], source: YamlSource, where: Path_) -> Any:
    if isinstance(value, dict):
        return {key: _fill(item, pieces, source, (*where, key)) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_fill(item, pieces, source, (*where, number)) for number, item in enumerate(value))
    if not isinstance(value, str) or "{{" not in value:
        return value
    for name in _NAME.findall(value):
        if name not in pieces:
            known = f"{meant(name, pieces)}" if pieces else "；这个文件没有写 pieces"
            source.mistakes.append(source.mistake(where, f"没有名为“{name}”的表达式片段{known}"))
    return _NAME.sub(lambda match: pieces.get(match[1], ""), value)


def placeholders(message: str) -> list[tuple[int, str]]:
    """The placeholders of a message, each with its offset."""
    return [(match.start(), match[1]) for match in _PLACE.finditer(message)]


def has_loose_brace(message: str) -> bool:
    """Whether a brace is outside of all placeholders, or is full-width: it would be printed as it is."""
    return any(brace in _PLACE.sub("", message) for brace in "{}｛｝")


def fill(message: str, values: Mapping[str, str]) -> str:
    """The message with its placeholders filled; braces in a value are never read as placeholders."""
    return _PLACE.sub(lambda match: values.get(match[1], ""), message)
