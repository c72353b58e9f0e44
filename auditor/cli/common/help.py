"""Help pages and usage errors of typer in Chinese."""

from __future__ import annotations

import difflib
import inspect
import re
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from auditor.presentation.terminal_text import pad, width, wrap

_COLUMNS = 80


class Command(TyperCommand):
    """Command whose help is in Chinese; its epilog is a list of example command lines."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        formatter.write(_page(self, ctx))


class ChineseGroup(TyperGroup):
    """Group of commands whose help is in Chinese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        formatter.write(_page(self, ctx))


def _page(command: Any, ctx: Any) -> str:
    params = [p for p in command.get_params(ctx) if not getattr(p, "hidden", False)]
    arguments = [p for p in params if p.param_type_name == "argument"]
    options = [p for p in params if p.param_type_name == "option"]
    pieces = [ctx.command_path, *(_metavar(p) for p in arguments), "[选项]"]
    if isinstance(command, ChineseGroup):
        pieces.append("命令")
    blocks = [wrap(" ".join(pieces), _COLUMNS, "用法："), _paragraphs(command.help or "")]
    if isinstance(command, ChineseGroup):
        blocks.append(_list("命令", [(name, c.help.split("。")[0]) for name, c in command.commands.items() if c.help]))
    blocks.append(_list("参数", [(_metavar(p), p.help or "") for p in arguments]))
    blocks.append(_list("选项", [_option(p) for p in options]))
    if command.epilog:
        blocks.append("例子：\n" + "\n".join(f"  {line.strip()}" for line in command.epilog.strip().splitlines()))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _paragraphs(text: str) -> str:
    return "\n".join(wrap(line, _COLUMNS) for line in inspect.cleandoc(text).splitlines())


def _metavar(param: Any) -> str:
    return str(param.metavar or param.name.upper())


def _option(param: Any) -> tuple[str, str]:
    names = ", ".join(sorted(param.opts, key=len))
    if "--help" in param.opts:
        return names, "显示这份说明"
    return (names if param.is_flag else f"{names} {_metavar(param)}"), param.help or ""


def _list(title: str, rows: list[tuple[str, str]]) -> str:
    if not rows:
        return ""
    left = max(width(name) for name, _ in rows) + 2
    return "\n".join([f"{title}：", *(wrap(text, _COLUMNS, "  " + pad(name, left)) for name, text in rows)])


def explain(error: TyperException) -> str:
    """Say in Chinese what is wrong with the command line, and where its help is."""
    ctx: Any = getattr(error, "ctx", None)
    command = ctx.command_path if ctx else "auditor"
    return f"命令用错：{_sentence(error, ctx)}\n看说明：{command} --help"


def _sentence(error: TyperException, ctx: Any) -> str:
    kind, message = type(error).__name__, error.format_message()
    param: Any = getattr(error, "param", None)
    if kind == "NoSuchOption":
        name = str(getattr(error, "option_name", ""))
        known = [option for p in ctx.command.get_params(ctx) for option in p.opts] if ctx else []
        return f"没有 {name} 这个选项{_near(name, known)}"
    if kind == "MissingParameter" and param is not None:
        name = _metavar(param) if param.param_type_name == "argument" else param.opts[0]
        return f"缺少 {name}（{param.help}）" if param.help else f"缺少 {name}"
    return _other(message, ctx)


def _other(message: str, ctx: Any) -> str:
    """Translate the errors of typer that have no class of their own, recognised by their wording."""
    if message.startswith("Missing command"):
        return f"要写出命令，可以是 {'、'.join(ctx.command.commands)}" if ctx else "要写出命令"
    if found := re.match(r"No such command '(.*?)'\.?", message):
        return f"没有“{found[1]}”这个命令{_near(found[1], list(ctx.command.commands) if ctx else [])}"
    if found := re.match(r"Got unexpected extra argument.*? \((.*)\)", message):
        return f"多出了参数：{found[1]}"
    if found := re.match(r"Option '(.*?)' requires an argument", message):
        return f"选项 {found[1]} 后面要写出值"
    if found := re.match(r"Option '(.*?)' does not take a value", message):
        return f"选项 {found[1]} 后面不能写值"
    if found := re.match(r"Invalid value for '?(.*?)'?: ", message):
        kind = "，要写整数" if "integer" in message else "，要写数" if "number" in message else ""
        return f"{found[1].strip(chr(39))} 后面的值不对{kind}"
    return message


def _near(word: str, known: list[str]) -> str:
    hits = difflib.get_close_matches(word, known, 1, 0.6)
    return f"，是不是想写 {hits[0]}？" if hits else ""
