"""Strict YAML with the place of every key and value; values that YAML 1.1 would convert unexpectedly are mistakes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from auditor.errors import Mistake, reason
from auditor.resources import rules_folder
from auditor.ruleset.yaml.syntax import explained

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,17})")  # longer ones are text: no number in a rule has so many digits
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,17})\.\d{1,17}")
_TRAPS = (
    (re.compile(r"(?i:y|yes|n|no|on|off)"), "YAML 会把它当作真假值；要写文字请加引号，要写真假请用 true 或 false"),
    (re.compile(r"0\d+"), "以 0 开头的数会被当作八进制；要写文字请加引号"),
    (re.compile(r"\d+(?::\d{1,2})+"), "带冒号的数会被当作六十进制；要写文字请加引号"),
)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # YAML 1.1, 5.1
MAX_DEPTH = 40
_MOST_NODES = 200_000  # of a file, each alias with all its nodes
_MOST_BYTES = 4 * 1024 * 1024
_LONGEST_SHOWN = 400  # characters of a line with a mistake

Path_ = tuple[str | int, ...]


@dataclass(slots=True)
class YamlSource:
    """A YAML file as plain data, with the line and column (from 1) of every value and key by its path in the data."""

    path: str
    data: Any
    lines: list[str]
    values: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def mistake(self, where: Path_, message: str, *, key: bool = False, character: int = 1) -> Mistake:
        """A mistake at the value (or key) with this path, or at the nearest place above it that exists.

        `character` (from 1) is the place in the value; the caret goes there if the value is written literally.
        """
        places = self.keys if key else self.values
        while where and where not in places:
            places, where = self.values, where[:-1]
        line, column = places.get(where, (1, 1))
        return self.at(line, column + self._shift(where, line, column, character), message)

    def _shift(self, where: Path_, line: int, column: int, character: int) -> int:
        value = self.data
        for step in where if character > 1 else ():
            value = value[step]
        if character < 2 or not isinstance(value, str):
            return 0
        written = self.lines[line - 1][column - 1 :]
        quote = 1 if written[:1] in ("'", '"') else 0
        return quote + character - 1 if written[quote:].startswith(value[: character - 1]) else 0

    def at(self, line: int, column: int, message: str) -> Mistake:
        """A mistake at a line and column."""
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return Mistake(self.path, line, column, message, text[:_LONGEST_SHOWN])


def load_yaml(path: Path) -> YamlSource:
    """Read one YAML file; mistakes are in `YamlSource.mistakes`, and the data is what could be read nevertheless."""
    shown = str(path)
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            return _unread(shown, f"文件超过 {_MOST_BYTES // 1024 // 1024} MiB，不予读取，请分成几个文件")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unread(shown, f"文件不是 UTF-8 编码（第 {error.start + 1} 个字节），请另存为 UTF-8")
    except FileNotFoundError:
        return _unread(shown, "没有这个文件")
    except OSError as error:
        return _unread(shown, f"读不了这个文件（{reason(error)}）")
    # The program's own files are many and trusted.
    return parse_yaml(text, shown, own=path.resolve().is_relative_to(rules_folder()))


def parse_yaml(text: str, path: str, *, own: bool = False) -> YamlSource:
    """Read YAML from a text, as `load_yaml` does from a file; the program's `own` text is not searched for harmful constructs."""
    source = YamlSource(path, None, text.splitlines())
    try:
        if not own and (harm := _harm(text)):
            source.mistakes.append(source.at(*harm))
            return source
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        source.mistakes.append(source.at(*explained(error, source.lines)))
        return source
    except yaml.YAMLError:
        source.mistakes.append(source.at(*_forbidden(source.lines)))
        return source
    if root is not None:
        source.data = _build(root, source, ())
    return source


def _forbidden(lines: Sequence[str]) -> tuple[int, int, str]:
    """The place of the first character that YAML does not allow, and the mistake, in Chinese."""
    for number, line in enumerate(lines, 1):
        if found := _FORBIDDEN.search(line):
            return number, found.start() + 1, f"不许有控制字符 U+{ord(found[0]):04X}，请删去"
    return 1, 1, "不是合法的 YAML，请检查引号、括号和缩进"


def _harm(text: str) -> tuple[int, int, str] | None:
    """The place of a construct that must not reach the composer, and the mistake, in Chinese; raises YAMLError for invalid syntax.

    The composer recurses into each level of brackets, and a few aliases of aliases, or an alias inside its own anchor, make millions
    of nodes.
    """
    sizes: dict[str, int] = {}
    open_: list[tuple[str | None, int]] = []
    nodes = 0
    for event in yaml.parse(text, Loader=_Loader):
        said, anchor = "", getattr(event, "anchor", None)
        if isinstance(event, yaml.CollectionStartEvent):
            open_.append((anchor, nodes))
            said = "嵌套过深" if len(open_) > MAX_DEPTH else ""
        elif isinstance(event, yaml.CollectionEndEvent):
            name, before = open_.pop()
            sizes |= {name: nodes - before} if name else {}
        elif isinstance(event, yaml.AliasEvent):
            # The composer reports an alias that is not defined.
            itself = any(name == anchor for name, _ in open_)
            nodes += _MOST_NODES if itself else sizes.get(anchor or "", 0)
        elif anchor and isinstance(event, yaml.ScalarEvent):
            sizes[anchor] = 1
        nodes += 1
        if nodes > _MOST_NODES:
            said = "别名（*名）引用得太多，或者引用了它自己，不予读取；请把内容照写一遍"
        if said and event.start_mark is not None:
            return event.start_mark.line + 1, event.start_mark.column + 1, said
    return None


def _unread(path: str, message: str) -> YamlSource:
    return YamlSource(path, None, [], mistakes=[Mistake(path, 1, 1, message)])


def _build(node: yaml.Node, source: YamlSource, where: Path_) -> Any:
    source.values[where] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if len(where) > MAX_DEPTH:
        source.mistakes.append(source.mistake(where, "嵌套过深"))
        return None
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, source, where)
    if isinstance(node, yaml.SequenceNode):
        return tuple(_build(child, source, (*where, number)) for number, child in enumerate(node.value))
    assert isinstance(node, yaml.ScalarNode)  # noqa: S101  PyYAML has three kinds of nodes
    return _scalar(node, source, where)


def _mapping(node: yaml.MappingNode, source: YamlSource, where: Path_) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        here = (*where, key)
        place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if key in result:
            first = source.keys[here][0]
            source.mistakes.append(source.at(*place, f"键“{key}”重复，第 {first} 行已写过"))
            continue
        source.keys[here] = place
        result[key] = _build(value_node, source, here)
    return result


def _scalar(node: yaml.ScalarNode, source: YamlSource, where: Path_) -> Any:
    text = str(node.value)
    if node.style:  # quoted or block text is text
        return text
    for pattern, message in _TRAPS:
        if pattern.fullmatch(text):
            source.mistakes.append(source.mistake(where, f"“{text}”：{message}"))
            return text
    if text in ("true", "false"):
        return text == "true"
    if text in ("", "~", "null"):
        return None
    if _INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text
