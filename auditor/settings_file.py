"""An `auditor.toml` as read: its settings by their type, and each mistake told with its line."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.errors import UsageError, reason

_LONG = re.compile(r"[0-9][0-9_]{4300}")  # so many digits Python refuses to take for a number
_HEADER = re.compile(r"\s*\[+\s*[\"']?([\w-]+)")
_MOST_BYTES = 256 * 1024
# Line breaks, control characters and what cannot be seen.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def read_table(file: Path) -> Table:
    """A settings file as a table; raises UsageError if it is no TOML."""
    lines: list[str] = []
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise UsageError(f"{file}：设置文件超过 {_MOST_BYTES // 1024} KiB，不予读取，请删去多余的内容")
        lines = data.decode("utf-8-sig").splitlines()
        return Table(file, lines, tomllib.loads("\n".join(lines)))
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
    """The line in which the most brackets are open; those in texts are counted as well, which is near enough."""
    depth, most, deepest = 0, 0, 1
    for number, line in enumerate(lines, 1):
        for ch in line:
            depth += (ch in "[{") - (ch in "]}")
            if depth > most:
                most, deepest = depth, number
    return deepest


@dataclass(frozen=True, slots=True)
class Table:
    """The settings or one table in them; what is not as it should be is a UsageError with its line."""

    file: Path
    lines: list[str]
    data: dict[str, Any]
    name: str = ""

    @property
    def folder(self) -> Path:
        """Where file names in the settings start from."""
        return self.file.parent

    def inner(self, name: str, message: str) -> Table:
        """A table in this one, empty where it is not there."""
        data = self.data.get(name, {})
        if not isinstance(data, dict):
            raise self.mistake(name, message)
        return Table(self.file, self.lines, data, name)

    def text(self, name: str, default: str) -> str:
        """A setting that must be text on one line."""
        return self._text(name, self.data.get(name, default), f"{name} 应是文字，要加引号")

    def texts(self, name: str) -> tuple[str, ...]:
        """A setting that must be a list of texts, none of them empty."""
        message = f'{name} 要写成 ["云川市司法局"] 这样的列表'
        values = self.data.get(name, [])
        if not isinstance(values, list):
            raise self.mistake(name, message)
        found = tuple(self._text(name, value, message) for value in values)
        if not all(found):
            raise self.mistake(name, f"{name} 里有一项是空的，请删去")
        return found

    def _text(self, name: str, value: object, message: str) -> str:
        if not isinstance(value, str):
            raise self.mistake(name, message)
        if any(unicodedata.category(ch) in _UNSEEN for ch in value):
            raise self.mistake(name, f"{name} 里有换行或看不见的字符，要写成一行文字")
        return value.strip()

    def whole(self, name: str, default: int, most: int) -> int:
        """A setting that must be a whole number from 1 to `most`."""
        value = self.data.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            raise self.mistake(name, f"{name} 要写 1 到 {most} 的整数")
        return value

    def share(self, name: str, default: float) -> float:
        """A setting that must be a part of a whole: more than 0, at most 1."""
        value = self.data.get(name, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= 1:
            raise self.mistake(name, f"{name} 要写大于 0、不超过 1 的数，如 {default:g}")
        return float(value)

    def flag(self, name: str) -> bool:
        """A setting that is on unless it says otherwise."""
        value = self.data.get(name, True)
        if not isinstance(value, bool):
            raise self.mistake(name, f"{name} 只能写 true 或 false，不加引号")
        return value

    def known(self, allowed: Iterable[str]) -> None:
        """Raise UsageError for the first name that is not allowed."""
        names = list(allowed)
        inside = f"[{self.name}] 里" if self.name else ""
        for name in self.data:
            if name not in names:
                near = difflib.get_close_matches(name, names, 1)
                hint = f"，是不是想写“{near[0]}”？" if near else f"；可以写：{'、'.join(names)}"
                raise self.mistake(name, f"{inside}不认识“{name}”{hint}")

    def mistake(self, name: str, message: str) -> UsageError:
        """An error at the line in which a name of this table stands, or else at the table."""
        return UsageError(f"{self.file}:{self.line(name)}：{message}")

    def line(self, name: str) -> int:
        """The line in which a name of this table stands, or else the table itself."""
        return self._line(self.name, name) or self._line("", self.name) or 1

    def _line(self, table: str, name: str) -> int | None:
        """Where a name is set: below the header of its table, or at the top as `name =`, `table.name =` or `[name]`."""
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
