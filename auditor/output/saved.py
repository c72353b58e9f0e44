"""Reads back what `auditor check --format json` and `jsonl` wrote, as the audits they were written of."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, NoReturn, TypeVar

from auditor.errors import Cause, UsageError
from auditor.model.finding import Audit, Basis, Finding, Location, Outcome, RuleResult, Severity, Verdict, Waiver
from auditor.output.json_ import SCHEMA
from auditor.output.wrap import harmless

E = TypeVar("E", bound=StrEnum)
MOST_FINDINGS = 1000  # of one report
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved result; `rules` is the digest of the rule set, empty where the file does not tell it (jsonl)."""

    audits: tuple[Audit, ...]
    rules: str = ""


def looks_saved(head: bytes) -> bool:
    """Whether a file that begins so is a saved result and no report: it begins with a brace."""
    return head.decode(_encoding(head), "ignore").lstrip().startswith("{")


def read_saved(data: bytes, name: str) -> Saved:
    """The audits of a saved result; raises UsageError saying what is wrong in it and where.

    Of rules that passed, did not apply or looked in part older files say nothing; then the audit has no result of them.
    """
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}：不是 UTF-8 编码的审核结果") from error
    first, *more = (line for line in text.split("\n") if line.strip())
    whole = _load(text if more and not _is_whole(first) else first, name, 1)
    if "reports" in whole.data:
        if more and _is_whole(first):
            whole.wrong("", "后面还有别的内容")
        whole.schema()
        rules = whole.node("rules")
        return Saved(tuple(map(_audit, whole.nodes("reports"))), rules.text("digest"))
    lines = (_load(line, name, number) for number, line in enumerate([first, *more], 1))
    return Saved(tuple(map(_audit, lines)))


def audit_of(data: object) -> Audit:
    """The audit that `audit_data` made this of; raises UsageError if it is something else."""
    return _audit(_Node(data, "", ""))


def _encoding(data: bytes) -> str:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "utf-8")


def _is_whole(line: str) -> bool:
    """Whether a line is an object by itself, as in jsonl."""
    return line.rstrip().endswith("}")


def _load(text: str, name: str, line: int) -> _Node:
    def refuse(constant: str) -> NoReturn:
        raise ValueError(constant)

    try:
        data = json.loads(text, parse_constant=refuse)
    except json.JSONDecodeError as error:
        where = f"{name}:{line - 1 + error.lineno}:{error.colno}"
        raise UsageError(f"{where}：不是完整的 JSON，文件可能没有写完或者改坏了") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name}：JSON 里有读不了的数，或者嵌套太深") from error
    return _Node(data, name, f"第{line}行" if line > 1 else "")


def _audit(node: _Node) -> Audit:
    if "findings" not in node.data:
        node.wrong("", "不是 auditor check --format json 或 jsonl 写出的结果")
    found, waived = _findings(node, "findings"), _findings(node, "waived")
    return Audit(
        path=node.text("path"),
        digest=node.maybe("digest") or "",
        format=node.maybe_name("format") or "",
        title=node.maybe("title"),
        agency=node.maybe("agency"),
        report_year=node.number("report_year"),
        form=node.maybe_name("form"),
        warnings=node.texts("warnings"),
        scanned=node.flag("scanned"),
        missing=node.texts("missing"),
        error=node.maybe("error"),
        cause=Cause(cause) if (cause := node.maybe("cause")) in set(Cause) else None,
        verdict=Verdict(tuple(_results(node, found, waived)), found, waived),
    )


def _results(node: _Node, found: tuple[Finding, ...], waived: tuple[Finding, ...]) -> Iterator[RuleResult]:
    """How the rules ended; those that are merged into a finding of another one failed too, and those of waived findings."""
    partly = {entry.name("rule"): entry.text("reason") for entry in node.nodes("partly")}
    known = "passed" in node.data
    failed: dict[str, list[Finding]] = {rule: [] for finding in waived for rule in finding.rules}
    for finding in found:
        for rule in finding.rules:
            failed.setdefault(rule, []).extend([finding] if rule == finding.rule else [])
    for rule in node.texts("passed"):
        yield _nothing_found(rule, Outcome.PASSED)
    for entry in node.nodes("not_applicable"):
        yield _nothing_found(entry.name("rule"), Outcome.NOT_APPLICABLE, entry.text("reason"))
    for rule, own in failed.items():
        unsaid = "" if known else "旧版本的结果文件没有写明"
        yield RuleResult(rule, own[0].name if own else "", Outcome.FAILED, partly.get(rule, unsaid), tuple(own))
    for entry in node.nodes("unchecked"):
        yield RuleResult(entry.name("rule"), "", entry.one_of("outcome", Outcome), entry.text("reason"))


@lru_cache(maxsize=4096)
def _nothing_found(rule: str, outcome: Outcome, reason: str = "") -> RuleResult:
    """The result of a rule that found nothing, of which thousands of reports have the same."""
    return RuleResult(rule, "", outcome, reason)


def _findings(node: _Node, key: str) -> tuple[Finding, ...]:
    entries = node.nodes(key)
    if len(entries) > MOST_FINDINGS:
        node.wrong(key, f"有 {len(entries)} 条，超过上限 {MOST_FINDINGS}")
    return tuple(map(_finding, entries))


def _finding(node: _Node) -> Finding:
    return Finding(
        rule=node.name("rule"),
        name=node.name("name"),
        category=node.name("category"),
        severity=node.one_of("severity", Severity),
        message=node.text("message"),
        location=_location(node.node("location")),
        basis=tuple(
            Basis(entry.text("title"), entry.text("number"), entry.text("article")) for entry in node.nodes("basis")
        ),
        expected=node.maybe("expected"),
        actual=node.maybe("actual"),
        suggestion=node.maybe("suggestion"),
        also=node.texts("also"),
        id=node.text("id"),
        waiver=_waiver(node.node("waiver")) if "waiver" in node.data else None,
    )


def _location(node: _Node) -> Location:
    return Location(
        section=node.maybe_name("section"),
        table=node.maybe_name("table"),
        row=node.maybe_name("row"),
        column=node.maybe_name("column"),
        quote=node.maybe("quote"),
        start=node.number("start"),
        end=node.number("end"),
        page=node.number("page"),
        scanned=node.flag("scanned") or None,
    )


def _waiver(node: _Node) -> Waiver:
    day = node.text("expires")
    try:
        return Waiver(node.text("reason"), node.text("approver"), date.fromisoformat(day))
    except ValueError:
        node.wrong("expires", f"应当是 2026-01-31 这样的日期，现在是“{day[:_SHOWN]}”")


class _Node:
    """An object of the file with its place in it; each of its fields is asked for by the type it must have."""

    def __init__(self, data: Any, name: str, where: str) -> None:
        self._name, self._where = name, where
        if not isinstance(data, dict):
            self.wrong("", "应当是一组用花括号括起来的字段")
        self.data: dict[str, Any] = data

    def wrong(self, key: str, said: str) -> NoReturn:
        """Raise UsageError for a field."""
        where = "：".join(filter(None, (self._name, self._under(key))))
        raise UsageError(f"{where}：{said}")

    def _under(self, key: str) -> str:
        return ".".join(filter(None, (self._where, key)))

    def schema(self) -> None:
        """Raise UsageError if the file is in another version of the format."""
        found = self.data.get("schema")
        if isinstance(found, bool) or found != SCHEMA:
            self.wrong("schema", f"只能读第 {SCHEMA} 版的结果，这个文件写的是“{str(found)[:_SHOWN]}”")

    def _get(self, key: str, fits: Callable[[Any], bool], wanted: str, default: Any = None) -> Any:
        found = self.data.get(key, default)
        if found is None and key not in self.data:
            self.wrong("", f"缺少“{key}”")
        if not fits(found):
            self.wrong(key, f"应当是{wanted}")
        return found

    def text(self, key: str) -> str:
        """A field that must be there and be text."""
        found: str = self._get(key, lambda value: isinstance(value, str), "文字")
        return found

    def maybe(self, key: str) -> str | None:
        """Text that may be null or absent."""
        return None if self.data.get(key) is None else self.text(key)

    def name(self, key: str) -> str:
        """A name that must be there, harmless on a terminal: names are shown as they are."""
        return harmless(self.text(key))

    def maybe_name(self, key: str) -> str | None:
        """A name that may be null or absent."""
        return None if self.data.get(key) is None else self.name(key)

    def number(self, key: str) -> int | None:
        """A whole number that may be null or absent."""
        if self.data.get(key) is None:
            return None
        whole: int = self._get(key, lambda value: isinstance(value, int) and not isinstance(value, bool), "整数")
        return whole

    def flag(self, key: str) -> bool:
        """True or false, false if absent."""
        return bool(self._get(key, lambda value: isinstance(value, bool), " true 或 false", default=False))

    def one_of(self, key: str, kind: type[E]) -> E:
        """A field that must be one of some words."""
        word = self.text(key)
        if word not in list(kind):
            self.wrong(key, f"应当是 {'、'.join(kind)} 中的一个，现在是“{word[:_SHOWN]}”")
        return kind(word)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of names or notes, harmless on a terminal, empty if absent."""
        found = self._get(key, _is_list, "列表", default=[])
        if not all(isinstance(item, str) for item in found):
            self.wrong(key, "里面应当都是文字")
        return tuple(map(harmless, found))

    def node(self, key: str) -> _Node:
        """An object that must be there."""
        return _Node(self._get(key, lambda _: True, ""), self._name, self._under(key))

    def nodes(self, key: str) -> list[_Node]:
        """A list of objects, empty if absent."""
        found = self._get(key, _is_list, "列表", default=[])
        return [_Node(item, self._name, f"{self._under(key)}[{number}]") for number, item in enumerate(found)]


def _is_list(value: Any) -> bool:
    return isinstance(value, list)
