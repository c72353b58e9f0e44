"""Rules of the house: sizes, docstrings, that kinds and rules belong together, and what no file may name."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest

from auditor.engine.kinds import KINDS
from auditor.engine.kinds.contents.statement import StatementRule
from auditor.engine.kinds.tables.identity import IdentityRule
from auditor.ruleset.schema.rules import Rule
from tests.recognise.reports import auditor

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sorted(path for folder in ("auditor", "tests", "bench") for path in (ROOT / folder).rglob("*.py"))
PACKAGE = sorted((ROOT / "auditor").rglob("*.py"))
RULES = auditor().ruleset.rules
LONGEST_FILE = 400

# The categories of the contract whose rules are here; the others compare several reports.
CATEGORIES = """structure identity value fee_statement contact_clause statistics_period stale_year
citation consistency timeliness history typo""".split()  # noqa: SIM905

# Hosts of package registries and their mirrors, in pieces so that this file does not name them either.
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("mirrors", "aliyun"),
        ("tuna", "tsinghua"),
        ("mirrors", "ustc"),
        ("registry", "npmjs"),
        ("npmmirror", "com"),
        ("deb", "debian", "org"),
        ("conda", "anaconda", "org"),
        ("proxy", "golang", "org"),
    )
]
UNTRACKED = {".git", ".venv", ".hypothesis", "__pycache__", "dist", "build"}


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _id(rule: Rule) -> str:
    return rule.id


def _kind(rule: Rule) -> str:
    return str(rule.model_dump(include={"kind"})["kind"])


def test_no_python_file_is_too_long_to_read() -> None:
    assert PYTHON
    long = {_shown(path): lines for path in PYTHON if (lines := path.read_text("utf-8").count("\n")) > LONGEST_FILE}
    assert long == {}


@pytest.mark.parametrize("path", PACKAGE, ids=_shown)
def test_every_public_module_says_what_it_is_for(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert said or (path.name.startswith("_") and path.name != "__init__.py")


READERS = sorted((ROOT / "auditor" / "read").rglob("*.py"))
CHANGING = {"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "setdefault", "update"}


def _changed(tree: ast.Module) -> set[str]:
    """What a module's own functions change of it: names of the module that are filled, emptied or set anew after its import."""
    own = {
        name.id
        for top in tree.body
        if isinstance(top, ast.Assign | ast.AnnAssign)
        for name in ast.walk(top)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            found.update(node.names)
        elif isinstance(node, ast.Attribute | ast.Subscript):
            changes = node.attr in CHANGING if isinstance(node, ast.Attribute) else not isinstance(node.ctx, ast.Load)
            found.update({ast.unparse(node.value)} if changes else ())
    return found & own


@pytest.mark.parametrize("path", READERS, ids=_shown)
def test_no_module_that_reads_holds_state(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert not _changed(tree)
    calls = {ast.unparse(node.func).rpartition(".")[2] for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not calls & {"ContextVar", "local"}


def test_state_of_a_module_would_be_found() -> None:
    for change in ("X.append(1)", "X[:] = [1]", "del X[0]", "global X; X = 2"):
        assert _changed(ast.parse(f"X: list[int] = []\ndef f() -> None:\n    {change}\n")) == {"X"}


def test_every_kind_of_rule_can_run_and_is_used() -> None:
    assert set(KINDS) == {_kind(rule) for rule in RULES}
    for name, kind in KINDS.items():
        assert get_args(kind.model.model_fields["kind"].annotation) == (name,)


def test_every_category_of_the_contract_has_a_rule_and_no_rule_another() -> None:
    assert {rule.category for rule in RULES} == set(CATEGORIES)


def test_rule_numbers_are_used_once() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=_id)
def test_what_a_rule_stands_on_is_in_the_catalogue(rule: Rule) -> None:
    documents = auditor().ruleset.documents.documents
    named = {basis.document for basis in rule.basis}
    if isinstance(rule, StatementRule) and rule.cites:
        named.add(rule.cites)
    assert named <= set(documents)
    if rule.severity == "error":
        assert {documents[basis.document].sure for basis in rule.basis} != {"memory"}


def test_the_sums_of_the_form_are_all_there() -> None:
    equations = {(rule.table, rule.for_each) for rule in RULES if isinstance(rule, IdentityRule)}
    assert equations >= {("表三", "column"), ("表三", "row"), ("表四", "row")}


def test_no_file_names_the_host_of_a_package_registry() -> None:
    found = []
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        if not path.is_file() or UNTRACKED & set(inside) or any(part.endswith("_cache") for part in inside):
            continue
        text = path.read_bytes().decode("utf-8", "replace").lower()
        found += [f"{_shown(path)}: {host}" for host in HOSTS if host in text]
    assert found == []
