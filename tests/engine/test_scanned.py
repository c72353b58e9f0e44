"""What was recognised in pictures: doubtful cells are no evidence, words are only hints, sums stay what they are."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from auditor.engine.run import SIGNS
from auditor.model.document import Cell, Document, Grid, PageBox
from auditor.model.finding import Audit, Outcome, Severity
from auditor.output.json_ import audits_json
from auditor.output.parse_ import report_data
from auditor.output.text import audits_text
from auditor.read.opener import read_bytes
from tests.letters.pages import page
from tests.recognise.reports import auditor, written
from tests.test_round_trip import report
from tests.writers.layouts import write
from tests.writers.source import requests
from tests.writers.spans import PROACTIVE_ROWS, REMEDY_ROWS

BOX = (100.0, 200.5, 120.0, 212.0)


def scanned(doubtful: str = "", **rows: list[int]) -> Document:
    """A report as if read from a scan; cells that hold `doubtful` are not sure."""
    tables = {
        "proactive": {key: ["0"] * width for key, width in PROACTIVE_ROWS.items()},
        "requests": requests({"new": [7, 0, 0, 0, 0, 0], "granted": [7, 0, 0, 0, 0, 0]}),
        "remedies": {key: ["0"] * 5 for key in REMEDY_ROWS},
    }
    for key, cells in rows.items():
        tables["requests"][key] = [str(cell) for cell in cells]
    document = read_bytes(write(report(tables), "html-article"), "年报.pdf")

    def doubted(cell: Cell) -> Cell:
        return cell._replace(doubtful=bool(doubtful) and cell.raw == doubtful)

    blocks = tuple(
        replace(block, rows=tuple(tuple(map(doubted, row)) for row in block.rows)) if isinstance(block, Grid) else block
        for block in document.blocks
    )
    places = tuple(PageBox(block.start, block.end, 2, BOX) for block in document.blocks)
    return replace(document, blocks=blocks, places=places, scanned=((0, len(document.text)),))


def audited(document: Document) -> Audit:
    return auditor().audit_report(auditor().recognise_document(document))


def test_a_doubtful_cell_is_in_no_sum_and_told_with_its_place() -> None:
    wrong = [9, 0, 0, 0, 0, 0, 7]
    assert "T3-BALANCE" in {finding.rule for finding in audited(scanned(new=wrong)).verdict.findings}
    found = audited(scanned(doubtful="9", new=wrong))
    assert not [finding for finding in found.verdict.findings if finding.category in ("identity", "value")]
    reasons = {r.rule: r.reason for r in found.verdict.unchecked()}
    assert (
        reasons["T3-ROW"]
        == "表三“一、本年新收政府信息公开申请数量”有单元格是从图片识别的，不能确定（第2页），请核对原件"
    )
    assert reasons["VAL-NUMBER"] == "表三有 1 个单元格是从图片识别的，不能确定，请核对原件"


@pytest.mark.parametrize("text", ["-7", "7.5", "", "七"])
def test_no_doubtful_cell_is_a_fault_by_itself(text: str) -> None:
    document = scanned(doubtful=text, new=[7, 0, 0, 0, 0, 0, 7])
    cell = next(cell for grid in document.grids() for cell in grid.cells() if cell.raw == "7")
    blocks = tuple(
        replace(
            block,
            rows=tuple(
                tuple(c._replace(raw=text, doubtful=True) if c is cell else c for c in row) for row in block.rows
            ),
        )
        if isinstance(block, Grid)
        else block
        for block in document.blocks
    )
    found = audited(replace(document, blocks=blocks))
    assert not [finding for finding in found.verdict.findings if finding.category in ("identity", "value")]


def test_sums_of_sure_cells_stay_faults_and_words_become_hints() -> None:
    found = audited(scanned(new=[9, 0, 0, 0, 0, 0, 7]))
    grades = {finding.rule: finding.severity for finding in found.verdict.findings}
    assert grades["T3-BALANCE"] is Severity.ERROR
    plain = audited(replace(scanned(new=[9, 0, 0, 0, 0, 0, 7]), scanned=()))
    before = {finding.rule: finding.severity for finding in plain.verdict.findings}
    assert before["FEE-STATED"] is Severity.WARNING
    assert grades["FEE-STATED"] is Severity.INFO
    assert {f.severity for f in found.verdict.findings if f.category != "identity"} == {Severity.INFO}


def test_rows_that_were_not_recognised_are_no_fault_of_the_agency() -> None:
    document = scanned()
    blocks = tuple(
        replace(block, rows=tuple(row for row in block.rows if not any("重复申请" in c.raw for c in row)))
        if isinstance(block, Grid)
        else block
        for block in document.blocks
    )
    cut = replace(document, blocks=blocks)
    outcome = {r.rule: (r.outcome, r.reason) for r in audited(cut).verdict.results}["TBL-ROWS"]
    assert outcome == (Outcome.CANNOT_CHECK, "没有从扫描件里认出表三的 1 行，请核对原件")


def test_every_output_says_that_it_was_recognised() -> None:
    document = scanned(doubtful="9", new=[9, 0, 0, 0, 0, 0, 7])
    found = audited(document)
    [entry] = json.loads(audits_json([found], auditor().info))["reports"]
    assert entry["scanned"] is True
    assert {f["location"].get("scanned") for f in entry["findings"]} == {True}
    text = audits_text([found], auditor().info)
    assert "扫描识别" in text.split("\n")[1]
    assert "扫描识别，请核对原件" in text
    letter = page(found)
    assert "扫描件，文字由程序识别，以原件为准" in letter
    data = report_data(auditor().recognise_document(document))
    assert data["scanned"] == [[0, len(document.text)]]
    assert data["doubtful"] == [
        {"table": "requests", "row": "new", "column": "natural_person", "read": "9", "page": 2, "box": list(BOX)}
    ]


def test_a_finding_knows_its_page_and_box() -> None:
    [finding] = [f for f in audited(scanned(new=[9, 0, 0, 0, 0, 0, 7])).verdict.findings if f.rule == "T3-BALANCE"]
    assert (finding.location.page, finding.location.box) == (2, BOX)


def test_what_was_not_recognised_in_pictures_says_nothing_of_them() -> None:
    found = audited(replace(scanned(), scanned=()))
    assert "扫描" not in audits_text([found], auditor().info) + page(found)
    assert not found.scanned


def part_scanned(first: str, last: str) -> Audit:
    """A typed report without a fourth section, scanned from one of its words up to another."""
    tables = {
        "proactive": {key: ["0"] * width for key, width in PROACTIVE_ROWS.items()},
        "requests": requests({"new": [7, 0, 0, 0, 0, 0], "granted": [7, 0, 0, 0, 0, 0]}),
    }
    whole = report(tables)
    plain = replace(whole, sections=tuple(each for each in whole.sections if not each.heading.startswith("四、")))
    document = read_bytes(write(plain, "html-article"), "年报.pdf")
    text = document.text
    return audited(replace(document, scanned=((text.index(first), text.index(last)),)))


def test_what_may_stand_on_a_scanned_page_is_not_missing() -> None:
    found = part_scanned("三、", "五、")
    outcomes = {result.rule: result.outcome for result in found.verdict.results}
    assert outcomes["STR-SECTION"] is outcomes["TBL-MISSING"] is Outcome.CANNOT_CHECK
    assert not [finding for finding in found.verdict.findings if "四" in finding.message]
    reasons = {r.rule: r.reason for r in found.verdict.unchecked()}
    assert reasons["STR-SECTION"] == "没有找到第四部分，这里是从图片识别的，可能没有认出，请核对原件"


def test_what_cannot_stand_on_the_scanned_page_is_missing() -> None:
    found = part_scanned("一、", "二、")
    missing = {f.rule: f.severity for f in found.verdict.findings if f.rule in ("STR-SECTION", "TBL-MISSING")}
    assert missing == {"STR-SECTION": Severity.ERROR, "TBL-MISSING": Severity.ERROR}


def test_brackets_and_quotation_marks_are_not_judged_in_recognised_text() -> None:
    text = written(sections={"五": "形成”人人参与“的格局还需努力，按国办公开办函[2021]30号要求改进。"})
    document = read_bytes(text.encode(), "年报.txt")
    signs = ("CIT-BRACKETS", "TYP-QUOTES")
    typed = {result.rule: result.outcome for result in audited(document).verdict.results}
    assert [typed[rule] for rule in signs] == [Outcome.FAILED] * 2
    found = audited(replace(document, scanned=((0, len(document.text)),))).verdict
    recognised = {result.rule: result for result in found.results}
    assert [recognised[rule].outcome for rule in signs] == [Outcome.CANNOT_CHECK] * 2
    assert {recognised[rule].reason for rule in signs} == {SIGNS}
    start = document.text.index("五、")
    beside = audited(replace(document, scanned=((0, start),))).verdict
    assert {finding.rule for finding in beside.findings} >= set(signs)
