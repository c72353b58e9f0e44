"""Words that are often confused (`rules/confusions.yaml`), with their patterns compiled."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from auditor.errors import RuleFileError
from auditor.ruleset.language.patterns import Pattern, PatternError
from auditor.ruleset.schema.rules import Expression, NonEmptyText
from auditor.ruleset.yaml.positions import load_yaml
from auditor.ruleset.yaml.validation import Strict, check


class Word(Strict):
    """A wrong spelling (pattern), the right one, and the contexts in which the first is right after all (pattern)."""

    wrong: Expression
    right: NonEmptyText
    unless: Expression | None = None

    def compiled(self) -> tuple[Word, Pattern, Pattern | None]:
        """The word with its two patterns; raises PatternError if one is broken."""
        return self, Pattern(self.wrong), Pattern(self.unless) if self.unless else None


CompiledWords = tuple[tuple[Word, Pattern, Pattern | None], ...]


class _WordLists(Strict):
    words: tuple[Word, ...]


def compile_words(words: Iterable[Word]) -> CompiledWords:
    """Compile the patterns of all words; raises PatternError for the first that is broken."""
    return tuple(word.compiled() for word in words)


def load_confusions(path: Path) -> CompiledWords:
    """Load the words of a file; raises RuleFileError with all its mistakes."""
    source = load_yaml(path)
    file = check(_WordLists, source) if not source.mistakes else None
    compiled = []
    for place, word in enumerate(file.words if file else ()):
        try:
            compiled.append(word.compiled())
        except PatternError as error:
            where = ("words", place, "wrong")
            source.mistakes.append(source.mistake(where, str(error), character=error.column))
    if file is None or source.mistakes:
        raise RuleFileError(source.mistakes)
    return tuple(compiled)
