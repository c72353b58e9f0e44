"""Division of the report into the form's sections, with the named parts of each."""

from __future__ import annotations

import re

from auditor.chinese.text import Folded, fold_characters, has_blanks, squeeze
from auditor.model.document import Document, Paragraph
from auditor.model.report import FormTable, Section, Span
from auditor.recognise.sections.headings import ChosenHeading
from auditor.ruleset.catalogues.forms import SectionForm

_PART_NUMBER = re.compile(
    r"（[一二三四五六七八九十\d]{1,2}）|[一二三四五六七八九十][、是]|\d{1,2}[、.．）]|第[一二三四五六七八][，、]|[①-⑩]"
)
_PART_HEADING = 26
MOST_PARTS = 3
_SENTENCE_END = re.compile(r"[。；！？\n]")


class Prose:
    """Folded paragraphs of a document, each folded once and joined as needed."""

    def __init__(self, paragraphs: list[Paragraph]) -> None:
        self._folded: dict[int, Folded] = {}
        for paragraph in paragraphs:
            self._folded[paragraph.start] = _fold_paragraph(paragraph)

    def join(self, paragraphs: list[Paragraph], start: int = 0) -> Folded:
        """Join the paragraphs into one folded text from document offset `start` on, with a line feed between two."""
        texts: list[str] = []
        offsets: list[int] = []
        for paragraph in paragraphs:
            folded = self._folded[paragraph.start]
            if paragraph.start < start:
                folded = folded.slice(start, paragraph.end)
            if texts:
                texts.append("\n")
                offsets.append(max(paragraph.start - 1, offsets[-1] if offsets else 0))
            texts.append(folded.text)
            offsets.extend(folded.offsets)
        return Folded("".join(texts), tuple(offsets))


def _fold_paragraph(paragraph: Paragraph) -> Folded:
    folded = fold_characters(paragraph.text)
    if not has_blanks(folded):
        return Folded(folded, tuple(range(paragraph.start, paragraph.end)))
    kept = [(ch, place) for place, ch in enumerate(folded, paragraph.start) if squeeze(ch)]
    return Folded("".join(ch for ch, _ in kept), tuple(place for _, place in kept))


def cut_sections(
    document: Document, chosen: list[ChosenHeading], prose: Prose, tables: dict[str, FormTable], end: int
) -> tuple[Section, ...]:
    """Cut the sections in the order of the report; each ends where the next begins, and the last before the signature at `end`."""
    sections = []
    paragraphs = list(document.paragraphs())
    for number, item in enumerate(chosen):
        best = item.best
        stop = chosen[number + 1].best.paragraph.start if number + 1 < len(chosen) else end
        repeated = {repeat.paragraph.start for repeat in item.repeats}
        inside = [p for p in paragraphs if best.heading_end <= p.end and p.start < stop and p.start not in repeated]
        inside = [p for p in inside if p.end > best.heading_end]
        folded = prose.join(inside, best.heading_end)
        sections.append(
            Section(
                numeral=best.section.numeral,
                key=best.section.key,
                heading=_span(document, best.paragraph.start, best.heading_end),
                number=best.number,
                wording=best.wording,
                start=best.paragraph.start,
                end=max(stop, best.heading_end),
                paragraphs=tuple(inside),
                prose=folded,
                tables=tuple(k for k, t in tables.items() if t.found and _belongs(t, item, stop)),
                repeats=tuple(_span(document, r.paragraph.start, r.heading_end) for r in item.repeats),
                parts=_parts(best.section, folded),
            )
        )
    return tuple(sections)


def _belongs(table: FormTable, chosen: ChosenHeading, stop: int) -> bool:
    """Return whether a table is in a section: it begins there, or it is the section's own and holds the heading in a row."""
    best = chosen.best
    own = table.key in best.section.tables and table.start < best.heading_end < table.end
    return best.heading_end <= table.start < stop or own


def _span(document: Document, start: int, end: int) -> Span:
    return Span(document.text[start:end].rstrip(), start, start + len(document.text[start:end].rstrip()))


def _parts(form: SectionForm, prose: Folded) -> tuple[str, ...]:
    """Find the named parts that are present.

    In a report that numbers its parts, a number and a mark identify a part; elsewhere, a mark near the start of any sentence
    does.
    """
    paragraphs = prose.text.split("\n")
    heads = [text[:_PART_HEADING] for text in paragraphs if _PART_NUMBER.match(text)]
    numbered = _marked(form, heads)
    if len(numbered) >= MOST_PARTS:
        plain = [part.term for part in form.parts if any(text.startswith(part.marks) for text in paragraphs)]
        return tuple(part.term for part in form.parts if part.term in numbered or part.term in plain)
    return _marked(form, [sentence[:_PART_HEADING] for sentence in _SENTENCE_END.split(prose.text)])


def _marked(form: SectionForm, texts: list[str]) -> tuple[str, ...]:
    return tuple(part.term for part in form.parts if any(mark in text for text in texts for mark in part.marks))
