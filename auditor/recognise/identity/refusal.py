"""Refusal of documents that are not annual reports, with one true sentence about what the document is instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from auditor.chinese.text import squeeze
from auditor.errors import Cause, UnreadableReport
from auditor.model.document import Document, Paragraph
from auditor.model.report import FormTable, Section
from auditor.recognise.identity.bodies import Bodies
from auditor.recognise.identity.titles import FoundTitle, parse_title, years_in_titles

ENOUGH_SECTIONS = 2
_SURE_SECTIONS = 3
_SURE_TABLES = 2
_REPORT_WORDS = ("信息公开", "政务公开")
_HEAD_LINES = 60
_LONGEST_NAME = 60
_LITTLE_TEXT = 200
_QUOTED = 40
_NOT = "这不像是政府信息公开工作年度报告"

# Kinds of document by the wording of their name, the first match counts; a report's own title ends in none of these
# words.
_PAPERS = (
    (
        "对年度报告的解读",
        re.compile(r"(?:公开|年度报告|年报).*(?:解读|图解|一图读懂|问答)$|^(?:图解|一图读懂|政策解读)"),
    ),
    ("关于年度报告的通知", re.compile(r"关于.*(?:年度报告|年报).*(?:通知|通报|函|方案|办法|请示|批复|意见)$")),
    ("政务公开工作要点", re.compile(r"公开.*(?:工作)?要点.*$")),
    ("通知或方案", re.compile(r"(?:公开).*(?:通知|通报|方案|办法|制度|规定|指南|计划|清单|任务分解)$")),
    ("法治政府建设的报告", re.compile(r"法治政府建设.*(?:报告|总结|情况)")),
    ("预算或决算", re.compile(r"(?:部门|单位|年度|财政).{0,8}(?:预算|决算)")),
    ("政府工作报告", re.compile(r"政府工作报告")),
    ("政府网站的报表", re.compile(r"政府网站.*年度(?:工作)?报表")),
    ("别的年度报告", re.compile(r"(?:年度报告|年报|工作总结|年鉴)(?:（[^（）]{1,12}）)?$")),
)
_ATTACHED = re.compile(
    r"\.(?:docx?|wps|pdf|ofd|xlsx?|et|zip|rar)(?:$|[\s）)」】])|^附件\d{0,2}[：:]|(?:见|下载)附件", re.IGNORECASE
)


def require_report(
    document: Document,
    title: FoundTitle | None,
    sections: Sequence[Section],
    tables: Mapping[str, FormTable],
    bodies: Bodies,
    earliest: int,
) -> None:
    """Raise UnreadableReport, saying what was found, if the document is not an annual report or is only a piece of one."""
    paragraphs = list(document.paragraphs())
    read = [table for table in tables.values() if table.found]
    prose = sum(len(paragraph.text) for paragraph in paragraphs)
    if read and not sections and title is None and prose < _LITTLE_TEXT and not document.unread:
        raise UnreadableReport(
            "找到的只是报告的表格，没有标题和各部分的文字，请换用完整的报告再审核", Cause.NOT_A_REPORT
        )
    if _unfilled(sections, read):
        raise UnreadableReport(
            "找到的是没有填写的报告模板：各表都是空的，各部分没有内容，请换用填写好的报告再审核", Cause.NOT_A_REPORT
        )
    if len(sections) >= _SURE_SECTIONS or read:
        return
    years = years_in_titles(paragraphs, bodies)
    if len(sections) >= ENOUGH_SECTIONS or (title and title.parts.sure and not document.unread and len(years) < 3):
        head = squeeze(document.text[:600] if title is None else document.text[: title.span.end])
        named = any(word in head for word in _REPORT_WORDS) and any(
            word in head for word in ("年度报告", "年报", "报告")
        )
        if named and prose > _LITTLE_TEXT:
            return
    if document.unread and len(years) < 3:
        raise UnreadableReport(
            f"正文里没有报告的章节和表格，只有{document.unread_kinds}，请换用含文字的版本再审核", Cause.UNSUPPORTED
        )
    if title and title.parts.year and title.parts.year < earliest:
        raise UnreadableReport(
            f"这是{title.parts.year}年度的报告，规则只适用于{earliest}年度及以后的报告，没有审核", Cause.NOT_A_REPORT
        )
    raise UnreadableReport(_reason(paragraphs, years, bodies), Cause.NOT_A_REPORT)


def _unfilled(sections: Sequence[Section], read: Sequence[FormTable]) -> bool:
    """Return whether headings and tables are present but not filled in."""
    if len(sections) < _SURE_SECTIONS or len(read) < _SURE_TABLES:
        return False
    said = "".join(section.prose.text for section in sections)
    blank = all(value.blank for table in read for value in table.values())
    return blank and len(said) < _LITTLE_TEXT and not any(ch.isdigit() for ch in said)


def _reason(paragraphs: Sequence[Paragraph], years: Sequence[int], bodies: Bodies) -> str:
    lines = [squeeze(paragraph.text) for paragraph in paragraphs]
    if _run_together(lines):
        return "文件里有报告的各个部分，但全文连成了一段，分不出章节和表格，请换用分段的版本再审核"
    if len(years) > 2:
        listed = "、".join(map(str, years[:4])) + ("等" if len(years) > 4 else "")
        return f"{_NOT}：找到的是一组报告的目录或链接（{listed}年度），没有报告正文，请逐份打开后再审核"
    for what, line in _papers(lines, bodies):
        return f"{_NOT}：找到的是{what}（“{line[:_QUOTED]}”），请确认文件是否选对"
    if any(_ATTACHED.search(line) for line in lines) and sum(map(len, lines)) < 2 * _LITTLE_TEXT:
        return "找到的只是附件的名称或链接，没有报告正文，请下载附件后再审核"
    if years:
        return f"找到的只有{years[0]}年度报告的标题，没有规定的章节和表格，请换用完整的报告再审核"
    return f"{_NOT}：没有找到规定的章节、表格和标题，请确认文件是否选对"


def _papers(lines: Sequence[str], bodies: Bodies) -> Iterator[tuple[str, str]]:
    """Yield what kind of document the first lines that name one say it is."""
    for line in lines[:_HEAD_LINES]:
        plain = line.strip("《》“”")
        if 5 <= len(plain) <= _LONGEST_NAME and not re.search("[。；，]", plain) and not parse_title(plain, bodies):
            for what, words in _PAPERS:
                if words.search(plain):
                    yield what, plain
                    break


_OFFICIAL = re.compile(
    r"[一二三四五六][、.，]?(?:总体情况|主动公开政府信息情况|收到和处理政府信息公开申请情况|政府信息公开行政复议、?行政诉讼情况"
    r"|存在的主要问题及改进情况|其他需要报告的事项)"
)
_APART = 20


def _run_together(lines: Sequence[str]) -> bool:
    """Return whether one line holds three or more headings of a report with text between them."""
    for line in lines:
        places = [match.start() for match in _OFFICIAL.finditer(line)]
        if len(places) >= 3 and places[-1] - places[0] > 3 * _APART * len(places):
            return True
    return False
