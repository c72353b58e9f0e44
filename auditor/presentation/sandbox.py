"""The environment in which all templates run, ours and an office's own."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment


class Sandbox(ImmutableSandboxedEnvironment):
    """What templates may do: show the letter, and touch no file by the paths in it; unknown variables are errors."""

    def __init__(self, **options: Any) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, **options)
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may use it: a path could remove the file it names.

        Only kind and name decide, and a page asks thousands of times for few of them, so each answer is kept.
        """
        known = self._safe.get((type(obj), attr))
        if known is None:
            known = not isinstance(obj, PurePath) and super().is_safe_attribute(obj, attr, value)
            self._safe[type(obj), attr] = known
        return known
