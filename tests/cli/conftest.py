"""Runs command lines in this process, with the real auditor or with a made-up one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from auditor.cli.app import main
from auditor.config.limits import Limits
from auditor.errors import Cause, Mistake, RuleFileError, UnreadableReport
from auditor.model.document import Document
from auditor.model.finding import Audit, Finding, Location, Outcome, RuleResult, RuleSetInfo, Severity, Verdict
from auditor.model.report import Report
from auditor.read.sources import Source


class Done(NamedTuple):
    """What a command line left behind."""

    status: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> Done:
        status = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Done(status, captured.out, captured.err)

    return call


class MadeUp:
    """An auditor that does what a file's content says: a severity, `clean`, `unreadable`, `crash`.

    A rule folder named `bad` is broken.
    """

    info = RuleSetInfo(("national",), 1, "sha256:00")
    waivers = None
    ruleset = SimpleNamespace(notes=())

    def __init__(self, extra: Sequence[Path], read: object, packs: object, no_demands: object, limits: Limits) -> None:
        self.limits = limits
        if any(folder.name == "bad" for folder in extra):
            raise RuleFileError(
                [
                    Mistake("bad/x.yaml", 3, 5, "不认识的键“tilte”", "    tilte: 甲"),
                    Mistake("bad/y.yaml", 1, 1, "缺少“id”"),
                ]
            )

    def recognise(self, source: Source) -> Report:
        word = source.data.decode().strip()
        if word == "crash":
            raise KeyError("x")
        raise UnreadableReport("文件是空的", Cause.NOT_A_REPORT)

    def recognise_document(self, document: Document) -> tuple[str, str]:
        word = document.text.strip()
        if word == "crash":
            raise KeyError("x")
        if word == "unreadable":
            raise UnreadableReport("文件是空的", Cause.NOT_A_REPORT)
        return document.path, word

    def audit_report(self, report: tuple[str, str], before: object) -> Audit:
        name, word = report
        found: tuple[Finding, ...] = ()
        if word != "clean":
            found = (Finding("T-1", "规则一", "identity", Severity(word), "这里有问题。", Location("一")),)
        outcome = Outcome.FAILED if found else Outcome.PASSED
        verdict = Verdict((RuleResult("T-1", "规则一", outcome, "", found),), found)
        return Audit(name, "sha256:00", "text", "年报", "青原市教育局", 2024, "2021", verdict=verdict)


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.pipeline.Auditor", MadeUp)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one report of each sort, in several places."""
    for name, word in {
        "b/warning.txt": "warning",
        "a/error.txt": "error",
        "a/info.html": "info",
        "clean.MD": "clean",
        ".hidden/error.txt": "error",
        ".error.txt": "error",
        "~$error.docx": "error",
        "error.pptx": "error",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(word, "utf-8")
    return tmp_path
