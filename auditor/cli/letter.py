"""`auditor letter`: writes the audit letter of one report."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.reports import (
    Rules,
    audit_source,
    compare_with,
    keep_apart,
    load_auditor,
    one_report,
    settings_for,
    single_source,
    unreadable,
)
from auditor.cli.streams import say
from auditor.errors import UnreadableReport, UsageError

HELP = "为一份报告写审核意见书。按文件名的后缀写成 PDF 或者网页；不写 --office、--date 时留出空白，供手填。"
EXAMPLES = """
auditor letter 报告.docx -o 意见书.pdf
auditor letter 报告.docx -o 意见书.pdf --office 青原市人民政府办公室 --date 2025-03-01
"""
SUFFIXES = (".pdf", ".html")


def letter(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="报告文件")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="意见书文件，.pdf 或 .html")],
    office: Annotated[
        str, typer.Option("--office", metavar="名称", help="署名的审核机关，默认用 auditor.toml 里的 office")
    ] = "",
    day: Annotated[str | None, typer.Option("--date", metavar="DATE", help="成文日期，如 2025-03-01")] = None,
    previous: Annotated[
        Path | None, typer.Option("--previous", metavar="FILE_OR_DIR", help="上年的报告，或者放上年报告的文件夹")
    ] = None,
    rules: Rules = None,
) -> int:
    """Write the letter and return the exit status."""
    if output.suffix.lower() not in SUFFIXES:
        raise UsageError(f"意见书只能写成 {'、'.join(SUFFIXES)} 文件，不能是“{output.name}”")
    signed = _date(day)
    keep_apart(output, [one_report(path)])
    settings = settings_for(path)
    auditor = load_auditor(path, settings, rules)
    compare_with(auditor, previous)
    audit = audit_source(auditor, single_source(path))
    if audit.error is not None:
        raise UnreadableReport(unreadable(audit.path, audit.error))
    from auditor.output.files import write_whole
    from auditor.output.letter import LetterOptions, letter_html

    html = letter_html(audit, LetterOptions(office or settings.office.name, signed))
    write_whole(output, _pdf(html) if output.suffix.lower() == ".pdf" else html.encode("utf-8", "replace"))
    return 0


def _pdf(html: str) -> bytes:
    from auditor.output.pdf import html_to_pdf, spell_missing

    html, missing = spell_missing(html)
    for ch in missing:
        say(f"字体里没有“{ch}”这个字，意见书中写作〔U+{ord(ch):04X}〕，请核对")
    return html_to_pdf(html)


def _date(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError(f"--date 要写成 2025-03-01 这样的日期，不能是“{text}”")
