"""Loader of the rule set: forms, bodies, documents, word lists and rules, with the mistakes of all files at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from auditor.engine.kind import Kind
from auditor.engine.kinds import KINDS
from auditor.errors import Mistake, RuleFileError
from auditor.model.finding import RuleSetInfo
from auditor.resources import rules_folder, shown
from auditor.rulefiles.rule_file import check_together, read_rules
from auditor.ruleset.catalogues.bodies import load_bodies
from auditor.ruleset.catalogues.counting import load_counting
from auditor.ruleset.catalogues.documents import NUMBER, Catalogue, load_catalogue, with_notices, with_own
from auditor.ruleset.catalogues.forms import Form, read_forms
from auditor.ruleset.lint import KnownNames, faults, unknown_forms
from auditor.ruleset.rule_set import RuleSet
from auditor.ruleset.schema.confusions import load_confusions
from auditor.ruleset.schema.demands import load_demands
from auditor.ruleset.schema.packs import DISABLE, NATIONAL, apply, choose, without_demands
from auditor.ruleset.schema.rules import Rule
from auditor.ruleset.yaml.positions import YamlSource, load_yaml
from auditor.ruleset.yaml.validation import meant

T = TypeVar("T")


def load_ruleset(
    extra: Sequence[Path] = (),
    packs: Sequence[Path] = (),
    no_demands: tuple[str, int] | None = None,
    kinds: Mapping[str, Kind[Any]] = KINDS,
) -> RuleSet:
    """Load the rules of the packs, of the national one if none is named, and of the `extra` files and folders.

    `no_demands` is the file and line of the settings that turn off the demands of the inspecting office alone. Raises
    RuleFileError with every mistake of every file.
    """
    root = rules_folder()
    mistakes: list[Mistake] = []
    catalogue = _kept(lambda: load_catalogue(root / "documents.yaml"), mistakes)
    confusions = _kept(lambda: load_confusions(root / "confusions.yaml"), mistakes)
    counting = _kept(lambda: load_counting(root / "counting.yaml"), mistakes)
    bodies = _kept(load_bodies, mistakes)
    chosen = choose(packs or [root / "packs" / f"{NATIONAL}.yaml"], root / "packs", extra)
    sources, written = chosen.files, [*map(load_yaml, sorted((root / "forms").glob("*.yaml"))), *chosen.forms]
    forms = read_forms(written)
    whole = not any(source.mistakes for source in written)
    placed = [(rule, source, where) for source in sources for rule, where in read_rules(source, kinds)]
    demands = _kept(lambda: load_demands(root / "demands.yaml"), mistakes)
    if catalogue:
        catalogue = with_notices(with_own(catalogue, [*written, *sources]), forms)
        _check_notices(forms, written, catalogue)
    if whole and catalogue and demands and counting:
        check_together(placed, KnownNames(forms, catalogue, demands, counting), kinds)
    rules, changes = apply(
        [rule for rule, _, _ in placed], chosen, lambda rule: _faults(rule, catalogue, forms if whole else None)
    )
    mistakes += _sorted([*chosen.sources, *written, *sources])
    if not (catalogue and counting and bodies) or confusions is None or demands is None or mistakes:
        raise RuleFileError(mistakes)
    if no_demands:
        custom = {document.id for document in catalogue.documents.values() if document.sure == "custom"}
        rules, off = without_demands(rules, lambda rule: all(ref.document in custom for ref in rule.basis), no_demands)
        changes += off
    read = {*root.rglob("*.yaml"), *(Path(source.path) for source in (*chosen.sources, *written, *sources))}
    return RuleSet(
        rules=rules,
        forms=tuple(form.model_copy(update={"number": catalogue.documents[form.notice].number}) for form in forms),
        bodies=bodies,
        documents=catalogue,
        confusions=confusions,
        counting=counting,
        info=RuleSetInfo(
            tuple(chosen.names),
            len(rules),
            _digest((Path(source.path) for source in chosen.sources), read, made=not no_demands),
            off=len({change.rule for change in changes if change.what == DISABLE}),
        ),
        demands=demands,
        changes=changes,
        notes=(*chosen.notes(), *_unnumbered(forms, catalogue)),
        demands_made=not no_demands,
    )


def _faults(rule: Rule, catalogue: Catalogue | None, forms: Sequence[Form] | None) -> Iterator[tuple[str, str]]:
    """Find what a pack may have made wrong in a rule, as far as the names it refers to are known: the field and what is wrong."""
    yield from faults(rule, catalogue) if catalogue else ()
    yield from (("forms", said) for _, said in unknown_forms(rule, forms)) if forms else ()


def _check_notices(forms: Sequence[Form], sources: Sequence[YamlSource], catalogue: Catalogue) -> None:
    """Report, in the source of a form, a notice that the catalogue does not have."""
    for form in forms:
        if form.notice not in catalogue.documents:
            source = next(source for source in sources if source.path == form.source)
            said = f"目录里没有文件“{form.notice}”{meant(form.notice, catalogue.documents)}"
            source.mistakes.append(source.mistake(("notice",), said))


def _unnumbered(forms: Sequence[Form], catalogue: Catalogue) -> Iterator[str]:
    """Notes, in Chinese, on forms whose notice has no number yet."""
    for form in forms:
        notice = catalogue.documents[form.notice]
        if not NUMBER.fullmatch(notice.number):
            yield f"{shown(form.source)}：{form.called}的通知“{notice.id}”还没有写文号，请把“{notice.number}”改成通知的文号"


def _kept(load: Callable[[], T], mistakes: list[Mistake]) -> T | None:
    """The result of a loader; or None, with its mistakes added to the others."""
    try:
        return load()
    except RuleFileError as error:
        mistakes += error.mistakes
        return None


def _sorted(sources: Sequence[YamlSource]) -> list[Mistake]:
    return [m for source in sources for m in sorted(source.mistakes, key=lambda m: (m.line, m.column))]


def _digest(packs: Iterable[Path], paths: Iterable[Path], *, made: bool) -> str:
    """Digest of the contents read, whatever their paths and the working folder; `packs` are in their order."""
    in_order, others = [*map(_contents, packs)], sorted(map(_contents, {path.resolve() for path in paths}))
    return "sha256:" + hashlib.sha256(repr((in_order, others, made)).encode()).hexdigest()


def _contents(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
