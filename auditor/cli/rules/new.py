"""`auditor rules new` and `schema`: write a first rule to start from, and the schema that editors use."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.common.streams import put, say
from auditor.errors import UsageError
from auditor.model.finding import Severity
from auditor.presentation.files import write_whole

NEW_HELP = """写一个新规则文件。是带注释的、能运行的一条规则，照着改即可；没有写的选项会逐个问。
旁边另写一个 rule-schema.json，编辑器（如 VS Code 的 YAML 插件）靠它补全和提示。"""
NEW_EXAMPLES = """
auditor rules new 本地规则/培训.yaml --kind statement --id YUN-TRAINING --title 应写明培训次数
auditor rules new 本地规则/用语.yaml
"""
SCHEMA_HELP = "写出规则文件的 JSON Schema，供编辑器补全和提示。"
SCHEMA_EXAMPLES = "auditor rules schema -o rule-schema.json"


def new_rule(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="新的规则文件，.yaml")],
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help="种类，见 docs/rules/")] = None,
    name: Annotated[str | None, typer.Option("--id", metavar="ID", help="规则编号，如 YUN-TRAINING")] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="名称", help="规则的名称")] = None,
    severity: Annotated[
        str | None, typer.Option("--severity", metavar="LEVEL", help="级别：error、warning、info")
    ] = None,
) -> int:
    """Write the file and the schema next to it, asking for what is not given, and return the exit status."""
    from auditor.engine.kinds import KINDS
    from auditor.ruletools.handbook.keys import manual
    from auditor.ruletools.handbook.schema import rule_schema
    from auditor.ruletools.handbook.skeleton import SCHEMA_NAME, skeleton, with_schema

    if file.suffix not in (".yaml", ".yml"):
        raise UsageError(f"规则文件要以 .yaml 结尾，不是“{file.name}”")
    if file.exists():
        raise UsageError(f"已经有文件“{file}”，没有改动它；请换个名字，或者在它里面接着写")
    kinds = {name: manual(each).title for name, each in KINDS.items()}
    if kind is None and sys.stdin.isatty():
        say("规则的种类：\n" + "\n".join(f"  {kind:10}  {about}" for kind, about in kinds.items()))
    chosen = _answer("--kind", kind, "种类", _one_of(tuple(kinds)))
    number = _answer("--id", name, "编号（大写字母、数字和连字符，如 YUN-TRAINING）", _number)
    called = _answer("--title", title, "名称（说应当怎样）", _text)
    level = _answer("--severity", severity, "级别", _one_of(tuple(Severity)))
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, with_schema(skeleton(KINDS[chosen], number, called, level)).encode())
    write_whole(file.parent / SCHEMA_NAME, rule_schema().encode())
    put(
        f"已写入 {file} 和 {file.parent / SCHEMA_NAME}\n改好以后运行：auditor rules lint {file} 和 auditor rules test {file}\n"
    )
    return 0


def print_schema(
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="写到文件，不写则显示")] = None,
) -> int:
    """Write the schema and return the exit status."""
    from auditor.ruletools.handbook.schema import rule_schema

    if output is None:
        put(rule_schema())
    else:
        write_whole(output, rule_schema().encode())
    return 0


def _answer(option: str, given: str | None, question: str, check: Callable[[str], str]) -> str:
    """Return what was given, or ask on a terminal until the answer is valid; raise UsageError if what was given is not."""
    if given is not None or not sys.stdin.isatty():
        wrong = check(given or "")
        if wrong:
            raise UsageError(f"{option} {wrong}" if given else f"没有写 {option}，{wrong}")
        return given or ""
    while wrong := check(answer := str(typer.prompt(question, err=True)).strip()):
        say(wrong)
    return answer


def _one_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    return lambda answer: "" if answer in allowed else f"只能是：{'、'.join(allowed)}"


def _number(answer: str) -> str:
    from auditor.ruleset.schema.rules import IDENTIFIER, SHORTEST

    fits = re.match(IDENTIFIER, answer) and len(answer) >= SHORTEST
    return "" if fits else "只能用大写字母、数字和连字符，以字母开头，至少三个字符，如 YUN-TRAINING"


def _text(answer: str) -> str:
    return "" if answer.strip() else "不能是空的"
