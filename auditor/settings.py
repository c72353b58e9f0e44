"""The project settings in `auditor.toml`, which lies beside the reports or in a folder above them.

[limits]
file_mib = 64
seconds = 60
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from auditor.errors import UsageError
from auditor.read.limits import MEBIBYTE, Limits

NAME = "auditor.toml"
_TABLES = ("limits",)
_BYTES, _MIB = "_bytes", "_mib"


def find_settings(path: Path, name: str = NAME) -> Path | None:
    """The settings that hold for a report or a folder of reports: those in its folder, else in the nearest one above.

    `name` is that of another file that is found in the same way.
    """
    start = path.absolute()
    return next((file for folder in (start, *start.parents) if (file := folder / name).is_file()), None)


def load_limits(file: Path | None) -> Limits:
    """The limits that a settings file asks for, the built-in ones where it is silent; raises UsageError for mistakes in it."""
    limits = Limits()
    if file is None:
        return limits
    source = _Settings(file)
    source.known("", source.data, _TABLES)
    wanted = source.data.get("limits", {})
    if not isinstance(wanted, dict):
        raise source.mistake("limits", "[limits] 应当是一节，里面写各项上限")
    names = {field.name.replace(_BYTES, _MIB): field for field in fields(Limits)}
    source.known("[limits] 里", wanted, names)
    for name, value in wanted.items():
        field = names[name]
        whole = field.type == "int"
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)) or value <= 0:
            raise source.mistake(name, f"{name} 要写大于 0 的{'整数' if whole else '数'}")
        setattr(limits, field.name, value * MEBIBYTE if name.endswith(_MIB) else value)
    return limits


class _Settings:
    """A settings file as read; raises UsageError if it is no TOML."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self.text = file.read_text("utf-8-sig")
            self.data: dict[str, Any] = tomllib.loads(self.text)
        except OSError as error:
            raise UsageError(f"{file}：设置文件打不开（{error.strerror}）") from error
        except UnicodeDecodeError as error:
            raise UsageError(f"{file}：设置文件不是 UTF-8 编码，请另存为 UTF-8") from error
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"line (\d+), column (\d+)", str(error))
            where = f"{file}:{place[1]}:{place[2]}" if place else str(file)
            raise UsageError(f"{where}：设置文件不合 TOML 语法，请检查引号、等号和方括号") from error

    def known(self, inside: str, found: Mapping[str, object], allowed: Mapping[str, object] | tuple[str, ...]) -> None:
        """Raise UsageError for the first name that is not allowed."""
        for name in found:
            if name not in allowed:
                near = difflib.get_close_matches(name, list(allowed), 1)
                hint = f"，是不是想写“{near[0]}”？" if near else f"；可以写：{'、'.join(allowed)}"
                raise self.mistake(name, f"{inside}不认识“{name}”{hint}")

    def mistake(self, name: str, message: str) -> UsageError:
        """An error at the line in which a name stands."""
        pattern = re.compile(rf"\s*(?:\[\s*)?[\"']?{re.escape(name)}\b")
        lines = self.text.splitlines()
        line = next((number for number, text in enumerate(lines, 1) if pattern.match(text)), 1)
        return UsageError(f"{self.file}:{line}：{message}")
