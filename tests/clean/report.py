"""Clean reports: `report(seed)` writes one, always the same for the same seed."""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.clean import aspects, closing, front
from tests.clean.bodies import Body, body
from tests.clean.facts import facts
from tests.clean.figures import Figures, figures
from tests.clean.pen import Pen, Said, lines
from tests.writers.layouts import TEXTS, write
from tests.writers.plain import TABLE_OF, Page, PlainReport, PlainSection

NUMERALS = "一二三四五六"
TEXT_LAYOUTS = tuple(name for name in TEXTS if name.startswith("text-"))
PAGE_LAYOUTS = ("html-article", "html-government", "html-layout-table")
Cells = dict[str, dict[str, list[str]]]


@dataclass(slots=True)
class CleanReport:
    """A report as it can still be changed: its lines, its cells as written, and what was said for which point of wording."""

    seed: int
    body: Body
    year: int
    figures: Figures
    facts: dict[str, object]
    title: list[str]
    preamble: list[str]
    headings: dict[str, str]
    parts: dict[str, list[str]]
    cells: Cells
    signature: str
    issued: str
    layout: str
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    order: str = NUMERALS
    bare: str = ""

    def changed(self) -> CleanReport:
        """A copy to plant something into."""
        return copy.deepcopy(self)

    def plain(self) -> PlainReport:
        """The report as the writers of all formats take it; the web furniture of pages is theirs."""
        sections = [
            PlainSection(
                self.headings[numeral],
                tuple(self.parts[numeral]),
                "" if numeral in self.bare else TABLE_OF.get(numeral, ""),
            )
            for numeral in self.order
        ]
        site = f"{self.body.seat}人民政府"
        page = Page(site, self.body.name, "000000000/2025-00012", str(self.facts["shown"]), f"{self.year + 1}年6月3日")
        return PlainReport(
            tuple(self.title), tuple(self.preamble), tuple(sections), self.cells, self.signature, self.issued, self.labels, page
        )  # fmt: skip

    def text(self) -> str:
        """The report as text, with what a copied page has around it."""
        layout = self.layout if self.layout.startswith("text-") else "text-joined-rows"
        body_text = TEXTS[layout](self.plain())
        return "\n".join([*self.before, body_text.rstrip("\n"), *self.after]) + "\n"

    def data(self) -> tuple[bytes, str]:
        """The report in its layout as the bytes of a file, and the file's name."""
        if self.layout.startswith("text-"):
            return self.text().encode(), "报告.txt"
        return write(self.plain(), self.layout), "报告.html"


def report(seed: int, *, page: bool | None = None) -> CleanReport:
    """The clean report of a seed; `page` says whether it is a web page (one in eight where it is not said)."""
    rng = random.Random(seed)
    who = body(rng)
    year = rng.choice((2021, 2022, 2023, 2024, 2024, 2025))
    fresh = (
        date(year, 2, 1) + timedelta(rng.randint(0, 240)) if who.kind == "department" and rng.random() < 0.05 else None
    )
    if fresh and any(word in who.name for word in ("办公室", "税务局")):
        fresh = None
    found = figures(who, rng, fresh is not None)
    known = facts(who, year, found, rng, fresh)
    pen = Pen(rng, known)
    title = front.title(pen)
    opening, contact = front.opening(pen, fresh is not None)
    headings = front.headings(pen)
    parts = {numeral: front.note(pen, numeral) for numeral in NUMERALS}
    parts["一"] = overview(pen, who, year, found, fresh is not None)
    parts["五"] = closing.problems(pen, year, fresh is not None)
    parts["六"] = closing.other(pen, who, found)
    preamble = _place(pen, opening, contact, parts)
    signature, issued = front.signature(pen)
    if page is None:
        page = pen.maybe(0.125)
    layout = rng.choice(PAGE_LAYOUTS if page else TEXT_LAYOUTS)
    before, after = ([], []) if page else front.furniture(pen)
    return CleanReport(
        seed, who, year, found, known, title, preamble, headings, parts, cells(found), signature, issued, layout, before, after,
        pen.said,
    )  # fmt: skip


def cells(found: Figures) -> Cells:
    """The figures as the cells of the three tables."""
    two = {
        "rules": found.rules, "normative": found.normative, "licensing": [found.licensing], "punishment": [found.punishment],
        "coercion": [found.coercion],
    }  # fmt: skip
    tables: Cells = {"proactive": {key: [str(cell) for cell in row] for key, row in two.items()}}
    tables["proactive"]["fees"] = [f"{found.fees / 100:g}"]
    tables["requests"] = {key: [str(cell) for cell in row] for key, row in found.requests.items()}
    tables["remedies"] = {key: [str(cell) for cell in row] for key, row in found.remedies.items()}
    return tables


def overview(pen: Pen, who: Body, year: int, found: Figures, fresh: bool) -> list[str]:
    """Part one: with headings of several kinds, with other labels, in words, or as one running text."""
    style = pen.rng.choices(("headed", "other_label", "in_words", "paragraphs", "one"), (58, 16, 9, 9, 8))[0]
    pen.said.append(Said(f"overview.as_{style}", ""))
    flowing = style == "one"
    texts = [
        aspects.publishing(pen, found, fresh, flowing),
        aspects.applications(pen, who, found, fresh),
        aspects.upkeep(pen, found, fresh),
        aspects.platforms(pen, who),
        aspects.supervision(pen, who, year, fresh),
    ]
    lead = [pen.say("overview.lead")] if pen.maybe(0.8) or flowing else []
    return front.arranged(pen, lead, ["".join(sentences) for sentences in texts], style)


def _place(pen: Pen, opening: list[str], contact: list[str], parts: dict[str, list[str]]) -> list[str]:
    """Put what is usually said in front where this report says it: in front, in part one, or the contact at the end of part six."""
    where = pen.rng.random()
    if where < 0.84:
        if pen.maybe(0.7):
            return lines("".join(opening + contact))
        return lines(*opening, *contact)
    if where < 0.93:
        parts["一"] = lines("".join(opening + contact)) + parts["一"]
        return []
    parts["六"] = parts["六"] + lines(*contact)
    return lines("".join(opening))
