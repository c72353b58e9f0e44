"""The project settings in `auditor.toml`, which lies beside the reports or in a folder above them.

packs = ["本省规则.yaml"]
office = "云川市人民政府办公室"
fail_on = "warning"

[limits]
file_mib = 64
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from auditor.errors import UsageError
from auditor.model.finding import Severity
from auditor.read.limits import MEBIBYTE, Limits
from auditor.resources import rules_folder

NAME = "auditor.toml"
LEVELS = (*(severity.value for severity in Severity), "never")
_BYTES, _MIB = "_bytes", "_mib"
_KEYS = ("packs", "office", "fail_on", "limits")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project has set; `packs` are files, and `fail_on` is a severity or «never»."""

    packs: tuple[Path, ...] = ()
    office: str = ""
    fail_on: str = Severity.ERROR.value
    limits: Limits = field(default_factory=Limits)


def find_settings(path: Path, name: str = NAME) -> Path | None:
    """The settings that hold for a report or a folder of reports: those in its folder, else in the nearest one above.

    `name` is that of another file that is found in the same way.
    """
    start = path.absolute()
    return next((file for folder in (start, *start.parents) if (file := folder / name).is_file()), None)


def load_settings(file: Path | None) -> Settings:
    """The settings of a file, the built-in ones where it is silent; raises UsageError for the first mistake in it."""
    if file is None:
        return Settings()
    source = _Source(file)
    source.known("", source.data, _KEYS)
    level = source.text("fail_on", Severity.ERROR.value)
    if level not in LEVELS:
        raise source.mistake("fail_on", f"fail_on 只能是 {'、'.join(LEVELS)}，不能是“{level}”")
    return Settings(_packs(source), source.text("office", ""), level, _limits(source))


def _packs(source: _Source) -> tuple[Path, ...]:
    """Packs by the path of their file from the settings, or by the name of a built-in one."""
    wanted = source.data.get("packs", [])
    if not isinstance(wanted, list) or not all(isinstance(name, str) for name in wanted):
        raise source.mistake("packs", 'packs 要写成 ["本省规则.yaml"] 这样的列表')
    built_in = rules_folder() / "packs"
    found = []
    for name in wanted:
        path = next((p for p in (source.file.parent / name, built_in / f"{name}.yaml") if p.is_file()), None)
        if path is None:
            names = sorted(other.stem for other in built_in.glob("*.yaml"))
            near = difflib.get_close_matches(name, [*names, *(p.name for p in source.file.parent.glob("*.yaml"))], 1)
            hint = f"，是不是想写“{near[0]}”？" if near else "；"
            raise source.mistake("packs", f"没有规则包“{name}”{hint}写文件名，或者自带的：{'、'.join(names)}")
        found.append(path)
    return tuple(found)


def _limits(source: _Source) -> Limits:
    limits = Limits()
    wanted = source.data.get("limits", {})
    if not isinstance(wanted, dict):
        raise source.mistake("limits", "[limits] 应当是一节，里面写各项上限")
    names = {item.name.replace(_BYTES, _MIB): item for item in fields(Limits)}
    source.known("[limits] 里", wanted, names)
    for name, value in wanted.items():
        whole = names[name].type == "int"
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)) or value <= 0:
            raise source.mistake(name, f"{name} 要写大于 0 的{'整数' if whole else '数'}")
        setattr(limits, names[name].name, value * MEBIBYTE if name.endswith(_MIB) else value)
    return limits


class _Source:
    """A settings file as read; raises UsageError if it is no TOML."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self._lines = file.read_text("utf-8-sig").splitlines()
            self.data: dict[str, Any] = tomllib.loads("\n".join(self._lines))
        except OSError as error:
            raise UsageError(f"{file}：设置文件打不开（{error.strerror}）") from error
        except UnicodeDecodeError as error:
            raise UsageError(f"{file}：设置文件不是 UTF-8 编码，请另存为 UTF-8") from error
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"line (\d+), column (\d+)", str(error))
            where = f"{file}:{place[1]}:{place[2]}" if place else str(file)
            raise UsageError(f"{where}：设置文件不合 TOML 语法，请检查引号、等号和方括号") from error

    def text(self, name: str, default: str) -> str:
        """A setting that must be text."""
        value = self.data.get(name, default)
        if not isinstance(value, str):
            raise self.mistake(name, f"{name} 应是文字，要加引号")
        return value

    def known(self, inside: str, found: Mapping[str, object], allowed: Iterable[str]) -> None:
        """Raise UsageError for the first name that is not allowed."""
        names = list(allowed)
        for name in found:
            if name not in names:
                near = difflib.get_close_matches(name, names, 1)
                hint = f"，是不是想写“{near[0]}”？" if near else f"；可以写：{'、'.join(names)}"
                raise self.mistake(name, f"{inside}不认识“{name}”{hint}")

    def mistake(self, name: str, message: str) -> UsageError:
        """An error at the line in which a name stands."""
        pattern = re.compile(rf"\s*(?:\[\s*)?[\"']?{re.escape(name)}\b")
        line = next((number for number, text in enumerate(self._lines, 1) if pattern.match(text)), 1)
        return UsageError(f"{self.file}:{line}：{message}")
