"""The project settings in `auditor.toml`: that of the working folder, or the file that was named, never one beside the reports.

Whoever hands in reports must not change the rules by which they are judged.

packs = ["本省规则.yaml"]
fail_on = "warning"
office_demands = false

[office]
name = "云川市人民政府办公室"
prefix = "云政公开审"

[limits]
file_mib = 64

[bulk]
alike = 0.5
"""

from __future__ import annotations

import difflib
import os
import stat
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from auditor.errors import UsageError
from auditor.model.finding import Severity
from auditor.model.office import Office
from auditor.read.limits import MEBIBYTE, Limits
from auditor.resources import rules_folder
from auditor.settings_file import Table, read_table

NAME, WAIVERS = "auditor.toml", "waivers.yaml"
REGISTER = "letters.csv"
LEVELS = (*(severity.value for severity in Severity), "never")
_BYTES, _MIB, _MEMORY = "_bytes", "_mib", "memory_mib"
_LEAST_MEMORY = 16  # what the readers themselves take
_KEYS = ("packs", "office", "fail_on", "office_demands", "limits", "bulk")
_LAST_NUMBER = 999_999
_LOGOS = (".png", ".svg", ".jpg")


@dataclass(frozen=True, slots=True)
class Comparing:
    """From which share on two reports of a run are told as alike, as set under `[bulk]`; all are between 0 and 1.

    `alike` is for reports of two agencies (雷同), `carried` for a report and that of the year before (照搬). A sentence that
    stands in more than the share `common` of the reports is nobody's own.
    """

    alike: float = 0.5
    carried: float = 0.8
    common: float = 0.03


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project has set; `packs` are files, and `fail_on` is a severity or «never».

    `no_demands` is where the demands that only inspecting offices make were turned off: the file and its line. `file` is where
    they were read from, `waivers` the waivers beside it; None where there is none.
    """

    packs: tuple[Path, ...] = ()
    office: Office = field(default_factory=Office)
    fail_on: str = Severity.ERROR.value
    limits: Limits = field(default_factory=Limits)
    comparing: Comparing = field(default_factory=Comparing)
    no_demands: tuple[str, int] | None = None
    file: Path | None = field(default=None, compare=False)
    waivers: Path | None = field(default=None, compare=False)


def settings_in_force(file: Path | None) -> Settings:
    """The settings of a file, without one those of the working folder; raises UsageError for mistakes, or where it is not there."""
    if file is not None and not file.is_file():
        raise UsageError(f"没有设置文件“{file}”")
    if file is None and not Path(NAME).is_file():
        return Settings(waivers=_waivers(Path()))
    return load_settings(file or Path(NAME))


def left_aside(reports: Path, settings: Settings) -> list[Path]:
    """The settings and waivers that lie with a report or in a folder of reports and are not in force."""
    folder = reports if reports.is_dir() else reports.parent
    # In a folder that does not let us look at its files, there is nothing that could be taken for ours.
    beside = [folder / name for name in (NAME, WAIVERS) if os.path.isfile(folder / name)]
    used = [file for file in (settings.file, settings.waivers) if file is not None]
    return [file for file in beside if not any(file.samefile(one) for one in used)]


def _waivers(folder: Path) -> Path | None:
    file = folder / WAIVERS
    return file if file.is_file() else None


def load_settings(file: Path) -> Settings:
    """The settings of a file, the built-in ones where it is silent; raises UsageError for the first mistake in it."""
    table = read_table(file)
    table.known(_KEYS)
    level = table.text("fail_on", Severity.ERROR.value)
    if level not in LEVELS:
        raise table.mistake("fail_on", f"fail_on 只能是 {'、'.join(LEVELS)}，不能是“{level}”")
    off = None if table.flag("office_demands") else (str(file), table.line("office_demands"))
    return Settings(
        _packs(table), _office(table), level, _limits(table), _comparing(table), off, file, _waivers(file.parent)
    )


def _packs(table: Table) -> tuple[Path, ...]:
    """Packs by the path of their file from the settings, or by the name of a built-in one."""
    wanted = table.data.get("packs", [])
    if not isinstance(wanted, list) or not all(isinstance(name, str) for name in wanted):
        raise table.mistake("packs", 'packs 要写成 ["本省规则.yaml"] 这样的列表')
    built_in = rules_folder() / "packs"
    found = []
    for name in wanted:
        path = next((p for p in (table.folder / name, built_in / f"{name}.yaml") if p.is_file()), None)
        if path is None:
            names = sorted(other.stem for other in built_in.glob("*.yaml"))
            near = difflib.get_close_matches(name, [*names, *(p.name for p in table.folder.glob("*.yaml"))], 1)
            hint = f"，是不是想写“{near[0]}”？" if near else "；"
            raise table.mistake("packs", f"没有规则包“{name}”{hint}写文件名，或者自带的：{'、'.join(names)}")
        found.append(path)
    return tuple(found)


def _limits(settings: Table) -> Limits:
    given: dict[str, int | float] = {}
    table = settings.inner("limits", "[limits] 应当是一节，里面写各项上限")
    names = {item.name.replace(_BYTES, _MIB): item for item in fields(Limits)}
    table.known(names)
    for name, value in table.data.items():
        whole = names[name].type == "int"
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)) or value <= 0:
            raise table.mistake(name, f"{name} 要写大于 0 的{'整数' if whole else '数'}")
        if name.endswith(_MEMORY) and value < _LEAST_MEMORY:
            raise table.mistake(name, f"{name} 至少要写 {_LEAST_MEMORY}，再少就没有报告能读")
        given[names[name].name] = value * MEBIBYTE if name.endswith(_MIB) else value
    return replace(Limits(), **given)  # type: ignore[arg-type]  # whole numbers where they have to be, as was just seen


def _comparing(settings: Table) -> Comparing:
    table = settings.inner("bulk", "[bulk] 应当是一节，里面写报告之间怎样比较")
    table.known(item.name for item in fields(Comparing))
    built_in = Comparing()
    return Comparing(
        alike=table.share("alike", built_in.alike),
        carried=table.share("carried", built_in.carried),
        common=table.share("common", built_in.common),
    )


def _office(settings: Table) -> Office:
    """The office from its table, or only its name."""
    if isinstance(settings.data.get("office"), str):
        return Office(settings.text("office", ""))
    table = settings.inner("office", '[office] 应当是一节；只写名称时写成 office = "名称"，要加引号')
    table.known(item.name for item in fields(Office))
    prefix = _prefix(table)
    return Office(
        name=table.text("name", ""),
        prefix=prefix,
        first_number=table.whole("first_number", 1, _LAST_NUMBER),
        register=_register(table) if prefix else None,
        deadline_days=table.whole("deadline_days", 10, 365),
        contact=table.text("contact", ""),
        phone=table.text("phone", ""),
        email=table.text("email", ""),
        address=table.text("address", ""),
        copies=table.texts("copies"),
        seal=table.flag("seal"),
        logo=_logo(table),
        machine_fonts=table.flag("machine_fonts"),
    )


def _prefix(table: Table) -> str:
    """The 机关代字; empty where letters have no number, and then nothing about numbers may be set."""
    if "prefix" not in table.data:
        for name in ("register", "first_number"):
            if name in table.data:
                raise table.mistake(name, f"{name} 要和 prefix（机关代字）一起写，没有 prefix 就不编文号")
        return ""
    prefix = table.text("prefix", "")
    if not prefix or prefix.isdecimal() or set(prefix) & set("〔〕"):
        message = "prefix 只写机关代字，如“云政公开审”，不能是空的或数字，也不带〔〕；不编文号就删去这一行"
        raise table.mistake("prefix", message)
    return prefix


def _register(table: Table) -> Path:
    name = table.text("register", REGISTER)
    if Path(name).suffix.lower() != ".csv":
        raise table.mistake("register", f"register 要写成 {REGISTER} 这样的 CSV 文件名，不能是“{name}”")
    return table.folder / name


def _logo(table: Table) -> Path | None:
    """A picture that is there, of at most one MiB."""
    if "logo" not in table.data:
        return None
    name = table.text("logo", "")
    file = table.folder / name
    if file.suffix.lower() not in _LOGOS:
        raise table.mistake("logo", f"logo 要写一个 {'、'.join(_LOGOS)} 文件，不能是“{name}”")
    try:
        about = file.stat()
    except OSError as error:
        raise table.mistake("logo", f"找不到 logo 文件“{name}”，请按 {NAME} 所在的文件夹写") from error
    if not stat.S_ISREG(about.st_mode) or about.st_size > MEBIBYTE:
        raise table.mistake("logo", f"logo“{name}”要是一个不超过 1 MiB 的文件")
    return file
