"""Models of the settings: the allowed values, and the messages shown where a file contains something else."""

from __future__ import annotations

import difflib
import stat
import unicodedata
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, Strict, ValidationInfo, create_model

from auditor.config.limits import BUILT_IN, MEBIBYTE, Limits
from auditor.config.settings import LEVELS, NAME, WAIVERS, Comparing, Settings
from auditor.config.settings_file import SettingsSection, SettingsText, read_file
from auditor.errors import UsageError
from auditor.model.finding import Severity
from auditor.model.office import Office
from auditor.resources import rules_folder

REGISTER = "letters.csv"
_BYTES, _MIB, _MEMORY = "_bytes", "_mib", "memory_mib"
_LEAST_MEMORY = 16  # the readers themselves take this much
_LAST_NUMBER = 999_999
_LOGOS = (".png", ".svg", ".jpg")
# Line breaks, control characters and invisible characters.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def settings_in_force(file: Path | None) -> Settings:
    """Load the given settings file, or else that of the working folder; raises UsageError for mistakes or a missing file."""
    if file is not None and not file.is_file():
        raise UsageError(f"没有设置文件“{file}”")
    if file is None and not Path(NAME).is_file():
        return Settings(waivers=_waivers(Path()))
    return load_settings(file or Path(NAME))


def _waivers(folder: Path) -> Path | None:
    file = folder / WAIVERS
    return file if file.is_file() else None


def load_settings(file: Path) -> Settings:
    """Load a settings file, with built-in values for what it does not set; raises UsageError for the first mistake in it."""
    read = read_file(file)
    top = read.section(_SettingsModel, read.data)
    return Settings(
        packs=top.packs,
        office=Office(top.office) if isinstance(top.office, str) else _office(read, top.office),
        fail_on=top.fail_on,
        limits=_limits(read, top.limits),
        comparing=Comparing(**dict(read.section(_ComparingSection, top.bulk, "bulk"))),
        no_demands=None if top.office_demands else (str(file), read.line("office_demands")),
        file=file,
        waivers=_waivers(file.parent),
    )


def _office(read: SettingsText, data: Mapping[str, Any]) -> Office:
    """Build the office; a register is kept as soon as there is a prefix."""
    given = dict(read.section(_OfficeSection, data, "office"))
    prefix, folder = given["prefix"], read.file.parent
    for name in ("register", "first_number"):
        if name in data and not prefix:
            raise read.mistake(f"{name} 要和 prefix（机关代字）一起写，没有 prefix 就不编文号", name, "office")
    register, logo = given.pop("register_"), given.pop("logo")
    return Office(**given, register=folder / register if prefix else None, logo=folder / logo if logo else None)


def _limits(read: SettingsText, data: Mapping[str, Any]) -> Limits:
    given = read.section(_LIMITS, data, "limits").model_dump(exclude_unset=True)
    factors = {name: MEBIBYTE if name.endswith(_MIB) else 1 for name in given}
    return replace(BUILT_IN, **{_LIMITED[name].name: most * factors[name] for name, most in given.items()})


def _seen(text: str, info: ValidationInfo) -> str:
    """Require text on one line, and strip the blanks around it."""
    if any(unicodedata.category(ch) in _UNSEEN for ch in text):
        raise ValueError(f"{info.field_name} 里有换行或看不见的字符，要写成一行文字")
    return text.strip()


def _pack(name: object, info: ValidationInfo) -> object:
    """Resolve a pack: the path of its file relative to the settings, or the name of a built-in one."""
    if not isinstance(name, str):
        return name
    folder, built_in = Path(info.context or ""), rules_folder() / "packs"
    path = next((p for p in (folder / name, built_in / f"{name}.yaml") if p.is_file()), None)
    if path is None:
        names = sorted(other.stem for other in built_in.glob("*.yaml"))
        near = difflib.get_close_matches(name, [*names, *(p.name for p in folder.glob("*.yaml"))], 1)
        hint = f"，是不是想写“{near[0]}”？" if near else "；"
        raise ValueError(f"没有规则包“{name}”{hint}写文件名，或者自带的：{'、'.join(names)}")
    return path


def _level(level: str) -> str:
    if level not in LEVELS:
        raise ValueError(f"fail_on 只能是 {'、'.join(LEVELS)}，不能是“{level}”")
    return level


def _prefix(prefix: str) -> str:
    """Check the 机关代字; the setting is omitted where letters have no number."""
    if not prefix or prefix.isdecimal() or set(prefix) & set("〔〕"):
        raise ValueError("prefix 只写机关代字，如“云政公开审”，不能是空的或数字，也不带〔〕；不编文号就删去这一行")
    return prefix


def _csv(name: str) -> str:
    if Path(name).suffix.lower() != ".csv":
        raise ValueError(f"register 要写成 {REGISTER} 这样的 CSV 文件名，不能是“{name}”")
    return name


def _copies(names: tuple[str, ...]) -> tuple[str, ...]:
    if not all(names):
        raise ValueError("copies 里有一项是空的，请删去")
    return names


def _logo(name: str, info: ValidationInfo) -> str:
    """Require an existing picture of at most one MiB."""
    file = Path(info.context or "") / name
    if file.suffix.lower() not in _LOGOS:
        raise ValueError(f"logo 要写一个 {'、'.join(_LOGOS)} 文件，不能是“{name}”")
    try:
        about = file.stat()
    except OSError as error:
        raise ValueError(f"找不到 logo 文件“{name}”，请按 {NAME} 所在的文件夹写") from error
    if not stat.S_ISREG(about.st_mode) or about.st_size > MEBIBYTE:
        raise ValueError(f"logo“{name}”要是一个不超过 1 MiB 的文件")
    return name


def _enough(value: int, info: ValidationInfo) -> int:
    if value < _LEAST_MEMORY:
        raise ValueError(f"{info.field_name} 至少要写 {_LEAST_MEMORY}，再少就没有报告能读")
    return value


# The description of a field is the message about a value of another type; {} is the field's name.
_Text = Annotated[str, AfterValidator(_seen), Field(description="{} 应是文字，要加引号")]
_Flag = Annotated[bool, Field(description="{} 只能写 true 或 false，不加引号")]
_Share = Annotated[float, Field(gt=0, le=1)]
_OFFICE = '[office] 应当是一节；只写名称时写成 office = "名称"，要加引号'


class _SettingsModel(SettingsSection):
    packs: Annotated[tuple[Annotated[Path, BeforeValidator(_pack)], ...], Strict(False)] = Field(
        (), description='packs 要写成 ["本省规则.yaml"] 这样的列表'
    )
    office: Annotated[str, AfterValidator(_seen)] | dict[str, Any] = Field({}, description=_OFFICE)
    fail_on: Annotated[_Text, AfterValidator(_level)] = Severity.ERROR.value
    office_demands: _Flag = True
    limits: dict[str, Any] = Field({}, description="[limits] 应当是一节，里面写各项上限")
    bulk: dict[str, Any] = Field({}, description="[bulk] 应当是一节，里面写报告之间怎样比较")


class _OfficeSection(SettingsSection):
    name: _Text = ""
    prefix: Annotated[_Text, AfterValidator(_prefix)] = ""
    first_number: int = Field(1, ge=1, le=_LAST_NUMBER, description=f"{{}} 要写 1 到 {_LAST_NUMBER} 的整数")
    # Model classes already have a method `register`.
    register_: Annotated[_Text, AfterValidator(_csv)] = Field(REGISTER, alias="register")
    deadline_days: int = Field(10, ge=1, le=365, description="{} 要写 1 到 365 的整数")
    contact: _Text = ""
    phone: _Text = ""
    email: _Text = ""
    address: _Text = ""
    copies: Annotated[tuple[_Text, ...], Strict(False), AfterValidator(_copies)] = Field(
        (), description='copies 要写成 ["云川市司法局"] 这样的列表'
    )
    seal: _Flag = True
    logo: Annotated[_Text, AfterValidator(_logo)] = ""
    machine_fonts: _Flag = True


class _ComparingSection(SettingsSection):
    alike: _Share = Field(0.5, description="{} 要写大于 0、不超过 1 的数，如 0.5")
    carried: _Share = Field(0.8, description="{} 要写大于 0、不超过 1 的数，如 0.8")
    common: _Share = Field(0.03, description="{} 要写大于 0、不超过 1 的数，如 0.03")


def _limit(name: str, kind: object) -> Any:
    """Return the annotated type of a limit, by its name in the settings and its type."""
    if kind != "int":
        return Annotated[float, Field(gt=0, description="{} 要写大于 0 的数")]
    whole = Annotated[int, Field(gt=0, description="{} 要写大于 0 的整数")]
    return Annotated[whole, AfterValidator(_enough)] if name.endswith(_MEMORY) else whole


_LIMITED = {item.name.replace(_BYTES, _MIB): item for item in fields(Limits)}
_LIMITS: type[SettingsSection] = create_model(  # type: ignore[call-overload]  # the names are those of the limits
    "_Limits", __base__=SettingsSection, **{name: (_limit(name, item.type), None) for name, item in _LIMITED.items()}
)
