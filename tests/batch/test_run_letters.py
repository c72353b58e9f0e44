"""The letters of a run: one on each report, without what was rejected, printed anew only where something has changed."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from auditor.batch.data.overview import Choice, Decision, HandIn, Likeness, Overview, ReportEntry, RosterAgency, Trouble
from auditor.batch.data.record import ReportRecord, record_of
from auditor.batch.outputs.file_naming import OutputNames, safe_name
from auditor.batch.outputs.letters import FOLDER, SUMMARY, Sender, write_letters
from auditor.batch.outputs.summary import summary_of, summary_page
from auditor.letters.content.page import Templates
from auditor.model.finding import Audit
from auditor.model.office import Office
from auditor.pipeline import Auditor
from auditor.read.opener import read_bytes
from tests.letters.pages import printed

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PAGE = (
    '<!DOCTYPE html><html lang="zh-CN"><title>通报</title><style>p { font-family: "Letter Song" }</style><p>通报</html>'
)
NAMES = ("01-clean-department.txt", "07-identity.docx", "14-stale-year.html")


@pytest.fixture(scope="module")
def auditor() -> Auditor:
    return Auditor()


@pytest.fixture(scope="module")
def overview(auditor: Auditor) -> Overview:
    entries = []
    for name in NAMES:
        report = auditor.recognise_document(read_bytes((SAMPLES / name).read_bytes(), name))
        audit = auditor.audit_report(report)
        agency = RosterAgency(audit.agency or "", county="南屏区")
        entries.append(ReportEntry(record_of(audit, report), audit.verdict.findings, agency))
    entries.append(ReportEntry(ReportRecord(Audit("坏.docx", error="文件已损坏")), (), RosterAgency("云川市水务局")))
    rules = {rule.id: rule.title for rule in auditor.ruleset.rules}
    tables = {form.form: auditor.official_tables(form.form) for form in auditor.ruleset.forms}
    return Overview(2024, tuple(entries), rules=rules, tables=tables)


@pytest.fixture
def sender(tmp_path: Path) -> Sender:
    office = Office("云川市人民政府办公室", prefix="云政公开审", register=tmp_path / "letters.csv", machine_fonts=False)
    return Sender(office, date(2025, 3, 3), None, tmp_path)


def text(path: Path) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages)


def test_each_report_that_was_read_gets_its_letter_and_number(
    overview: Overview, sender: Sender, auditor: Auditor
) -> None:
    sent = write_letters(overview, sender, auditor.info, 2, {}, PAGE)
    files = sorted(path.name for path in (sender.output / FOLDER).iterdir())
    assert files == sorted(f"{entry.agency.name}.pdf" for entry in overview.entries[:3] if entry.agency)
    assert (sent.letters, sent.fresh, sent.failed, sent.codes) == (3, 3, [], [])
    texts = [text(sender.output / FOLDER / name) for name in files]
    assert sorted(n for n in (1, 2, 3) for said in texts if f"云政公开审〔2025〕{n}号" in said) == [1, 2, 3]
    for entry in overview.entries[:3]:
        assert entry.agency is not None
        said = text(sender.output / FOLDER / f"{entry.agency.name}.pdf")
        assert f"{entry.agency.name}：" in said


def test_what_has_not_changed_is_not_printed_again_and_keeps_its_bytes(
    overview: Overview, sender: Sender, auditor: Auditor
) -> None:
    first = write_letters(overview, sender, auditor.info, 1, {}, PAGE)
    folder = sender.output / FOLDER
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    again = write_letters(overview, sender, auditor.info, 1, first.written, PAGE)
    assert again.fresh == 0
    gone = next(iter(before))
    (folder / gone).unlink()
    assert write_letters(overview, sender, auditor.info, 1, first.written, PAGE).fresh == 1
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    everything = write_letters(overview, sender, auditor.info, 2, {}, PAGE)
    assert everything.fresh == 3
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_letter_without_a_report_is_named_until_somebody_removes_it(
    overview: Overview, sender: Sender, auditor: Auditor
) -> None:
    first = write_letters(overview, sender, auditor.info, 1, {}, PAGE)
    fewer = replace(overview, entries=overview.entries[1:])
    assert overview.entries[0].agency is not None
    left = f"{overview.entries[0].agency.name}.pdf"
    second = write_letters(fewer, sender, auditor.info, 1, first.written, PAGE)
    assert (second.letters, second.fresh, second.stale) == (2, 0, [left])
    assert write_letters(fewer, sender, auditor.info, 1, second.written, PAGE).stale == [left]
    (sender.output / FOLDER / left).unlink()
    assert write_letters(fewer, sender, auditor.info, 1, second.written, PAGE).stale == []


def test_a_rejected_finding_is_not_in_the_letter(overview: Overview, sender: Sender, auditor: Auditor) -> None:
    entry = overview.entries[1]
    rejected, kept = entry.findings[0], entry.findings[1:]
    write_letters(
        replace(overview, decisions={rejected.id: Decision(Choice.REJECTED, "核对过")}),
        sender,
        auditor.info,
        1,
        {},
        PAGE,
    )
    assert entry.agency is not None
    said = text(sender.output / FOLDER / f"{entry.agency.name}.pdf")
    assert "".join(rejected.message.split()) not in said
    assert all("".join(finding.message.split())[:8] in said for finding in kept)


def test_a_letter_that_cannot_be_printed_stops_no_other(overview: Overview, sender: Sender, auditor: Auditor) -> None:
    broken = replace(overview.entries[0], record=replace(
        overview.entries[0].record, audit=replace(overview.entries[0].record.audit, agency="\U000323b1县教育局")
    ))  # fmt: skip
    sent = write_letters(replace(overview, entries=(broken, *overview.entries[1:])), sender, auditor.info, 1, {}, PAGE)
    [(_, reason)] = sent.failed
    assert reason.startswith("“\U000323b1县教育局”里的“\U000323b1”")
    assert len(list((sender.output / FOLDER).iterdir())) == 2


def test_the_summary_tells_how_the_hand_in_stands(overview: Overview) -> None:
    missing = HandIn(Trouble.MISSING, "云川市民政局", (), "云川市民政局没有报送")
    alike = Likeness(NAMES[1], NAMES[2], 0.7, ())
    whole = replace(overview, hand_ins=(missing,), likenesses=(alike,))
    office = Office("云川市人民政府办公室", copies=("云川市档案馆",))
    summary = summary_of(whole, office, date(2025, 3, 3), 5)
    assert (summary.expected, summary.received, summary.clean) == (5, 4, 1)
    assert summary.unreadable == ("云川市水务局",)
    assert [line.errors for line in summary.ranking] == sorted((line.errors for line in summary.ranking), reverse=True)
    said = "".join(printed(summary_page(Templates(), summary)).decode("latin-1")[:8])
    assert said.startswith("%PDF-1.7")
    page = summary_page(Templates(), summary)
    for words in ("应当报送5份，收到4份，其中1份无法读取", "没有收到报告的1个单位：云川市民政局。", "审核情况的通报"):
        assert words in page


def test_the_summary_that_goes_to_all_names_nobody_the_roster_lacks(overview: Overview) -> None:
    twice = HandIn(Trouble.TWICE, "云川市民政局", ("甲.docx", "乙.docx"), "云川市民政局收到两份报告")
    stranger = HandIn(Trouble.UNKNOWN, "平湖区某中心", ("某中心.docx",), "名册里没有平湖区某中心")
    summary = summary_of(replace(overview, hand_ins=(twice, stranger)), Office("云川市司法局"), date(2025, 3, 3), 5)
    page = summary_page(Templates(), summary)
    assert "云川市民政局收到两份报告" in page
    assert "平湖区某中心" not in page


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("云川市教育局", "云川市教育局"),
        ("a/b\\c:*", "a_b_c_"),
        ("..", "报告"),
        ("CON", "_CON"),
        ("-rf", "_-rf"),
        (" --output=x", "_--output=x"),
        ("~root", "_~root"),
        ("con.2024", "_con.2024"),
        ("?*", "报告"),
        ("", "报告"),
        ("甲" * 99, "甲" * 60),
    ],
)
def test_names_of_files_are_safe(written: str, name: str) -> None:
    assert safe_name(written) == name


def test_no_two_files_have_one_name() -> None:
    names = OutputNames()
    assert [names.file(name, ".pdf") for name in ("A", "a", "A")] == ["A.pdf", "a-2.pdf", "A-3.pdf"]


def test_a_summary_that_cannot_be_printed_is_told_and_stops_no_letter(
    overview: Overview, sender: Sender, auditor: Auditor
) -> None:
    page = PAGE.replace("<p>", '<img src="file:///etc/passwd"><p>')
    sent = write_letters(overview, sender, auditor.info, 1, {}, page)
    [(file, reason)] = sent.failed
    assert (file, sent.letters, sent.fresh, len(sent.written)) == (SUMMARY, 3, 3, 3)
    assert "不许读取" in reason
    assert len(list((sender.output / FOLDER).glob("*.pdf"))) == 3
    assert not (sender.output / SUMMARY).exists()


def test_processes_leave_no_fonts_behind(tmp_path: Path) -> None:
    """They are ended without being able to tidy up, so what started them does."""
    scratch, report = tmp_path / "scratch", SAMPLES / "09-value.txt"
    scratch.mkdir()
    program = "from auditor.cli.app import main; import sys; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "bulk", str(report), "-o", str(tmp_path / "out"), "--workers", "1"]
    subprocess.run(command, env={**os.environ, "TMPDIR": str(scratch)}, capture_output=True, check=True)  # noqa: S603
    assert len(list((tmp_path / "out" / FOLDER).glob("*.pdf"))) == 1
    assert list(scratch.iterdir()) == []
