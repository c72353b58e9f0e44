"""A report while it is being made: pieces that faults can be planted in, and how they become a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.prefecture.agencies import Unit
from tests.writers.plain import Page, PlainReport, PlainSection
from tests.writers.source import Cells


@dataclass
class Passage:
    """A paragraph: what stands before it («（一）主动公开。»), and its sentences."""

    lead: str
    sentences: list[str]

    def text(self) -> str:
        """The paragraph as written."""
        return self.lead + "".join(self.sentences)


@dataclass
class Part:
    """A section of the form with the key of its table («» for none)."""

    heading: str
    passages: list[Passage]
    table: str = ""


@dataclass
class Draft:
    """A report with all its pieces; `preamble` is by what a sentence says, `parts` by numeral, `values` what sentences may name."""

    unit: Unit
    year: int
    title: list[str]
    preamble: dict[str, str]
    parts: dict[str, Part]
    tables: Cells
    signature: str
    issued: date
    page: Page
    values: Mapping[str, object]
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    published: date | None = None

    def report(self) -> PlainReport:
        """The report in the words in which it is to be written; paragraphs that hold nothing are left out."""
        sections = tuple(
            PlainSection(part.heading, tuple(filter(None, (p.text() for p in part.passages))), part.table)
            for part in self.parts.values()
        )
        opening = "".join(self.preamble.values())
        return PlainReport(
            title=tuple(self.title),
            preamble=(opening,) if opening else (),
            sections=sections,
            tables=self.tables,
            signature=self.signature,
            issued=chinese(self.issued),
            labels=self.labels,
            page=Page(
                self.page.site,
                self.page.publisher,
                self.page.index,
                str(self.published or self.issued),
                self.page.today,
            ),
        )

    def sentences(self, where: str) -> Iterator[tuple[list[str], int]]:
        """The places of the sentences of a section: the list, and where in it."""
        if where in self.parts:
            for passage in self.parts[where].passages:
                for place in range(len(passage.sentences)):
                    yield passage.sentences, place

    def swap(self, where: str, find: str, put: str) -> bool:
        """Replace what is found first in a section or a sentence of the preamble; false where nothing is."""
        if where in self.preamble:
            written = self.preamble[where]
            self.preamble[where] = re.sub(find, lambda _: put, written, count=1)
            return self.preamble[where] != written
        for sentences, place in self.sentences(where):
            if re.search(find, sentences[place]):
                sentences[place] = re.sub(find, lambda _: put, sentences[place], count=1)
                return True
        return False

    def drop(self, where: str, find: str) -> bool:
        """Leave out the sentences of a section in which this is found; false where there are none."""
        found = False
        for passage in self.parts[where].passages if where in self.parts else ():
            kept = [sentence for sentence in passage.sentences if not re.search(find, sentence)]
            found |= len(kept) < len(passage.sentences)
            passage.sentences[:] = kept
            if not kept and passage.lead.endswith("："):  # alone it would pass for a heading
                passage.lead = ""
        return found


def chinese(day: date) -> str:
    """A day as reports write it."""
    return f"{day.year}年{day.month}月{day.day}日"
