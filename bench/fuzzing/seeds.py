"""Short reports of each format, the seeds that are mutated: made by the tests' writers, or saved by office programs and browsers."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.read.archives import archive, message
from tests.test_round_trip import report
from tests.writers.layouts import ENCODINGS, write
from tests.writers.plain import PlainReport
from tests.writers.saved import Part, saved
from tests.writers.source import load_samples

_DATA = Path(__file__).resolve().parents[2] / "tests" / "read" / "data"
_SAVED = ("plain", "lines", "nested", "tracked", "numbers", "fields", "boxes", "narrow", "pages", "marks")
_TEXTS = ("text-bar-stream", "text-tab-rows", "text-joined-rows", "text-markdown", "text-cell-lines")
_PAGES = ("html-article", "html-layout-table", "html-article", "html-government")


@cache
def seeds(form: str) -> tuple[bytes, ...]:
    """The seeds of a format, one of `bench.fuzz.FORMATS`."""
    plain = _plain()
    if form == "txt":
        return tuple(write(plain, layout, encoding) for layout in _TEXTS for encoding in ENCODINGS)
    if form == "html":
        return tuple(write(plain, layout) for layout in _PAGES)
    if form == "docx":
        return write(plain, "docx-plain"), write(plain, "docx-word")
    if form == "xlsx":
        files = tuple((_DATA / name).read_bytes() for name in ("one.ods", "one.xls", "several.xls"))
        return write(plain, "xlsx-one"), write(plain, "xlsx-several"), *files
    if form == "pdf":
        return tuple(file.read_bytes() for file in sorted((_DATA / "pdf").glob("*.pdf")))
    if form in ("doc", "odt"):
        return tuple((_DATA / "saved" / f"{name}.{form}").read_bytes() for name in _SAVED)
    return _containers()


def _plain() -> PlainReport:
    """A report with hardly any prose, and tables that hold."""
    return report(next(load_samples()).report.tables)


def _containers() -> tuple[bytes, ...]:
    """Mail with reports attached and without, saved pages, archives of reports."""
    plain = _plain()
    text, page, sheet = (write(plain, layout) for layout in ("text-bar-stream", "html-article", "xlsx-one"))
    files = {"年报/云川市教育局.txt": text, "云川市民政局.html": page}
    return (
        message(text.decode()),
        message(html=page.decode()),
        message(attached={"云川市教育局2024年年报.txt": text, "表.xlsx": sheet}),
        message(attached={"年报.zip": archive({"报告.txt": text})}),
        saved([Part("text/html", page)]),
        saved([Part("text/html", page, encoding="base64"), Part("text/css", b"p{color:red}", "http://a.cn/a.css")]),
        archive(files),
        archive(files, recode=True),
        archive({"内层.zip": archive(files), "信.eml": message(attached={"报告.txt": text})}),
    )
