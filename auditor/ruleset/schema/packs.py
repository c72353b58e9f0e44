"""Packs: which rule files are in force, and what a region changes in them: `extends`, `add`, `override`, `disable`.

Packs are applied in order, extended packs before the packs that extend them, so that the pack nearest to the office wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from auditor.errors import Mistake
from auditor.ruleset.schema.rules import Applicability, NonEmptyText, Rule
from auditor.ruleset.yaml.positions import Path_, YamlSource, load_yaml
from auditor.ruleset.yaml.validation import Strict, check, meant

NATIONAL = "national"
DISABLE = "disable"
NO_DEMANDS = "依据只是检查机关的要求，设置里写了不作要求（office_demands = false）"
SUFFIXES = (".yaml", ".yml")


class Override(Strict):
    """Changes of a pack to one rule, and the reason."""

    reason: NonEmptyText
    severity: Literal["error", "warning", "info"] | None = None
    since: int | None = None
    until: int | None = None
    forms: tuple[NonEmptyText, ...] | None = None
    applies_to: Applicability | None = None
    suggestion: NonEmptyText | None = None

    @model_validator(mode="after")
    def _changes(self) -> Override:
        if not self.changes():
            raise ValueError("没有写要改什么；可以改 severity、since、until、forms、applies_to、suggestion")
        return self

    def changes(self) -> dict[str, object]:
        """The fields that are changed, with their new values."""
        fields = ("severity", "since", "until", "forms", "applies_to", "suggestion")
        return {name: value for name in fields if (value := getattr(self, name)) is not None}


class Pack(Strict):
    """A pack as written: built-in packs are extended by name, others by the path of their file."""

    pack: Annotated[str, Field(min_length=1)]
    title: NonEmptyText
    extends: tuple[NonEmptyText, ...] = ()
    add: tuple[NonEmptyText, ...] = ()
    override: Mapping[str, Override] = Field(default_factory=dict)
    disable: Mapping[str, NonEmptyText] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a rule by a pack: `what` is a field or DISABLE, with the place and the reason."""

    rule: str
    what: str
    value: str
    reason: str
    path: str
    line: int


@dataclass(slots=True)
class ChosenPacks:
    """All chosen packs: rule files and forms in order, the packs' names, and their sources, which collect the mistakes."""

    names: list[str] = field(default_factory=list)
    files: list[YamlSource] = field(default_factory=list)
    forms: list[YamlSource] = field(default_factory=list)
    packs: list[tuple[Pack, YamlSource]] = field(default_factory=list)
    sources: list[YamlSource] = field(default_factory=list)
    _paths: set[Path] = field(default_factory=set)

    def take(self, path: Path) -> bool:
        """Take a file, and return whether it is new, by this or another spelling of its path."""
        path = path.resolve()
        new = path not in self._paths
        self._paths.add(path)
        return new

    def add(self, source: YamlSource) -> None:
        """Add a file as a form or as rules, depending on its keys."""
        is_form = isinstance(source.data, dict) and "form" in source.data
        (self.forms if is_form else self.files).append(source)

    def notes(self) -> tuple[str, ...]:
        """Notes that are no mistakes, in Chinese: packs that leave out the national rules without stating so."""
        if NATIONAL in self.names:
            return ()
        return tuple(
            f"{source.path}：规则包“{pack.title}”没有写 extends，所以没有用全国规则；"
            f"要以全国规则为底，加一行 extends: [{NATIONAL}]，确实不用，写 extends: []"
            for pack, source in self.packs
            if "extends" not in pack.model_fields_set
        )


def choose(wanted: Sequence[Path], folder: Path, extra: Sequence[Path] = ()) -> ChosenPacks:
    """Read the packs and all they extend, then the `extra` files and folders of rules and packs; `folder` has the built-in packs.

    Mistakes go to the sources.
    """
    chosen = ChosenPacks()
    for path in wanted:
        _extend(path, folder, chosen, [])
    for place in extra:
        for path in _inside(place, chosen):
            if chosen.take(path):
                source = load_yaml(path)
                if _is_pack(source):
                    _take(source, folder, chosen, [])
                else:
                    chosen.add(source)
        chosen.names.append(place.name)
    return chosen


def apply(
    rules: Sequence[Rule], chosen: ChosenPacks, faults: Callable[[Rule], Iterable[tuple[str, str]]]
) -> tuple[tuple[Rule, ...], tuple[Change, ...]]:
    """Apply overrides, remove disabled rules, and return the rules with the changes.

    Unknown rules are mistakes, and so are the `faults` (field, mistake) that an override causes in a rule.
    """
    by_id = {rule.id: rule for rule in rules}
    known = list(by_id)
    changes: list[Change] = []
    for pack, source in chosen.packs:
        for name, override in pack.override.items():
            where = ("override", name)
            if _exists(name, known, chosen, source, where) and name in by_id:
                before, made = by_id[name], override.changes()
                after = by_id[name] = before.model_copy(update=made)
                for field, said in sorted({*faults(after)} - {*faults(before)}):
                    source.mistakes.append(source.mistake((*where, field if field in made else next(iter(made))), said))
                changes += [
                    _change(source, (*where, field), name, _value(value), override.reason)
                    for field, value in made.items()
                ]
        for name, reason in pack.disable.items():
            where = ("disable", name)
            if _exists(name, known, chosen, source, where):
                by_id.pop(name, None)
                changes.append(_change(source, where, name, "", reason))
    for pack, source in chosen.packs:
        for name in pack.disable:
            left = [rule.id for rule in by_id.values() if name in rule.requires]
            if left and name not in by_id:
                said = f"{'、'.join(left)} 以这条规则为前提，要停用就一并停用"
                source.mistakes.append(source.mistake(("disable", name), said, key=True))
    return tuple(by_id.values()), tuple(changes)


def without_demands(
    rules: Sequence[Rule], custom: Callable[[Rule], bool], place: tuple[str, int]
) -> tuple[tuple[Rule, ...], tuple[Change, ...]]:
    """Disable the rules that are based on demands of the inspecting office alone.

    `place` is the file and the line that turned them off; no other rule requires one of them afterwards.
    """
    off = {rule.id for rule in rules if custom(rule)}
    left = [
        rule.model_copy(update={"requires": tuple(name for name in rule.requires if name not in off)})
        if off.intersection(rule.requires)
        else rule
        for rule in rules
        if rule.id not in off
    ]
    return tuple(left), tuple(Change(name, DISABLE, "", NO_DEMANDS, *place) for name in sorted(off))


def _exists(name: str, known: Sequence[str], chosen: ChosenPacks, source: YamlSource, where: Path_) -> bool:
    if name in known:
        return True
    bare = "" if NATIONAL in chosen.names else f"；没有写 extends: [{NATIONAL}]，所以没有全国规则"
    source.mistakes.append(source.mistake(where, f"没有编号为“{name}”的规则{meant(name, known) or bare}", key=True))
    return False


def _change(source: YamlSource, where: Path_, rule: str, value: str, reason: str) -> Change:
    what = str(where[2]) if len(where) > 2 else DISABLE
    return Change(rule, what, value, reason, source.path, source.keys[where][0])


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(value)
    if not isinstance(value, Applicability):
        return str(value)
    said = ((name, words if isinstance(words, str) else "、".join(words)) for name, words in value if words)
    return "；".join(f"{name}: {words}" for name, words in said)


def _extend(path: Path, folder: Path, chosen: ChosenPacks, above: list[Path]) -> None:
    """Add a pack by its file, unless it was added before."""
    path = path.resolve()
    if chosen.take(path):
        _take(load_yaml(_shown(path)), folder, chosen, above)


def _take(source: YamlSource, folder: Path, chosen: ChosenPacks, above: list[Path]) -> None:
    """Add a pack after those it extends."""
    path = Path(source.path).resolve()
    chosen.sources.append(source)
    pack = check(Pack, source) if not source.mistakes else None
    if pack is None:
        return
    for number, name in enumerate(pack.extends):
        other = _named(name, path.parent, folder)
        where = ("extends", number)
        if other is None:
            built_in = [found.stem for found in sorted(folder.glob("*.yaml"))]
            own = [
                found.name
                for found in sorted(path.parent.glob("*.yaml"))
                if found != path and _is_pack(load_yaml(found))
            ]
            listed = f"可以写：{'、'.join([*built_in, *own])}"
            said = f"没有规则包“{name}”{meant(name, [*built_in, *own]) or '；'}{listed}"
            source.mistakes.append(source.mistake(where, said))
        elif other.resolve() in (path, *above):
            source.mistakes.append(source.mistake(where, f"规则包“{name}”又继承了本包，形成循环"))
        else:
            _extend(other, folder, chosen, [*above, path])
    root = folder.parent if path.parent == folder.resolve() else path.parent
    for number, name in enumerate(pack.add):
        if not (root / name).exists():
            source.mistakes.append(source.mistake(("add", number), f"没有规则文件“{name}”"))
            continue
        for file in _inside(root / name, chosen):
            if chosen.take(file):
                chosen.add(load_yaml(_shown(file)))
    chosen.names.append(pack.pack)
    chosen.packs.append((pack, source))


def _shown(path: Path) -> Path:
    """The path as people name it: relative to the current folder where it is inside."""
    return path.relative_to(here) if path.is_relative_to(here := Path.cwd()) else path


def _named(name: str, beside: Path, folder: Path) -> Path | None:
    """A pack by its built-in name, or by its path relative to the pack that names it."""
    return next((path for path in (folder / f"{name}.yaml", beside / name) if path.is_file()), None)


def _is_pack(source: YamlSource) -> bool:
    return isinstance(source.data, dict) and "pack" in source.data


def _inside(place: Path, chosen: ChosenPacks) -> list[Path]:
    """The file itself, or the YAML files of a folder and its subfolders, in order of their paths."""
    if place.is_file():
        return [place]
    files = sorted(path for suffix in SUFFIXES for path in place.rglob(f"*{suffix}"))
    if not files:
        said = "这个文件夹里没有规则文件（.yaml）" if place.is_dir() else "没有这个规则文件夹"
        chosen.sources.append(YamlSource(str(place), None, [], mistakes=[Mistake(str(place), 1, 1, said)]))
    return files
