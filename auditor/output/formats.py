"""The formats in which `auditor check` writes results: each by its name, the suffix of its files and its writer.

A new format is a module beside this one and a line in `FORMATS`. Writers are imported when they are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from auditor.model.finding import Audit, RuleSetInfo


@dataclass(frozen=True, slots=True)
class Screen:
    """What text is laid out for: the width in columns, and whether colours are shown."""

    columns: int = 80
    colour: bool = False


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """A format: the suffix that promises it, empty where none does, and what writes audits in it."""

    suffix: str
    write: Callable[[Sequence[Audit], RuleSetInfo, Screen], str]


def _text(audits: Sequence[Audit], info: RuleSetInfo, screen: Screen) -> str:
    from auditor.output.text import audits_text

    return audits_text(audits, info, screen.columns, colour=screen.colour)


def _json(audits: Sequence[Audit], info: RuleSetInfo, screen: Screen) -> str:
    from auditor.output.json_ import audits_json

    return audits_json(audits, info)


def _jsonl(audits: Sequence[Audit], info: RuleSetInfo, screen: Screen) -> str:
    from auditor.output.json_ import audits_jsonl

    return audits_jsonl(audits)


def _csv(audits: Sequence[Audit], info: RuleSetInfo, screen: Screen) -> str:
    from auditor.output.csv_ import audits_csv

    return audits_csv(audits)


def _sarif(audits: Sequence[Audit], info: RuleSetInfo, screen: Screen) -> str:
    from auditor.output.sarif import audits_sarif

    return audits_sarif(audits, info)


def _junit(audits: Sequence[Audit], info: RuleSetInfo, screen: Screen) -> str:
    from auditor.output.junit import audits_junit

    return audits_junit(audits)


FORMATS: dict[str, OutputFormat] = {
    "text": OutputFormat("", _text),
    "json": OutputFormat(".json", _json),
    "jsonl": OutputFormat(".jsonl", _jsonl),
    "csv": OutputFormat(".csv", _csv),
    "sarif": OutputFormat(".sarif", _sarif),
    "junit": OutputFormat(".xml", _junit),
}
