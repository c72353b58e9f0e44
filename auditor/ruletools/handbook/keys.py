"""Meanings of the keys of rule files: those of all kinds (`rules/keys.yaml`), and the manual of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from auditor.engine.kind import Kind
from auditor.errors import RuleFileError
from auditor.resources import rules_folder
from auditor.ruleset.yaml.positions import YamlSource, load_yaml, parse_yaml
from auditor.ruleset.yaml.validation import Strict, check

_S = TypeVar("_S", bound=Strict)


class Manual(Strict):
    """One kind: when to use it, what it looks at, its keys, the values of its `check`, and what its messages can be filled with."""

    title: str
    use: str
    about: str
    keys: Mapping[str, str]
    checks: Mapping[str, str] = {}
    values: Mapping[str, str]


class Keys(Strict):
    """The keys that all kinds have, by where they are written; a dot in a name is one level down."""

    file: Mapping[str, str]
    head: Mapping[str, str]
    examples: Mapping[str, str]
    values: Mapping[str, str]


def load_keys() -> Keys:
    """Read the program's own file; raises RuleFileError for mistakes in it."""
    return _checked(Keys, load_yaml(rules_folder() / "keys.yaml"))


def manual(kind: Kind[Any]) -> Manual:
    """Read the manual of a kind; raises RuleFileError for mistakes in it."""
    return _checked(Manual, parse_yaml(kind.manual, kind.name, own=True))


def _checked(model: type[_S], source: YamlSource) -> _S:
    found = check(model, source) if not source.mistakes else None
    if found is None:
        raise RuleFileError(source.mistakes)
    return found
