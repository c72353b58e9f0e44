"""Reader of the results that `auditor check --format json` and `jsonl` wrote: restores the audits."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, FailFast, Strict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from auditor.errors import Cause, UsageError
from auditor.model.finding import Audit, Basis, Finding, Location, Outcome, RuleResult, Severity, Verdict, Waiver
from auditor.output.json_ import SCHEMA
from auditor.presentation.terminal_text import harmless

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")
MOST_FINDINGS = 1000  # of one report
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SHOWN = 40
_FOREIGN = "不是 auditor check --format json 或 jsonl 写出的结果"
_WRONG = {
    "string_type": "应当是文字",
    "enum": "应当是文字",
    "date_type": "应当是文字",
    "int_type": "应当是整数",
    "bool_type": "应当是 true 或 false",
    "tuple_type": "应当是列表",
    "model_type": "应当是一组用花括号括起来的字段",
}


@dataclass(frozen=True, slots=True)
class SavedResult:
    """Saved result; `rules` is the digest of the rule set, empty if the file does not contain it (jsonl)."""

    audits: tuple[Audit, ...]
    rules: str = ""


def looks_saved(head: bytes) -> bool:
    """Return whether a file with this beginning is a saved result and not a report: it begins with a brace."""
    return head.decode(_encoding(head), "ignore").lstrip().startswith("{")


def read_saved(data: bytes, name: str) -> SavedResult:
    """Restore the audits of a saved result; raise UsageError that says what is wrong in it and where.

    Older files do not list rules that passed, did not apply or checked only in part. The audit then has no result for rules that
    passed or did not apply, and rules that failed have a reason that says so.
    """
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}：不是 UTF-8 编码的审核结果") from error
    first, *more = (line for line in text.split("\n") if line.strip())
    whole = _load(text if more and not _is_whole(first) else first, name, 1)
    if isinstance(whole, dict) and "reports" in whole:
        if more and _is_whole(first):
            raise UsageError(f"{name}：后面还有别的内容")
        version = whole.get("schema")
        if isinstance(version, bool) or version != SCHEMA:
            raise UsageError(f"{name}：schema：只能读第 {SCHEMA} 版的结果，这个文件写的是“{_shown(version)}”")
        file = _checked(_File, whole, name)
        return SavedResult(tuple(report.audit() for report in file.reports), file.rules.digest)
    lines = ((number, _load(line, name, number)) for number, line in enumerate([first, *more], 1))
    return SavedResult(tuple(_checked(_SavedReport, data, name, number).audit() for number, data in lines))


def audit_of(data: object) -> Audit:
    """Return the audit from which `audit_data` made the data; raise UsageError if it is something else."""
    return _checked(_SavedReport, data).audit()


def _encoding(data: bytes) -> str:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "utf-8")


def _is_whole(line: str) -> bool:
    """Return whether a line is an object by itself, as in jsonl."""
    return line.rstrip().endswith("}")


def _load(text: str, name: str, line: int) -> Any:
    def refuse(constant: str) -> NoReturn:
        raise ValueError(constant)

    try:
        return json.loads(text, parse_constant=refuse)
    except json.JSONDecodeError as error:
        where = f"{name}:{line - 1 + error.lineno}:{error.colno}"
        raise UsageError(f"{where}：不是完整的 JSON，文件可能没有写完或者改坏了") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name}：JSON 里有读不了的数，或者嵌套太深") from error


def _checked(model: type[M], data: object, name: str = "", line: int = 1) -> M:
    """Validate the data as a model; raise UsageError for the first mistake in it, with file, line and field."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        steps, said = _said(error.errors(include_url=False)[0])
        field = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
        where = f"第{line}行{field}" if line > 1 else field.removeprefix(".")
        raise UsageError("：".join(filter(None, (name, where, said)))) from error


def _said(mistake: ErrorDetails) -> tuple[tuple[int | str, ...], str]:
    """Return the field to name, and what is wrong with it."""
    kind, place, found = mistake["type"], mistake["loc"], mistake["input"]
    if kind == "missing":
        return place[:-1], _FOREIGN if place[-1] == "findings" else f"缺少“{place[-1]}”"
    if kind == "too_many":
        return place, f"有 {len(found)} 条，超过上限 {MOST_FINDINGS}"
    if kind == "no_day":
        return place, f"应当是 2026-01-31 这样的日期，现在是“{_shown(found)}”"
    if kind == "enum" and isinstance(found, str):
        words = re.findall("'(.*?)'", mistake["ctx"]["expected"])
        return place, f"应当是 {'、'.join(words)} 中的一个，现在是“{_shown(found)}”"
    if kind == "string_type" and isinstance(place[-1], int):
        return place[:-1], "里面应当都是文字"
    return place, _WRONG.get(kind, "里面有读不了的内容")


def _shown(found: object) -> str:
    """Return the beginning of a value; «…» for one that may be nested too deep to be shown."""
    return "…" if isinstance(found, list | dict) else str(found)[:_SHOWN]


@lru_cache(maxsize=4096)
def _nothing_found(rule: str, outcome: Outcome, reason: str = "") -> RuleResult:
    """Return the result of a rule that found nothing; cached, because thousands of reports have the same."""
    return RuleResult(rule, "", outcome, reason)


def _few(found: object) -> object:
    if isinstance(found, list) and len(found) > MOST_FINDINGS:
        raise PydanticCustomError("too_many", "too many")
    return found


def _day(found: object) -> object:
    try:
        return date.fromisoformat(found) if isinstance(found, str) else found
    except ValueError as error:
        raise PydanticCustomError("no_day", "no day") from error


# Names are shown on terminals without further cleaning.
_Name = Annotated[str, AfterValidator(harmless)]
_BLANK = BeforeValidator(lambda found: "" if found is None else found)
# JSON has neither tuples nor enumerations. A list is refused at its first mistake, otherwise millions would be kept.
_SavedList = Annotated[tuple[T, ...], Strict(False), FailFast()]
_SavedWord = Annotated[T, Strict(False)]


class _SavedModel(BaseModel):
    """Base of the models read: values are not coerced, keys of later versions are ignored."""

    model_config = ConfigDict(strict=True, frozen=True, defer_build=True)


class _SavedBasis(_SavedModel):
    title: str
    number: str
    article: str


class _SavedWaiver(_SavedModel):
    expires: Annotated[date, BeforeValidator(_day)]
    reason: str
    approver: str


class _SavedLocation(_SavedModel):
    section: _Name | None = None
    table: _Name | None = None
    row: _Name | None = None
    column: _Name | None = None
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    page: int | None = None
    scanned: bool = False


class _SavedFinding(_SavedModel):
    rule: _Name
    name: _Name
    category: _Name
    severity: _SavedWord[Severity]
    message: str
    location: _SavedLocation
    basis: _SavedList[_SavedBasis] = ()
    expected: str | None = None
    actual: str | None = None
    suggestion: str | None = None
    also: _SavedList[_Name] = ()
    id: str
    waiver: _SavedWaiver | None = None

    def finding(self) -> Finding:
        """Return the finding this was written from."""
        parts = {
            "location": Location(**dict(self.location) | {"scanned": self.location.scanned or None}),
            "basis": tuple(Basis(**dict(basis)) for basis in self.basis),
            "waiver": Waiver(**dict(self.waiver)) if self.waiver else None,
        }
        return Finding(**dict(self) | parts)


class _Ended(_SavedModel):
    rule: _Name
    reason: str


class _SavedUnchecked(_Ended):
    outcome: _SavedWord[Outcome]


class _SavedReport(_SavedModel):
    findings: Annotated[_SavedList[_SavedFinding], BeforeValidator(_few)]
    waived: Annotated[_SavedList[_SavedFinding], BeforeValidator(_few)] = ()
    path: str
    digest: Annotated[str, _BLANK] = ""
    format: Annotated[_Name, _BLANK] = ""
    title: str | None = None
    agency: str | None = None
    report_year: int | None = None
    form: _Name | None = None
    warnings: _SavedList[_Name] = ()
    scanned: bool = False
    missing: _SavedList[_Name] = ()
    error: str | None = None
    cause: str | None = None
    partly: _SavedList[_Ended] = ()
    passed: _SavedList[_Name] = ()
    not_applicable: _SavedList[_Ended] = ()
    unchecked: _SavedList[_SavedUnchecked] = ()

    def audit(self) -> Audit:
        """Return the audit this was written from; it has no result for rules that the file does not mention."""
        found, waived = (tuple(each.finding() for each in some) for some in (self.findings, self.waived))
        facts = {field.name: getattr(self, field.name) for field in fields(Audit) if field.name != "verdict"}
        facts["cause"] = Cause(self.cause) if self.cause in set(Cause) else None
        return Audit(**facts, verdict=Verdict(tuple(self._results(found, waived)), found, waived))

    def _results(self, found: tuple[Finding, ...], waived: tuple[Finding, ...]) -> Iterator[RuleResult]:
        """Yield how the rules ended; rules merged into another rule's finding failed too, as did those of waived findings."""
        partly = {entry.rule: entry.reason for entry in self.partly}
        failed: dict[str, list[Finding]] = {rule: [] for finding in waived for rule in finding.rules}
        for finding in found:
            for rule in finding.rules:
                failed.setdefault(rule, []).extend([finding] if rule == finding.rule else [])
        for rule in self.passed:
            yield _nothing_found(rule, Outcome.PASSED)
        for entry in self.not_applicable:
            yield _nothing_found(entry.rule, Outcome.NOT_APPLICABLE, entry.reason)
        unsaid = "" if "passed" in self.model_fields_set else "旧版本的结果文件没有写明"
        for rule, own in failed.items():
            yield RuleResult(rule, own[0].name if own else "", Outcome.FAILED, partly.get(rule, unsaid), tuple(own))
        for entry in self.unchecked:
            yield RuleResult(entry.rule, "", entry.outcome, entry.reason)


class _SavedRuleSet(_SavedModel):
    digest: str


class _File(_SavedModel):
    rules: _SavedRuleSet
    reports: _SavedList[_SavedReport]
