"""The DOC reader: the container, text boxes, and files that must be refused. All texts are made up."""

from __future__ import annotations

import contextlib
import random
import struct
import time

import pytest

from auditor.errors import UnreadableReport
from auditor.read.base.ole import OleFile, ole_kind
from auditor.read.word.doc.file import Unparsed
from auditor.read.word.doc.reader import read_doc
from tests.read.make_doc import SPECIAL, Run, cell, doc, lines, ole, par, read, row, row_end, sprm
from tests.reading import context
from tests.writers.office import DATA

pytestmark = pytest.mark.slow

FILES = {path.stem: path.read_bytes() for path in sorted(DATA.glob("*.doc"))}


def test_streams_of_every_size_come_back_whole() -> None:
    large = {"Large": bytes(range(256)) * 40, "Larger": b"x" * 70_000}
    small = {"Small": b"small", "Exact": bytes(128), "Empty": b"", "Most": b"y" * 4095}
    found = OleFile(ole(large, small))
    assert found.names == {name.lower() for name in large | small}
    assert {name: found.read(name.upper()) for name in large | small} == large | small
    assert found.read("none") == b""


@pytest.mark.parametrize(
    ("name", "kind"),
    [("WordDocument", "word"), ("Workbook", "excel"), ("Book", "excel"), ("EncryptedPackage", "encrypted"), ("CONTENTS", "other")],
)  # fmt: skip
def test_the_kind_of_an_ole_file(name: str, kind: str) -> None:
    assert ole_kind(ole({name: b"x"})) == kind


def refusal(data: bytes, **changed: int) -> str:
    with pytest.raises(UnreadableReport) as caught:
        read_doc(data, "坏.doc", context(**changed))
    return str(caught.value)


def test_broken_containers_are_refused() -> None:
    data = doc(par("甲"))
    for broken in (b"", data[:8], data[:600], b"PK\x03\x04" + data[4:], data[:30] + b"\x20\0" + data[32:]):
        assert refusal(broken) == "文件已损坏或不完整，请用 Word 或 WPS 重新保存后再审核"
    assert "已损坏" in refusal(ole({"WordDocument": bytes(600)}))
    assert "已损坏" in refusal(ole({"Other": bytes(600)}))


def test_chains_of_sectors_in_circles_come_to_an_end() -> None:
    data = bytearray(FILES["plain"])
    fat = struct.unpack_from("<I", data, 76)[0]
    for sector in range(len(data) // 512 - 1):
        struct.pack_into("<I", data, (fat + 1) * 512 + 4 * (sector % 128), sector % 3)
    refusal(bytes(data))


def test_a_table_of_small_sectors_in_a_circle_costs_nothing() -> None:
    data = bytearray(FILES["numbers"])
    mini_fat, fat = struct.unpack_from("<12xI12xI", data, 48)
    struct.pack_into("<I", data, 64, 0xFFFFFFFF)
    struct.pack_into("<I", data, (fat + 1) * 512 + 4 * (mini_fat % 128), mini_fat)
    assert len(OleFile(bytes(data)).read("\x01CompObj")) < 4096


def test_encrypted_old_and_cut_documents_are_refused() -> None:
    assert refusal(doc(par("甲"), flags=0x0300)) == "文件加了密码，请去掉密码后再审核"
    with pytest.raises(Unparsed, match="这是 Word 95 或更早的文件"):
        read_doc(doc(par("甲"), version=0x0065), "旧.doc", context())
    with pytest.raises(Unparsed, match="已损坏"):
        read_doc(doc(par("甲"), pieces=[(0, 2, 0)], body=500), "短.doc", context())
    with pytest.raises(Unparsed, match="已损坏"):
        read_doc(doc(par("甲"), pieces=[(0, 9999999, 0)], body=2), "长.doc", context())
    with pytest.raises(Unparsed, match="已损坏"):
        read_doc(doc(par("甲"), pieces=[(0, 1, 0), (1, 1, 0)], body=1), "空.doc", context())
    assert refusal(doc(par(" "))) == "文件中没有可读的文字"


@pytest.mark.parametrize("place", [12, 13, 33])
@pytest.mark.parametrize(
    "content", [b"", struct.pack("<III", 0x800, 0x900, 0x3FFFFF), struct.pack("<III", 0x800, 0x900, 1)]
)
def test_documents_without_their_formats_or_pieces_are_refused(place: int, content: bytes) -> None:
    with pytest.raises(Unparsed, match="已损坏"):
        read_doc(doc(par("甲"), tables={place: content}), "坏.doc", context())


def test_more_text_and_more_cells_than_allowed_are_refused() -> None:
    for changed in ({"text_characters": 100}, {"cells": 4}):
        assert "超过上限" in refusal(doc(*row(*"甲乙丙丁戊"), par("文" * 90)), **changed)


def boxes(*texts: str, anchors: dict[int, int], shapes: dict[int, int] | None = None) -> dict[str, object]:
    """Structures of text boxes with shapes numbered from 1; `anchors` are shapes by character, `shapes` boxes' own shapes."""
    ends = [0]
    for text in texts:
        ends.append(ends[-1] + len(text) + 1)
    places = struct.pack(f"<{len(texts) + 2}I", *ends, ends[-1] + 1)
    shown = [(shapes or {}).get(place, place) for place in range(1, len(texts) + 1)]
    described = b"".join(struct.pack("<14xII", shape, 0) for shape in (*shown, 0))
    spots = struct.pack(f"<{len(anchors) + 1}I", *anchors, 99)
    spots += b"".join(struct.pack("<I4iHI", shape, 0, 0, 4000, 2000, 0, 0) for shape in anchors.values())
    return {"tables": {56: places + described, 40: spots}, "boxes": ends[-1] + 1}


def test_text_boxes_come_behind_the_paragraph_of_their_anchor() -> None:
    anchor = Run("\x08", sprm(SPECIAL))
    body = [par("题", anchor), cell("甲", anchor), cell("乙"), row_end([0, 900, 1800]), par("文")]
    inside = [par("框一"), par("框二"), par("框三"), par("")]
    found = read(*body, *inside, **boxes("框一", "框二", "框三", anchors={1: 1, 4: 2}))
    assert found.text == "题\n框一\n甲\n框二\t乙\n文\n框三"


def record(kind: int, content: bytes, *, count: int = 0, container: bool = False) -> bytes:
    return struct.pack("<HHI", (15 if container else 3) | count << 4, kind, len(content)) + content


def shape(number: int, *options: int) -> bytes:
    held = record(0xF00A, struct.pack("<II", number, 0))
    if options:
        held += record(0xF00B, b"".join(struct.pack("<HI", option, 1) for option in options), count=len(options))
    return record(0xF004, held, container=True)


def test_shapes_in_groups_are_anchored_with_their_group_and_pictures_counted() -> None:
    group = record(
        0xF003, shape(7) + shape(1) + record(0xF003, shape(8) + shape(9, 0x4104), container=True), container=True
    )
    page = record(0xF003, shape(100) + group + shape(5, 0x0080) + shape(6, 0x0104), container=True)
    content = (
        record(0xF000, b"abcd", container=True)
        + b"\0"
        + record(0xF002, record(0xF008, bytes(8)) + page, container=True)
    )
    found = boxes("框一", anchors={0: 7, 2: 5, 4: 6})
    tables = {**found["tables"], 50: content}  # type: ignore[dict-item]
    sign = Run("\x08", sprm(SPECIAL))
    body = [par(sign, "甲", sign, "乙", sign), par("框一"), par("")]
    report = read(*body, tables=tables, boxes=found["boxes"])
    assert (report.text, len(report.unread)) == ("甲乙\n框一", 2)


def test_boxes_that_reach_into_the_body_are_cut() -> None:
    found = boxes("框一", anchors={0: 1})
    places = struct.pack("<4I", 0, 3, 0xFFFFFFFF, 4)
    tables = {**found["tables"], 56: places + found["tables"][56][12:] + bytes(22)}  # type: ignore[dict-item,index]
    assert lines(par("甲"), par("框一"), par(""), tables=tables, boxes=found["boxes"]) == ["甲", "框一"]


def changed(data: bytes, chance: random.Random) -> bytes:
    """The file with some bytes overwritten, many of them where it says how it is made up, or cut off."""
    if chance.random() < 0.1:
        return data[: chance.randrange(len(data))]
    found = bytearray(data)
    start, end = chance.choice([(0, 2048), (0, len(data)), (len(data) * 2 // 3, len(data))])
    for _ in range(chance.choice([1, 3, 30])):
        at = chance.randrange(start, end)
        found[at] = chance.choice([0, 255, chance.randrange(256), found[at] ^ 1 << chance.randrange(8)])
    return bytes(found)


@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_is_read_or_refused_soon(name: str) -> None:
    chance = random.Random(name)  # noqa: S311
    for _ in range(40):
        data = changed(FILES[name], chance)
        start = time.process_time()
        with contextlib.suppress(UnreadableReport):
            read_doc(data, "坏.doc", context())
        assert time.process_time() - start < 2
