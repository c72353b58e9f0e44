"""Loads everything a run stands on: forms, bodies, documents, word lists and rules, with all their mistakes at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from auditor.errors import Mistake, RuleFileError
from auditor.model.finding import RuleSetInfo
from auditor.resources import rules_folder, shown
from auditor.ruleset.catalogues.bodies import BodyNames, load_bodies
from auditor.ruleset.catalogues.counting import CountingWords, load_counting
from auditor.ruleset.catalogues.documents import NUMBER, Catalogue, load_catalogue, with_notices, with_own
from auditor.ruleset.catalogues.forms import Form, read_forms
from auditor.ruleset.language.fragments import fill_pieces
from auditor.ruleset.language.patterns import Pattern, PatternError
from auditor.ruleset.lint import KnownNames, faults, lint_rule, unknown_forms
from auditor.ruleset.schema.demands import Demand, load_demands
from auditor.ruleset.schema.kinds import KINDS
from auditor.ruleset.schema.packs import DISABLE, NATIONAL, Change, apply, choose, without_demands
from auditor.ruleset.schema.rules import Examples, Origin, Rule, Word
from auditor.ruleset.yaml.positions import Path_, YamlSource, load_yaml
from auditor.ruleset.yaml.validation import Strict, check, meant

T = TypeVar("T")
TOP = ("pieces", "documents", "rules")
# What stands in for what every rule must have where that is wrong, so that the rest of the rule can be looked at.
_STAND_INS = {
    **dict.fromkeys(("title", "category", "message", "suggestion"), "—"),
    "severity": "info",
    "basis": ({"document": "format-2021"},),
    "examples": Examples.model_construct(pass_=(), fail=()),
}


class _WordLists(Strict):
    words: tuple[Word, ...]


@dataclass(frozen=True)
class RuleSet:
    """A checked set of rules with all they refer to; `changes` are what packs made of them, `notes` what users should be told.

    Without `demands_made`, what only the inspecting office asks for is not looked at.
    """

    rules: tuple[Rule, ...]
    forms: tuple[Form, ...]
    bodies: BodyNames
    documents: Catalogue
    confusions: tuple[tuple[Word, Pattern, Pattern | None], ...]
    counting: CountingWords
    info: RuleSetInfo
    demands: tuple[Demand, ...]
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    demands_made: bool = True

    def form(self, name: str) -> Form:
        """A form by its name."""
        return next(form for form in self.forms if form.form == name)

    def form_of(self, year: int | None) -> Form | None:
        """The form that reports for a year must use; None where no form covers the year, or it is not known."""
        return None if year is None else next((form for form in self.forms if form.covers(year)), None)


def load_ruleset(
    extra: Sequence[Path] = (), packs: Sequence[Path] = (), no_demands: tuple[str, int] | None = None
) -> RuleSet:
    """The rules of the packs, of the national one if none is named, and of the `extra` files and folders.

    `no_demands` is the file and line that turn off what only the inspecting office asks for.
    Raises RuleFileError with every mistake of every file.
    """
    root = rules_folder()
    mistakes: list[Mistake] = []
    catalogue = _kept(lambda: load_catalogue(root / "documents.yaml"), mistakes)
    confusions = _kept(lambda: _load_words(root / "confusions.yaml"), mistakes)
    counting = _kept(lambda: load_counting(root / "counting.yaml"), mistakes)
    bodies = _kept(load_bodies, mistakes)
    chosen = choose(packs or [root / "packs" / f"{NATIONAL}.yaml"], root / "packs", extra)
    sources, written = chosen.files, [*map(load_yaml, sorted((root / "forms").glob("*.yaml"))), *chosen.forms]
    forms = read_forms(written)
    whole = not any(source.mistakes for source in written)
    placed = [(rule, source, where) for source in sources for rule, where in _read_rules(source)]
    demands = _kept(lambda: load_demands(root / "demands.yaml"), mistakes)
    if catalogue:
        catalogue = with_notices(with_own(catalogue, [*written, *sources]), forms)
        _check_notices(forms, written, catalogue)
    if whole and catalogue and demands and counting:
        _check_together(placed, KnownNames(forms, catalogue, demands, counting))
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
    """What a pack may have made wrong in a rule, as far as what it refers to is known: the field and what is to be said."""
    yield from faults(rule, catalogue) if catalogue else ()
    yield from (("forms", said) for _, said in unknown_forms(rule, forms)) if forms else ()


def _check_notices(forms: Sequence[Form], sources: Sequence[YamlSource], catalogue: Catalogue) -> None:
    """Leave in its source that a form names a notice the catalogue has not."""
    for form in forms:
        if form.notice not in catalogue.documents:
            source = next(source for source in sources if source.path == form.source)
            said = f"目录里没有文件“{form.notice}”{meant(form.notice, catalogue.documents)}"
            source.mistakes.append(source.mistake(("notice",), said))


def _unnumbered(forms: Sequence[Form], catalogue: Catalogue) -> Iterator[str]:
    """What is to be said of forms whose notice has no number yet."""
    for form in forms:
        notice = catalogue.documents[form.notice]
        if not NUMBER.fullmatch(notice.number):
            yield f"{shown(form.source)}：{form.called}的通知“{notice.id}”还没有写文号，请把“{notice.number}”改成通知的文号"


def _kept(load: Callable[[], T], mistakes: list[Mistake]) -> T | None:
    """What a loader gives, or its mistakes added to the others."""
    try:
        return load()
    except RuleFileError as error:
        mistakes += error.mistakes
        return None


def _sorted(sources: Sequence[YamlSource]) -> list[Mistake]:
    return [m for source in sources for m in sorted(source.mistakes, key=lambda m: (m.line, m.column))]


def _load_words(path: Path) -> tuple[tuple[Word, Pattern, Pattern | None], ...]:
    source = load_yaml(path)
    file = check(_WordLists, source) if not source.mistakes else None
    compiled = []
    for place, word in enumerate(file.words if file else ()):
        try:
            compiled.append((word, Pattern(word.wrong), Pattern(word.unless) if word.unless else None))
        except PatternError as error:
            where = ("words", place, "wrong")
            source.mistakes.append(source.mistake(where, str(error), character=error.column))
    if file is None or source.mistakes:
        raise RuleFileError(source.mistakes)
    return tuple(compiled)


def _read_rules(source: YamlSource) -> list[tuple[Rule, Path_]]:
    """The rules of one file with their places; mistakes are left in the source, and of rules with mistakes what is right is given."""
    data = source.data
    if data is None and source.mistakes:
        return []  # nothing could be made out of it
    if isinstance(data, dict) and "rules" in data and not isinstance(data["rules"], tuple):
        source.mistakes.append(source.mistake(("rules",), "“rules”应是列表，每条规则以“- id:”开头"))
        return []
    if not isinstance(data, dict) or not {"rules", "documents"} & data.keys():
        source.mistakes.append(source.at(1, 1, "规则文件要以“rules:”开头，下面逐条列出规则"))
        return []
    for key in data:
        if key not in TOP:
            source.mistakes.append(source.mistake((key,), f"不认识的键“{key}”{meant(key, TOP)}", key=True))
    if "rules" not in data:
        return []  # it only brings documents along
    fill_pieces(source)
    data = source.data
    rules: list[tuple[Rule, Path_]] = []
    for place, item in enumerate(data["rules"]):
        where = ("rules", place)
        if not isinstance(item, dict):
            source.mistakes.append(source.mistake(where, "每条规则应是“键: 值”，以“- id:”开头"))
            continue
        kind = item.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            hint = (meant(str(kind), KINDS) if kind else "") or f"；可以写：{'、'.join(KINDS)}"
            source.mistakes.append(
                source.mistake((*where, "kind"), f"没有规则类型“{kind}”{hint}" if kind else f"缺少“kind”{hint}")
            )
            continue
        line = source.values[where][0]
        rule = check(KINDS[kind], source, where, {"id": f"LINE-{line}", **_STAND_INS})
        if rule is not None:
            rules.append((rule.model_copy(update={"source": Origin(path=source.path, line=line)}), where))
    return rules


def _check_together(placed: Sequence[tuple[Rule, YamlSource, Path_]], known: KnownNames) -> None:
    """Mistakes that show only between rules and what they refer to."""
    ids: dict[str, Rule] = {}
    for rule, source, where in placed:
        if rule.id in ids:
            first = ids[rule.id].source
            message = f"规则编号“{rule.id}”重复，{shown(first.path)} 第 {first.line} 行已用过"
            source.mistakes.append(source.mistake((*where, "id"), message))
        ids.setdefault(rule.id, rule)
        _lint(rule, source, where, known)
    for rule, source, where in placed:
        for number, needed in enumerate(rule.requires):
            if needed not in ids:
                message = f"没有编号为“{needed}”的规则{meant(needed, ids)}"
                source.mistakes.append(source.mistake((*where, "requires", number), message))
            elif ring := _ring(rule.id, needed, ids):
                message = f"规则不能以自己为前提：{' → '.join(ring)}"
                source.mistakes.append(source.mistake((*where, "requires", number), message))


def _lint(rule: Rule, source: YamlSource, where: Path_, known: KnownNames) -> None:
    """Add what is wrong within a rule, but for what follows from mistakes that its places, or the rule as a whole, have already."""
    before = list(source.mistakes)
    lint_rule(rule, source, where, known)
    if not before:
        return
    line, column = source.values[where]
    last = max((place[0] for path, place in source.values.items() if path[: len(where)] == where), default=line)
    told = {(mistake.line, mistake.column) for mistake in before if line <= mistake.line <= last}
    found = source.mistakes[len(before) :]
    told |= {(line, column)} if told else set()
    source.mistakes[:] = before + [mistake for mistake in found if (mistake.line, mistake.column) not in told]


def _ring(first: str, needed: str, ids: Mapping[str, Rule]) -> tuple[str, ...]:
    """The way from a rule over one it requires back to itself, or nothing where none leads back."""
    ways: list[tuple[str, ...]] = [(first, needed)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        if way[-1] == first:
            return way
        if way[-1] in ids and way[-1] not in seen:
            seen.add(way[-1])
            ways += [(*way, other) for other in ids[way[-1]].requires]
    return ()


def _digest(packs: Iterable[Path], paths: Iterable[Path], *, made: bool) -> str:
    """The digest of what was read, wherever it lies and whatever the working folder; `packs` are in their order."""
    in_order, others = [*map(_contents, packs)], sorted(map(_contents, {path.resolve() for path in paths}))
    return "sha256:" + hashlib.sha256(repr((in_order, others, made)).encode()).hexdigest()


def _contents(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
