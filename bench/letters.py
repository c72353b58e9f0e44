"""Speed and memory of printing letters, beside typst, in one run: `python bench/letters.py [ROUNDS]`.

One letter is 12 findings on 4 pages, no two letters with the same words. Warm CPU time from the letter's data to the PDF's bytes,
by our Printer and by typst (bench/letter.typ: same texts, faces, measures, PDF/A-3u, tags, findings attached), in rounds in which
both take turns; the ratio is that of the fastest rounds, because what else runs here only ever adds. Then what a printer costs to
start, how the memory grows over many letters, and what a second process gains in time on the wall.
"""

from __future__ import annotations

import json
import multiprocessing
import re
import resource
import statistics
import sys
import time
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from pypdf import PdfReader

from auditor.letters.content.letter import Letter, LetterIssue, letter_of
from auditor.letters.content.page import Templates, head_lines
from auditor.letters.pdf.printer import Printer
from auditor.model.finding import Audit, Basis, Finding, Location, Severity, Verdict
from auditor.model.office import Office

HERE = Path(__file__).resolve().parent
FONTS = HERE.parent / "templates" / "fonts"
BOUND, AIM = 5.0, 3.0
WARM, MANY, GROWTH = 20, 300, 10.0
APART, GAIN = 60, 1.7

OFFICE = Office(
    name="云川市政务公开办公室",
    copies=("云川市人民政府办公室",),
    seal=False,
)
FORMAT = Basis("政府信息公开工作年度报告格式", "国办公开办函〔2021〕30号")
REGULATION = Basis("中华人民共和国政府信息公开条例", "国务院令第711号", "第四十九条")
PAPERS = Basis("党政机关公文格式", "GB/T 9704—2012", "7.2.5")
E = Severity.ERROR
NAMES = ("教育", "民政", "财政", "司法", "水务", "农业", "商务", "审计")
# Grade, section, table, message, quote, expected, basis, suggestion. Each tells of figures of its own report, as real ones do.
FOUND: tuple[tuple[Severity, str | None, str | None, str, str, str, Basis, str], ...] = (
    (E, None, None, "报告日期晚于2025年1月31日，迟了{n}天", "落款{n}", "", REGULATION, "核对公布时间"),
    (E, None, None, "统计期限写到2024年11月{d}日", "11月{d}日", "12月31日", FORMAT, "核对"),
    (E, None, None, "引言引用的文号“〔2019〕{n}号”已经停用", "{n}号", "30号", FORMAT, "改用现行文号"),
    (E, "三", "表三", "“总计”列：收到{n}，办结与结转{m}，相差3", "{n}", "{m}", FORMAT, "核对"),
    (E, "三", "表三", "“过程性信息”行：总计{m}，各类之和{n}", "{m}", "{n}", FORMAT, "核对"),
    (E, "三", "表三", "“自然人”列：总计{n}，结果之和{m}", "{n}", "{m}", FORMAT, "核对"),
    (E, "三", None, "写了“予以公开{n}件”，表三是{m}", "予以公开{n}件", "{m}件", FORMAT, "核对"),
    (E, "三", None, "“事限{d}日”疑为错字，应为“时限”", "事限{d}日", "时限", FORMAT, "核对后改正"),
    (E, "三", None, "总数{n}条，各项相加却是{m}条", "共{n}条", "{m}条", FORMAT, "核对总数"),
    (E, "三", None, "{n}号文的年份没有用六角括号", "[2021]{n}号", "〔2021〕", PAPERS, "改正"),
    (E, "三", None, "联系方式缺少：电话区号", "电话：5550{n}", "区号", FORMAT, "写明"),
    (E, "三", None, "把2022年的{n}项要点写作2024年的", "要点{n}项", "2024年", FORMAT, "改正"),
)  # fmt: skip


def letter(number: int, *, bases: bool = False) -> Letter:
    """A letter of 12 findings; each number gives other words. With their bases, as real letters tell them, it is twice as long."""
    figures = {"n": 100 + number % 900, "m": 103 + number % 900, "d": 1 + number % 30}
    findings = tuple(
        Finding(
            "BENCH",
            "",
            "",
            severity,
            message.format(**figures),
            Location(section, table, quote=quote.format(**figures)),
            (basis,) if bases else (),
            expected.format(**figures) or None,
            suggestion=suggestion,
        )
        for severity, section, table, message, quote, expected, basis, suggestion in FOUND
    )
    audit = Audit(
        path="",
        agency=f"云川市{NAMES[number % len(NAMES)]}局",
        report_year=2024,
        form="2021",
        verdict=Verdict((), findings),
    )
    return letter_of(audit, OFFICE, LetterIssue(f"云政公开审〔2025〕{number}号", date(2025, 3, 1), date(2025, 3, 17)))


def findings(written: Letter) -> str:
    """What is attached: about as long as the audit's result in JSON is."""
    return json.dumps([asdict(item) for item in written.items], ensure_ascii=False, indent=2)


def for_typst(written: Letter, page: str) -> dict[str, Any]:
    """The letter's data and those texts that stand in our templates, taken from its page."""
    paragraphs = [text.strip() for text in re.findall(r"<p>(根据.*?|请对照.*?)</p>", page, re.DOTALL)]
    lines, size = head_lines(written.office.name)
    return {
        **asdict(replace(written, office=replace(written.office, register=None, logo=None))),
        "head": {"lines": lines, "size": size},
        "items": [asdict(item) for item in written.items],
        "annexes": written.annexes,
        "contact": written.contact,
        "opening": paragraphs[0],
        "closing": paragraphs[-1],
        "feedback": re.findall(r'<p class="note">(.*?)</p>', page)[0],
    }


class Ours:
    """Our way: templates and the printer, set up once for all letters, whose characters are known before the first is printed."""

    def __init__(self) -> None:
        self.templates = Templates()
        letters = (letter(number, bases=bases) for number in range(WARM + MANY) for bases in (False, True))
        self.printer = Printer(characters=set().union(*map(self.templates.page, letters)))

    def __call__(self, written: Letter) -> bytes:
        """The letter as PDF."""
        data, _ = self.printer.pdf(self.templates.page(written), findings(written), written.names)
        return data


class Typst:
    """The peer: one compiler, which keeps the fonts and what it has parsed."""

    def __init__(self) -> None:
        self.compiler = typst.Compiler(HERE / "letter.typ", font_paths=typst.Fonts(False, False, [FONTS]))
        self.templates = Templates()

    def __call__(self, written: Letter, told: dict[str, Any]) -> bytes:
        """The letter as PDF, from what `for_typst` made of it."""
        inputs = {"letter": json.dumps(told, ensure_ascii=False), "findings": findings(written)}
        data = self.compiler.compile(
            sys_inputs=inputs, format="pdf", pdf_standards="a-3u", timestamp=datetime(2021, 1, 1, tzinfo=UTC)
        )
        assert isinstance(data, bytes)
        return data


def _described(name: str, data: bytes) -> int:
    """Prints pages, characters and parts of a letter, so that nobody doubts that both are the same; returns its pages."""
    document = PdfReader(BytesIO(data))
    text = "".join("".join(page.extract_text().split()) for page in document.pages)
    tagged, kept = "/StructTreeRoot" in document.root_object, ", ".join(document.attachments)
    print(
        f"    {name:6} {len(document.pages)} pages  {len(text):5} characters  {len(data) / 1024:5.0f} KB"
        f"  tagged {tagged}  attached {kept}"
    )
    return len(document.pages)


def _turns(ours: Ours, theirs: Typst, rounds: int, *, bases: bool) -> float:
    """Both in turns, on other words each round; prints what is found and returns the ratio."""
    times: dict[str, list[float]] = {"ours": [], "typst": []}
    pages: set[int] = set()
    for number in range(rounds + 3):
        written = letter(number, bases=bases)
        told = for_typst(written, ours.templates.page(written))
        for name, work in (("ours", partial(ours, written)), ("typst", partial(theirs, written, told))):
            start = time.process_time()
            data = work()
            times[name].append((time.process_time() - start) * 1000)
            if not number:
                pages.add(_described(name, data))
    assert bases or pages == {4}, "the letter that is measured has 4 pages"
    warm = {name: found[3:] for name, found in times.items()}
    for name, found in warm.items():
        print(f"    {name:6} {min(found):6.1f} ms, median {statistics.median(found):6.1f} ms of CPU a letter")
    return min(warm["ours"]) / min(warm["typst"])


def _beside_typst(rounds: int) -> bool:
    started = time.process_time()
    ours = Ours()
    ready = time.process_time()
    ours(letter(1))
    first = time.process_time()
    print(
        f"a printer for {2 * (WARM + MANY)} letters, whose characters are looked for first, {(ready - started) * 1000:.0f} ms"
    )
    print(f"its first letter {(first - ready) * 1000:.0f} ms of CPU")
    theirs = Typst()
    ratio = _turns(ours, theirs, rounds, bases=False)
    print(
        f"a letter takes {ratio:.1f} x typst, bound {BOUND:g} x, aim {AIM:g} x  {'met' if ratio <= BOUND else 'MISSED'}"
    )
    print(f"with the bases in it {_turns(ours, theirs, rounds // 2, bases=True):.1f} x typst")
    return ratio <= BOUND


def _resident() -> float:
    """Megabytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _memory(_: object = None) -> tuple[float, float]:
    """Megabytes before and after many letters, in a process of its own."""
    ours = Ours()
    for number in range(WARM):
        ours(letter(number))
    before = _resident()
    for number in range(WARM, WARM + MANY):
        ours(letter(number))
    return before, _resident()


_worker: Ours | None = None


def _start() -> None:
    global _worker  # a pool's initializer can leave its work nowhere else
    _worker = Ours()


def _print(number: int) -> int:
    assert _worker is not None
    return len(_worker(letter(number)))


def _wall(processes: int) -> float:
    """Seconds on the wall for the letters, by so many workers that have each printed some before."""
    with multiprocessing.get_context("spawn").Pool(processes, _start) as pool:
        pool.map(_print, range(10 * processes), chunksize=5)
        start = time.perf_counter()
        pool.map(_print, range(APART), chunksize=5)
        return time.perf_counter() - start


def main() -> None:
    """Measure, print what is found, and exit with 1 where a bound is missed."""
    met = _beside_typst(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        before, after = pool.apply(_memory)
    growth = (after / before - 1) * 100
    print(
        f"memory {before:.0f} MB after {WARM} letters, {after:.0f} MB after {MANY} more: {growth:+.1f} %"
        f", bound {GROWTH:g} %  {'met' if growth <= GROWTH else 'MISSED'}"
    )
    walls = [(_wall(1), _wall(2)) for _ in range(4)]
    one, two = (min(found) for found in zip(*walls, strict=True))
    print(
        f"{APART} letters: one process {one:.1f} s, two {two:.1f} s on the wall: {one / two:.2f} x"
        f", bound {GAIN:g} x on an idle machine  {'met' if one / two >= GAIN else 'MISSED'}"
    )
    sys.exit(not (met and growth <= GROWTH))


if __name__ == "__main__":
    main()
