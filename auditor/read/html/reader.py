"""Reader of a report in a web page: the paragraphs and tables of the article, without the site around it."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Sequence
from urllib.parse import unquote

from auditor.config.limits import ReadContext, require
from auditor.errors import Cause, UnreadableReport
from auditor.model.document import Document, Metadata
from auditor.read.base.builder import DocumentBuilder
from auditor.read.base.encoding import charset_of_page, decode_page
from auditor.read.html.article.article import choose, drop_dateline, mark, trim
from auditor.read.html.article.copies import one_article
from auditor.read.html.article.elsewhere import (
    note_empty_places,
    note_outside_parts,
    note_scripts,
    refusal,
    show_buttons,
)
from auditor.read.html.article.flow import FlowItem, HtmlLine, HtmlPicture, HtmlTable, PageFlowReader
from auditor.read.html.article.meta import PageData, carries_title
from auditor.read.html.tree.tree import OBJECT, SCRIPT, parse
from auditor.read.html.visible.dress import Dress
from auditor.read.html.visible.grower import grow
from auditor.read.scan.embedded import recognise

_BEGUN, _ENDED = re.compile(r"<(?:html|body)\b", re.IGNORECASE), re.compile(r"</(?:html|body)\b", re.IGNORECASE)
# Most pages have their closing tags within this many characters of the end.
_TAIL = 100
_QUOTE_LENGTH = 20
_DRAWN = "句子里的图片或样式表画出的字"
_TABLES = 3  # in a report with all its tables


def read_html(data: bytes, path: str, context: ReadContext, sheets: Sequence[str] = ()) -> Document:
    """Read the article of the page in `data` as a Document of format «html»; nothing outside `data` is read.

    `sheets` are the style sheets that were saved with the page in the same file.

    Raises UnreadableReport if the page is binary, too large, nested too deeply or without text.
    """
    limits = context.limits
    require(len(data), limits.file_bytes, "文件字节数")
    text, repairs, utf8 = decode_page(data, charset_of_page(data))
    tree = parse(text, data if utf8 else None)
    body = tree.body or tree.root
    if body is None:
        raise UnreadableReport("网页中没有内容", Cause.NOT_A_REPORT)
    show_buttons(tree)
    dress = Dress(tree, sheets)
    top = grow(tree, body, limits.depth, dress)
    flow = PageFlowReader(top, limits.cells)
    mark(flow)
    start, end = choose(flow)
    page = PageData(tree)
    title, shown = page.title(flow.items, start, end)
    start = trim(flow.items, start, end, title)
    text_start = drop_dateline(flow.items, start, end)
    cards = [item for item in flow.items[text_start:end] if isinstance(item, HtmlTable)]
    page.add([*flow.items[:text_start], *cards, *flow.items[end:]])
    if not shown and (name := page.name()):
        title, shown = name, True
    builder = DocumentBuilder(context)
    for message in (*repairs, *dress.warnings):
        builder.warn(message)
    article = [item for item in flow.items[start:end] if not item.dropped]
    reason = refusal(article, flow.items, tree)
    if reason:
        raise UnreadableReport(reason, Cause.UNSUPPORTED)
    article, repeated = one_article(article)
    if repeated:
        builder.warn(repeated)
    is_cut = bool(_BEGUN.search(text)) and not (_ENDED.search(text, len(text) - _TAIL) or _ENDED.search(text))
    if is_cut:
        if not text.rstrip().endswith(">") or _in_table(text):
            raise UnreadableReport("网页文件不完整，在中途断开了，请重新保存后再审核", Cause.DAMAGED)
        builder.warn("网页没有结束标记，可能没有存全，缺少的部分请先核对原网页")
    if shown and not carries_title(title, _first_lines(article)):
        builder.paragraph(title)
    put(article, builder)
    note_outside_parts(builder, flow.items[start:], [*flow.items[:start], *flow.items[end:]], title)
    if not builder.has_unread and sum(item.holds_data() for item in article) < _TABLES:
        note_empty_places(builder, tree)
    if is_cut:
        builder.unread("没有存全的部分")
    note_scripts(builder, tree, in_body=SCRIPT in top.attributes)
    metadata = Metadata(title, page.published(), page.publisher(), page.hidden(), page.written())
    return builder.build(path=path, data=data, format="html", metadata=metadata)


def _in_table(text: str) -> bool:
    """Return whether a page ends inside a table."""
    lower = text.lower()
    return lower.rfind("<table") > lower.rfind("</table")


def _first_lines(article: list[FlowItem]) -> list[str]:
    lines = []
    for item in article[:6]:
        if isinstance(item, HtmlTable):
            break
        if isinstance(item, HtmlLine):
            lines.append(item.text)
    return lines


def _carried(source: str) -> bytes:
    """Decode the image in a data: URL (RFC 2397); empty for any other URL, because nothing outside the page is read."""
    head, _, body = source.partition(",")
    if not head.lower().startswith("data:image/") or not head.lower().endswith(";base64"):
        return b""
    try:
        return b64decode(unquote(body))
    except ValueError:
        return b""


def put(article: list[FlowItem], builder: DocumentBuilder) -> None:
    """Add the items of the article as blocks, with one warning for each kind of content that replaces text and is unread."""
    places: dict[str, list[str]] = {}
    last = ""
    for item in article:
        if isinstance(item, HtmlPicture):
            if item.what != "图片" or not recognise(builder, _carried(item.source)):
                places.setdefault(item.what, []).append(last)
                builder.unread(item.what)
            continue
        if item.left:
            for kind, count in item.left.items():
                builder.leave_out(kind, count)
        if isinstance(item, HtmlLine):
            last = item.text
            if OBJECT in last:
                places.setdefault(_DRAWN, []).append(last)
                builder.unread(_DRAWN)
            builder.paragraph(item.text, pictured=item.pictured)
            continue
        for what in item.pictures:
            places.setdefault(what, []).append(last)
            builder.unread(what)
        builder.grid(item.rows, exact=True)
    for what, found in places.items():
        place = f"（第1处在“{found[0][:_QUOTE_LENGTH]}”之后）" if found[0] else ""
        builder.warn(f"有{len(found)}处内容是{what}，未能读取{place}")
