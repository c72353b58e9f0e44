"""Reader of `auditor.toml`: checks its sections against the models that declare them, and reports each mistake with its line."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from auditor.errors import UsageError, reason

M = TypeVar("M", bound="SettingsSection")
_LONG = re.compile(r"[0-9][0-9_]{4300}")  # Python refuses to convert a number with so many digits
_HEADER = re.compile(r"\s*\[+\s*[\"']?([\w-]+)")
_MOST_BYTES = 256 * 1024


class SettingsSection(BaseModel):
    """Base of the models of sections: unknown names are mistakes, and values are not coerced.

    The description of a field is the message about a value of another type; validators raise ValueError with a whole sentence.
    Their validation context is the folder of the file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


def read_file(file: Path) -> SettingsText:
    """Read a settings file; raises UsageError if it cannot be opened, is too large or is not valid TOML."""
    lines: list[str] = []
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise UsageError(f"{file}：设置文件超过 {_MOST_BYTES // 1024} KiB，不予读取，请删去多余的内容")
        lines = data.decode("utf-8-sig").splitlines()
        return SettingsText(file, lines, tomllib.loads("\n".join(lines)))
    except OSError as error:
        raise UsageError(f"{file}：设置文件打不开（{reason(error)}）") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}：设置文件不是 UTF-8 编码，请另存为 UTF-8") from error
    except RecursionError as error:
        raise UsageError(f"{file}:{_deepest(lines)}：设置文件里的括号嵌套太深") from error
    except ValueError as error:
        if long := next((number for number, line in enumerate(lines, 1) if _LONG.search(line)), None):
            raise UsageError(f"{file}:{long}：这一行里的整数太长") from error
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"{file}:{place[1]}:{place[2]}" if place else str(file)
        raise UsageError(f"{where}：设置文件不合 TOML 语法，请检查引号、等号和方括号") from error


def _deepest(lines: Iterable[str]) -> int:
    """Return the line with the most open brackets; brackets inside strings count as well, which is near enough."""
    depth, most, deepest = 0, 0, 1
    for number, line in enumerate(lines, 1):
        for ch in line:
            depth += (ch in "[{") - (ch in "]}")
            if depth > most:
                most, deepest = depth, number
    return deepest


@dataclass(frozen=True, slots=True)
class SettingsText:
    """A settings file: its lines and its parsed data."""

    file: Path
    lines: list[str]
    data: Mapping[str, Any]

    def section(self, model: type[M], data: object, name: str = "") -> M:
        """Validate a section, or without a name the whole file; raises UsageError for the first mistake, with its line."""
        try:
            return model.model_validate(data, context=self.file.parent)
        except ValidationError as error:
            found = error.errors(include_url=False)
        first = next((each for each in found if each["type"] == "extra_forbidden"), found[0])
        key = str(first["loc"][0])
        declared = {each.alias or key: each for key, each in model.model_fields.items()}
        if key not in declared:
            raise self.mistake(_unknown(key, list(declared), name), key, name)
        told = (
            first["ctx"]["error"] if first["type"] == "value_error" else (declared[key].description or "").format(key)
        )
        raise self.mistake(str(told), key, name)

    def mistake(self, said: str, name: str, section: str = "") -> UsageError:
        """Return an error at the line of a name in a section."""
        return UsageError(f"{self.file}:{self.line(name, section)}：{said}")

    def line(self, name: str, section: str = "") -> int:
        """Return the line of a name in a section, or else the line of the section itself."""
        return self._line(section, name) or self._line("", section) or 1

    def _line(self, table: str, name: str) -> int | None:
        """Find where a name is set: below the header of its table, or at the top as `name =`, `table.name =` or `[name]`."""
        key = rf"[\"']?{re.escape(name)}[\"']?\s*"
        inside = re.compile(rf"\s*{key}[=.]")
        at_top = re.compile(
            rf"\s*[\"']?{re.escape(table)}[\"']?\s*\.\s*{key}[=.]" if table else rf"\s*\[+\s*{key}[\].]"
        )
        at = ""
        for number, line in enumerate(self.lines, 1):
            header = _HEADER.match(line)
            at = header[1] if header else at
            if (at == table and inside.match(line)) or (not (table and at) and at_top.match(line)):
                return number
        return None


def _unknown(key: str, names: list[str], section: str) -> str:
    inside = f"[{section}] 里" if section else ""
    near = difflib.get_close_matches(key, names, 1)
    hint = f"，是不是想写“{near[0]}”？" if near else f"；可以写：{'、'.join(names)}"
    return f"{inside}不认识“{key}”{hint}"
