"""What every key of a rule file means (`rules/keys.yaml`), for the schema, the pages and new rule files."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.errors import RuleFileError
from auditor.resources import rules_folder
from auditor.ruleset.yaml.positions import load_yaml
from auditor.ruleset.yaml.validation import Strict, check


class KindKeys(Strict):
    """One kind: its keys, what its `check` may say, and what may be filled into its messages."""

    title: str
    about: str
    keys: Mapping[str, str]
    checks: Mapping[str, str] = {}
    values: Mapping[str, str]


class Keys(Strict):
    """All keys by where they stand; a dot in a name is one level down."""

    file: Mapping[str, str]
    head: Mapping[str, str]
    examples: Mapping[str, str]
    values: Mapping[str, str]
    kinds: Mapping[str, KindKeys]


def load_keys() -> Keys:
    """The meanings in the program's own file; raises RuleFileError for mistakes in it."""
    source = load_yaml(rules_folder() / "keys.yaml")
    keys = check(Keys, source) if not source.mistakes else None
    if keys is None:
        raise RuleFileError(source.mistakes)
    return keys
