"""The guide for those who work on the program: its examples do what the guide says."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from auditor.cli.app import main
from auditor.engine.kind import Kind
from auditor.engine.kinds import KINDS
from auditor.errors import RuleFileError
from auditor.model.document import Grid
from auditor.output.formats import FORMATS
from auditor.pipeline import Auditor
from auditor.read import opener
from auditor.read.sources import Source
from auditor.rulefiles.load import load_ruleset
from auditor.ruletools.examples import never_fire, reports_for, run_examples
from auditor.ruletools.handbook.pages import made_files
from auditor.ruletools.handbook.skeleton import skeleton, unchanged
from tests.writers.source import load_samples

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
SAMPLE = next(sample for sample in load_samples() if sample.stem == "15-citation")


def example(name: str, patch: pytest.MonkeyPatch) -> ModuleType:
    """The module that a block of the guide is, by the word behind ```python; as long as it is patched in, it can be imported."""
    code = re.findall(rf"```python {name}\n(.*?)```", GUIDE, re.S)
    module = ModuleType(f"example_{name}")
    patch.setitem(sys.modules, module.__name__, module)
    exec(compile("\n".join(code), f"CONTRIBUTING.md ({name})", "exec"), module.__dict__)  # noqa: S102  our own guide
    return module


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> dict[str, Kind[Any]]:
    """The kinds of rules as they would be with that of the guide in their list."""
    kind = example("kind", monkeypatch).KIND
    return {**KINDS, kind.name: kind}


@pytest.fixture
def auditor(kinds: dict[str, Kind[Any]], tmp_path: Path) -> Auditor:
    (tmp_path / "长句.yaml").write_text(skeleton(kinds["long_sentence"], "YUN-LONG", "句子不应过长"), "utf-8")
    return Auditor([tmp_path], kinds=kinds)


def test_a_new_kind_of_rule_is_loaded_and_run(auditor: Auditor, kinds: dict[str, Kind[Any]]) -> None:
    rule = auditor.ruleset.rules[-1]
    assert (rule.id, rule.kind, rule.title) == ("YUN-LONG", "long_sentence", "句子不应过长")
    assert list(run_examples(auditor, [rule])) == []
    assert list(never_fire(auditor, [rule])) == []
    assert unchanged(rule, kinds)


def test_a_new_kind_of_rule_shows_what_it_looks_at(auditor: Auditor) -> None:
    rule = auditor.ruleset.rules[-1]
    text = reports_for(auditor, rule).text({"sections": {"六": "无其他需要报告的事项。"}})
    report = auditor.recognise(Source("报告.txt", text.encode()))
    steps = [(step.what, step.said) for step in auditor.seen(rule, report)]
    assert steps == [("第六部分", "11 字"), ("最长的一句", "10 字")]


def test_a_new_kind_of_rule_is_linted(kinds: dict[str, Kind[Any]], tmp_path: Path) -> None:
    text = skeleton(kinds["long_sentence"], "YUN-LONG")
    for right, wrong in (
        ("most: 30", "most: 3\n    unless: '(甲'"),
        ("within: [六]", "within: [九]"),
        ("{count}", "{long}"),
    ):
        assert right in text
        text = text.replace(right, wrong, 1)
    (tmp_path / "长句.yaml").write_text(text, "utf-8")
    with pytest.raises(RuleFileError) as raised:
        load_ruleset([tmp_path], kinds=kinds)
    said = [mistake.message.partition("；")[0].partition("，")[0] for mistake in raised.value.mistakes]
    assert said == [
        "没有“九”这一部分",
        "most 至少写 20",
        "表达式写错了：缺少右括号（第 3 个字符）",
        "“{long}”不是这类规则能填的项",
    ]


def test_a_new_kind_of_rule_is_documented(kinds: dict[str, Kind[Any]]) -> None:
    guide = (ROOT / "docs" / "rules" / "README.md").read_text("utf-8")
    made = made_files(load_ruleset(), guide, kinds)
    page = made["docs/rules/kinds/long_sentence.md"]
    assert "# long_sentence：过长的句子\n" in page
    assert skeleton(kinds["long_sentence"]) in page
    assert "\n| 句子太长 | [long_sentence](kinds/long_sentence.md) |\n" in made["docs/rules/README.md"]
    models = json.loads(made["rules/schema.json"])["definitions"]
    assert models["LongSentenceRule"]["properties"]["most"]["description"] == "一句话最多几个字"


def test_a_kind_of_rule_that_is_not_registered_is_not_known(auditor: Auditor, tmp_path: Path) -> None:
    assert "long_sentence" not in KINDS
    with pytest.raises(RuleFileError, match="没有规则类型“long_sentence”"):
        load_ruleset([tmp_path])


def test_a_new_format_of_results_is_one_line_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(FORMATS, "tsv", example("output", monkeypatch).FORMAT)
    output = tmp_path / "结果.tsv"
    main(["check", str(SAMPLE.path), "--format", "tsv", "-o", str(output)])
    lines = [line.split("\t") for line in output.read_text("utf-8").splitlines()]
    findings = next(Auditor().audit_file(SAMPLE.path)).verdict.findings
    assert findings
    assert lines == [[str(SAMPLE.path), found.rule, found.message] for found in findings]
    capsys.readouterr()


def test_a_new_file_format_is_a_reader_and_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "auditor.read.records", example("reader", monkeypatch))
    monkeypatch.setitem(opener._READERS, "records", ("records", "read_records"))
    monkeypatch.setattr(opener, "sniff", lambda data: "records")
    read = opener.read_bytes("云川市教育局2024年度报告\n|行|数|\n|甲|3|\n完".encode(), "报告.rec")
    [grid] = [block for block in read.blocks if isinstance(block, Grid)]
    assert [[cell.raw for cell in row] for row in grid.rows] == [["行", "数"], ["甲", "3"]]
    assert read.text.startswith("云川市教育局2024年度报告\n")
    assert read.text.endswith("完")
