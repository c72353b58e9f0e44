"""Explanations, in Chinese, of invalid YAML at the place of the slip: parsers report where they failed, not why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

# A line with a key: its indent, the dashes of list items, the key, and the value after the colon.
_KEY = re.compile(r"(?P<indent> *(?:- +)*)(?P<key>[^\s'\"{\[#:：-][^'\"{\[#:：]*):(?: +(?P<value>.*)|$)")
_SLIP = re.compile(r"\s*(?:- )?[A-Za-z_]+(：|:(?=\S))")
_BEHIND_BRACKET = re.compile(r"[{\[].*[}\]]\s*[^\s#,}\]].*")
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"")
_BEHIND_QUOTE = re.compile(rf"(?:{_QUOTED.pattern})\s*[^\s#].*")
_NO_BLANK = re.compile(r"\s*-(?=[A-Za-z_{\['\"])")
_KNOWN = {
    "mapping values are not allowed": "这里不该有冒号；值里含冒号时请给值加引号",
    "could not find expected ':'": "这一行缺冒号，或上一行的引号、缩进没写完",
    "did not find expected key": "这里应是一个键；请检查缩进和引号",
    "found character that cannot start any token": "这个字符不能开头；请给值加引号",
    "found undefined alias": "引用了没有定义的锚点",
    "found unknown escape character": "双引号里的反斜杠有别的意思；表达式请放进单引号，反斜杠写一次就够",
    "did not find expected comment": "“>”“|”开头有别的意思；要写文字请加引号",
    "block sequence entries are not": "值以“- ”开头会被当作列表；要写文字请加引号",
    "did not find expected alphabetic": "星号或 & 开头会被当作引用；要写文字请加引号",
    "did not find expected": "括号、引号或缩进没有配对",
    "found unexpected end of stream": "这个引号没有配对，一直到文件末尾",
}
SlipPlace = tuple[int, int, str]  # line and column (from 1), and what is wrong there


def explained(error: Any, lines: Sequence[str]) -> SlipPlace:
    """Explain why the parser failed."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = error.problem or ""
    said = next(
        (text for start, text in _KNOWN.items() if problem.startswith(start)),
        "不合 YAML 语法，请检查这里的引号、括号和缩进",
    )
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    return (
        _colon(lines, line)
        or _unclosed(error, lines)
        or _blanks(lines, line)
        or _dash(lines, line)
        or _value(written, line)
        or _no_colon(problem, lines, line)
        or _open_quote(lines, line)
        or _indent(lines, line)
        or (line, column, said)
    )


def _colon(lines: Sequence[str], line: int) -> SlipPlace | None:
    """The most frequent slip, at its own line: a full-width colon, or a colon without a blank."""
    for number in _near(lines, line):
        slip = _SLIP.match(lines[number - 1])
        if slip:
            said = "用了全角冒号；要写半角冒号，后面空一格" if slip[1] == "：" else "冒号后面要空一格"
            return number, slip.start(1) + 1, said
    return None


def _unclosed(error: Any, lines: Sequence[str]) -> SlipPlace | None:
    """A bracket or quote that is not closed, at its place: the parser fails lines later."""
    mark, problem = error.context_mark, error.problem or ""
    if mark is None or mark.line >= len(lines):
        return None
    if problem.startswith("found unexpected end of stream"):
        return mark.line + 1, mark.column + 1, _KNOWN["found unexpected end of stream"]
    if problem.startswith("did not find expected ',' or"):
        bracket = lines[mark.line][mark.column : mark.column + 1]
        return mark.line + 1, mark.column + 1, f"这个“{bracket}”没有配对，或者里面少了半角逗号、引号"
    return None


def _blanks(lines: Sequence[str], line: int) -> SlipPlace | None:
    """Tabs and full-width blanks in front of a line."""
    for number in _near(lines, line):
        written = lines[number - 1]
        blank = written[: len(written) - len(written.lstrip())]
        for mark, name in (("\t", "制表符"), ("\u3000", "全角空格")):
            if mark in blank:
                return number, blank.index(mark) + 1, f"缩进用了{name}，YAML 只认空格"
    return None


def _dash(lines: Sequence[str], line: int) -> SlipPlace | None:
    for number in _near(lines, line):
        slip = _NO_BLANK.match(lines[number - 1])
        if slip:
            return number, slip.end(), "列表的“-”后面要空一格"
    return None


def _no_colon(problem: str, lines: Sequence[str], line: int) -> SlipPlace | None:
    """A key without a colon, which the parser notices only in the next line."""
    above = lines[line - 2] if 1 < line <= len(lines) else ":"
    if not problem.startswith("could not find expected ':'") or ":" in above:
        return None
    return line - 1, len(above) - len(above.lstrip()) + 1, "这一行没有冒号；要写成“键: 值”，冒号半角，后面空一格"


def _open_quote(lines: Sequence[str], line: int) -> SlipPlace | None:
    """A quote that is not closed in its line: a quote in a later line closes it, and the rest is invalid."""
    for number in range(min(line, len(lines)), 0, -1):
        key = _KEY.match(lines[number - 1])
        value = (key and key["value"]) or ""
        if value[:1] in ("'", '"') and not _QUOTED.match(value):
            return number, len(lines[number - 1]) - len(value) + 1, "这个引号在这一行里没有配对"
    return None


def _near(lines: Sequence[str], line: int) -> tuple[int, ...]:
    """The line and the line above it, as far as they exist."""
    return tuple(number for number in (line, line - 1) if 0 < number <= len(lines))


def _value(written: str, line: int) -> SlipPlace | None:
    """A value that begins with a bracket or quote and continues after its end."""
    key = _KEY.match(written)
    value = (key and key["value"]) or ""
    column = len(written) - len(value) + 1
    if _BEHIND_BRACKET.fullmatch(value):
        return line, column, f"值以“{value[0]}”开头，会被当作{_MEANT[value[0]]}；是文字的话，给整个值加上单引号"
    if _BEHIND_QUOTE.fullmatch(value):
        return line, column, "引号只包住了值的前一段；整个值要放在一对引号里"
    return None


_MEANT = {"{": "“键: 值”", "[": "列表"}


def _indent(lines: Sequence[str], line: int) -> SlipPlace | None:
    """A key or list item that is aligned with none above."""
    here = _KEY.match(lines[line - 1]) if 0 < line <= len(lines) else None
    above = [key for text in lines[: line - 1] if (key := _KEY.match(text))]
    if here is None or not above:
        return None
    dash, column = here["indent"].find("-"), len(here["indent"])
    last = above[-1]
    if dash >= 0:
        return _item(dash, above, line)
    if column in {len(key["indent"]) for key in above}:
        return None
    place = f"“{here['key']}”前面空了 {column} 格，上面的“{last['key']}”前面是 {len(last['indent'])} 格"
    return line, column + 1, f"缩进不对：{place}；同一层的键要左边对齐，下一层的多空两格"


def _item(dash: int, above: Sequence[re.Match[str]], line: int) -> SlipPlace | None:
    last = above[-1]
    dashes = [key["indent"].find("-") for key in above if "-" in key["indent"]]
    if last["value"] and not last["indent"]:
        return line, dash + 1, f"“{last['key']}:”后面写了“{last['value']}”，下面又写列表；只能写一样"
    if dashes and dash not in dashes:
        return line, dash + 1, f"缩进不对：这个“-”前面空了 {dash} 格，上面的“-”前面是 {dashes[-1]} 格，要左边对齐"
    if not dashes and last["value"]:
        return line, dash + 1, f"上面的“{last['key']}”没有“- ”，这里又写列表；列表的每一项都要以“- ”开头，左边对齐"
    return None
