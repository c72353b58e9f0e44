"""PDF files that would take all memory: forms that draw themselves or multiply, streams that are packed twice."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import pytest

from auditor.config.limits import BUILT_IN, Limits, ReadContext, nobody
from auditor.errors import Cause, UnreadableReport
from auditor.read.pdf.census import check_census

NESTED = r"^PDF 里的图形一层套一层、反复绘制"
FILL = b"0 0 9 9 re f"


def pdf(objects: Mapping[int, bytes]) -> bytes:
    """The objects of a file; nothing but them is looked at."""
    return b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % item for item in objects.items())


def stream(said: bytes, content: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (said, len(content), content)


def form(names: bytes, content: bytes, said: bytes = b"") -> bytes:
    resources = b"/Resources<</XObject<<%s>>>>" % names if names else b""
    return stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + resources + said, content)


def page(content: bytes, names: bytes, forms: Mapping[int, bytes], said: bytes = b"") -> bytes:
    """A file of one page that draws some forms, numbered from 6."""
    head = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<<%s>>>>>>" % names
    return pdf({2: b"<</Type/Pages/Kids[3 0 R]>>", 3: head, 4: stream(said, content), **forms})


def check(data: bytes, limits: Limits = BUILT_IN) -> None:
    check_census(data, ReadContext(limits, nobody))


def ring(count: int) -> dict[int, bytes]:
    return {6 + at: form(b"/X %d 0 R" % (6 + (at + 1) % count), b"/X Do /X Do") for at in range(count)}


def chain(depth: int, times: int) -> dict[int, bytes]:
    forms = {6 + at: form(b"/X %d 0 R" % (7 + at), b"/X Do " * times) for at in range(depth)}
    return forms | {6 + depth: form(b"", FILL)}


@pytest.mark.parametrize("count", [1, 2, 5])
def test_forms_that_draw_themselves_are_refused(count: int) -> None:
    with pytest.raises(UnreadableReport, match=NESTED) as told:
        check(page(b"/X Do", b"/X 6 0 R", ring(count)))
    assert told.value.cause is Cause.TOO_LARGE


@pytest.mark.parametrize(("depth", "times"), [(9, 10), (20, 2), (2, 2000), (60, 1)])
def test_forms_that_multiply_are_refused(depth: int, times: int) -> None:
    with pytest.raises(UnreadableReport, match=NESTED):
        check(page(b"/X Do", b"/X 6 0 R", chain(depth, times)))


def test_what_a_page_draws_over_and_over_counts_with_the_page() -> None:
    forms = chain(1, 300)
    check(page(b"/X Do " * 20, b"/X 6 0 R", forms))
    with pytest.raises(UnreadableReport, match=NESTED):
        check(page(b"/X Do " * 300, b"/X 6 0 R", forms))


def test_operators_of_forms_count_by_their_length() -> None:
    packed = form(b"", zlib.compress(FILL * 500_000), b"/Filter/FlateDecode")
    check(page(b"/X Do " * 3, b"/X 6 0 R", {6: packed}))
    with pytest.raises(UnreadableReport, match=NESTED):
        check(page(b"/X Do " * 30, b"/X 6 0 R", {6: packed}))


def test_names_are_those_of_the_form_itself() -> None:
    """Two forms that both call what they draw X are no ring."""
    check(
        page(
            b"/X Do",
            b"/X 6 0 R",
            {6: form(b"/X 7 0 R", b"/X Do /X Do"), 7: form(b"/X 8 0 R", b"/X Do"), 8: form(b"", FILL)},
        )
    )


def test_a_name_that_is_not_drawn_is_no_ring() -> None:
    shared = b"<</X 6 0 R/Y 7 0 R>>"
    inner = stream(b"/Type/XObject/Subtype/Form/Resources<</XObject 9 0 R>>", FILL)
    outer = stream(b"/Type/XObject/Subtype/Form/Resources<</XObject 9 0 R>>", b"/Y Do")
    check(page(b"/X Do", b"/X 6 0 R", {6: outer, 7: inner, 9: shared}))


def test_resources_of_a_page_may_stand_above_it_and_in_object_streams() -> None:
    """The page's dictionary is packed; its names come from the node above, and from an object of their own."""
    packed = b"3 0 2 60 <</Type/Page/Parent 2 0 R/Contents 4 0 R>>".ljust(9 + 60) + b"<</Type/Pages/Resources 5 0 R>>"
    holder = stream(b"/Type/ObjStm/N 2/First 9/Filter/FlateDecode", zlib.compress(packed))
    file = {4: stream(b"", b"/X Do"), 5: b"<</XObject<</X 6 0 R>>>>", 8: holder}
    check(pdf({**file, 6: form(b"", FILL)}))
    with pytest.raises(UnreadableReport, match=NESTED):
        check(pdf({**file, 6: form(b"/X 6 0 R", b"/X Do /X Do")}))


def test_a_form_without_names_of_its_own_has_those_of_what_draws_it() -> None:
    with pytest.raises(UnreadableReport, match=NESTED):
        check(page(b"/X Do", b"/X 6 0 R", {6: form(b"", b"/X Do /X Do")}))


@pytest.mark.parametrize("times", [1, 2])
def test_what_a_stream_unpacks_to_is_bounded(times: int) -> None:
    content = (
        bytes(range(256)) * 4000 + b" " * 3_000_000
    )  # not to be packed well, so that it is long enough to be looked at
    content = zlib.compress(content, 0) if times == 1 else zlib.compress(zlib.compress(content))
    said = b"/Filter[%s]" % (b"/FlateDecode" * times)
    check(page(content, b"", {}, said))
    with pytest.raises(UnreadableReport, match=r"^PDF 里一段内容解压后的大小超过上限"):
        check(page(content, b"", {}, said), Limits(unpacked_bytes=2_000_000))


def test_broken_streams_are_left_to_the_reader() -> None:
    check(
        page(
            b"x\x9cbroken",
            b"/X 6 0 R",
            {6: form(b"", b"broken", b"/Filter/FlateDecode")},
            b"/Filter[/FlateDecode/FlateDecode]",
        )
    )
    check(b"%PDF-1.7 /XObject /Form obj 1 0 obj 99999999999 0 obj <</Type/Page/Contents[7 0 R 7 0 R]>> stream\n")
