"""Command `auditor`: assembles the commands and turns every failure into a sentence and an exit status."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.exceptions import Abort, TyperException
from typer.main import get_command

from auditor import __version__
from auditor.cli import bulk, check, diff, export, letter, parse, roster
from auditor.cli.common.help import ChineseGroup, Command, explain
from auditor.cli.common.owned import command
from auditor.cli.common.streams import hush, prepare, put, say
from auditor.cli.rules import files as rule_files
from auditor.cli.rules import forms, names, try_rules
from auditor.cli.rules import new as new_rule
from auditor.cli.rules import show as rules
from auditor.errors import AuditorError, RuleFileError, UnreadableReport, UsageError, fault, reason

_HELP = "审核政府信息公开工作年度报告。读报告、跑规则、列问题、写意见书。"
_EXAMPLES = """
auditor check 报告.docx
auditor letter 报告.docx -o 意见书.pdf
auditor check --help
"""
WRONG_USAGE, UNREADABLE, NOT_WRITTEN, BROKEN, INTERRUPTED = 2, 3, 4, 70, 130
_SETTINGS = {"help_option_names": ["-h", "--help"]}


def _app(help_text: str, examples: str = "") -> typer.Typer:
    return typer.Typer(
        cls=ChineseGroup,
        help=help_text,
        epilog=examples,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings=_SETTINGS,
    )


def _add(group: typer.Typer, name: str, function: Any, help_text: str, examples: str) -> None:
    group.command(name, cls=Command, help=help_text, epilog=examples, context_settings=_SETTINGS)(function)


def _version(wanted: bool) -> None:
    if wanted:
        put(f"auditor {__version__}\n")
        raise typer.Exit


app = _app(_HELP, _EXAMPLES)
_add(app, "check", check.check, check.HELP, check.EXAMPLES)
_add(app, "parse", parse.parse, parse.HELP, parse.EXAMPLES)
_add(app, "letter", letter.letter, letter.HELP, letter.EXAMPLES)
_add(app, "diff", diff.diff, diff.HELP, diff.EXAMPLES)
_add(app, "bulk", bulk.bulk, bulk.HELP, bulk.EXAMPLES)
_add(app, "export", export.export, export.HELP, export.EXAMPLES)
_rules = _app(rules.HELP, rules.LIST_EXAMPLES)
_add(_rules, "list", rules.list_rules, rules.LIST_HELP, rules.LIST_EXAMPLES)
_add(_rules, "show", rules.show_rule, rules.SHOW_HELP, rules.SHOW_EXAMPLES)
_add(_rules, "coverage", rules.show_coverage, rules.COVERAGE_HELP, rules.COVERAGE_EXAMPLES)
_add(_rules, "terms", names.list_terms, names.TERMS_HELP, names.TERMS_EXAMPLES)
_add(_rules, "documents", names.list_documents, names.DOCUMENTS_HELP, names.DOCUMENTS_EXAMPLES)
_add(_rules, "lint", rule_files.lint_rules, rule_files.LINT_HELP, rule_files.LINT_EXAMPLES)
_add(_rules, "test", rule_files.run_rule_examples, rule_files.TEST_HELP, rule_files.TEST_EXAMPLES)
_add(_rules, "try", try_rules.try_rules, try_rules.TRY_HELP, try_rules.TRY_EXAMPLES)
_add(_rules, "new", new_rule.new_rule, new_rule.NEW_HELP, new_rule.NEW_EXAMPLES)
_add(_rules, "schema", new_rule.print_schema, new_rule.SCHEMA_HELP, new_rule.SCHEMA_EXAMPLES)
app.add_typer(_rules, name="rules")
_forms = _app(forms.HELP, forms.LIST_EXAMPLES)
_add(_forms, "list", forms.list_forms, forms.LIST_HELP, forms.LIST_EXAMPLES)
_add(_forms, "new", forms.new_form, forms.NEW_HELP, forms.NEW_EXAMPLES)
app.add_typer(_forms, name="forms")
_roster = _app(roster.HELP, roster.INIT_EXAMPLES)
_add(_roster, "init", roster.init_roster, roster.INIT_HELP, roster.INIT_EXAMPLES)
app.add_typer(_roster, name="roster")


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本")] = False,
) -> None:
    """Accept the options before the command."""


# Generation-0 threshold of garbage collection: loading the program creates 300,000 lasting objects, and with Python's default,
# 700, looking for reference cycles among them takes a seventh of the start-up.
_OBJECTS = 50_000


def _be_somewhere() -> None:
    """Raise UsageError if the working folder has been removed: paths and settings mean nothing without it."""
    try:
        os.getcwd()
    except OSError as error:
        raise UsageError("当前文件夹已经不在了，请换到别的文件夹再运行") from error


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status.

    With AUDITOR_DEBUG set, a fault of the program itself shows its traceback.
    """
    prepare()
    if not os.environ.get("AUDITOR_DEBUG"):
        hush()
    gc.set_threshold(_OBJECTS)
    try:
        with command():
            _be_somewhere()
            status = get_command(app).main(args=arguments, prog_name="auditor", standalone_mode=False)
    except TyperException as error:
        say(explain(error))
        return WRONG_USAGE
    except RuleFileError as error:
        say(f"规则文件有 {len(error.mistakes)} 处错误：\n{error}")
        return WRONG_USAGE
    except UsageError as error:
        say(f"命令用错：{error}")
        return WRONG_USAGE
    except UnreadableReport as error:
        say(str(error))
        return UNREADABLE
    except AuditorError as error:
        say(str(error))
        return NOT_WRITTEN
    except Abort:
        return INTERRUPTED
    except OSError as error:
        if os.environ.get("AUDITOR_DEBUG"):
            raise
        say(f"命令用错：“{error.filename}”用不了：{reason(error)}" if error.filename else fault(error))
        return WRONG_USAGE if error.filename else BROKEN
    except Exception as error:
        if os.environ.get("AUDITOR_DEBUG"):
            raise
        say(fault(error))
        return BROKEN
    return int(status or 0)
