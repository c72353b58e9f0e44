"""How well scans are read: reports drawn, turned, worn and read back; cells right, wrong and in doubt, seconds a page.

    python -m bench.scan [REPORTS] [SEED]

A wrong cell that is not marked as doubtful is the one thing that must not be. Each report has other figures, another layout and
another wear; a `wrong` cell that is doubtful or was not read costs a check, not a false accusation.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator

import weasyprint

from auditor.chinese.values import parse_number
from auditor.model.report import Value
from auditor.pipeline import Auditor
from auditor.read.opener import read_bytes
from tests.writers.plain import TABLE_OF, PlainReport, PlainSection
from tests.writers.scan import Wear, encoded, pages, scanned
from tests.writers.spans import PROACTIVE_ROWS, REMEDY_ROWS, REQUEST_ROWS
from tests.writers.web import article

HEADINGS = (
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
)  # fmt: skip
PROSE = "全年通过门户网站公开各类信息1286条，其中政策文件35件，答复网民留言220条，开展业务培训4次，各项工作按期完成。"
WEARS = {
    "clean": Wear(turn=0.2, blur=0.3, noise=2, quality=92),
    "usual": Wear(turn=-0.7, blur=0.7, noise=8, specks=0.0004, shade=0.1, quality=75, ink=30),
    "bad": Wear(turn=1.5, blur=1.0, noise=14, specks=0.001, shade=0.25, quality=55, ink=50),
    "faint": Wear(turn=-1.2, blur=0.8, noise=12, specks=0.0005, shade=0.15, quality=65, ink=120),
}
FONTS = (
    '"Noto Serif CJK SC"', '"DejaVu Serif", "Noto Serif CJK SC"', '"Noto Sans CJK SC"',
    '"DejaVu Sans Condensed", "Noto Sans CJK SC"',
)  # fmt: skip
TABLES = (
    "table { border-collapse: collapse; width: 100% } td { border: 1px solid; padding: 3px; font-size: 10.5pt; text-align: center }",
    "table { border-collapse: collapse; table-layout: fixed; width: 100% }"
    " td { border: .5pt solid; padding: 2px; word-break: break-all; font-size: 9pt; text-align: center }",
    "table { border-collapse: collapse; width: 100% } td { border: .75pt solid; padding: 4px; font-size: 12pt }",
)
CSS = "p { text-indent: 2em; margin: 0; line-height: 1.8; text-align: justify } h1 { text-align: center; font-size: 20pt }"


def figure(chance: random.Random) -> str:
    """A count as reports have them: many noughts, many single digits, some large, a few cells blank."""
    top = chance.choices((0, 9, 99, 999, 9999, 99999), (30, 30, 15, 13, 7, 5))[0]
    return "" if chance.random() < 0.03 else str(chance.randint(0, top))


def report(chance: random.Random) -> PlainReport:
    """A report with random figures, most of its words always the same."""
    tables = {
        "proactive": {key: [figure(chance) for _ in range(width)] for key, width in PROACTIVE_ROWS.items()},
        "requests": {key: [figure(chance) for _ in range(7)] for key in REQUEST_ROWS},
        "remedies": {key: [figure(chance) for _ in range(5)] for key in REMEDY_ROWS},
    }
    tables["proactive"]["fees"] = [f"{chance.uniform(0, 3000):.{chance.randint(0, 4)}f}"]
    return PlainReport(
        title=("云川市教育局2024年政府信息公开工作年度报告",),
        preamble=("本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止，现将报告向社会公布如下。",),
        sections=tuple(PlainSection(heading, (PROSE, PROSE), TABLE_OF.get(heading[0], "")) for heading in HEADINGS),
        tables=tables,
        signature="云川市教育局",
        issued="2025年1月15日",
    )


def drawn(plain: PlainReport, number: int) -> bytes:
    """The report as a PDF, in the fonts and the table style of its turn."""
    family, table = FONTS[number % len(FONTS)], TABLES[number % len(TABLES)]
    css = f"@page {{ size: A4; margin: 25mm }} body {{ font-family: {family} }} {CSS} {table}"
    html = article(plain).replace("</head>", f"<style>{css}</style></head>")
    data: bytes = weasyprint.HTML(string=html).write_pdf()
    return data


def judged(plain: PlainReport, data: bytes, auditor: Auditor) -> Iterator[tuple[str, str, Value | None]]:
    """Each cell's place and truth with what was read, None if its row was not found."""
    recognised = auditor.recognise_document(read_bytes(data, "扫描.pdf"))
    for table, rows in plain.tables.items():
        read = recognised.tables[table].rows
        for row, cells in rows.items():
            values = read.get(row, (None,) * len(cells))
            for place, (truth, value) in enumerate(zip(cells, values, strict=True)):
                yield f"{table}.{row}[{place}]", truth, value


def outcome(truth: str, value: Value | None) -> str:
    """How a cell was read."""
    if value is None or value.lost:
        return "lost"
    right = value.number == parse_number(truth) if truth else value.number is None and value.text is None
    return ("right" if right else "wrong") + (" doubtful" if value.doubtful else "")


def main(count: int = 8, seed: int = 1) -> None:
    """Draw, wear, read and count."""
    chance, auditor = random.Random(seed), Auditor()  # noqa: S311
    total: Counter[str] = Counter()
    sheets, spent = 0, 0.0
    for number in range(count):
        plain = report(chance)
        pdf = drawn(plain, number)
        name, wear = list(WEARS.items())[(number + number // len(WEARS)) % len(WEARS)]
        worn = [scanned(page, wear, seed * 1000 + number * 10 + place) for place, page in enumerate(pages(pdf))]
        data = encoded(worn, "TIFF", compression="tiff_deflate")
        start = time.perf_counter()
        cells = list(judged(plain, data, auditor))
        spent, sheets = spent + time.perf_counter() - start, sheets + len(worn)
        own = Counter(outcome(truth, value) for _, truth, value in cells)
        total += own
        print(f"{number:3} {name:6} {len(worn)} pages", dict(own), flush=True)
        for place, truth, value in cells:
            if "right" not in outcome(truth, value):
                print("     ", outcome(truth, value), place, repr(truth), "read", repr(value.raw if value else None))
    every = sum(total.values())
    right = total["right"] + total["right doubtful"]
    print(
        f"{every} cells on {sheets} pages: {100 * right / every:.2f} % right, {total['wrong']} wrong and not doubtful,",
        end=" ",
    )
    print(f"{total['wrong doubtful']} wrong and doubtful, {total['lost']} not read,", end=" ")
    print(f"{100 * total['right doubtful'] / every:.2f} % right but doubtful")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{spent / sheets:.2f} s a page, peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
