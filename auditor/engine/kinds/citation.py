"""Kind `citation`: document numbers and titles against the catalogue; unknown documents are never called wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from auditor.engine.bind import Bound, Hit, Looked
from auditor.model.text import Folded
from auditor.ruleset.documents import Catalogue, CitedDocument, Key
from auditor.ruleset.rules import CitationRule, Rule

_NUMBER = re.compile(
    r"(?P<letters>[\u4e00-\u9fff]{2,10})(?P<open>[〔\[【（〈{「])(?P<year>(?:19|20)\d{2})(?P<close>[〕\]】）〉}」])第?(?P<serial>\d{1,4})号"
)
_ORDER = re.compile(r"(?P<letters>国务院令|国令)[（〔]?第?(?P<serial>\d{2,4})号")
_BETWEEN = re.compile(r"[^《》。；\n]{0,24}$")
_TITLE_BEHIND = re.compile(r"^[）〕]?[^《》。；\n]{0,6}《(?P<title>[^。；\n]{4,90}?)》(?!》)")
_RIGHT_BEHIND = ("》", "》（")
_BARE_TITLE = re.compile(r"(?P<title>[^，。；、\n《》]{4,60})（$")


@dataclass(frozen=True, slots=True)
class Cited:
    """A number in the text: its parts, the issuer's letters cut to a known form, the title it stands with, and its place.

    `titled` is the document of the catalogue that the title names.
    """

    letters: str
    year: str
    serial: str
    brackets: str
    title: str
    start: int
    end: int
    titled: CitedDocument | None = None

    @property
    def key(self) -> Key:
        """The key of the catalogue."""
        return self.letters, self.year, self.serial


def check(rule: CitationRule, bound: Bound) -> Looked:
    """Look at every number and title the report cites, as the rule's `check` says."""
    text = bound.report.prose
    catalogue = bound.ruleset.documents
    seen: set[str] = set()
    looked = Looked()
    for cited in cited_in(bound):
        written = text.text[cited.start : cited.end]
        for document, expected in _CHECKS[rule.check](cited, catalogue, bound):
            if written in seen or not _covered(rule, document):
                continue
            seen.add(written)
            looked.hits.append(_hit(bound, text, cited, document, expected, written))
    if rule.check == "superseded":
        looked.hits += _superseded_titles(rule, bound, text, catalogue, bool(looked.hits))
    return looked


def cited_in(bound: Bound) -> list[Cited]:
    """All numbers the report cites."""
    return bound.once("citations", lambda: list(_citations(bound.report.prose.text, bound.ruleset.documents)))


def _hit(bound: Bound, text: Folded, cited: Cited, document: CitedDocument | None, expected: str, written: str) -> Hit:
    by = bound.in_force(document.id) if document and document.superseded else None
    values = {
        "title": document.title if document else cited.title,
        "number": expected,
        "written": written,
        "replaced_by": f"《{by.title}》（{by.number}）" if by else "",
    }
    return Hit(bound.place(text, cited.start, cited.end), values, expected=expected or None, actual=written)


def told_once(hits: Sequence[tuple[Rule, Hit]]) -> Iterator[tuple[Rule, Hit, tuple[str, ...]]]:
    """The hits, with the ids of other rules that ask the same of the same number.

    One that names its documents tells it for those that look at all; else the first one does.
    """
    by_place: dict[tuple[object, ...], list[tuple[Rule, Hit]]] = {}
    for place, (rule, hit) in enumerate(hits):
        same = (_QUESTIONS.get(rule.check), hit.location) if isinstance(rule, CitationRule) else (place,)
        by_place.setdefault(same, []).append((rule, hit))
    for told in by_place.values():
        rule, hit = min(told, key=lambda one: not getattr(one[0], "documents", ()))
        yield rule, hit, tuple(dict.fromkeys(other.id for other, _ in told if other is not rule))


def _covered(rule: CitationRule, document: CitedDocument | None) -> bool:
    if document is None:
        return not rule.documents
    return (not rule.documents or document.id in rule.documents) and document.id not in rule.except_documents


def _citations(text: str, catalogue: Catalogue) -> Iterator[Cited]:
    for match in _NUMBER.finditer(text):
        letters = _letters(match["letters"], catalogue)
        brackets = match["open"] + match["close"]
        span = (match.end("letters") - len(letters), match.end())
        yield _cited((letters, match["year"], match["serial"]), brackets, text, span, catalogue)
    for match in _ORDER.finditer(text):
        yield _cited((match["letters"], "", match["serial"]), "", text, match.span(), catalogue)


def _cited(key: Key, brackets: str, text: str, span: tuple[int, int], catalogue: Catalogue) -> Cited:
    title = _title(text, *span)
    return Cited(*key, brackets, title, *span, catalogue.by_title(title, key))


def _letters(run: str, catalogue: Catalogue) -> str:
    """The issuer's letters at the end of a run of characters: a known form if there is one, else what follows a word of citing."""
    known = [letters for letters in catalogue.letters if run.endswith(letters)]
    if known:
        return max(known, key=len)
    return re.sub(r"^.*(?:根据|按照|依据|落实|执行|印发|关于|参照|以及|和|及|的|与)", "", run) or run


def _title(text: str, start: int, end: int) -> str:
    """The title a number stands with: the last one in front of it, else one right behind it."""
    before = text[max(0, start - 120) : start]
    closed = before.rfind("》")
    if closed >= 0 and _BETWEEN.fullmatch(before[closed + 1 :]):
        between = before[closed + 1 :]
        if re.search(r"规定|要求|精神|部署|以及|[和及、]", between):
            return ""
        return before[_opening(before, closed) + 1 : closed] + between.rstrip("（〔")
    match = _BARE_TITLE.search(before) or _TITLE_BEHIND.search(text[end : end + 100])
    return match["title"] if match else ""


def _opening(text: str, closed: int) -> int:
    """The place of the 《 that belongs to the 》 at `closed`, titles within the title passed over; the last 《 where none does."""
    depth = 0
    for place in range(closed, -1, -1):
        depth += (text[place] == "》") - (text[place] == "《")
        if depth == 0:
            return place
    return text.rfind("《", 0, closed)


def _whole_title(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole «《…》» around a piece of a title, or the piece where there is none."""
    opened, closed = text.rfind("《", max(0, start - 60), start), text.find("》", end, end + 30)
    return (opened, closed + 1) if opened >= 0 and closed >= 0 else (start, end)


Found = Iterator[tuple[CitedDocument | None, str]]


def _wrong_number(cited: Cited, catalogue: Catalogue, bound: Bound) -> Found:
    document = cited.titled
    if document is None or document.sure == "memory" or cited.letters not in catalogue.letters:
        return
    accepted = [key for key, known in catalogue.by_number.items() if known.id == document.id]
    same_letters = any(key[0] == cited.letters for key in accepted)
    other = catalogue.by_number.get(cited.key)
    superseded = other is not None and other.superseded is not None and other.superseded.by == document.id
    # The same letters with another number, or another document's number; other letters alone are the letters' rule.
    if cited.key not in accepted and not superseded and (same_letters or other is not None):
        right = bound.in_force(document.id)
        yield right, right.number


def _wrong_letters(cited: Cited, catalogue: Catalogue, bound: Bound) -> Found:
    if cited.key in catalogue.by_number or not cited.year:
        return
    for (letters, year, serial), document in catalogue.by_number.items():
        if (year, serial) != (cited.year, cited.serial) or document.sure == "memory":
            continue
        far = Levenshtein.distance(letters, cited.letters) > 2 and sorted(letters) != sorted(cited.letters)
        sure = cited.titled is document or (len(cited.letters) >= 4 and cited.letters.startswith("国"))
        if (not far and sure and cited.letters not in catalogue.letters) or (
            cited.titled is document and cited.letters in catalogue.letters
        ):
            yield document, document.number


def _superseded(cited: Cited, catalogue: Catalogue, bound: Bound) -> Found:
    document = catalogue.by_number.get(cited.key)
    if document is not None and document.superseded and bound.year >= document.superseded.since:
        successor = bound.in_force(document.id)
        by_number_only = document.id == "regulation-2007"
        cites_new = any(re.sub(r"\D", "", number) in _digits(bound) for number in successor.numbers)
        # The new title with the old number behind it names the old document, whatever the report cites elsewhere.
        titled = cited.titled and cited.titled is not document and bound.in_force(cited.titled.id)
        old = titled is successor and bound.report.prose.text[: cited.start].endswith(_RIGHT_BEHIND)
        apart = successor.apart_from(document)
        named = cites_new if by_number_only else apart.named_in(bound.report.prose.text) and not old
        if not named:
            yield document, successor.number


def _digits(bound: Bound) -> set[str]:
    return {match["serial"] for match in _ORDER.finditer(bound.report.prose.text)}


def _superseded_titles(rule: CitationRule, bound: Bound, text: Folded, catalogue: Catalogue, told: bool) -> list[Hit]:
    """A superseded document named by its title alone."""
    hits: list[Hit] = []
    for document in catalogue.documents.values():
        if told or not document.about or not document.superseded or bound.year < document.superseded.since:
            continue
        at = text.text.find(document.about[0])
        successor = bound.in_force(document.id)
        if at >= 0 and _covered(rule, document) and not successor.named_in(text.text):
            cited = Cited("", "", "", "", document.title, *_whole_title(text.text, at, at + len(document.about[0])))
            hits.append(_hit(bound, text, cited, document, successor.number, text.text[cited.start : cited.end]))
    return hits


def _brackets(cited: Cited, catalogue: Catalogue, bound: Bound) -> Found:
    if cited.brackets and cited.brackets != "〔〕":
        # Where another check would change the number itself, its form alone must not be held up as right.
        replaced = _superseded(cited, catalogue, bound) if bound.report.report_year is not None else ()
        wrong = (*replaced, *_wrong_citation(cited, catalogue, bound))
        right = next((number for _, number in wrong), f"{cited.letters}〔{cited.year}〕{cited.serial}号")
        yield catalogue.by_number.get(cited.key), right


def _unpublished(cited: Cited, catalogue: Catalogue, bound: Bound) -> Found:
    rule = catalogue.unpublished
    central = cited.letters == rule.letters and "工作要点" in cited.title
    if central and cited.year.isdigit() and int(cited.year) in rule.years and cited.key not in catalogue.by_number:
        yield None, ""


def _wrong_citation(cited: Cited, catalogue: Catalogue, bound: Bound) -> Found:
    yield from _wrong_number(cited, catalogue, bound)
    yield from _wrong_letters(cited, catalogue, bound)


_CHECKS: dict[str, Callable[[Cited, Catalogue, Bound], Found]] = {
    "cited": _wrong_citation,
    "number": _wrong_number,
    "letters": _wrong_letters,
    "superseded": _superseded,
    "brackets": _brackets,
    "unpublished": _unpublished,
}
# Whether the letters or the figures are wrong is one question: «cited» asks both.
_QUESTIONS = {name: "number" if name in ("cited", "number", "letters") else name for name in _CHECKS}
