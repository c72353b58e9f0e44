"""Size check of a PDF file before PDFium reads it: unpacked stream sizes, and how often pages draw their Form XObjects.

PDFium makes an object of everything that a page draws, nested forms included (ISO 32000-1, 8.10), and unpacks each
stream as a whole. A file of 700 bytes with a form that draws itself twice, or a stream compressed twice, can exhaust
memory. Objects are found by searching the bytes of the file, because its cross-reference table may be broken; if an
object number occurs more than once, the last occurrence counts. Encrypted streams and filters other than Flate are not
counted; the process's memory limit covers them.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from auditor.config.limits import MEBIBYTE, ReadContext, require
from auditor.errors import Cause, UnreadableReport

_NUMBERED = re.compile(rb"(?<!\d)(\d{1,10})\s+\d{1,5}\s+$")
_STREAM = re.compile(rb"\bstream\r?\n")
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)\b")
_NAMED = re.compile(rb"/([^\s/<>\[\]()%{}]+)\s+(\d{1,10})\s+\d{1,5}\s+R\b")
_DRAWN = re.compile(rb"/([^\s/<>\[\]()%{}]+)\s+Do\b")
# Repetitions are bounded to bound the search time.
_FILTERS = re.compile(rb"/Filter\s*\[[^\]]{0,100}\]")
_CONTENTS = re.compile(rb"/Contents\s*(\[[^\]]{0,4000}\]|\d{1,10}\s+\d{1,5}\s+R)")
_NUMBERS = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+R\b")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_SETS = re.compile(rb"/XObject\s*(?=<<)")
_BRACKET = re.compile(rb"<<|>>")
_HEADER = re.compile(rb"/N\s+(\d{1,6})\b.*?/First\s+(\d{1,9})\b|/First\s+(\d{1,9})\b.*?/N\s+(\d{1,6})\b", re.DOTALL)
_BEGIN, _OF_END, _LONGEST_NUMBERS = b"obj", ord("d"), 24
_FORM, _PACKED = b"/Form", b"/ObjStm"
# PDFium unpacks pictures line by line; fonts are long and not worth the time.
_REAL = re.compile(rb"/Image\b|/Length1\b")
# A shorter stream that is compressed once cannot reach the size that is refused: Flate expands a byte to 1,032 at most.
_HARMLESS = 250_000
_PIECE = 64 * 1024
_MOST_CONTENT = 32 * MEBIBYTE  # bytes of operators executed for a page, and bytes searched of a stream
_MOST_FORMS = 50_000  # drawn on a page
_DEEPEST = 40  # PDFium nests no deeper
_MOST_SAID, _MOST_SETS = MEBIBYTE, 20  # bytes and /XObject dictionaries searched of an object's dictionary
_NESTED = "PDF 里的图形一层套一层、反复绘制，展开后过于庞大，不予读取；请重新打印成 PDF 后再审核"


def check_census(data: bytes, context: ReadContext) -> None:
    """Raise UnreadableReport for a file that would exhaust memory."""
    twice = any(len(_FLATE.findall(said)) > 1 for said in _FILTERS.findall(data))
    drawn = _FORM in data and b"/XObject" in data
    if not (twice or drawn or len(data) > _HARMLESS):
        return
    census = _Census(data, context)
    census.measure(twice=twice)
    if drawn:
        census.count()


class _Work(NamedTuple):
    """Cost of drawing something: the number of forms, and the bytes of operators."""

    forms: int
    size: int


class _Object(NamedTuple):
    """A PDF object: the bytes of its dictionary, and of the stream that follows."""

    said: bytes
    stream: bytes | None


class _Census:
    def __init__(self, data: bytes, context: ReadContext) -> None:
        self._data, self._context = data, context
        found = list(self._begun())
        ends = [*(before for _, before, _ in found[1:]), len(data)]
        self._places = {number: (after, end) for (number, _, after), end in zip(found, ends, strict=True)}
        self._inner: dict[int, bytes] = {}
        self._works: dict[int, _Work] = {}

    def _begun(self) -> Iterator[tuple[int, int, int]]:
        """Yield the number of each object, and the offsets at which its "N G obj" header begins and ends."""
        data, at = self._data, 0
        while (at := data.find(_BEGIN, at + 1)) >= 0:
            if data[at - 1] == _OF_END:  # «endobj»
                continue
            match = _NUMBERED.search(data, max(at - _LONGEST_NUMBERS, 0), at)
            if match:
                yield int(match[1]), match.start(), at + len(_BEGIN)
            else:
                self._context.deadline.check()

    def _object(self, number: int) -> _Object:
        if number not in self._places:
            return _Object(self._inner.get(number, b"")[:_MOST_SAID], None)
        start, end = self._places[number]
        begun = _STREAM.search(self._data, start, end)
        if begun is None:
            return _Object(self._data[start : min(end, start + _MOST_SAID)], None)
        closed = self._data.rfind(b"endstream", begun.end(), end)
        said = self._data[start : min(begun.start(), start + _MOST_SAID)]
        return _Object(said, self._data[begun.end() : closed if closed >= 0 else end])

    def measure(self, *, twice: bool) -> None:
        """Unpack piece by piece the streams that may be too large; `twice` says that some are compressed more than once."""
        for number, (start, end) in self._places.items():
            if not twice and end - start <= _HARMLESS:
                continue
            self._context.deadline.check()
            said, stream = self._object(number)
            times = len(_FLATE.findall(said)) if stream else 0
            if stream and (times > 1 or (times and len(stream) > _HARMLESS and not _REAL.search(said))):
                size = 0
                for piece in _unpacked(stream, times):
                    size += len(piece)
                    require(size, self._context.limits.unpacked_bytes, "PDF 里一段内容解压后的大小")
                    self._context.deadline.check()

    def count(self) -> None:
        """Count the forms and operators that each page draws."""
        inside = [number for number, place in self._places.items() if self._data.find(_PACKED, *place) >= 0]
        for number in inside:
            self._inner |= _packed_objects(self._object(number), self._content(number))
        pages = [number for number in (*self._places, *self._inner) if _PAGE.search(self._object(number).said)]
        for number in pages:
            self._context.deadline.check()
            said = self._object(number).said
            contents = _CONTENTS.search(said)
            numbers = [int(found) for found in _NUMBERS.findall(contents[1])] if contents else []
            if len(numbers) == 1 and not self._object(numbers[0]).stream:  # an array of streams
                numbers = [int(found) for found in _NUMBERS.findall(self._object(numbers[0]).said)]
            content = b"\n".join(map(self._content, numbers))
            self._drawing(content, self._named(said, set()), (number,))

    def _drawing(self, content: bytes, named: dict[bytes, int], above: tuple[int, ...]) -> _Work:
        """Compute the cost of drawing a content stream; `named` are its XObject names.

        Raises UnreadableReport if the cost is too high.
        """
        forms, size = 0, len(content)
        for drawn in _DRAWN.finditer(content):
            number = named.get(drawn[1], -1)
            if number in above or len(above) > _DEEPEST:
                raise UnreadableReport(_NESTED, Cause.TOO_LARGE)
            if number >= 0:
                work = self._work(number, named, above)
                forms, size = forms + work.forms, size + work.size
            if forms > _MOST_FORMS or (forms and size > _MOST_CONTENT):
                raise UnreadableReport(_NESTED, Cause.TOO_LARGE)
        return _Work(forms, size)

    def _work(self, number: int, outer: dict[bytes, int], above: tuple[int, ...]) -> _Work:
        if number not in self._works:
            self._context.deadline.check()
            said, stream = self._object(number)
            if not stream or _FORM not in said:
                self._works[number] = _Work(0, 0)
            else:
                named = self._named(said, set()) if b"/Resources" in said else outer
                inner = self._drawing(self._content(number), named, (*above, number))
                self._works[number] = _Work(inner.forms + 1, inner.size)
        return self._works[number]

    def _content(self, number: int) -> bytes:
        """Return the first part of a stream's content, as it is in the file if it is not compressed with Flate."""
        said, stream = self._object(number)
        times = len(_FLATE.findall(said))
        if not (stream and times):
            return stream or b""
        parts, size = [], 0
        for piece in _unpacked(stream, times):
            parts.append(piece)
            size += len(piece)
            if size > _MOST_CONTENT:
                break
        return b"".join(parts)

    def _named(self, said: bytes, seen: set[int]) -> dict[bytes, int]:
        """Map XObject names in the resources of a page or form to object numbers; a page may inherit them from its parent nodes."""
        for key in (b"/Resources", b"/XObject"):
            reference = re.search(rb"%s\s*(\d{1,10})\s+\d{1,5}\s+R\b" % key, said)
            if reference and int(reference[1]) not in seen:
                seen.add(int(reference[1]))
                # The object referred to is this dictionary only.
                said += key + self._object(int(reference[1])).said
        found = {
            name: int(number)
            for match in islice(_SETS.finditer(said), _MOST_SETS)
            for name, number in _NAMED.findall(_dictionary(said, match.end()))
        }
        parent = re.search(rb"/Parent\s*(\d{1,10})\s+\d{1,5}\s+R\b", said)
        if not found and parent and int(parent[1]) not in seen:
            seen.add(int(parent[1]))
            return self._named(self._object(int(parent[1])).said, seen)
        return found


def _dictionary(said: bytes, start: int) -> bytes:
    """Return the dictionary that begins at an offset."""
    depth = 0
    for bracket in _BRACKET.finditer(said, start):
        depth += 1 if bracket[0] == b"<<" else -1
        if not depth:
            return said[start : bracket.end()]
    return said[start:]


def _packed_objects(holder: _Object, content: bytes) -> dict[int, bytes]:
    """Return the objects in an object stream (ISO 32000-1, 7.5.7) by their numbers."""
    header = _HEADER.search(holder.said[:_PIECE])
    if header is None:
        return {}
    count, first = int(header[1] or header[4]), int(header[2] or header[3])
    numbers = [int(part) for part in content[:first].split() if part.isdigit() and len(part) < 11][: 2 * count]
    places = [first + place for place in numbers[1::2]]
    ends = [*places[1:], len(content)]
    return {number: content[start:end] for number, start, end in zip(numbers[0::2], places, ends, strict=False)}


def _unpacked(stream: bytes, times: int) -> Iterator[bytes]:
    """Yield a stream decompressed `times` times, in pieces of bounded size; broken data ends it."""
    pieces: Iterable[bytes] = (stream[at : at + _PIECE] for at in range(0, len(stream), _PIECE))
    for _ in range(min(times, _DEEPEST)):
        pieces = _inflated(pieces)
    yield from pieces


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.decompressobj()
    try:
        for piece in pieces:
            while piece and not packer.eof:
                yield packer.decompress(piece, _PIECE * 16)
                piece = packer.unconsumed_tail
    except zlib.error:
        return
