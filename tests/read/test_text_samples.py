"""All samples as text in other shapes: copied out of pages, wrapped, drawn, converted to Markdown. They say the same as before."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cache

import pytest

from auditor.model.finding import Finding, Outcome
from auditor.pipeline import Auditor
from auditor.read.opener import read_bytes
from tests.writers import copied
from tests.writers.markdown import STYLES
from tests.writers.plain import PlainReport
from tests.writers.source import Sample, load_samples
from tests.writers.text import TableLines, cell_lines, tab_rows, write_text

Told = tuple[set[Hashable], dict[str, str]]


@cache
def samples() -> tuple[Sample, ...]:
    return tuple(load_samples())


@cache
def auditor() -> Auditor:
    return Auditor()


def told(text: str) -> Told:
    """What is found in a report, and which rules cannot look and why."""
    audit = auditor().audit_report(auditor().recognise_document(read_bytes(text.encode(), "年报.txt")))
    unable = {one.rule: one.reason for one in audit.verdict.results if one.outcome is Outcome.CANNOT_CHECK}
    return {_fault(finding) for finding in audit.verdict.findings}, unable


def _fault(finding: Finding) -> Hashable:
    """What is wrong: a row of a table may be accused by another equation where one of its columns was not read."""
    where = finding.location
    return (where.table, where.row) if where and where.row else (finding.rule, finding.message)


@cache
def plain(number: int) -> Told:
    return told(write_text(samples()[number].report, cell_lines))


def compare(write: Callable[[PlainReport], str], *, all_checked: bool = True) -> None:
    """Nothing else is found than in the untouched text, and nothing is lost that is not said to be unchecked."""
    for number, sample in enumerate(samples()):
        found, unable = told(write(sample.report))
        before, unable_before = plain(number)
        assert found <= before, sample.name
        if all_checked:
            assert found == before, sample.name
            assert unable.keys() <= unable_before.keys(), sample.name
        else:
            assert found == before or unable.keys() - unable_before.keys(), sample.name


@pytest.mark.parametrize("style", STYLES)
def test_markdown_of_converters_changes_nothing(style: str) -> None:
    compare(STYLES[style])


@pytest.mark.parametrize("table", [copied.boxed, copied.gridded, copied.bars_behind])
def test_drawn_tables_change_nothing(table: TableLines) -> None:
    compare(lambda report: write_text(report, table))


@pytest.mark.parametrize("sign", [",", "\t"])
def test_a_sheet_saved_as_text_changes_nothing(sign: str) -> None:
    compare(lambda report: copied.separated(report, sign))


@pytest.mark.parametrize("table", [copied.one_value, copied.lone_bars, copied.heads_together, copied.only_figures])
def test_tables_without_rows_are_read_or_said_to_be_unread(table: TableLines) -> None:
    compare(lambda report: write_text(report, table), all_checked=False)


@pytest.mark.parametrize("wide", [2, 1])
@pytest.mark.parametrize("width", [20, 30, 40, 50, 60])
@pytest.mark.parametrize(
    ("wrap", "table"),
    [(copied.folded, copied.spaced_rows), (copied.typeset, tab_rows), (copied.typeset, copied.spaced_rows)],
    ids=["folded", "typeset-tabs", "typeset"],
)
def test_wrapped_text_accuses_nobody(
    wrap: Callable[[str, int, int], str], table: TableLines, width: int, wide: int
) -> None:
    compare(lambda report: wrap(write_text(report, table), width, wide), all_checked=False)


@pytest.mark.parametrize("feed", [False, True], ids=["marks", "form-feeds"])
def test_page_numbers_and_running_heads_are_no_text(feed: bool) -> None:
    compare(lambda report: copied.paged(write_text(report, copied.spaced_rows), feed=feed), all_checked=False)
    compare(
        lambda report: copied.paged(copied.typeset(write_text(report, copied.spaced_rows), 40, 2), feed=feed),
        all_checked=False,
    )
