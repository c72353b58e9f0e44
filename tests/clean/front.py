"""What stands around the parts: title, opening, headings, the arrangement of part one, signature and web furniture."""

from __future__ import annotations

from tests.clean.pen import BREAK, Pen, lines, wording

NUMERALS = "一二三四五六"


def title(pen: Pen) -> list[str]:
    """The title, on one line or broken."""
    return lines(pen.say("title.broken" if pen.maybe(0.2) else "title.shape"))


def opening(pen: Pen, fresh: bool) -> tuple[list[str], list[str]]:
    """The opening with the period of the figures, and the contact clause."""
    said = [pen.say("opening.salute") + BREAK] if pen.maybe(0.03) else []
    said += [pen.say("opening.basis" if pen.maybe(0.75) else "opening.plain")]
    for point, chance in (("opening.format_cited", 0.35), ("opening.local_notice", 0.2), ("opening.announced", 0.35)):
        if pen.maybe(chance):
            said.append(pen.say(point))
    if fresh:
        said.append(pen.say("period.part_year"))
    else:
        said.append(pen.say("period.split" if pen.maybe(0.25) else "period.shape"))
    if pen.maybe(0.3):
        said.append(pen.say("opening.electronic"))
    details = pen.say("contact.fields", phone=pen.say("contact.phone"))
    return said, [pen.say("contact.lead", details=details)]


def headings(pen: Pen) -> dict[str, str]:
    """The headings of the six parts by numeral, in the form's words or in those of the notice and the regulation."""
    names = ["总体情况", *pen.say("heading.names").split("|")]
    mark = pen.rng.choice(wording()["heading.mark"])
    return {
        numeral: mark.substitute(numeral=numeral, heading=name) for numeral, name in zip(NUMERALS, names, strict=True)
    }


def note(pen: Pen, numeral: str) -> list[str]:
    """A sentence before the table of a part, in some reports."""
    point = {"二": "part.note2", "三": "part.note3", "四": "part.note4"}.get(numeral)
    if not point or not pen.maybe(0.2):
        return []
    return [pen.say(point + "_counts" if pen.maybe(0.5) else point)]


def arranged(pen: Pen, lead: list[str], texts: list[str], style: str) -> list[str]:
    """The texts of the five aspects under the lead: with sub-headings, in words, in paragraphs or as one text."""
    if style == "one":
        return ["".join(lead + texts)]
    if style == "paragraphs":
        return lines(*lead, *texts)
    point = "overview.other_label" if style == "other_label" else "overview.heading"
    labels = pen.say(point).split("|")
    pairs = list(zip(labels, texts, strict=True))
    if pen.maybe(0.12):
        pen.rng.shuffle(pairs)
    if style == "headed" and pen.maybe(0.12):
        label, text = pen.say("overview.extra").split("|")
        pairs.insert(pen.rng.randint(1, 5), (label, text + "。" * (not text.endswith("。"))))
    if style == "in_words":
        return lines(*lead, *_in_words(pen, pairs))
    shape = pen.rng.choice(wording()["overview.style"])
    numbered = [
        shape.substitute(mark="一二三四五六七"[place], digit=place + 1, label=label) + text
        for place, (label, text) in enumerate(pairs)
    ]
    return lines(*lead, *numbered)


def _in_words(pen: Pen, pairs: list[tuple[str, str]]) -> list[str]:
    if pen.maybe(0.6):
        return [f"{'一二三四五六'[place]}是{label}。{text}" for place, (label, text) in enumerate(pairs)]
    return [f"在{label}上，{text}" for label, text in pairs]


def signature(pen: Pen) -> tuple[str, str]:
    """Name and date under the report; some reports have only the date or neither."""
    name, date = pen.say("signature.name"), pen.say("signature.date")
    which = pen.rng.random()
    if which < 0.12:
        return "", ""
    return (name if which > 0.2 else ""), date


def furniture(pen: Pen) -> tuple[list[str], list[str]]:
    """Lines of a web page that came along when the report was copied, before and after it."""
    before = [pen.say(point) for point, chance in (("web.crumbs", 0.15), ("web.index", 0.08)) if pen.maybe(chance)]
    if pen.maybe(0.15):
        before.append(pen.say("web.source"))
    after = [pen.say("tail.attachment")] if pen.maybe(0.1) else []
    for point, chance in (("web.share", 0.12), ("web.neighbours", 0.08), ("web.footer", 0.12)):
        if pen.maybe(chance):
            after.append(pen.say(point))
    return before, lines(*after)
