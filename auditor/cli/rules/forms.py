"""`auditor forms list` and `new`: list the forms of the years, and write a file to make a new one from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.common.reports import Rules
from auditor.cli.common.streams import columns, put
from auditor.cli.rules.show import load_rules
from auditor.errors import UsageError
from auditor.presentation.files import write_whole
from auditor.presentation.terminal_text import wrap
from auditor.resources import shown

if TYPE_CHECKING:
    from auditor.ruleset.catalogues.forms import Form
    from auditor.ruleset.rule_set import RuleSet

HELP = "各年度的年度报告格式。"
LIST_HELP = "列出各个格式：用于哪些年度、名称、印发它的通知、所在的文件。自己的规则文件夹带来的也在内。"
LIST_EXAMPLES = "auditor forms list\nauditor forms list --rules 本地规则/"
NEW_HELP = """由已有的格式写出另一年度的格式文件，注明哪些地方要改。
改好后放在自己的规则文件夹里，用 --rules 或规则包带上，不用改程序；旧格式自动止于前一年度。一步步怎样做，见 docs/forms.md。"""
_YEAR = re.compile(r"20\d\d")
NEW_EXAMPLES = """
auditor forms new 2027 --from 2021 -o 本地规则/2027.yaml
auditor forms new 2027 --from 2021
"""


def list_forms(rules: Rules = None) -> int:
    """Print one entry per form and return the exit status."""
    ruleset = load_rules(rules)
    room = columns(None)
    for form in ruleset.forms:
        span = f"{form.since} 至 {form.until} 年度" if form.until else f"{form.since} 年度起"
        told = f"{span}，{form.name}，{form.number}（{form.notice}），{shown(form.source)}"
        put(wrap(told, room, f"{form.form}  ") + "\n")
    return 0


def new_form(
    named: Annotated[str, typer.Argument(metavar="YEAR", help="新格式从哪个报告年度起用，如 2027")],
    older: Annotated[str, typer.Option("--from", metavar="YEAR", help="由哪个格式改写，如 2021")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="新的格式文件，.yaml；不写则为当前文件夹的 年度.yaml"),
    ] = None,
    rules: Rules = None,
) -> int:
    """Write the file of a new form and return the exit status."""
    from auditor.ruletools.handbook import form_skeleton

    if not _YEAR.fullmatch(named):
        raise UsageError(f"年度要写四位数字，如 2027，不能是“{named}”")
    year = int(named)
    file = output or Path(f"{year}.yaml")
    if file.suffix not in (".yaml", ".yml"):
        raise UsageError(f"格式文件要以 .yaml 结尾，不是“{file.name}”")
    if file.exists():
        raise UsageError(f"已经有文件“{file}”，没有改动它；请换个名字，或者先把它移开")
    ruleset = load_rules(rules)
    form = _older(older, year, ruleset)
    documents = ruleset.documents.documents
    written = Path(form.source).read_text("utf-8-sig")
    known = form_skeleton.notice_id(year) in documents
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, form_skeleton.new_form(year, form, written, documents[form.notice], known).encode())
    put(
        f"已写入 {file}\n对照新通知的附件，改文件里写着“{form_skeleton.TODO.strip('# ')}”的地方，然后运行："
        f"auditor rules lint {file} 和 auditor rules test {file}\n"
        f"审核时写 --rules {file}，或者写进规则包的 add；一步步怎样做，见 docs/forms.md\n"
    )
    return 0


def _older(named: str, year: int, ruleset: RuleSet) -> Form:
    """Return the form to start from; raise UsageError if there is none, or if the new form's year is taken or not later."""
    form = next((form for form in ruleset.forms if form.form == named), None)
    if form is None:
        known = "、".join(form.form for form in ruleset.forms)
        raise UsageError(f"没有“{named}”年格式，--from 可以写：{known}")
    taken = next((other for other in ruleset.forms if other.since == year or other.form == str(year)), None)
    if taken:
        raise UsageError(f"已经有从{year}年度起用的格式（{shown(taken.source)}）")
    if year <= form.since:
        raise UsageError(f"新格式的年度要晚于{form.called}，不能是 {year}")
    return form
