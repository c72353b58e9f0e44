"""Pages read from the markup as the parser writes it out, and from its nodes where that cannot be told apart: both must agree."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborNode

from auditor.config.limits import BUILT_IN
from auditor.errors import UnreadableReport
from auditor.read.html.reader import read_html
from auditor.read.html.tree.markup import Markup, OddMarkup, cut_cell, rewritten, written
from auditor.read.html.tree.tree import VisibleElement, parse
from auditor.read.html.visible import grower
from tests.profiles import examples
from tests.reading import context
from tests.writers.layouts import TEXTS, write
from tests.writers.paper import sample

# Each of these could be mistaken for something else in the normal form, or does not keep to it.
ODD = [
    "<math><mtext>数</mtext></math>",
    "<math><xmp>&lt;/xmp>露&lt;xmp></xmp><input>域</input></math>",
    "<svg><style>&lt;/style>藏<g>x</g></style><link>y</link></svg>",
    "<template><svg><style>&lt;/style>藏<g>x</g></style></svg></template>",
    "<script><!--<script></script>藏<script>--></script>",
    "<p <x=1>字</p>",
    "<p<q>字</p>",
    '<p a"b=1>字</p>',
    "<plaintext></plaintext><b>字",
]
PIECES = [
    "<div>", "</div>", "<table>", "</table>", "<tr>", "<td>", "</td>", "<p>", "</p>", "<p class=title>", "<a href=x>",
    "<a>", "</a>", "<br>", "<li>", "文字", "12", "&nbsp;", "&amp;lt;", "&lt;b&gt;", "\u3000", "|", "<h1>", "<img>",
    "<span>", "</span>", "<span id=a>", "<span style='display:none'>", "<div hidden>", "<b>", "</b>", "<o:p></o:p>",
    "<!--", "-->", "<!-- a<b>c -->", "<?x y?>", "<input value=3>", "<script>a<b</script>", "<style>a&lt;</style>",
    "<xmp><b>原&amp;样</b></xmp>", "<noembed><p>不</noembed>", "<iframe>x</iframe>", "<textarea><p></textarea>",
    "<template>板</template>", "<select><option>选</select>", "<svg><path d=x /></svg>", "<svg><p>外", "<del>", "</del>",
    "<pre>\n行</pre>", "<p title='a>b<c\"d'>", "<col>", "<wbr>", "<noscript>", "</noscript>", "<button>按</button>", *ODD,
]  # fmt: skip


# Cells that are alike, what makes a difference to them, and what only looks like a cell.
CELLS = [
    "<td>1</td>", "<td>1</td>", "<td>2</td>\n", "<td> 1|</td>", "<td><p>1</p></td>", "<td><p>2</p>\n</td>", "<td></td>",
    "<td><p></p></td>", "<td><b>1</b>2</td>", "<td>1<b>2</b></td>", "<td>&lt;&amp;nbsp;</td>", "<td><br>1</td>", "<td>1<br></td>",
    "<td colspan=2>1</td>", "<td hidden>1</td>", "<td><b hidden>1</b>2</td>", "<td><a href=x>1</a></td>", "<td><a>1</a></td>",
    "<td><input value=3></td>", "<td><svg></svg>1</td>", "<td><template>1</template></td>", "<td><col>1</td>", "<th>1</th>",
    "<td><table><th>1</table></td>", "<td><tdx>1</tdx></td>", "<td-x>1</td-x>", "<td><td-x></td>", "<td <td=1>1</td>", "<tr>",
    "<table>", "</table>", "<tr hidden>", "<table hidden>", "<a href=x>", "</a>", "<template>", "</template>", "文字",
    "<p>", "<p><select>", "<select>", "<option>1", "</select>", "<td>12<span style='font-size:4px'>1</span></td>",
    "<td>12", "<span style='font-size:4px'>1</span>", "<sup>1</sup>", "<small>1</small>",
]  # fmt: skip


def as_wholes_and_by_tags(html: str) -> tuple[VisibleElement | str, VisibleElement | str]:
    """What grows from a page whose cells are pieces of the markup, and from the same with all pieces cut at every tag."""
    body = parse(html).body
    assert body is not None

    def tried(*, wholes: bool) -> VisibleElement | str:
        markup = Markup(rewritten(body))
        if not wholes:
            markup.pieces = [part for each in markup.pieces for part in (cut_cell(each) if each[0] == "<" else [each])]
        try:
            return grower._grown(markup, BUILT_IN.depth, 0)
        except UnreadableReport as error:
            return str(error)

    return tried(wholes=True), tried(wholes=False)


def both(html: str) -> tuple[VisibleElement | str, VisibleElement | str]:
    """What grows from a page's own markup, or the general way where that is odd, and what grows from its nodes."""

    def general(body: LexborNode) -> VisibleElement:
        return grower._grown(Markup(rewritten(body)), BUILT_IN.depth, 0)

    def tried(grow: partial[VisibleElement]) -> VisibleElement | str:
        try:
            return grow()
        except UnreadableReport as error:
            return str(error)

    tree = parse(html)
    body = tree.body
    assert body is not None
    return tried(partial(grower.grow, tree, body, BUILT_IN.depth)), tried(partial(general, body))


@examples(4)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_the_markup_and_the_nodes_say_the_same(parts: list[str]) -> None:
    quick, general = both("<body>" + "".join(parts))
    assert as_read(quick) == as_read(general)


@examples(4)
@given(st.lists(st.sampled_from(CELLS), max_size=40))
def test_cells_that_are_alike_are_read_as_if_each_were_alone(parts: list[str]) -> None:
    alike, alone = as_wholes_and_by_tags("<body><table><tr>" + "".join(parts))
    assert as_read(alike) == as_read(alone)


def test_a_whole_cell_before_small_digits_in_the_same_cell() -> None:
    alike, alone = as_wholes_and_by_tags(
        "<body><table><td>12<table><td>3</td></table>4<span style='font-size:4px'>5</span></table>"
    )
    assert as_read(alike) == as_read(alone)


def test_a_field_that_is_never_closed_may_hold_whole_cells() -> None:
    # The parser keeps the table in the field where the field was opened in a broken table before.
    field = "<body><p><select><option>7<table><tr><td>1</td></tr></table></option></select></p></body>"
    grown = grower._grown(Markup(field), BUILT_IN.depth, 0)
    [paragraph] = grown.children
    assert isinstance(paragraph, VisibleElement)
    assert paragraph.children == ["71"]


@pytest.mark.parametrize("around", ["<a href=x>", "<div hidden>", "<template>", "<table><td>"])
@pytest.mark.parametrize("first", ["", "<table><tr><td>12</td></table>"])
def test_cells_that_are_alike_count_where_they_stand(first: str, around: str) -> None:
    alike, alone = as_wholes_and_by_tags(f"<body>{first}{around}<table><tr><td>12</td><td>3</td><td>12</td></table>")
    assert as_read(alike) == as_read(alone)


@pytest.mark.parametrize(
    "cell", ["1", "<p>1</p>", "<p></p>", "<br>", "<img>", "<b></b>", "<b>1</b>", "<u>1</u>2<u>3</u>"]
)
@pytest.mark.parametrize("depth", [180, 250, 251, 252, 253])
def test_cells_that_are_alike_are_refused_at_the_same_depth(depth: int, cell: str) -> None:
    row = f"<tr><td>{cell}<td>{cell}<td>{cell}</td>"
    alike, alone = as_wholes_and_by_tags(f"<body><table>{row}</table>" + "<div>" * depth + f"<table>{row}")
    assert as_read(alike) == as_read(alone)


@pytest.mark.parametrize("layout", [name for name in TEXTS if name.startswith("html")])
def test_whole_pages_are_read_the_same_both_ways(layout: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = write(sample(101, 7, 6), layout)
    quick = read_html(data, "report.html", context())

    def refused(body: LexborNode) -> str:
        raise OddMarkup

    monkeypatch.setattr(grower, "written", refused)
    assert read_html(data, "report.html", context()) == quick


@pytest.mark.parametrize("odd", ODD)
def test_what_could_be_mistaken_is_not_read_from_the_markup(odd: str) -> None:
    body = parse(f"<body><p>前</p>{odd}").body
    assert body is not None
    with pytest.raises(OddMarkup):
        grower._grown(Markup(written(body)), BUILT_IN.depth, 0)


@pytest.mark.parametrize("odd", ODD)
def test_pages_with_odd_markup_are_read(odd: str) -> None:
    assert read_html(f"<p>前文</p>{odd}".encode(), "report.html", context()).text.startswith("前文")


@pytest.mark.parametrize("inner", ["", "<br>", "<p></p>", "<b></b>", "<td>", "<i><!----></i>", "<p hidden>字</p>"])
@pytest.mark.parametrize("depth", [253, 254, 255, 256, 257])
def test_both_ways_refuse_the_same_depths(depth: int, inner: str) -> None:
    quick, general = both("<body>" + "<div>" * depth + inner)
    assert as_read(quick) == as_read(general)


@pytest.mark.parametrize(
    "html",
    [
        "<!-- x< y -->" * 20_000 + "<p>字</p>",
        "<script>" + "<!--" * 20_000 + "</script><p>字</p>",
        "<div hidden>" * 200 + "藏" * 900,
        f"<p title='{'<' * 200_000}'>字</p>",
    ],
    ids=["comments", "script", "hidden", "attribute"],
)
def test_long_pages_are_read(html: str) -> None:
    assert read_html(html.encode(), "report.html", context()).text


def as_read(found: VisibleElement | str) -> object:
    """The elements with what readers ask of them: names that cannot be written in the normal form are the same to them."""
    if isinstance(found, str):
        return found
    known = {"class", "id", "href", "src", "style", "width", "height", "rowspan", "colspan"}
    attributes = {key: value or "" for key, value in found.attributes.items() if key in known}
    name = found.tag if found.tag.isalnum() and found.tag not in ("xmp", "noembed", "plaintext") else "unknown"
    counts = (found.plain, found.linked, found.tables, found.cells)
    return name, attributes, counts, [child if isinstance(child, str) else as_read(child) for child in found.children]
