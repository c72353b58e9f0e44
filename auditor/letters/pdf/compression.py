"""Serialisation of a PDF's objects, done once and with cheaper compression than the PDF writer's."""

from __future__ import annotations

import zlib
from typing import Any

import pydyf

# The writer's own level, 9, takes four times as long for 2 % of the size.
_LEVEL = 4


class _Ready(pydyf.Object):  # type: ignore[misc]
    """Object that is already serialised: the writer asks for its bytes twice, to write them and for the file's identifier."""

    def __init__(self, made: Any) -> None:
        super().__init__()
        self.number = made.number
        self._alone = isinstance(made, pydyf.Stream)
        self._data = _stream(made) if self._alone else made.data

    @property
    def data(self) -> bytes:
        """The object's bytes."""
        return self._data

    @property
    def compressible(self) -> bool:
        """Whether the object may be placed in an object stream (ISO 32000-1, 7.5.7)."""
        return not self._alone


def pack(_document: object, pdf: Any) -> None:
    """Replace the objects of a finished PDF by their bytes; passed to WeasyPrint as its finisher."""
    pdf.objects = [each if each.free == "f" else _Ready(each) for each in pdf.objects]


def _stream(made: Any) -> bytes:
    if not made.compress:
        return made.data  # type: ignore[no-any-return]
    made.compress = False
    plain = made.data
    inside = plain[plain.index(b"stream\n") + 7 : -len(b"\nendstream")]
    return pydyf.Stream([zlib.compress(inside, _LEVEL)], made.extra | {"Filter": "/FlateDecode"}).data  # type: ignore[no-any-return]
