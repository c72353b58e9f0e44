"""New form files: a copy of an older form with notes, in Chinese, on what to change for another year."""

from __future__ import annotations

import re

from auditor.ruleset.catalogues.documents import CitedDocument
from auditor.ruleset.catalogues.forms import Form

TODO = "# 改："
_HEAD = """\
# {year}年格式，由{older}（{source}）抄来。对照新通知的附件，从上往下看每一处“改：”；没有变的地方不动。怎样做，见 docs/forms.md。
# label、heading 是格式上的原文，逐字照抄；term 是规则里用的名字，key 是程序用的名字：改了叫法的行、列、部分，只改 label 或 heading，
# term 和 key 不改，全国规则才认得它。accepted 是可以不提的写法；known 是认得出但要提出的写法；telling 是标题改了时认出它的词。
# 旧格式的文件不用改：有了这个文件，{older}就只用到{last}年度。
form: "{year}"
{todo}格式的名称
name: {name}
{todo}下面 documents 里那份通知的编号
notice: {notice}
{todo}从哪个报告年度起用；只用到某一年度的，另加一行 until: 年度
since: {year}
"""
_DOCUMENT = """\

{todo}新通知的标题、发文机关、文号（numbers，第一个是正式写法），照原文写；标题两次里的书名号，里面一层写作〈〉
{todo}about 是认得出标题的几个字；articles 写意见书要引用的原文，写作“条款: 原文”，不写就只引通知
documents:
  - id: {id}
    title: {title}
    issuer: {issuer}
    numbers: [{number}]
    about: [{about}]
    sure: verified
"""
_UNNUMBERED = "国办公开办函〔{year}〕×号"
# Notes on the rest, by the beginning of the line below; for the first such line only.
_NOTES = (
    (
        "sections:",
        ("六个部分的标题。标题改了的，heading 写新标题，旧标题写进 known；应写的几项内容（parts）有增减的，增减一项",),
    ),
    ("tables:", ("各表。title 是表的标题",)),
    (
        "    columns:",
        (
            "各列，次序同表上一致。改了名的，label 写新名，旧名写进 known: [旧名]；多一列，加一行 {key: 英文名, term: 简称, label: 原文}，",
            "申请人一类的列还要写进下面的 column_groups；少一列，删去那一行，也从 column_groups 里删去",
        ),
    ),
    (
        "    rows:",
        (
            "各行，次序同表上一致，写法同列。行各有各的列的，用 columns 写明。多一行、少一行，row_groups 里也要加上、删去：",
            "“办理结果”是加起来等于总计的各行，“不予公开”等是其中一类的各行；等式里的 sum(办理结果) 就是这一组之和",
        ),
    ),
    ("    heads:", ("表头里既不是列名也不是行名的字",)),
    (
        "    foreign:",
        ("别的格式有、新格式没有的列名，出现两个就知道表用错了格式；旧格式有而这次去掉、改了意思的列名，加在这里",),
    ),
)


def new_form(year: int, older: Form, written: str, notice: CitedDocument, known: bool) -> str:
    """The file of a form for another year, from the text and the notice of an older form.

    With `known` the catalogue has the new notice, which is then not written again.
    """
    name = notice_id(year)
    head = _HEAD.format(
        year=year,
        older=older.called,
        source=f"{older.form}.yaml",
        last=year - 1,
        name=older.name,
        notice=name,
        todo=TODO,
    )
    document = _DOCUMENT.format(
        id=name,
        title=notice.title,
        issuer=notice.issuer,
        number=_UNNUMBERED.format(year=year),
        about=", ".join(notice.about),
        todo=TODO,
    )
    return head + ("" if known else document) + "\n" + _noted(_body(written))


def notice_id(year: int) -> str:
    """The id of the notice that prescribes a new form."""
    return f"format-{year}"


def _body(written: str) -> str:
    """The sections and tables of a form's file, without the notes of an earlier copy."""
    blocks = re.split(r"(?m)^(?=\w+:)", written)
    kept = "".join(block for block in blocks if block.startswith(("sections:", "tables:")))
    return "".join(line for line in kept.splitlines(keepends=True) if not line.lstrip().startswith(TODO))


def _noted(body: str) -> str:
    """The text with each note above the first line it belongs to."""
    lines = body.splitlines()
    for start, notes in _NOTES:
        at = next((number for number, line in enumerate(lines) if line.startswith(start)), None)
        if at is not None:
            indent = start[: len(start) - len(start.lstrip())]
            lines[at:at] = [f"{indent}{TODO}{note}" for note in notes]
    return "\n".join(lines) + "\n"
