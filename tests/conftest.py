"""What all tests share: the profiles of Hypothesis, the national rules, and a folder for what is written aside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from auditor import pipeline
from auditor.engine.kind import Kind
from auditor.engine.kinds import KINDS
from auditor.processes.scratch import scratch
from auditor.read.sources import Source
from auditor.resources import rules_folder
from auditor.rulefiles import load as ruleset_load
from auditor.rulefiles.load import load_ruleset
from auditor.ruleset.rule_set import RuleSet
from auditor.ruletools.examples import ExampleReports
from tests import profiles

profiles.register()


@pytest.fixture(scope="session", autouse=True)
def _aside(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What tests and the programs they start write aside is gone when they are done.

    Pytest's own folder lies beside ours, which goes with the process and all that its children have left in it.
    """
    tmp_path_factory.getbasetemp()
    scratch()


@pytest.fixture(scope="session", autouse=True)
def _national() -> Iterator[None]:
    """Auditors with nothing but the built-in rules share one rule set, as long as no file of it changes.

    It has audited a report already: what it works out at its first report, and the modules that reads it, need not be had anew
    by every process that a test forks.
    """
    kept: dict[str, RuleSet] = {}

    def national(
        extra: Sequence[Path] = (),
        packs: Sequence[Path] = (),
        no_demands: tuple[str, int] | None = None,
        kinds: Mapping[str, Kind[Any]] = KINDS,
    ) -> RuleSet:
        if extra or packs or no_demands or kinds is not KINDS:
            return load_ruleset(extra, packs, no_demands, kinds)
        key = _digest(rules_folder())
        if key not in kept:
            kept[key] = load_ruleset()
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        for module in (pipeline, ruleset_load):
            patch.setattr(module, "load_ruleset", national)
        auditor = pipeline.Auditor()
        auditor.audit(Source("报告.txt", ExampleReports(auditor.ruleset.form("2021")).text({}).encode()))
        yield


def _digest(folder: Path) -> str:
    files = sorted(folder.rglob("*.yaml"))
    contents = [(str(file), hashlib.sha256(file.read_bytes()).hexdigest()) for file in files]
    return hashlib.sha256(repr((str(folder), contents)).encode()).hexdigest()
