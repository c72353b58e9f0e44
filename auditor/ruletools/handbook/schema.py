"""The JSON Schema of rule files (draft 7, which editors know best): completion and hints while a rule is written.

The loader remains the judge: a schema cannot say that a term exists or that an expression compiles.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from auditor.engine.kind import Kind
from auditor.engine.kinds import KINDS
from auditor.ruleset.catalogues.documents import CitedDocument
from auditor.ruletools.handbook.keys import Keys, load_keys, manual

DRAFT = "http://json-schema.org/draft-07/schema#"
_DEFS, _REF = "definitions", "#/definitions/{model}"
Schema = dict[str, Any]


def rule_schema(kinds: Mapping[str, Kind[Any]] = KINDS) -> str:
    """The schema as JSON text; the same for every call."""
    keys = load_keys()
    models: tuple[type[BaseModel], ...] = (*(kind.model for kind in kinds.values()), CitedDocument)
    _, made = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
    parts: dict[str, Schema] = made["$defs"]
    for name, part in parts.items():
        parts[name] = _plain(part)
    for name, kind in kinds.items():
        part, about = parts[kind.model.__name__], manual(kind)
        part["title"] = f"{name}：{about.title}"
        part["properties"].pop("source")
        part["properties"]["kind"] = {"const": name}
        _describe(part, {**keys.head, **about.keys}, parts)
        part["required"] = ["id", "kind", *(key for key in part["required"] if key not in ("id", "kind"))]
    _describe_examples(parts["Examples"], keys)
    one_of = [{"$ref": _ref(kind.model.__name__)} for kind in kinds.values()]
    rules = {"type": "array", "items": {"oneOf": one_of}}
    top = {
        "pieces": {"type": "object", "additionalProperties": {"type": "string"}},
        "documents": {"type": "array", "items": {"$ref": _ref("CitedDocument")}},
        "rules": rules,
    }
    whole = {
        "$schema": DRAFT,
        "title": "政府信息公开年报审核规则",
        "type": "object",
        "additionalProperties": False,
        "required": ["rules"],
        "properties": {key: {**part, "description": keys.file[key]} for key, part in top.items()},
        _DEFS: parts,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _ref(name: str) -> str:
    return _REF.format(model=name)


def _plain(part: Any) -> Any:
    """The part without the titles and descriptions of the models, which are in English and for programmers."""
    if isinstance(part, list):
        return [_plain(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: {name: _plain(item) for name, item in value.items()} if key == "properties" else _plain(value)
        for key, value in part.items()
        if key not in ("title", "description", "default")
    }


def _describe(part: Schema, words: Mapping[str, str], parts: Mapping[str, Schema]) -> None:
    """Describe the properties, and those of the models below them, with these words."""
    for name, text in words.items():
        place, *deeper = name.split(".")
        where = part["properties"][place]
        if not deeper:
            # Draft 7 ignores everything next to a reference, so the reference is wrapped.
            part["properties"][place] = {"allOf": [where], "description": text} if "$ref" in where else where
            part["properties"][place]["description"] = text
            continue
        parts[_referred(where)]["properties"][deeper[0]]["description"] = text


def _referred(part: Any) -> str:
    """The name of the model a part refers to, directly, through a list or through a choice."""
    if isinstance(part, dict):
        if "$ref" in part:
            return str(part["$ref"]).rsplit("/", 1)[1]
        part = list(part.values())
    found = [name for item in part if isinstance(item, (dict, list)) and (name := _referred(item))]
    return found[0] if found else ""


def _describe_examples(part: Schema, keys: Keys) -> None:
    """Describe the groups of examples, each a list of differences from the clean report."""
    example = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {"description": text} for name, text in keys.examples.items()},
    }
    for name in part["properties"]:
        part["properties"][name]["items"] = example
        part["properties"][name]["description"] = keys.head[f"examples.{name}"]
