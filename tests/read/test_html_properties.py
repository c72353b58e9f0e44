from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import UnreadableReport
from auditor.model.document import Grid
from auditor.read.html.reader import read_html
from tests.reading import context

PIECES = [
    "<div>", "</div>", "<table>", "</table>", "<tr>", "<td>", "</td>", "<p>", "</p>", "<a href=x>",
    "</a>", "<br>", "<li>", "文字", "12", "<h1>", "<img>", "<span>", "<!--", "-->",
]  # fmt: skip
Spanned = list[list[tuple[str, int, int, int]]]


def read_grid(html: str) -> Spanned:
    (only,) = read_html(f"<div>{html}</div>".encode(), "report.html", context()).grids()
    return [[(cell.raw, cell.column, cell.row_span, cell.col_span) for cell in row] for row in only.rows]


@st.composite
def span_grids(draw: st.DrawFn) -> Spanned:
    """A rectangle cut into cells: every place is covered once; a full first row tells the number of columns."""
    height, width = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    taken = [[False] * width for _ in range(height)]
    written: Spanned = [[(f"头{column}", column, 1, 1) for column in range(width)]]
    for row in range(height):
        line = []
        for column in range(width):
            if taken[row][column]:
                continue
            free = 1
            while column + free < width and not taken[row][column + free]:
                free += 1
            across, down = draw(st.integers(1, free)), draw(st.integers(1, height - row))
            for y in range(row, row + down):
                for x in range(column, column + across):
                    taken[y][x] = True
            line.append((draw(st.sampled_from(["0", "12", "总计", "（一）予以公开", "", "/"])), column, down, across))
        written.append(line)
    return written


@given(span_grids(), st.booleans(), st.booleans())
def test_any_span_grid_comes_back(written: Spanned, wrapped: bool, closed: bool) -> None:
    html = "<table>"
    for row in written:
        html += "<tr>"
        for text, _, down, across in row:
            inner = f"<p><span>{text[:1]}</span><span>{text[1:]}</span></p>" if wrapped else text
            html += f"<td rowspan='{down}' colspan={across}>{inner}" + ("</td>" if closed else "")
        html += "</tr>" if closed else ""
    assert read_grid(html + "</table>") == written


@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=60,
    )
)
def test_no_markup_crashes(parts: list[str]) -> None:
    try:
        document = read_html("".join(parts).encode(), "report.html", context())
    except UnreadableReport:
        return
    for block in document.blocks:
        assert document.text[block.start : block.end].strip() or isinstance(block, Grid)
