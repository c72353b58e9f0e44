"""Data from YAML into pydantic models; what does not fit is said in Chinese, at its line and column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from rapidfuzz import process

from auditor.errors import Mistake
from auditor.ruleset.source import Path_, Source

M = TypeVar("M", bound=BaseModel)


class Strict(BaseModel):
    """Base of all models read from YAML: unknown keys are mistakes, values are not bent into shape."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


def meant(word: str, known: Iterable[str]) -> str:
    """«，是不是想写“x”？» for the nearest known word, or nothing where none is near."""
    hit = process.extractOne(word, list(known), score_cutoff=60)
    return f"，是不是想写“{hit[0]}”？" if hit else ""


def check(model: type[M], source: Source, where: Path_ = ()) -> M | None:
    """The part of a source at `where` as a model; None if it has mistakes, which are added to the source."""
    data: Any = source.data
    for step in where:
        data = data[step]
    try:
        return model.model_validate(data)
    except ValidationError as error:
        source.mistakes.extend(_explain(problem, model, source, where) for problem in error.errors())
        return None


def _explain(problem: Any, model: type[BaseModel], source: Source, where: Path_) -> Mistake:
    loc: Path_ = (*where, *problem["loc"])
    kind, context = problem["type"], problem.get("ctx", {})
    name = str(loc[-1]) if loc else ""
    if kind == "extra_forbidden":
        fields = _fields(model, problem["loc"][:-1])
        return source.mistake(loc, f"不认识的键“{name}”{meant(name, fields)}", key=True)
    if kind == "missing":
        return source.mistake(loc[:-1], f"缺少“{name}”")
    messages = {
        "string_type": "应是文字；数字或真假值请加引号",
        "int_type": "应是整数",
        "bool_type": "应是 true 或 false",
        "list_type": "应是列表",
        "tuple_type": "应是列表",
        "dict_type": "应是“键: 值”",
        "model_type": "应是“键: 值”",
        "model_attributes_type": "应是“键: 值”",
        "string_too_short": "不能是空的",
        "too_short": "至少要有一项",
    }
    if kind in ("literal_error", "enum"):
        allowed = str(context.get("expected", "")).replace(" or ", "、").replace(", ", "、").replace("'", "")
        return source.mistake(loc, f"“{name}”只能是：{allowed}{meant(str(problem['input']), allowed.split('、'))}")
    if kind == "value_error":
        return source.mistake(loc, str(context["error"]))
    return source.mistake(loc, f"“{name}”{messages.get(kind, problem['msg'])}")


def _fields(model: type[BaseModel], loc: Path_) -> list[str]:
    """The keys allowed at a place inside a model, found by following the fields' own models."""
    current: Any = model
    for step in loc:
        if isinstance(step, int):
            continue
        annotation = current.model_fields[step].annotation if step in getattr(current, "model_fields", {}) else None
        current = next((part for part in _inside(annotation) if _is_model(part)), None)
        if current is None:
            return []
    return list(current.model_fields)


def _is_model(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, BaseModel)


def _inside(annotation: Any) -> Iterable[Any]:
    yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _inside(part)
