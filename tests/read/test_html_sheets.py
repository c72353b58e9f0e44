"""What a page's style sheets, style attributes and usual class names hide is not read; what they show is."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest

from auditor.errors import UnreadableReport
from auditor.read.html.css.media import matches_desktop
from auditor.read.html.css.selectors import Matcher, read_selectors
from auditor.read.html.reader import read_html
from auditor.read.html.tree.tree import parse
from tests.read.pages import BODY, PAGE, REQUESTS, audited, styled, told, total, with_body, with_cell
from tests.reading import context

EXTRA = with_cell('<td>247<span class="hd">9</span></td>')
HIDING = [
    ".hd{display:none}", ".hd{visibility:hidden}", ".hd{opacity:0}", ".hd{font-size:0}", ".hd{font-size:.0pt}", ".hd{clip-path:inset(50%)}",
    ".hd{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}", ".hd{position:absolute;left:-9999px}",
    ".hd{display:inline-block;text-indent:-999em}", ".hd{display:inline-block;width:0;height:0;overflow:hidden}", ".hd{color:#fff}",
    ".hd{color:white;background:rgb(255,255,255)}", ".hd{color:transparent}",
    ".hd{color:rgba(0,0,0,0)}", ".hd{display:inline-block;transform:scale(0)}", "td{background:#eee}.hd{color:#eee}",
    ".hd{content-visibility:hidden}", "@media screen and (min-width:1000px){.hd{display:none}}",
    ".hd{display:none}@media (max-width:700px){.hd{display:inline}}", "[class~=hd]{display:none}", "table td .hd{display:none}",
    "td > span{display:none}", "td + td > span.hd{display:none}", ".x,.hd,.y{display:none}", ".hd{display:inline}.hd{display:none}",
    "table .hd{display:none}.hd{display:inline}", ".hd{display:none!important}span.hd{display:inline}", "td span:not(.ok){display:none}",
    "td{ & .hd{display:none} }", "@supports (display:grid){.hd{display:none}}", "/* } */.hd{/*x*/display:none}", "td .hd{DISPLAY:NONE}",
]  # fmt: skip
SHOWING = [
    "@media print{.hd{display:none}}", "@media(max-width:768px){.hd{display:none}}", ".hd{display:none}span.hd{display:inline}",
    ".hd{display:inline!important}td .hd{display:none}", "td:hover .hd{display:none}", "td{background:#036}.hd{color:#fff}",
    "td{background-image:url(a.png)}.hd{color:#fff}", ".hd{opacity:0;animation:appear 1s forwards}", ".hd{opacity:.5}",
    ".hd{font-size:0.9em}", ".other .hd{display:none}", ".hd{display:none",
]  # fmt: skip
CLASSES = {
    "d-none": False, "d-md-none": False, "d-none d-md-inline": True, "d-xxl-none": True, "hidden": False, "hidden-xs": True,
    "visible-xs": False, "visible-lg": True, "visually-hidden": False, "sr-only": False, "hidden sm:inline": True, "sm:hidden": False,
    "layui-hide": False, "layui-hide-xs": True, "el-hidden": False, "hidden-sm-and-down": True, "hidden-md-and-up": False,
    "uk-hidden": False, "uk-visible@m": True, "uk-hidden@m": False, "is-hidden": False, "is-hidden-mobile": True, "hide": False,
    "invisible": False, "am-hide": False, "show-for-sr": False, "screen-reader-text": False, "text-hidden-agenda": True,
}  # fmt: skip


@pytest.mark.parametrize("css", HIDING)
def test_what_the_sheet_hides_is_not_read(css: str) -> None:
    page = styled(css, EXTRA)
    assert total(page) == "247"
    assert told(page) == []
    assert any("看不见" in warning for warning in audited(page)[0].warnings)


@pytest.mark.parametrize("css", SHOWING[:-1])
def test_what_a_reader_at_a_desktop_sees_is_read(css: str) -> None:
    assert total(styled(css, EXTRA)) == "2479"


def test_a_sheet_that_is_not_closed_holds_all_the_same() -> None:
    assert total(styled(SHOWING[-1], EXTRA)) == "247"


@pytest.mark.parametrize("classes", CLASSES)
def test_usual_class_names_hide_where_the_sheet_is_not_there(classes: str) -> None:
    page = with_cell(f'<td>247<span class="{classes}">9</span></td>')
    assert total(page) == ("2479" if CLASSES[classes] else "247")


def test_a_class_that_the_page_styles_itself_means_what_is_said_there() -> None:
    assert total(styled(".hide{color:red}", with_cell("<td>24<span class=hide>7</span></td>"))) == "247"


@pytest.mark.parametrize(
    "style",
    [
        "display:none", "visibility:hidden", "opacity:0", "font-size:0pt", "color:#fff", "color:white", "mso-hide:all",
        "position:absolute;left:-9999px", "display:inline-block;width:0;height:0;overflow:hidden", "text-decoration:line-through",
    ],
)  # fmt: skip
def test_style_attributes_hide(style: str) -> None:
    assert total(with_cell(f'<td>247<span style="{style}">9</span></td>')) == "247"


@pytest.mark.parametrize(
    "cell",
    [
        '<td bgcolor=navy>247<font color="#ffffff">9</font></td>',
        "<td>247<i style='color:#fff;background:#000'>9</i></td>",
    ],
)
def test_white_on_a_dark_ground_is_read(cell: str) -> None:
    assert total(with_cell(cell)) == "2479"


def test_white_is_read_where_a_sheet_that_is_not_there_may_give_a_ground() -> None:
    page = styled(".hd{color:#fff}", EXTRA).replace("<head>", "<head><link rel=stylesheet href=site.css>")
    assert total(page) == "2479"


@pytest.mark.parametrize(
    ("css", "cell"),
    [
        (".hd{visibility:hidden}.v{visibility:visible}", "<td><span class=hd>9<span class=v>247</span></span></td>"),
        (".hd{font-size:0}.v{font-size:14px}", "<td class=hd>9<span class=v>247</span></td>"),
        (".hd{color:#fff}.v{color:#000}", "<td class=hd>9<span class=v>247</span></td>"),
        (".hd{display:none}", "<td><span class=hd style='display:inline'>247</span></td>"),
        (".hd{display:inline!important}", "<td><span class=hd style='display:none'>247</span></td>"),
        (".hd{display:inline}", "<td><span class=hd hidden>247</span></td>"),
        (".hd{display:none}", "<td class=hd>9</td><td>247</td>"),
        ("s{text-decoration:none}", "<td><s>24</s>7</td>"),
        (".gone{text-decoration:line-through}", "<td><span class=gone>15</span>247</td>"),
        (".fn{vertical-align:super;font-size:.7em}", "<td>247<span class=fn>1</span></td>"),
    ],
)
def test_what_is_shown_again_is_read(css: str, cell: str) -> None:
    page = styled(css, with_cell(cell))
    assert total(page) == "247"
    assert told(page) == []


def test_a_hidden_cell_that_keeps_its_place_shifts_no_other() -> None:
    row = re.search(r"<tr><td colspan=\"3\">二、上年结转.*?</tr>", PAGE)
    assert row is not None
    blank = row[0].replace("<td>0</td>", '<td class="hd">0</td>', 1)
    page = styled(".hd{visibility:hidden}", PAGE.replace(row[0], blank))
    rows = [[cell.raw for cell in each] for table in audited(page)[0].grids() for each in table.rows]
    assert next(each for each in rows if each[0].startswith("二、上年结转"))[3:] == ["", "0", "0", "0", "18"]


def test_an_article_hidden_until_its_script_runs_is_read() -> None:
    for page in (
        PAGE.replace("<article>", "<article id=js_content style='visibility:hidden;opacity:0'>"),
        styled("#js_content{visibility:hidden}", PAGE.replace("<article>", "<article id=js_content>")),
        styled("p,h1,h2,table{opacity:0}"),
    ):
        assert told(page) == []
        assert total(page) == "247"


def test_what_opens_by_a_click_is_read() -> None:
    first, *others = re.split("(?=<h2>)", BODY.removeprefix("<article>").removesuffix("</article>"))
    tabs = "".join(f'<div class="tab-pane{" active" if not n else ""}">{part}</div>' for n, part in enumerate(others))
    by_script = "".join(
        f"<div id=con_one_{n} {'style=display:none' if n else ''}>{part}</div>" for n, part in enumerate(others)
    )
    folded = "".join(f"<details><summary>{n}</summary>{part}</details>" for n, part in enumerate(others))
    css = ".tab-pane{display:none}.tab-pane.active{display:block}"
    for page in (styled(css, with_body(first + tabs)), with_body(first + by_script), with_body(first + folded)):
        assert told(page) == []
        assert total(page) == "247"


@pytest.mark.parametrize(
    "hidden",
    [
        "<h2 class=hd>七、其他</h2>",
        "<p class=hd>全年收到公开申请999件。</p>",
        f"<div class=hd>{REQUESTS.replace('247', '999')}</div>",
    ],
)
def test_hidden_paragraphs_and_copies_of_tables_are_not_read(hidden: str) -> None:
    page = styled(".hd{display:none}", PAGE.replace('<p class="signed">', f'{hidden}<p class="signed">', 1))
    assert told(page) == []
    assert "999" not in audited(page)[0].text


def test_a_hidden_menu_is_no_note() -> None:
    page = styled(
        ".sub{display:none}", PAGE.replace("<article>", "<ul class=sub><li><a href=/a>政务公开</a></li></ul><article>")
    )
    assert audited(page)[0].warnings == ()


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("", True), ("all", True), ("screen", True), ("print", False), ("not print", True), ("only screen and (max-width: 600px)", False),
        ("(min-width:1200px)", True), ("(min-width: 60em) and (max-width: 100em)", True), ("(width >= 1400px)", False),
        ("(600px <= width <= 1400px)", True), ("print, (min-width:1px)", True), ("(orientation: landscape)", True),
        ("(prefers-color-scheme: dark)", False), ("screen and (unknown: 1)", False), ("(hover:none)", False),
    ],
)  # fmt: skip
def test_media_queries_hold_for_a_desktop(query: str, holds: bool) -> None:
    assert matches_desktop(query) is holds


def test_selectors_are_weighed_as_the_standard_says() -> None:
    weights = {
        "#a .b c": (1, 1, 1),
        ":is(#x,.y) p": (1, 0, 1),
        ":where(#x) p": (0, 0, 1),
        "a[href]:first-child": (0, 2, 1),
    }
    for written, weight in weights.items():
        (selector,) = read_selectors(written)
        assert selector.specificity == weight
    assert list(read_selectors("a:hover, p:has(b), ::selection")) == []


_DEEP = "<div class=a>" * 200 + "<p class=x>文字</p>" * 500
BOMBS = {
    "same rules": f"<style>{'.a .b .a .x{display:none}' * 100_000}</style>{_DEEP}",
    "other rules": "<style>" + "".join(f".a .a:not(#q{n}) .a .x{{display:none}}" for n in range(100_000)) + f"</style>{_DEEP}",
    "descendants": f"<style>.z {'.a ' * 10}.x{{display:none}}</style>{_DEEP}",
    "list": f"<style>{','.join(['.a .y'] * 100_000)}{{display:none}}</style>{_DEEP}",
    "braces": f"<style>.x{{color:red}}{'a{' * 100_000}</style>{_DEEP}",
    "brackets": f"<style>.a{':not(' * 50_000}{{display:none}}</style>{_DEEP}",
    "functions": f"<style>.x{{color:#fff;background:{'gradient(' * 20_000}}}</style>{_DEEP}",
    "style attribute": f"<p style='opacity:0;background:{'url((' * 20_000}'>x</p>{_DEEP}",
    "properties": f"<style>{'font:' * 100_000}{'background' * 50_000}{{}}</style>{_DEEP}",
    "siblings": "<style>.x~.y~.x~.y{display:none}</style>" + "<p class='x'>字</p>" * 10_000,
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_sheets_made_to_stall_the_reading_are_read(bomb: str) -> None:
    # Without bounds, these take minutes to hours.
    with suppress(UnreadableReport):
        read_html(BOMBS[bomb].encode(), "report.html", context())


@pytest.mark.parametrize("written", [".z .a .a .a .a .x", ".x ~ .x ~ .x", ".a > .a .a > .a .x", ".a .a .a .a .a .q"])
def test_the_work_on_a_selector_grows_with_the_page_only(written: str) -> None:
    matcher = Matcher(parse("<div class=a>" * 200 + "<p class=x>字</p>" * 500))
    (selector,) = read_selectors(written)
    matcher.find(selector)
    assert matcher.work < 20 * 700


def test_sheets_too_large_to_be_tried_are_told() -> None:
    document = read_html(BOMBS["other rules"].encode(), "report.html", context())
    assert "网页的样式表过大，没有全部用来判断哪些文字看不见" in document.warnings
