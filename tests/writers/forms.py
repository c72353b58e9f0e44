"""Figures typed onto a printed report: into form fields of every kind, or as text notes, with and without an appearance."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from auditor.model.document import Document
from auditor.read.layout.boxes import Box

Object = pikepdf.Object
# Width and height of an A4 page in points.
_HIGH = 841.89
HIDDEN, NO_VIEW, PRINTED = 2, 32, 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A text and the box it is typed into, in points from the upper left corner of a page counted from 1."""

    page: int
    box: Box
    text: str


def entries(document: Document, figures: Iterable[str]) -> list[Entry]:
    """An entry for each blank cell of a report, in order."""
    blank = [cell for grid in document.grids() for cell in grid.cells() if not cell.raw]
    found = []
    for cell, text in zip(blank, figures, strict=True):
        place = document.place_at(cell.start)
        assert place is not None
        found.append(Entry(place.page, place.box, text))
    return found


def typed(data: bytes, found: Iterable[Entry], kind: str = "field", flags: int = PRINTED) -> bytes:
    """The file with the entries typed on, in one of `KINDS` or `OTHERS`."""
    with pikepdf.open(io.BytesIO(data)) as file:
        form = Dictionary(Fields=Array([]), DA=String("/Helv 10 Tf 0 g"))
        for number, entry in enumerate(found):
            page = file.pages[entry.page - 1]
            note = file.make_indirect(Dictionary(Type=Name.Annot, Rect=_rectangle(entry.box), F=flags))
            {**KINDS, **OTHERS}[kind](file, form, note, entry, number)
            if "/Annots" not in page:
                page.Annots = Array([])
            page.Annots.append(note)
        if len(form.Fields):
            file.Root.AcroForm = file.make_indirect(form)
            if kind == "field":
                form.NeedAppearances = True
        out = io.BytesIO()
        file.save(out)
        return out.getvalue()


def _rectangle(box: Box) -> Array:
    left, top, right, bottom = box
    return Array([round(left, 2) + 1, round(_HIGH - bottom, 2) + 1, round(right, 2) - 1, round(_HIGH - top, 2) - 1])


def _field(file: pikepdf.Pdf, form: Object, note: Object, entry: Entry, number: int) -> None:
    note.Subtype, note.FT, note.T, note.V = Name.Widget, Name.Tx, String(f"f{number}"), String(entry.text)
    form.Fields.append(note)


def _drawn_field(file: pikepdf.Pdf, form: Object, note: Object, entry: Entry, number: int) -> None:
    _field(file, form, note, entry, number)
    note.AP = _appearance(file, entry)


def _kid(file: pikepdf.Pdf, form: Object, note: Object, entry: Entry, number: int) -> None:
    """A field apart from the widget it is shown in: the value is the field's."""
    field = Dictionary(FT=Name.Tx, T=String(f"f{number}"), V=String(entry.text), Kids=Array([note]))
    note.Subtype, note.Parent = Name.Widget, file.make_indirect(field)
    form.Fields.append(note.Parent)


def _choice(file: pikepdf.Pdf, form: Object, note: Object, entry: Entry, number: int) -> None:
    """A drop-down whose value is a code; what is shown are the words."""
    note.Subtype, note.FT, note.T, note.V = Name.Widget, Name.Ch, String(f"f{number}"), String("code1")
    note.Ff = 1 << 17
    note.Opt = Array([Array([String("code0"), String("—")]), Array([String("code1"), String(entry.text)])])
    form.Fields.append(note)


def _stray(file: pikepdf.Pdf, form: Object, note: Object, entry: Entry, number: int) -> None:
    """A field that the form does not list."""
    _field(file, Dictionary(Fields=Array([])), note, entry, number)


def _note(file: pikepdf.Pdf, form: Object, note: Object, entry: Entry, number: int) -> None:
    note.Subtype, note.Contents, note.DA = Name.FreeText, String(entry.text), String("/Helv 9 Tf 0 g")


def _drawn_note(file: pikepdf.Pdf, form: Object, note: Object, entry: Entry, number: int) -> None:
    _note(file, form, note, entry, number)
    note.AP = _appearance(file, entry)


def _ink(file: pikepdf.Pdf, form: Object, note: Object, entry: Entry, number: int) -> None:
    """A figure written by hand: only its picture is there."""
    note.Subtype, note.AP = Name.Ink, _appearance(file, entry)


def _wordless(file: pikepdf.Pdf, form: Object, note: Object, entry: Entry, number: int) -> None:
    """A note whose text is in its picture only."""
    note.Subtype, note.AP = Name.FreeText, _appearance(file, entry)


def _of(subtype: str) -> Callable[..., None]:
    """An annotation of another kind that holds the text, or says it when it is opened."""

    def add(file: pikepdf.Pdf, form: Object, note: Object, entry: Entry, number: int) -> None:
        note.Subtype, note.Contents = Name("/" + subtype), String(entry.text)
        left, bottom, right, top = (float(side) for side in note.Rect)
        note.QuadPoints = Array([left, top, right, top, left, bottom, right, bottom])
        if subtype == "Stamp":
            note.AP = _appearance(file, entry)

    return add


def _callout(file: pikepdf.Pdf, form: Object, note: Object, entry: Entry, number: int) -> None:
    _note(file, form, note, entry, number)
    note.IT = Name.FreeTextCallout


def _appearance(file: pikepdf.Pdf, entry: Entry) -> Dictionary:
    left, top, right, bottom = entry.box
    picture = file.make_stream(f"BT /Helv 9 Tf 2 2 Td ({entry.text}) Tj ET".encode())
    picture.Type, picture.Subtype = Name.XObject, Name.Form
    picture.BBox = Array([0, 0, round(right - left, 2), round(bottom - top, 2)])
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    picture.Resources = Dictionary(Font=Dictionary(Helv=font))
    return Dictionary(N=picture)


KINDS = {
    "field": _field,
    "drawn field": _drawn_field,
    "kid": _kid,
    "choice": _choice,
    "stray": _stray,
    "note": _note,
    "drawn note": _drawn_note,
    "ink": _ink,
    "wordless": _wordless,
}
# What is no text of the page.
OTHERS = {
    "comment": _of("Text"),
    "highlight": _of("Highlight"),
    "link": _of("Link"),
    "stamp": _of("Stamp"),
    "strike": _of("StrikeOut"),
    "callout": _callout,
}
