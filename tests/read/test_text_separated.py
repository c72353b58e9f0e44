"""Reports saved as CSV: whatever the sign between the values, the quotes and the charset, and with blank ends of lines cut off."""

from __future__ import annotations

import csv
from functools import cache
from io import StringIO

import pytest

from auditor.model.document import Document, Grid
from auditor.read.opener import read_bytes
from tests.recognise.reports import auditor
from tests.writers.books import laid_out
from tests.writers.source import SAMPLES, load_sample
from tests.writers.text import joined_rows, write_text

REPORT = load_sample(SAMPLES / "source" / "02-clean-county.yaml").report


def saved(sign: str, *, quoted: bool, cut: bool) -> str:
    page = laid_out(REPORT)
    width = max(column for _, column in page.cells) + 1
    out = StringIO()
    writer = csv.writer(out, delimiter=sign, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    for cells in page.lines().values():
        values = [""] * width
        for column, entry in cells:
            values[column] = str(entry.value).removesuffix(".0")
        while cut and not values[-1]:
            values.pop()
        writer.writerow(values)
    return out.getvalue()


def told(document: Document) -> list[str]:
    verdict = auditor().audit_report(auditor().recognise_document(document)).verdict
    return [each.rule for each in verdict.findings] + [each.rule for each in verdict.results if each.reason]


@cache
def usual() -> Document:
    return read_bytes(saved(",", quoted=False, cut=False).encode(), "年报.csv")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("cut", [False, True])
@pytest.mark.parametrize(
    ("sign", "quoted"), [(",", False), (",", True), (";", False), (";", True), ("\t", True), ("|", True)]
)
def test_a_saved_sheet_reads_the_same(sign: str, quoted: bool, cut: bool, encoding: str) -> None:
    document = read_bytes(saved(sign, quoted=quoted, cut=cut).encode(encoding), "年报.csv")
    assert document.blocks == usual().blocks
    assert len([block for block in document.blocks if isinstance(block, Grid)]) == 3
    assert told(document) == told(usual())


def test_a_text_with_commas_is_no_sheet() -> None:
    text = write_text(REPORT, table=joined_rows)
    assert told(read_bytes(text.replace("，", ",").encode(), "年报.txt")) == told(read_bytes(text.encode(), "年报.txt"))
