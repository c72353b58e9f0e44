"""New rule files: a commented rule of the wanted kind that loads, fires and passes its own examples from the start."""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml

from auditor.resources import templates_folder
from auditor.ruleset.schema.kinds import KINDS
from auditor.ruleset.schema.rules import Rule
from auditor.ruleset.yaml.positions import load_yaml
from auditor.ruleset.yaml.validation import check

NEW_ID = "LOC-NEW"
SCHEMA_NAME = "rule-schema.json"
# In the rule itself: documents above it have titles, too.
_HEAD = re.compile(
    rf"(?P<id>  - id: ){NEW_ID}\n(?P<kind>.*\n)(?P<title>    title: ).*\n(?P<severity>    severity: )(?P<level>\w+)"
)


def skeleton(kind: str, name: str = NEW_ID, title: str = "", severity: str = "") -> str:
    """The rule file of a kind, with the rule's number, and its title and severity where they are given."""
    text = _template(kind).read_text("utf-8")

    def fill(head: re.Match[str]) -> str:
        written = f"{head['title']}{_scalar(title)}" if title else head[0].splitlines()[2]
        return f"{head['id']}{name}\n{head['kind']}{written}\n{head['severity']}{severity or head['level']}"

    return _HEAD.sub(fill, text, count=1)


def unchanged(rule: Rule) -> bool:
    """Whether a rule still is the skeleton of its kind, but for what `skeleton` fills in."""
    template = check(KINDS[rule.kind], load_yaml(_template(rule.kind)), ("rules", 0))
    filled = {"id", "title", "severity", "source"}
    return template is not None and rule.model_dump(exclude=filled) == template.model_dump(exclude=filled)


def with_schema(text: str, schema: str = SCHEMA_NAME) -> str:
    """A rule file with the line that tells editors where its schema lies, for completion and hints."""
    return f"# yaml-language-server: $schema={schema}\n{text}"


def _template(kind: str) -> Path:
    return templates_folder() / "rules" / f"{kind}.yaml"


def _scalar(text: str) -> str:
    """A text as a YAML value, in quotes only where it needs them."""
    try:
        plain = yaml.safe_load(f"a: {text}\n") == {"a": text}
    except yaml.YAMLError:
        plain = False
    return text if plain else json.dumps(text, ensure_ascii=False)
