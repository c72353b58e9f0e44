"""An article that stands twice in a page is read once; what only resembles it is not cut."""

from __future__ import annotations

import re

import pytest

from tests.read.pages import BODY, HEADINGS, PAGE, audited, reasons, styled, told, total, with_body

TWICE = with_body(f"<div class=pc>{BODY}</div><div class=wap>{BODY}</div>")
OTHER = with_body(f"<div class=pc>{BODY}</div><div class=wap>{BODY.replace('<td>247</td>', '<td>999</td>')}</div>")
PICTURES = re.sub(r"<table.*?</table>", "<p><img src=a.png></p>", BODY, flags=re.DOTALL)
CUT = BODY[: BODY.index("<h2>六")]


@pytest.mark.parametrize(
    "page",
    [
        TWICE,
        styled(".wap{display:none}@media(max-width:768px){.wap{display:block}.pc{display:none}}", TWICE),
        styled(".pc{display:none}@media(min-width:900px){.pc{display:block}.wap{display:none}}", TWICE),
        styled(".wap{display:none}", OTHER),
        with_body(f'<div class="d-none d-lg-block">{BODY}</div><div class="d-lg-none">{BODY}</div>'),
        with_body(f"<div>{PICTURES}</div><div>{BODY}</div>"),
        with_body(f"<div>{BODY}</div><div>{CUT}</div>"),
        with_body(f"<div>{BODY}</div><div>{BODY}</div><div>{BODY}</div>"),
    ],
    ids=[
        "both seen",
        "hidden",
        "hidden by width",
        "hidden with other figures",
        "framework",
        "pictures",
        "cut",
        "thrice",
    ],
)
def test_the_article_is_read_once(page: str) -> None:
    assert told(page) == []
    assert total(page) == "247"
    assert audited(page)[0].text == audited(PAGE)[0].text


def test_where_both_copies_are_seen_and_differ_nothing_is_held_against_either() -> None:
    assert told(OTHER) == []
    assert "两份在这一格写的不一样" in reasons(OTHER)


def test_a_text_on_the_report_is_no_copy() -> None:
    text = "".join(
        f"<h2>{heading}</h2><p>本部分介绍做法，便于群众了解。第{n}点。</p>" for n, heading in enumerate(HEADINGS)
    )
    page = with_body(f"{BODY}<div>{text}</div>")
    assert "便于群众了解" in audited(page)[0].text
    assert total(page) == "247"


def test_the_report_of_another_year_is_no_copy() -> None:
    before = BODY.replace("2024年", "2023年").replace("247", "246")
    assert "246" in audited(with_body(BODY + before))[0].text


def test_headings_repeated_without_the_text_are_told_still() -> None:
    page = PAGE.replace(f"<h2>{HEADINGS[1]}</h2>", f"<h2>{HEADINGS[1]}</h2><h2>{HEADINGS[1]}</h2>")
    assert "STR-ONCE" in told(page)
