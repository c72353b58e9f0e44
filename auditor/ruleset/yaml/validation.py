"""Validation of YAML data by pydantic models; mistakes are reported in Chinese, with line and column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo
from rapidfuzz import process

from auditor.errors import Mistake
from auditor.ruleset.yaml.positions import Path_, YamlSource

M = TypeVar("M", bound=BaseModel)
CUT = 3  # characters from which on a Chinese key is likely to be the rest of a text
_PARTED = re.compile(r"\s*[，、；;,\s]\s*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
NEAR = 60  # of 100: how similar a misspelt word must be to a known one


class Strict(BaseModel):
    """Base of all models read from YAML: unknown keys are mistakes, values are not converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


def a_day(text: str) -> date:
    """Parse a date (2026-01-31); raises ValueError, in Chinese, if it is written otherwise or does not exist."""
    if not _DAY.fullmatch(text):
        raise ValueError(f"日期要写成 2026-01-31 这样，不能是“{text}”")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"没有“{text}”这一天") from error


def meant(word: str, known: Iterable[str]) -> str:
    """«，是不是想写“x”？» for the nearest known word; empty where none is near.

    Several known words separated by full-width commas are a misspelt list.
    """
    words = list(known)
    parts = _PARTED.split(word)
    if len(parts) > 1 and all(part in words for part in parts):
        return f"，是不是想写“{', '.join(parts)}”（半角逗号）？"
    hit = nearest(word, words)
    return f"，是不是想写“{hit}”？" if hit else ""


def nearest(word: str, known: Iterable[str], near: int = NEAR) -> str:
    """The known word that is most similar; empty where none is near."""
    hit = process.extractOne(word, list(known), score_cutoff=near)
    return str(hit[0]) if hit else ""


def check(
    model: type[M], source: YamlSource, where: Path_ = (), stand_ins: Mapping[str, Any] | None = None
) -> M | None:
    """The part of a source at `where` as a model; None if it has mistakes, which are added to the source.

    With `stand_ins` a part with mistakes becomes a model as well, if possible: wrong keys are left out or replaced by these values.
    """
    data: Any = source.data
    for step in where:
        data = data[step]
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = error.errors()
    source.mistakes.extend(_explain(problem, model, source, where) for problem in _telling(found, model))
    return (
        None
        if stand_ins is None
        else _rest(model, data, {step for problem in found for step in problem["loc"][:1]}, stand_ins)
    )


def _rest(model: type[M], data: Mapping[str, Any], wrong: set[Any], stand_ins: Mapping[str, Any]) -> M | None:
    kept = {key: value for key, value in data.items() if key not in wrong}
    try:
        return model.model_validate(kept | {key: value for key, value in stand_ins.items() if key in wrong})
    except ValidationError:
        return None


def _telling(problems: Sequence[Any], model: type[BaseModel]) -> list[Any]:
    """The problems without those that follow from others: a list too short without its wrong item, a key missing because misspelt."""
    misspelt = set()
    for problem in problems:
        if problem["type"] == "extra_forbidden":
            word = str(problem["loc"][-1])
            hit = nearest(_CHINESE.get(word, word), _fields(model, problem["loc"][:-1]))
            misspelt.add((*problem["loc"][:-1], hit))
    inner = {problem["loc"][:depth] for problem in problems for depth in range(1, len(problem["loc"]))}
    return [
        problem
        for problem in problems
        if not (problem["type"] == "too_short" and problem["loc"] in inner)
        and not (problem["type"] == "missing" and problem["loc"] in misspelt)
    ]


_IDENTIFIER = "只能用大写字母、数字和连字符，以字母开头，至少三个字符，如 ABC-01"
_MESSAGES = {
    "string_type": "应是文字；数字或真假值请加引号",
    "int_type": "应是整数",
    "bool_type": "应是 true 或 false",
    "list_type": "应是列表，写成 [甲, 乙]",
    "tuple_type": "应是列表，写成 [甲, 乙]",
    "dict_type": "应是“键: 值”",
    "model_type": "应是“键: 值”",
    "model_attributes_type": "应是“键: 值”",
    "string_too_short": "不能是空的",
    "too_short": "至少要有一项",
}


def _explain(problem: Any, model: type[BaseModel], source: YamlSource, where: Path_) -> Mistake:
    loc: Path_ = (*where, *problem["loc"])
    kind, context = problem["type"], problem.get("ctx", {})
    name = next((step for step in reversed(loc) if isinstance(step, str)), "")
    if kind == "extra_forbidden":
        return source.mistake(
            loc, f"不认识的键“{name}”{_translated(name, _fields(model, problem['loc'][:-1]))}", key=True
        )
    if kind == "missing":
        return source.mistake(loc[:-1], f"缺少“{name}”")
    if kind in ("literal_error", "enum"):
        allowed = str(context.get("expected", "")).replace(" or ", "、").replace(", ", "、").replace("'", "")
        written = str(problem["input"])
        return source.mistake(loc, f"“{name}”只能是：{allowed}{_translated(written, allowed.split('、'))}")
    if kind == "value_error":
        return source.mistake(loc, str(context["error"]), character=getattr(context["error"], "column", 1))
    if not loc:
        return source.mistake(loc, "文件是空的" if problem["input"] is None else "文件应由“键: 值”组成")
    if problem["input"] is None and kind.endswith("_type"):
        if "：" in name:
            return source.mistake(loc, f"“{name}”里用了全角冒号；要写半角冒号，后面空一格", key=True)
        # Keys in Han characters name sections; a longer key is part of a text that a comma has cut in two.
        cut = "" if name.isascii() or len(name) < CUT else "；花括号里的半角逗号会把文字断开，给整个值加上引号"
        return source.mistake(loc, f"“{name}”后面没有内容{cut}")
    if name == "id" and kind in ("string_pattern_mismatch", "string_too_short"):
        return source.mistake(loc, f"“{name}”{_IDENTIFIER}")
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"不能小于 {context['ge']}" if "ge" in context else f"不能大于 {context['le']}"
        return source.mistake(loc, f"“{name}”{bound}")
    said = _shape(kind, problem["input"], _sketch(model, problem["loc"]), name) or _MESSAGES.get(kind, problem["msg"])
    said = f"的每一项{said}" if isinstance(loc[-1], int) and kind.startswith("model") else said
    return source.mistake(loc, f"“{name}”{said}")


# Chinese words that people write for the words of rule files.
_CHINESE = {
    "错误": "error",
    "不规范": "warning",
    "警告": "warning",
    "提示": "info",
    "人民政府": "government",
    "政府": "government",
    "政府部门": "department",
    "部门": "department",
    "乡镇": "township",
    "街道": "township",
    "乡级": "township",
    "县级": "county",
    "市级": "city",
    "地级": "city",
    "省级": "province",
    "编号": "id",
    "种类": "kind",
    "名称": "title",
    "级别": "severity",
    "类别": "category",
    "依据": "basis",
    "意见": "message",
    "建议": "suggestion",
    "例子": "examples",
    "行": "row",
    "列": "column",
}
_SECTIONS = ("within", "sections", "plans_in", "order", "drop_sections")
_NUMERALS = "一二三四五六七八九"


def _translated(written: str, allowed: Sequence[str]) -> str:
    """A hint at the right word, or words, for Chinese or misspelt ones."""
    return meant("，".join(_CHINESE.get(word, word) for word in _PARTED.split(written)), allowed)


def _shape(kind: str, value: Any, item: str, name: str) -> str:
    """How to write a value that has the wrong type, as far as its meaning is clear, in Chinese; else empty.

    `item` is a sketch of the «key: value» that belongs there, empty where none does.
    """
    if kind == "int_type" and isinstance(value, str) and (digits := re.match(r"\d+", value)):
        return f"应是整数，{'不加引号，' if value.isdecimal() else ''}写成 {int(digits[0])}"
    if kind == "tuple_type" and isinstance(value, dict):
        return "应是列表，在外面再加一对方括号：[{…}]"
    if kind == "tuple_type" and not item and isinstance(value, (str, int)):
        if str(value).startswith("-"):
            return "应是列表；列表的“-”后面要空一格"
        words = (f'"{word}"' if word.isdecimal() else word for word in _PARTED.split(str(value).strip("【】［］〔〕")))
        return f"应是列表，写成 [{', '.join(words)}]"
    if kind in ("tuple_type", "model_type", "model_attributes_type") and item:
        return f"应是列表，写成 [{item}]" if kind == "tuple_type" else f"应是“键: 值”，写成 {item}"
    if kind == "string_type" and isinstance(value, dict):
        return "应是文字；文字以“{”开头时，给整个值加上单引号"
    if kind == "string_type" and name in _SECTIONS and isinstance(value, int) and 0 < value <= len(_NUMERALS):
        return f"里的部分写汉字，是不是想写“{_NUMERALS[value - 1]}”？"
    return ""


def _fields(model: type[BaseModel], loc: Path_) -> list[str]:
    """The keys allowed at a place inside a model."""
    found = _model_at(model, loc)
    return [_written(name, field) for name, field in found.model_fields.items()] if found else []


def _sketch(model: type[BaseModel], loc: Path_) -> str:
    """A sketch of a place inside a model, «{document: …}»: the required keys, or all keys where none is required."""
    found = _model_at(model, loc)
    if found is None:
        return ""
    must = [_written(name, field) for name, field in found.model_fields.items() if field.is_required()]
    return f"{{{', '.join(f'{key}: …' for key in must or _fields(model, loc))}}}"


def _model_at(model: type[BaseModel], loc: Path_) -> type[BaseModel] | None:
    """The model at a place inside another, found along the models of the fields."""
    current: Any = model
    for step in loc:
        if isinstance(step, int):
            continue
        fields = {_written(name, field): field for name, field in getattr(current, "model_fields", {}).items()}
        annotation = fields[step].annotation if step in fields else None
        current = next((part for part in _inside(annotation) if _is_model(part)), None)
        if current is None:
            return None
    found: type[BaseModel] = current
    return found


def _written(name: str, field: FieldInfo) -> str:
    """The key of a field in YAML."""
    return field.alias or name


def _is_model(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, BaseModel)


def _inside(annotation: Any) -> Iterable[Any]:
    yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _inside(part)
