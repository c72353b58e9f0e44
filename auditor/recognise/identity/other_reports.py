"""Selection of the newest report in a file that holds the reports of several years one after the other."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from auditor.chinese.text import HAN, squeeze
from auditor.model.document import Document, Paragraph

_ABOUT = re.compile(r"20\d\d\s*年[^\n。，；]{0,24}公开[^\n。，；]{0,12}(?:报告|年报)[ \t\u3000]*(?:\n|$)")
_TITLE = re.compile(
    r"[^，。；：！？《》]{0,40}?(?<!\d)(20\d\d)年(?:度)?[^，。；：！？《》]{0,16}公开[^，。；：！？《》]{0,8}(?:报告|年报)"
)
_CHAPTER = re.compile(r"(?:第?([一二三四五六])部分|([一二三四五六])[、.．])\D{2,30}")
_NAME = re.compile(rf"[{HAN}（）]{{3,30}}")
_LONGEST_TITLE = 60
_FEWEST_CHAPTERS = 3


@dataclass(slots=True)
class _ReportRun:
    """Blocks that begin with a title and run to the next one."""

    year: int
    first: int
    chapters: set[str]


def newest_report(document: Document) -> Document:
    """Cut a document down to the report of the newest year, with a warning, if it holds whole reports of several years."""
    if len(set(re.findall(r"20\d\d", "".join(_ABOUT.findall(document.text))))) < 2:
        return document
    runs = [run for run in _runs(document) if len(run.chapters) >= _FEWEST_CHAPTERS]
    if len({run.year for run in runs}) < 2:
        return document
    newest = max(runs, key=lambda run: run.year)
    place = runs.index(newest)
    first = newest.first if place else 0
    last = runs[place + 1].first if place + 1 < len(runs) else len(document.blocks)
    blocks = document.blocks[first:last]
    start, end = blocks[0].start, blocks[-1].end
    others = "、".join(f"{year}" for year in sorted({run.year for run in runs} - {newest.year}))
    return replace(
        document,
        blocks=blocks,
        text=document.text[:end],
        unread=tuple(each for each in document.unread if start <= each.at <= end),
        warnings=(*document.warnings, f"文件里还有 {others} 年度的报告，没有当作本报告读取"),
    )


def _runs(document: Document) -> list[_ReportRun]:
    """List the titles with the chapters below them; a title of the same year as the previous one continues its run."""
    runs: list[_ReportRun] = []
    before = ""
    for place, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            before = ""
            continue
        text = squeeze(block.text) if len(block.text) <= _LONGEST_TITLE else ""
        if text and (title := _TITLE.fullmatch(text)):
            if not runs or runs[-1].year != int(title[1]):
                named = text.startswith(title[1]) and _NAME.fullmatch(before)
                runs.append(_ReportRun(int(title[1]), place - bool(named), set()))
        elif runs and text and (chapter := _CHAPTER.fullmatch(text)):
            runs[-1].chapters.add(chapter[1] or chapter[2])
        before = text
    return runs
