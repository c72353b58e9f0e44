"""The dashboard in a real browser: it counts as the run does, leads to every quote, and nothing in a report can run in it."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from auditor.batch.data.overview import Overview, ReportEntry
from auditor.batch.outputs.dashboard.report_page import page_names
from auditor.batch.outputs.ledger import agency_of, county_of, is_read, rule_counts
from auditor.errors import UsageError
from auditor.presentation.terminal_text import harmless
from tests.batch.browser import chromium, opened
from tests.batch.overviews import COUNTIES, run_of, sample_run, with_text, write_board

pytestmark = pytest.mark.slow

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script><!--",
    '"><img src="https://x.invalid/a.png" onerror="alert(1)">',
    "</style></textarea>{{ 7*7 }}{% x %}'\"&amp;",
    "\u202egnp.exe\u2066\x1b[31m\x00\ufeff\u2028换行",
    "שלום مرحبا",
    "长" * 5000,
]


@pytest.fixture(scope="module")
def run() -> Overview:
    return sample_run()


@pytest.fixture(scope="module")
def folder(run: Overview, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("board") / "总览"
    write_board(run, made)
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser, folder: Path) -> Iterator[Page]:
    with opened(browser, folder / "index.html") as shown:
        yield shown


def read_ones(run: Overview) -> list[ReportEntry]:
    return [entry for entry in run.entries if is_read(entry)]


def heat(page: Page) -> dict[tuple[int, int], int]:
    """The counts in the heat map by report and rule."""
    found = page.evaluate(
        "[...document.querySelectorAll('#heat td[data-rule] button')]"
        ".map(b => [+b.parentNode.dataset.report, +b.parentNode.dataset.rule, +b.textContent])"
    )
    return {(report, rule): count for report, rule, count in found}


def counted(run: Overview) -> dict[tuple[int, int], int]:
    rules = [row[0] for row in rule_counts(run)]
    return dict(
        Counter(
            (number, rules.index(finding.rule))
            for number, entry in enumerate(read_ones(run))
            for finding in entry.findings
        )
    )


def test_the_heat_map_counts_as_the_run_does(page: Page, run: Overview) -> None:
    assert heat(page) == counted(run)
    rows = page.locator("#heat tbody tr:not(.group)")
    assert sorted(rows.locator("th a").all_inner_texts()) == sorted(agency_of(e) for e in read_ones(run))


def test_rules_that_could_not_look_are_no_empty_cells(page: Page, run: Overview) -> None:
    rules = [row[0] for row in rule_counts(run)]
    unsure = {
        (number, rules.index(result.rule))
        for number, entry in enumerate(read_ones(run))
        for result in entry.record.audit.verdict.unchecked()
        if result.rule in rules
    }
    shown = page.evaluate(
        "[...document.querySelectorAll('#heat td.unsure')].map(td => [+td.dataset.report, +td.dataset.rule])"
    )
    assert unsure
    assert {tuple(pair) for pair in shown} == unsure
    assert set(page.locator("#heat td.unsure:not(:has(button))").all_inner_texts()) == {"？"}


def test_every_cell_leads_to_its_findings_with_the_quote_marked(page: Page, run: Overview) -> None:
    rules = [row[0] for row in rule_counts(run)]
    for (report, rule), count in list(counted(run).items())[:15]:
        entry = read_ones(run)[report]
        page.locator(f"#heat td[data-report='{report}'][data-rule='{rule}'] button").click()
        expect(page.locator("#list li")).to_have_count(count)
        wanted = [f for f in entry.findings if f.rule == rules[rule]]
        quotes = [harmless(entry.record.text[f.location.start : f.location.end]) for f in wanted]
        marked = page.locator("#list mark").all_text_contents()
        assert marked == [quote for quote in quotes if quote]
        around = page.locator("#list blockquote").first.text_content() or ""
        assert marked[0] in around
        assert len(around) > len(marked[0])
        page.keyboard.press("Escape")


def test_a_finding_leads_to_its_place_in_the_report(page: Page) -> None:
    page.locator("#heat td[data-rule] button").first.click()
    title = page.locator("#drill-title").inner_text()
    page.get_by_role("link", name="看整份报告").first.click()
    expect(page.locator("h1")).to_contain_text(title.split("：")[0])
    target = page.locator("li:target")
    expect(target).to_be_visible()
    target.get_by_role("link", name="看原文").click()
    expect(page.locator("a.ref:target")).to_be_visible()


def test_a_cell_is_opened_and_left_by_keyboard(page: Page) -> None:
    cell = page.locator("#heat td[data-rule] button").first
    assert "，" in (cell.get_attribute("aria-label") or "")
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#drill-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#drill")).to_be_hidden()
    expect(cell).to_be_focused()


def test_counties_and_grades_and_rules_narrow_what_is_shown(page: Page, run: Overview) -> None:
    entries = [entry for entry in read_ones(run) if county_of(entry) == COUNTIES[1]]
    page.get_by_label("县区").select_option(COUNTIES[1])
    total = sum(len(entry.findings) for entry in entries)
    expect(page.get_by_role("status").first).to_have_text(f"{len(entries)} 份报告，{total} 处问题")
    assert sum(heat(page).values()) == total
    page.get_by_label("级别").select_option("错误")
    errors = [f for entry in entries for f in entry.findings if f.severity == "error"]
    assert sum(heat(page).values()) == len(errors)
    page.get_by_role("button", name="清除条件").click()
    expect(page.locator("#said")).to_contain_text(f"{len(read_ones(run))} 份报告")
    rule, _, _, found, reports = rule_counts(run)[0]
    page.locator("#rule").select_option("0")
    assert (sum(heat(page).values()), len(heat(page))) == (found, reports), rule


def test_search_finds_agencies_and_words_of_findings(page: Page, run: Overview) -> None:
    entry = next(entry for entry in read_ones(run) if entry.record.name == "07-identity.docx")
    page.get_by_label("查找").fill(agency_of(entry))
    expect(page.locator("#said")).to_have_text(f"1 份报告，{len(entry.findings)} 处问题")
    page.get_by_label("查找").fill("事限")
    expect(page.locator("#said")).to_contain_text("1 处问题")
    page.get_by_role("button", name="列出这些问题").click()
    assert "事限" in page.locator("#list mark").all_text_contents()
    page.keyboard.press("Escape")
    page.get_by_label("查找").fill("没有这样的字")
    expect(page.locator("#said")).to_have_text("0 份报告，0 处问题")


def test_a_common_mistake_leads_to_all_its_findings(page: Page, run: Overview) -> None:
    _, name, _, found, reports = rule_counts(run)[0]
    page.locator("#common").get_by_role("button").first.click()
    expect(page.locator("#drill-title")).to_have_text(name)
    expect(page.locator("#drill-said")).to_have_text(f"{found} 处问题，来自 {reports} 份报告")


def test_without_script_totals_and_tables_are_there(browser: Browser, folder: Path, run: Overview) -> None:
    with opened(browser, folder / "index.html", script=False) as page:
        assert page.locator(".totals dd").first.inner_text() == str(len(run.entries))
        assert page.locator("#common tbody tr").count() == len(rule_counts(run))
        expect(page.get_by_text("松岭县水利局", exact=True)).to_be_visible()
        expect(page.locator("#map")).to_be_hidden()


def test_printing_gives_landscape_pages_with_the_heat_map_of_the_filter(page: Page) -> None:
    page.get_by_label("县区").select_option(COUNTIES[2])
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(pages) >= 2
    assert all(float(one.mediabox.width) > float(one.mediabox.height) for one in pages)
    text = "".join("".join(one.extract_text().split()) for one in pages)
    assert [word for word in ("收到报告", "报送情况", "各机关问题分布") if word not in text] == []
    assert "▾平湖区" in text
    assert "▾松岭县" not in text


def test_hostile_texts_are_shown_as_they_are_and_run_nothing(browser: Browser, run: Overview, tmp_path: Path) -> None:
    faulty = next(e for e in run.entries if e.record.name == "07-identity.docx")
    made = [with_text(faulty, hostile) for hostile in HOSTILE]
    entries = [replace(entry, findings=entry.findings[:5]) for entry in made]  # the page lists fifty at once
    write_board(replace(run, entries=tuple(entries)), tmp_path)
    visible = ["".join(harmless(hostile).split())[:200] for hostile in HOSTILE]
    with opened(browser, tmp_path / "index.html") as page:
        page.get_by_role("button", name="列出这些问题").click()
        expect(page.locator("#list li")).to_have_count(sum(len(entry.findings) for entry in entries))
        marked = ["".join(text.split()) for text in page.locator("#list mark").all_text_contents()]
        assert [text for text in visible if not any(text in mark for mark in marked)] == []
        assert page.evaluate("document.images.length + document.scripts.length") == 2
    names = page_names(entry.record.name for entry in entries)
    with opened(browser, tmp_path / "index.html") as page:
        for entry, text in zip(entries, visible, strict=True):
            page.goto((tmp_path / "reports" / names[entry.record.name]).as_uri())
            assert text in "".join((page.locator("article").text_content() or "").split())
            assert page.evaluate("document.images.length + document.scripts.length") == 0


def test_every_finding_of_every_report_is_on_its_page_and_marks_are_links(
    browser: Browser, folder: Path, run: Overview
) -> None:
    names = page_names(entry.record.name for entry in read_ones(run))
    with opened(browser, folder / "index.html") as page:
        for entry in read_ones(run):
            page.goto((folder / "reports" / names[entry.record.name]).as_uri())
            assert page.locator(".findings > li").count() == len(entry.findings)
            ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
            assert len(ids) == len(set(ids))
            dead = page.evaluate(
                "[...document.querySelectorAll('a[href^=\"#\"]')].filter(a => !document.querySelector(a.hash)).length"
            )
            assert dead == 0
            headings = page.locator("article h2").all_text_contents()
            assert len(headings) == len(entry.record.parts)
            unchecked = entry.record.audit.verdict.unchecked()
            assert page.locator("aside h2", has_text="未能核对").count() == bool(unchecked)


def test_wrong_cells_are_marked_and_lead_to_their_finding(browser: Browser, folder: Path) -> None:
    with opened(browser, folder / "reports" / "07-identity.html") as page:
        wrong = page.locator("td.wrong")
        assert [text.split()[0][:1] for text in wrong.all_inner_texts()] == ["1", "9"]
        wrong.first.get_by_role("link").click()
        expect(page.locator("li:target")).to_contain_text("上年结转")


def test_where_there_are_many_reports_a_county_is_closed_until_somebody_opens_it(
    browser: Browser, run: Overview, tmp_path: Path
) -> None:
    records = [
        replace(entry.record, audit=replace(entry.record.audit, path=f"{number}.txt"))
        for number in range(300)
        for entry in [read_ones(run)[number % len(read_ones(run))]]
    ]
    write_board(run_of(records), tmp_path)
    with opened(browser, tmp_path / "index.html") as page:
        assert page.locator("#heat tbody tr").count() == 3
        page.locator("#heat tr.group button").nth(1).click()
        assert page.locator("#heat tbody tr").count() == 3 + 100
        expect(page.locator("#heat tr.group button").nth(1)).to_have_attribute("aria-expanded", "true")


def test_one_year_alone_has_no_trend(run: Overview, folder: Path, tmp_path: Path) -> None:
    assert "历年问题数" in (folder / "index.html").read_text("utf-8")
    write_board(replace(run, trend={2024: run.trend[2024]}, entries=run.entries[:1]), tmp_path)
    assert "历年问题数" not in (tmp_path / "index.html").read_text("utf-8")


def test_the_same_run_gives_the_same_pages(run: Overview, folder: Path, tmp_path: Path) -> None:
    write_board(run, tmp_path)
    written = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.html")}
    assert {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.html")} == written


def test_a_folder_that_cannot_be_made_is_told(run: Overview, tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("x", "utf-8")
    with pytest.raises(UsageError, match="建不起来"):
        write_board(run, tmp_path / "文件")


def test_a_page_that_cannot_be_written_is_told(run: Overview, tmp_path: Path) -> None:
    """It is written by another process, whose errors are not lost."""
    (tmp_path / "reports" / "07-identity.html").mkdir(parents=True)
    with pytest.raises(UsageError, match=r"07-identity\.html”是文件夹"):
        write_board(run, tmp_path)
    assert not (tmp_path / "index.html").exists()


def test_names_of_pages_stay_readable() -> None:
    names = [
        "全县.zip!教育局（定稿）.docx",
        "a/教育局（定稿）.pdf",
        "CON.txt",
        "../../x.html",
        "A.txt",
        "a.txt",
        "?*.txt",
    ]
    assert list(page_names(names).values()) == [
        "教育局（定稿）.html", "教育局（定稿）-2.html", "_CON.html", "x.html", "A.html", "a-2.html", "报告.html"
    ]  # fmt: skip


@given(st.lists(st.text(max_size=100), unique=True, max_size=12))
def test_names_of_pages_are_safe_and_unique(names: list[str]) -> None:
    made = page_names(names)
    assert len({page.casefold() for page in made.values()}) == len(names)
    for page in made.values():
        assert page.endswith(".html")
        assert len(page.encode("utf-8")) <= 255
        assert not set(page) & set('/\\:*?"<>|\0\n')
        assert not page.startswith(".")
