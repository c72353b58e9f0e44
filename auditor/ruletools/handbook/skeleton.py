"""New rule files: a commented rule of a kind that loads, and whose examples hold, from the start."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

from auditor.engine.kind import Kind
from auditor.engine.kinds import KINDS
from auditor.ruleset.schema.rules import Rule
from auditor.ruleset.yaml.positions import parse_yaml
from auditor.ruleset.yaml.validation import check

NEW_ID = "LOC-NEW"
SCHEMA_NAME = "rule-schema.json"
# In the rule itself: documents above it have titles as well.
_HEAD = re.compile(
    rf"(?P<id>  - id: ){NEW_ID}\n(?P<kind>.*\n)(?P<title>    title: ).*\n(?P<severity>    severity: )(?P<level>\w+)"
)


def skeleton(kind: Kind[Any], name: str = NEW_ID, title: str = "", severity: str = "") -> str:
    """The rule file of a kind, with the rule's number, and its title and severity where they are given."""

    def fill(head: re.Match[str]) -> str:
        written = f"{head['title']}{_scalar(title)}" if title else head[0].splitlines()[2]
        return f"{head['id']}{name}\n{head['kind']}{written}\n{head['severity']}{severity or head['level']}"

    return _HEAD.sub(fill, kind.skeleton, count=1)


def unchanged(rule: Rule, kinds: Mapping[str, Kind[Any]] = KINDS) -> bool:
    """Whether a rule is still the skeleton of its kind, apart from what `skeleton` fills in."""
    kind = kinds[rule.kind]
    template = check(kind.model, parse_yaml(kind.skeleton, kind.name, own=True), ("rules", 0))
    filled = {"id", "title", "severity", "source"}
    return template is not None and rule.model_dump(exclude=filled) == template.model_dump(exclude=filled)


def with_schema(text: str, schema: str = SCHEMA_NAME) -> str:
    """A rule file with the line that names its schema to editors, for completion and hints."""
    return f"# yaml-language-server: $schema={schema}\n{text}"


def _scalar(text: str) -> str:
    """A text as a YAML value, in quotes only where it needs them."""
    try:
        plain = yaml.safe_load(f"a: {text}\n") == {"a": text}
    except yaml.YAMLError:
        plain = False
    return text if plain else json.dumps(text, ensure_ascii=False)
