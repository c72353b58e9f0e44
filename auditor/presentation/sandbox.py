"""Sandbox in which all templates run, the built-in ones and an office's own."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja environment in which templates show the letter but touch no file through its paths; unknown variables are errors."""

    def __init__(self, **options: Any) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, **options)
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may use an attribute; none of a path, which could remove the file it names.

        Only type and name decide, and a page asks thousands of times for few of them, so the answers are cached.
        """
        known = self._safe.get((type(obj), attr))
        if known is None:
            known = not isinstance(obj, PurePath) and super().is_safe_attribute(obj, attr, value)
            self._safe[type(obj), attr] = known
        return known
