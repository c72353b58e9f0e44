"""Data of the dashboard's page: every finding once with its surroundings, as compact JSON from which no markup can break out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from auditor.batch.data.overview import Overview, ReportEntry
from auditor.batch.outputs.ledger import agency_of, county_of, is_read, rule_counts, rule_names
from auditor.model.finding import Finding
from auditor.presentation.terminal_text import clean, harmless
from auditor.presentation.vocabulary import place

_AROUND = 60  # characters shown on either side of a quote
_QUOTE = 300
_MESSAGE = 500
# In a script element only these characters can start an end tag or a comment (HTML, 4.12.1.3).
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


class _StringTable:
    """Table of distinct texts by number: messages and places repeat over hundreds of reports."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def all(self) -> list[str]:
        return list(self._numbers)


def page_data(overview: Overview, pages: Mapping[str, str]) -> str:
    """Return the run as JSON that is safe inside a script element; `pages` are the file names of reports' pages by report.

    texts: all texts, by number. rules: id and name, those with findings first. reports: text numbers of agency, county and file,
    the page's address, 1 if late, and the rules that could not check. findings: report, rule, severity (0 the most severe), text
    numbers of message, place, the text before, the quote and the text after, and the finding's number in its report.
    """
    texts = _StringTable()
    names = rule_names(overview)
    rules = [row[0] for row in rule_counts(overview)]
    rules += sorted(names.keys() & _unchecked(overview) - set(rules))
    numbers = {rule: number for number, rule in enumerate(rules)}
    reports: list[list[Any]] = []
    findings: list[list[int]] = []
    for entry in filter(is_read, overview.entries):
        findings += [
            [len(reports), numbers[finding.rule], finding.severity.rank, *_finding(finding, entry, texts), number]
            for number, finding in enumerate(entry.findings, 1)
        ]
        reports.append(_report(entry, texts, numbers, pages))
    data = {
        "texts": texts.all(),
        "rules": [[rule, clean(names[rule])] for rule in rules],
        "reports": reports,
        "findings": findings,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def _unchecked(overview: Overview) -> set[str]:
    return {r.rule for e in overview.entries if is_read(e) for r in e.record.audit.verdict.unchecked()}


def _report(entry: ReportEntry, texts: _StringTable, numbers: Mapping[str, int], pages: Mapping[str, str]) -> list[Any]:
    unchecked = sorted({numbers[result.rule] for result in entry.record.audit.verdict.unchecked()})
    said = (agency_of(entry), county_of(entry), clean(entry.record.name))
    return [*map(texts, said), "reports/" + quote(pages[entry.record.name]), int(entry.late), unchecked]


def _finding(finding: Finding, entry: ReportEntry, texts: _StringTable) -> list[int]:
    before, words, after = surroundings(finding, entry.record.text)
    message = clean(finding.message)
    cut = message if len(message) <= _MESSAGE else message[: _MESSAGE - 1] + "…"
    return list(map(texts, (cut, place(finding.location), before, words, after)))


def surroundings(finding: Finding, text: str) -> tuple[str, str, str]:
    """Return the text before a finding's quote, the quote and the text after it; without a place, only the quote."""
    at = finding.location
    if at.start is None or at.end is None or not 0 <= at.start < at.end <= len(text):
        return "", _cut(harmless(at.quote or "")), ""
    before = text[max(0, at.start - _AROUND) : at.start]
    after = text[at.end : at.end + _AROUND]
    head = "…" if at.start > _AROUND else ""
    tail = "…" if at.end + _AROUND < len(text) else ""
    return head + harmless(before), _cut(harmless(text[at.start : at.end])), harmless(after) + tail


def _cut(text: str) -> str:
    return text if len(text) <= _QUOTE else text[: _QUOTE - 1] + "…"
