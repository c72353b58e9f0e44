"""Comparison of a heading with the form's heading by meaning, ignoring function words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein

from auditor.chinese.heading_numbers import split_number
from auditor.chinese.text import bare, squeeze
from auditor.model.report import Wording
from auditor.ruleset.catalogues.forms import Form, SectionForm

_YEAR = r"20\d\d年度?"
_MISSPELT = 2  # number of differing characters that count as slips in a heading of the same length


class HeadWords:
    """Headings of one form without words that do not matter; built once and used for every report."""

    def __init__(self, form: Form) -> None:
        words = sorted(form.fillers, key=len, reverse=True)
        self._fillers = re.compile("|".join((_YEAR, *map(re.escape, words))))
        self._right = {s.numeral: self._plain((s.heading, *s.accepted)) for s in form.sections}
        self._close = {s.numeral: self._plain(s.close) for s in form.sections}

    def _plain(self, spellings: Iterable[str]) -> frozenset[str]:
        return frozenset(self._fillers.sub("", bare(spelling)) for spelling in spellings)

    def wording(self, section: SectionForm, heading: str) -> Wording:
        """Grade how a heading as written, with its number, agrees with the heading of its section."""
        body = bare(split_number(squeeze(heading))[2])
        plain = self._fillers.sub("", body)
        if plain in self._right[section.numeral]:
            return Wording.EXACT
        if plain in self._close[section.numeral]:
            return Wording.CLOSE
        changed = body in map(bare, section.known) or any(word in body for word in section.changing)
        return Wording.REWORDED if changed or self._misspelt(section, body) else Wording.CLOSE

    @staticmethod
    def _misspelt(section: SectionForm, body: str) -> bool:
        """Return whether it is an official heading with a slip: one character more or less, or a few different ones."""
        for spelling in map(bare, (section.heading, *section.accepted)):
            allowed = _MISSPELT if len(spelling) == len(body) else 1
            if Levenshtein.distance(spelling, body, score_cutoff=allowed) <= allowed:
                return True
        return False
