"""`auditor letter`: writes the audit letter of one report."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.common.reports import (
    Rules,
    SettingsFile,
    compare_with,
    compared,
    one_file,
    recognise_source,
    report_unused_waivers,
    require_separate_output,
    settings_for,
    setup_of,
    single_source,
)
from auditor.cli.common.streams import say
from auditor.errors import AuditorError, UsageError

if TYPE_CHECKING:
    from auditor.batch.workers.audits import Setup
    from auditor.letters.content.letter import Letter, LetterIssue
    from auditor.letters.content.page import Templates
    from auditor.model.finding import Audit
    from auditor.model.office import Office
    from auditor.reinspection.remediation import Remediation

HELP = """为一份报告写审核意见书。按文件名的后缀写成 PDF、能在 Word 或者 WPS 里改的 DOCX，或者网页。
审核机关、文号、期限、联系人等写在 auditor.toml 的 [office] 里。写了 --date 就是正式的意见书：设有机关代字的，从登记簿取一个文号；
不写就是草稿，日期和文号留出空白，不占号。
退出状态：0 写好了，2 命令用错或规则文件有错，3 报告无法读取，4 没有写成（模板写错、有字印不出，不占号）。"""
EXAMPLES = """
auditor letter 报告.docx -o 意见书.pdf
auditor letter 报告.docx -o 意见书.pdf --date 2025-03-01
auditor letter 报告.docx -o 意见书.docx
auditor letter 改后.docx -o 复查意见书.pdf --since 改前.docx
auditor letter 报告.docx -o 意见书.pdf --templates 本单位模板/ --preview
"""
SUFFIXES = (".pdf", ".docx", ".html")


def letter(
    path: Annotated[str, typer.Argument(metavar="PATH", help="报告文件")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="意见书文件，.pdf、.docx 或 .html")],
    office: Annotated[
        str, typer.Option("--office", metavar="名称", help="署名的审核机关，默认用 auditor.toml 里的")
    ] = "",
    day: Annotated[str | None, typer.Option("--date", metavar="DATE", help="成文日期，如 2025-03-01")] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="OLD", help="复查：改正前的报告，或者 auditor check 存下的那次审核结果"),
    ] = None,
    templates: Annotated[
        Path | None, typer.Option("--templates", metavar="DIR", help="本单位的模板，同名的代替自带的")
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="盯着模板，一有改动就重写（总是草稿，不占文号），按 Ctrl+C 结束")
    ] = False,
    previous: Annotated[
        str | None, typer.Option("--previous", metavar="FILE_OR_DIR", help="上年的报告，或者放上年报告的文件夹")
    ] = None,
    rules: Rules = None,
    settings_file: SettingsFile = None,
) -> int:
    """Write the letter and return the exit status."""
    if output.suffix.lower() not in SUFFIXES:
        raise UsageError(f"意见书只能写成 {'、'.join(SUFFIXES)} 文件，不能是“{output.name}”")
    signed = date_of(day)
    listing = one_file(path)
    require_separate_output(output, listing)
    if since is not None and os.path.isfile(since):
        require_separate_output(output, one_file(since))
    settings = settings_for([path], settings_file)
    sender = replace(settings.office, name=office or settings.office.name)
    setup = setup_of(settings, rules)
    auditor = setup.auditor()
    compare_with(auditor, previous)
    from auditor.letters.content.letter import letter_of
    from auditor.letters.content.page import Templates
    from auditor.output.json_ import audits_json

    sheets = Templates(templates)
    report = recognise_source(auditor, single_source(listing, auditor.limits))
    audit = auditor.audit_report(report)
    report_unused_waivers(auditor, [audit])
    progress = _progress(since, lambda: compared(setup, previous), audit)
    issued = _issue(sender, signed, audit, output, again=progress is not None, numbered=not preview)
    written = letter_of(audit, sender, issued, report.tables, auditor.official_tables(report.form), progress)
    write = _writer(sheets, written, output, lambda: audits_json([audit], auditor.info))
    if preview:
        from auditor.cli.preview import preview as watch

        watch(write, sheets.folders, output)
    else:
        write()
    return 0


def _writer(templates: Templates, written: Letter, output: Path, findings: Callable[[], str]) -> Callable[[], None]:
    """Return a function, callable repeatedly, that writes the letter in the format of its file name."""
    from auditor.presentation.files import write_whole

    if output.suffix.lower() == ".html":
        return lambda: write_whole(output, templates.html(written).encode("utf-8", "replace"))
    from auditor.letters.pdf.printer import Printer

    office = written.office
    printer = Printer(office.machine_fonts, templates.folders, (office.logo,) if office.logo else ())
    for note in printer.notes:
        say(note)

    def page() -> str:
        return templates.page(written, office.logo.resolve().as_uri() if office.logo else "")

    def pdf() -> None:
        html = page()
        with _in_time(html):
            data, missing = printer.pdf(html, findings(), written.names)
        for ch in missing:
            say(f"没有一种字体能显示“{ch}”，意见书中写作〔U+{ord(ch):04X}〕，请核对")
        write_whole(output, data)

    def docx() -> None:
        from auditor.letters.docx import docx_letter

        if office.logo and office.logo.suffix.lower() == ".svg":
            say(f"DOCX 里放不了 SVG，意见书里没有标志“{office.logo.name}”；要放，请在 logo 里写 PNG 或者 JPEG 文件")
        html = page()
        with _in_time(html):
            leaves = printer.leaves(html)
        write_whole(output, docx_letter(templates, written, leaves))

    return docx if output.suffix.lower() == ".docx" else pdf


@contextmanager
def _in_time(page: str) -> Iterator[None]:
    """Limit the processor time for laying out a page; raise AuditorError when it is used up."""
    from auditor.letters.content.template_clock import OutOfTimeError, bounded, seconds_for

    try:
        with bounded(seconds_for(page)):
            yield
    except OutOfTimeError as error:
        used = f"{seconds_for(page):.0f}"
        raise AuditorError(f"排版用了处理器 {used} 秒还没有完成，意见书没有写成；请检查模板里的表格和样式") from error


def _progress(since: str | None, setup: Callable[[], Setup], audit: Audit) -> Remediation | None:
    """Return what became of the findings since the named submission, and report its notes."""
    if since is None:
        return None
    from auditor.cli.common import hand_ins

    comparison = hand_ins.since(since, setup(), audit)
    for note in comparison.notes:
        say(note)
    return comparison.progress


def _issue(office: Office, day: date | None, audit: Audit, output: Path, *, again: bool, numbered: bool) -> LetterIssue:
    """Return the letter's date, the deadline for the answer, and, if the office numbers its letters, a number from the register."""
    from auditor.letters.content.deadline import deadline
    from auditor.letters.content.letter import LetterIssue
    from auditor.letters.numbering import register

    if day is None:
        return LetterIssue()
    number = ""
    if numbered and office.prefix and office.register is not None:
        kind = register.LetterKind.REVIEW if again else register.LetterKind.AUDIT
        agency, count = audit.agency or "", len(audit.verdict.findings)
        wanted = register.RegisteredLetter(agency, audit.report_year, kind, count, day, output.name, audit.digest)
        issued = register.issue(office.register, office, wanted)
        number = issued.number
        say(f"文号：{number}" + ("（同一份报告的意见书以前取过这个号）" if issued.before else ""))
    return LetterIssue(number, day, deadline(day, office.deadline_days))


def date_of(text: str | None) -> date | None:
    """Return the day that --date names; raise UsageError unless it is written like 2025-03-01."""
    if text is None:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError(f"--date 要写成 2025-03-01 这样的日期，不能是“{text}”")
