"""A report as plain data, in the words in which it is to be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Rows = Mapping[str, Sequence[str]]

TABLE_OF = {"二": "proactive", "三": "requests", "四": "remedies"}


@dataclass(frozen=True, slots=True)
class PlainSection:
    """A heading, number and all as written, the paragraphs under it, and the key of the table behind them («» for none)."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    table: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What a web page says around the article; dates are written as they stand here."""

    site: str = ""
    publisher: str = ""
    index: str = ""
    published: str = ""
    today: str = ""


@dataclass(frozen=True, slots=True)
class PlainReport:
    """A whole report; `tables` hold the cells by row key, `labels` the row labels that differ from the form's, by table."""

    title: tuple[str, ...]
    preamble: tuple[str, ...]
    sections: tuple[PlainSection, ...]
    tables: Mapping[str, Rows]
    signature: str = ""
    issued: str = ""
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    page: Page = Page()

    @property
    def name(self) -> str:
        """The title on one line."""
        return "".join(self.title)

    @property
    def signed(self) -> tuple[str, ...]:
        """The lines under the last section."""
        return tuple(line for line in (self.signature, self.issued) if line)
