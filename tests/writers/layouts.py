"""Every layout and format by name, and the bytes of a report in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tests.writers import sheet, text, web, word
from tests.writers.plain import PlainReport

TEXTS: dict[str, Callable[[PlainReport], str]] = {
    "text-cell-lines": partial(text.write_text, table=text.cell_lines, indent="　　"),
    "text-bar-stream": partial(text.write_text, table=text.bar_stream),
    "text-tab-rows": partial(text.write_text, table=text.tab_rows, blank=True),
    "text-joined-rows": partial(text.write_text, table=text.joined_rows),
    "text-markdown": partial(text.write_text, table=text.markdown, blank=True, heading="## "),
    "html-article": web.article,
    "html-government": web.government,
    "html-layout-table": web.layout_table,
}
BINARIES: dict[str, Callable[[PlainReport], bytes]] = {
    "docx-plain": word.plain,
    "docx-word": word.edited,
    "xlsx-one": sheet.one_sheet,
    "xlsx-several": sheet.several_sheets,
}
LAYOUTS = (*TEXTS, *BINARIES)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030")


def write(report: PlainReport, layout: str, encoding: str = "", newline: str = "\n") -> bytes:
    """The report in a layout; `encoding` is for text and HTML, by default UTF-8, or GB18030 for the page that says so."""
    if layout in BINARIES:
        return BINARIES[layout](report)
    chosen = encoding or ("gb18030" if layout == "html-layout-table" else "utf-8")
    return text.encode(TEXTS[layout](report), chosen, newline)
