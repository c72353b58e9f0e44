"""Catalogue of the documents that reports may cite and rules may be based on (`rules/documents.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from auditor.chinese.text import bare
from auditor.errors import RuleFileError
from auditor.ruleset.catalogues.forms import Form
from auditor.ruleset.yaml.positions import YamlSource, load_yaml
from auditor.ruleset.yaml.validation import Strict, check, meant

_LOCAL = re.compile("[省市县区州盟旗厅局委办]|兵团|政府|领导小组|办公室")
_NATIONAL = re.compile("国务院|国办|中共中央|中央办公厅|中办|全国人大|财政部|中华人民共和国")
_YEARLY = re.compile(r"20\d\d年度?(?:全[省市县区])?$")
Key = tuple[str, str, str]  # letters, year and serial of a number
NUMBER = re.compile(r"(?P<letters>[\u4e00-\u9fff]+)〔(?P<year>\d{4})〕(?P<serial>\d+)号")
ORDER = re.compile(r"(?P<letters>国务院令|国令)第(?P<serial>\d+)号")


class Superseded(Strict):
    """The successor of a document, and the report year from which citing the old one alone is a fault."""

    by: str
    since: int


class CitedDocument(Strict):
    """A document: its official number first, then accepted short forms; `about` are pieces of its title.

    `articles` are the texts of its articles, by the names that the basis of a rule uses. A `custom` entry is no document but a
    demand of inspecting offices, and has no number. `names` are titles that must not be cut or misspelt, and `subject` are words
    of a sentence that means the document by its number alone.
    """

    id: str
    title: str
    issuer: str
    numbers: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    sure: Literal["verified", "corroborated", "inference", "memory", "custom"]
    superseded: Superseded | None = None
    articles: Mapping[str, str] = Field(default_factory=dict)

    @property
    def number(self) -> str:
        """The official number; empty where the entry is no document."""
        return self.numbers[0] if self.numbers else ""

    @model_validator(mode="after")
    def _numbered(self) -> CitedDocument:
        if bool(self.numbers) == (self.sure == "custom"):
            raise ValueError("文件要写 numbers（文号）；只有 sure: custom（检查机关自己的要求）没有文号")
        return self

    def apart_from(self, other: CitedDocument) -> CitedDocument:
        """The document without the pieces of its title that the other has as well: only the numbers distinguish such a pair."""
        return self.model_copy(update={"about": tuple(piece for piece in self.about if piece not in other.about)})

    def shares_title(self, other: CitedDocument) -> bool:
        """Whether a piece of title names both: the document itself, or a successor with the same title."""
        return other is self or not set(self.about).isdisjoint(other.about)

    def named_in(self, text: str) -> bool:
        """Whether folded text names the document by a piece of its title or by its number, in any brackets."""
        if any(number.search(text) for number in _loosely(self.numbers)):
            return True
        plain = bare(text)
        return any(piece in plain for piece in _without_marks(self.about))


@cache
def _loosely(numbers: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Expressions for numbers in any brackets."""
    found = ((number, NUMBER.fullmatch(number)) for number in numbers)
    return tuple(
        re.compile(rf"{match['letters']}\D?{match['year']}\D?第?{match['serial']}号" if match else re.escape(number))
        for number, match in found
    )


@cache
def _without_marks(pieces: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(bare, pieces))


class Unpublished(Strict):
    """Years for which no central work plan was published, and the letters under which one would have been."""

    letters: str
    years: tuple[int, ...]


class _DocumentsFile(Strict):
    documents: tuple[CitedDocument, ...]
    letters: tuple[str, ...]
    unpublished_plans: Unpublished


@dataclass(frozen=True)
class Catalogue:
    """All documents by id and by the parts of their numbers."""

    documents: Mapping[str, CitedDocument]
    letters: tuple[str, ...]
    unpublished: Unpublished

    @cached_property
    def by_number(self) -> dict[Key, CitedDocument]:
        """Documents by (letters, year, serial); orders of the State Council have no year."""
        found = {}
        for document in self.documents.values():
            for number in document.numbers:
                match = NUMBER.fullmatch(number) or ORDER.fullmatch(number)
                if match:
                    parts = match.groupdict()
                    found[parts["letters"], parts.get("year") or "", parts["serial"]] = document
        return found

    @cached_property
    def pieces(self) -> tuple[tuple[str, tuple[str, ...], CitedDocument], ...]:
        """Bare pieces of titles, each with the bare words that must not be in the same title, longest first."""
        found = [
            (bare(piece), tuple(bare(word) for word in document.excludes), document)
            for document in self.documents.values()
            for piece in document.about
        ]
        return tuple(sorted(found, key=lambda item: -len(item[0])))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The titles that must not be cut or misspelt."""
        return tuple(name for document in self.documents.values() for name in document.names)

    def by_title(self, title: str, key: Key) -> CitedDocument | None:
        """The document a title names: of several the one with the number next to it, then with its letters, then with the longest piece."""
        plain = bare(title)
        named = [
            document
            for piece, excludes, document in self.pieces
            if piece in plain
            and not any(word in plain for word in excludes)
            and (self._unlike(document, key) < 2 or not by_another(plain.partition(piece)[0]))
        ]
        return min(named, key=lambda document: self._unlike(document, key), default=None)

    def _unlike(self, document: CitedDocument, key: Key) -> int:
        """0 for the document with the number, 1 for one with its letters, 2 for any other."""
        if self.by_number.get(key) is document:
            return 0
        return 1 if (document.id, key[0]) in self._lettered else 2

    @cached_property
    def _lettered(self) -> frozenset[tuple[str, str]]:
        """The ids of documents with the letters of their numbers."""
        return frozenset((document.id, letters) for (letters, _, _), document in self.by_number.items())

    def in_force(self, name: str, year: int | None) -> CitedDocument:
        """The document in force for reports of a year: the one named, a predecessor or a successor."""
        document = self.documents[name]
        if year is None:
            return document
        for _ in self.documents:
            found = self._before(document, year) or self._behind(document, year)
            if found is None:
                break
            document = found
        return document

    def _before(self, document: CitedDocument, year: int) -> CitedDocument | None:
        """The predecessor of a document, where the year is too early for it."""
        return next((d for d, by, since in self.replaced if by == document.id and year < since), None)

    def _behind(self, document: CitedDocument, year: int) -> CitedDocument | None:
        """The successor of a document, where it is superseded by that year."""
        replaced = document.superseded
        return self.documents[replaced.by] if replaced and year >= replaced.since else None

    @cached_property
    def replaced(self) -> tuple[tuple[CitedDocument, str, int], ...]:
        """The superseded documents, each with the id of its successor and the year since when."""
        every = self.documents.values()
        return tuple((d, d.superseded.by, d.superseded.since) for d in every if d.superseded)


def national(text: str) -> bool:
    """Whether a national body is named."""
    return _NATIONAL.search(text) is not None


def by_another(lead: str) -> bool:
    """Whether the words before a document's name make it a region's own document, or that of one year: «江南省…2024年»."""
    return _YEARLY.search(lead) is not None or (_LOCAL.search(lead) is not None and not national(lead))


def load_catalogue(path: Path) -> Catalogue:
    """Load the catalogue; raises RuleFileError with all its mistakes."""
    source = load_yaml(path)
    file = check(_DocumentsFile, source) if not source.mistakes else None
    documents: dict[str, CitedDocument] = {}
    _add(list(enumerate(file.documents)) if file else [], documents, source)
    if file is None or source.mistakes:
        raise RuleFileError(source.mistakes)
    return Catalogue(documents, file.letters, file.unpublished_plans)


def with_own(catalogue: Catalogue, sources: Sequence[YamlSource]) -> Catalogue:
    """Add the documents in rule files to the catalogue; mistakes in them go to the sources."""
    documents = dict(catalogue.documents)
    for source in sources:
        written = source.data.get("documents", ()) if isinstance(source.data, dict) else ()
        if not isinstance(written, tuple):
            source.mistakes.append(source.mistake(("documents",), "“documents”应是列表，每份文件以“- id:”开头"))
            continue
        read = [(place, check(CitedDocument, source, ("documents", place))) for place in range(len(written))]
        _add([(place, document) for place, document in read if document], documents, source)
    letters = (match["letters"] for d in documents.values() for n in d.numbers if (match := NUMBER.fullmatch(n)))
    return Catalogue(documents, tuple(dict.fromkeys((*catalogue.letters, *letters))), catalogue.unpublished)


def with_notices(catalogue: Catalogue, forms: Sequence[Form]) -> Catalogue:
    """Let the notice of each form, newest first, supersede the notice of the form before, unless that names its successor itself.

    A notice whose number is not filled in yet supersedes nothing: nobody could cite it.
    """
    documents = dict(catalogue.documents)
    for newer, older in pairwise(forms):
        notice = documents.get(older.notice)
        by = documents.get(newer.notice)
        known = by is not None and by is not notice and NUMBER.fullmatch(by.number) is not None
        if notice and not notice.superseded and known:
            replaced = Superseded(by=newer.notice, since=newer.since)
            documents[notice.id] = notice.model_copy(update={"superseded": replaced})
    return Catalogue(documents, catalogue.letters, catalogue.unpublished)


def _add(placed: Sequence[tuple[int, CitedDocument]], documents: dict[str, CitedDocument], source: YamlSource) -> None:
    """Add documents by their index in a source, and report what is wrong between them to the source."""
    for place, document in placed:
        if document.id in documents:
            source.mistakes.append(source.mistake(("documents", place, "id"), f"文件“{document.id}”已经有了"))
        documents.setdefault(document.id, document)
    for place, document in placed:
        by = document.superseded.by if document.superseded else document.id
        if by not in documents:
            said = f"目录里没有文件“{by}”{meant(by, documents)}"
            source.mistakes.append(source.mistake(("documents", place, "superseded", "by"), said))
