"""The guide and the pages of rules say what the program knows, and every rule in them runs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import jsonschema
import pytest
import yaml

from auditor.engine.kinds import KINDS
from auditor.engine.kinds.tables.identity import IdentityRule
from auditor.pipeline import Auditor
from auditor.resources import rules_folder
from auditor.rulefiles.load import load_ruleset
from auditor.rulefiles.rule_file import TOP
from auditor.ruleset.binding.example_schema import Sample
from auditor.ruleset.rule_set import RuleSet
from auditor.ruleset.schema.rules import COMMON, Rule
from auditor.ruleset.schema.waivers import load_waivers
from auditor.ruletools.examples import run_examples
from auditor.ruletools.handbook.coverage import coverage
from auditor.ruletools.handbook.keys import load_keys, manual
from auditor.ruletools.handbook.pages import made_files
from auditor.ruletools.handbook.skeleton import NEW_ID, skeleton, with_schema
from auditor.ruletools.mutation_test import run_mutants

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs" / "rules" / "README.md").read_text("utf-8")
RULE_FILES = [
    *sorted((rules_folder() / "national").glob("*.yaml")),
    *sorted((rules_folder() / "regional").glob("*.yaml")),
]
KEYS_SAID = load_keys()


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load_ruleset()


def test_the_pages_and_the_schema_are_what_make_docs_writes(ruleset: RuleSet) -> None:
    made = made_files(ruleset, GUIDE)
    stale = [name for name, text in made.items() if (ROOT / name).read_text("utf-8") != text]
    assert stale == [], "python scripts/make-docs"
    pages = {str(page.relative_to(ROOT)) for page in (ROOT / "docs" / "rules").rglob("*.md")}
    assert pages == {name for name in made if name.endswith(".md")}


def test_every_link_of_the_pages_leads_somewhere() -> None:
    for page in (ROOT / "docs" / "rules").rglob("*.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), (page, link)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_key_value_and_placeholder_of_a_kind_is_explained(kind: str) -> None:
    model, said = KINDS[kind].model, manual(KINDS[kind])
    own = set(model.model_fields) - set(Rule.model_fields)
    assert {key.split(".")[0] for key in said.keys} == own
    assert set(said.values) == model.placeholders
    checks = set(get_args(model.model_fields["check"].annotation)) if "check" in own else set()
    assert set(said.checks) == checks


def test_every_key_of_the_head_of_the_examples_and_of_the_file_is_explained() -> None:
    own = set(Rule.model_fields) - {"source"}
    assert {key.split(".")[0] for key in KEYS_SAID.head} == own
    assert set(KEYS_SAID.examples) == set(Sample.model_fields)
    assert set(KEYS_SAID.values) == COMMON
    assert set(KEYS_SAID.file) == set(TOP)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_new_rule_of_each_kind_loads_runs_and_takes_its_head(kind: str, tmp_path: Path) -> None:
    text = with_schema(skeleton(KINDS[kind], "YUN-1", "甲：“乙” #: 丙", "info"))
    (tmp_path / "new.yaml").write_text(text, "utf-8")
    auditor = Auditor([tmp_path])
    rule = auditor.ruleset.rules[-1]
    assert (rule.id, rule.kind, rule.title, rule.severity) == ("YUN-1", kind, "甲：“乙” #: 丙", "info")
    assert list(run_examples(auditor, [rule])) == []
    if isinstance(rule, IdentityRule):
        assert list(run_mutants(auditor, rule)) == []
    assert NEW_ID not in text


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_page_of_a_kind_carries_the_rule_that_new_writes(kind: str) -> None:
    page = (ROOT / "docs" / "rules" / "kinds" / f"{kind}.md").read_text("utf-8")
    assert re.findall(r"```yaml\n(.*?)```", page, re.S) == [skeleton(KINDS[kind])]
    assert f"[{kind}](kinds/{kind}.md)" in GUIDE


def test_the_blocks_of_the_guide_work(tmp_path: Path) -> None:
    rule, pack, waivers = re.findall(r"```yaml\n(.*?)```", GUIDE, re.S)
    (tmp_path / "本地规则").mkdir()
    (tmp_path / "本地规则" / "解读.yaml").write_text(rule, "utf-8")
    (tmp_path / "本市.yaml").write_text(pack, "utf-8")
    (tmp_path / "waivers.yaml").write_text(waivers, "utf-8")
    auditor = Auditor(packs=[tmp_path / "本市.yaml"])
    own = auditor.ruleset.rules[-1]
    assert own.id == "YUN-READING"
    assert list(run_examples(auditor, [own])) == []
    assert {change.rule for change in auditor.ruleset.changes} == {"FEE-CITED", "DUE-OTHER"}
    assert len(load_waivers(tmp_path / "waivers.yaml", [r.id for r in auditor.ruleset.rules])) == 1


@pytest.mark.parametrize("file", RULE_FILES, ids=lambda file: file.stem)
def test_the_rule_files_fit_the_schema_and_name_it(file: Path) -> None:
    schema = json.loads((rules_folder() / "schema.json").read_text("utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    text = file.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schema.json\n")
    jsonschema.Draft7Validator(schema).validate(yaml.safe_load(text))


@pytest.mark.parametrize("slip", ["tilte: 甲", "severity: 严重", "kind: patern", "examples: {pas: []}", "covers: 一"])
def test_the_schema_refuses_what_the_loader_refuses(slip: str) -> None:
    schema = json.loads((rules_folder() / "schema.json").read_text("utf-8"))
    rule = yaml.safe_load(skeleton(KINDS["pattern"]))["rules"][0] | yaml.safe_load(slip)
    assert list(jsonschema.Draft7Validator(schema).iter_errors({"rules": [rule]}))


def test_every_demand_is_covered_or_says_why_not(ruleset: RuleSet) -> None:
    for one in coverage(ruleset):
        assert one.basis
        assert bool(one.rules) != bool(one.demand.beyond), one.demand.id


@pytest.mark.parametrize("rule", load_ruleset().rules, ids=lambda rule: rule.id)
def test_every_rule_is_whole(rule: Rule, ruleset: RuleSet) -> None:
    assert rule.examples.pass_
    assert all("want" in example for example in rule.examples.fail)
    assert all(basis.document in ruleset.documents.documents for basis in rule.basis)
    sure = {ruleset.documents.documents[basis.document].sure for basis in rule.basis}
    assert rule.severity != "error" or sure != {"memory"}
    assert set(re.findall(r"\{(\w+)\}", rule.message + rule.suggestion)) <= COMMON | rule.placeholders
    assert rule.covers
    page = ROOT / "docs" / "rules" / "national" / f"{rule.id}.md"
    assert rule.title in page.read_text("utf-8").replace("\\", "")
