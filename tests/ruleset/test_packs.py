"""Packs: what they add, change and switch off, in which order, and what is said of their mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import RuleFileError
from auditor.pipeline import Auditor
from auditor.resources import rules_folder
from auditor.rulefiles.load import load_ruleset
from auditor.ruleset.rule_set import RuleSet
from auditor.ruleset.schema.packs import DISABLE
from auditor.ruletools.examples import run_examples
from tests.ruleset.rule_files import WORDS

pytestmark = pytest.mark.slow

PACK = """pack: local
title: 本地
extends: [national]
"""


def load(folder: Path, **packs: str) -> RuleSet:
    """The rules of the packs, of which the first is the one wanted."""
    for name, text in packs.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return load_ruleset((), [folder / f"{next(iter(packs))}.yaml"])


def said(folder: Path, **packs: str) -> list[str]:
    with pytest.raises(RuleFileError) as caught:
        load(folder, **packs)
    return [str(mistake).splitlines()[0].replace(f"{folder}/", "") for mistake in caught.value.mistakes]


def severity(ruleset: RuleSet, name: str) -> str:
    return next(rule.severity for rule in ruleset.rules if rule.id == name)


def test_a_pack_adds_overrides_and_disables(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(WORDS, "utf-8")
    local = load(
        tmp_path,
        local=PACK
        + "add: [own.yaml]\n"
        + "override:\n  FEE-CITED: {severity: warning, reason: 不只是提示}\n"
        + "disable:\n  DUE-OTHER: 本地另有期限\n",
    )
    national = load_ruleset()
    names = [rule.id for rule in local.rules]
    assert names == [*(rule.id for rule in national.rules if rule.id != "DUE-OTHER"), "X-PATTERN"]
    assert (severity(national, "FEE-CITED"), severity(local, "FEE-CITED")) == ("info", "warning")
    assert local.info.packs == ("national", "local")
    assert local.info.digest != national.info.digest
    assert [(c.rule, c.what, c.value, c.reason, c.line) for c in local.changes] == [
        ("FEE-CITED", "severity", "warning", "不只是提示", 6),
        ("DUE-OTHER", DISABLE, "", "本地另有期限", 8),
    ]


def test_the_pack_nearest_to_the_office_has_the_last_word(tmp_path: Path) -> None:
    change = "override:\n  FEE-CITED: {{severity: {}, reason: 理由}}\n"
    city = "pack: city\ntitle: 市\nextends: [province.yaml]\n" + change.format("error")
    found = load(tmp_path, city=city, province=PACK + change.format("info"))
    assert severity(found, "FEE-CITED") == "error"
    assert [change.value for change in found.changes] == ["info", "error"]
    assert found.info.packs == ("national", "local", "city")


def test_a_pack_may_say_whom_a_rule_is_for(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        local=PACK + "override:\n  STR-PARTS: {applies_to: {bodies: [government], levels: [county]}, reason: 理由}\n",
    )
    assert found.changes[0].value == "bodies: government；levels: county"
    assert next(rule for rule in found.rules if rule.id == "STR-PARTS").applies_to.levels == ("county",)


def test_a_pack_may_name_bodies_by_an_expression(tmp_path: Path) -> None:
    override = "override:\n  STR-PARTS: {applies_to: {names: '[局委]$'}, reason: 理由}\n"
    assert load(tmp_path, local=PACK + override).changes[0].value == "names: [局委]$"
    (line,) = said(tmp_path, local=PACK + override.replace("[局委]$", "局)$"))
    assert line == "local.yaml:5:37: 表达式写错了：右括号多了（第 2 个字符）"


def test_a_pack_extended_twice_is_taken_once(tmp_path: Path) -> None:
    left = "pack: left\ntitle: 左\nextends: [base.yaml]\n"
    top = "pack: top\ntitle: 上\nextends: [left.yaml, base.yaml]\n"
    assert load(tmp_path, top=top, left=left, base=PACK).info.packs == ("national", "local", "left", "top")


def test_packs_that_extend_each_other_are_told(tmp_path: Path) -> None:
    one, two = "pack: one\ntitle: 一\nextends: [two.yaml]\n", "pack: two\ntitle: 二\nextends: [one.yaml]\n"
    assert said(tmp_path, one=one, two=two) == ["two.yaml:3:11: 规则包“one.yaml”又继承了本包，形成循环"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("disable:\n  FEE-CITD: 理由\n", "5:3: 没有编号为“FEE-CITD”的规则，是不是想写“FEE-CITED”？"),
        ("disable:\n  FEE-CITED: ''\n", "5:14: “FEE-CITED”不能是空的"),
        ("disable: [FEE-CITED]\n", "4:10: “disable”应是“键: 值”"),
        ("override:\n  FEE-CITED: {severity: info}\n", "5:14: 缺少“reason”"),
        (
            "override:\n  FEE-CITED: {reason: 理由}\n",
            "5:14: 没有写要改什么；可以改 severity、since、until、forms、applies_to、suggestion",
        ),
        ("override:\n  FEE-CITED: {mesage: 甲, reason: 理由, severity: info}\n", "5:15: 不认识的键“mesage”"),
        (
            "disable: {FEE-STATED: 理由}\n",
            "4:11: FEE-CITED 以这条规则为前提，要停用就一并停用",
        ),
        ("add: [own.yml]\n", "4:7: 没有规则文件“own.yml”"),
        ("extend: [national]\n", "4:1: 不认识的键“extend”，是不是想写“extends”？"),
    ],
)
def test_a_slip_in_a_pack_is_told_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    (line,) = said(tmp_path, local=PACK + text)
    assert line.startswith(f"local.yaml:{message}")


def test_an_unknown_pack_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    assert said(tmp_path, local=PACK.replace("national", "nationl")) == [
        "local.yaml:3:11: 没有规则包“nationl”，是不是想写“national”？可以写：example-region、national"
    ]


def test_where_no_pack_is_near_those_there_are_are_listed(tmp_path: Path) -> None:
    (line,) = said(tmp_path, local=PACK.replace("national", "xx"), city="pack: city\ntitle: 市\n")
    assert line == "local.yaml:3:11: 没有规则包“xx”；可以写：example-region、national、city.yaml"


def test_a_pack_that_does_not_say_what_it_extends_is_told(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(WORDS, "utf-8")
    bare = "pack: local\ntitle: 本地\nadd: [own.yaml]\n"
    (note,) = load(tmp_path, local=bare).notes
    assert note == (
        f"{tmp_path}/local.yaml：规则包“本地”没有写 extends，所以没有用全国规则；"
        "要以全国规则为底，加一行 extends: [national]，确实不用，写 extends: []"
    )
    assert load(tmp_path, local=bare + "extends: []\n").notes == ()
    assert load(tmp_path, local=bare + "extends: [national]\n").notes == ()
    (line,) = said(tmp_path, local=bare + "disable: {FEE-CITED: 理由}\n")
    assert line == ("local.yaml:4:11: 没有编号为“FEE-CITED”的规则；没有写 extends: [national]，所以没有全国规则")


def test_the_mistakes_of_packs_and_of_rule_files_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(WORDS.replace("warning", "严重"), "utf-8")
    lines = said(tmp_path, local=PACK + "add: [own.yaml]\ndisable: {X-Y: 理由}\n")
    assert [line.split(": ")[0] for line in lines] == ["local.yaml:5:11", "own.yaml:5:15"]


def test_a_folder_of_rules_may_hold_a_pack(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("# 本地\npack: local\ntitle: 本地\ndisable: {DUE-OTHER: 理由}\n", "utf-8")
    (tmp_path / "own.yaml").write_text(WORDS, "utf-8")
    names = [rule.id for rule in load_ruleset([tmp_path]).rules]
    assert "DUE-OTHER" not in names
    assert names[-1] == "X-PATTERN"


def test_a_file_that_a_pack_and_a_folder_name_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(WORDS, "utf-8")
    (tmp_path / "pack.yaml").write_text(PACK + "add: [own.yaml]\n", "utf-8")
    ruleset = load_ruleset([tmp_path], [tmp_path / "pack.yaml"])
    assert [rule.id for rule in ruleset.rules].count("X-PATTERN") == 1


def test_the_example_of_a_region_loads_and_its_examples_hold() -> None:
    auditor = Auditor(packs=[rules_folder() / "packs" / "example-region.yaml"])
    own = [rule for rule in auditor.ruleset.rules if "regional" in rule.source.path]
    assert own
    assert list(run_examples(auditor, own)) == []
    assert {change.rule for change in auditor.ruleset.changes} >= {"FEE-CITED", "DUE-OTHER"}


def test_an_override_must_go_with_the_rest_of_the_rule(tmp_path: Path) -> None:
    (tmp_path / "甲.yaml").write_text(WORDS.replace("    title", "    until: 2023\n    title"), "utf-8")
    own = f"{PACK}add: [甲.yaml]\noverride:\n  X-PATTERN: "
    assert said(tmp_path, 本地=f"{own}{{severity: info, since: 2024, reason: 理由}}\n") == [
        "本地.yaml:6:38: since（2024）晚于 until（2023），这条规则永远用不上"
    ]
    assert said(tmp_path, 本地=f"{own}{{suggestion: '改为“{{rihgt}}”', reason: 理由}}\n")[0].startswith(
        "本地.yaml:6:27: “{rihgt}”不是这类规则能填的项，是不是想写“right”？"
    )
    load(tmp_path, 本地=f"{own}{{since: 2023, reason: 理由}}\n")
