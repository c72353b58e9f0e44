"""The rule set: everything that reading, checking and showing rules need, loaded once for all reports."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.finding import RuleSetInfo
from auditor.ruleset.catalogues.bodies import BodyNames
from auditor.ruleset.catalogues.counting import CountingWords
from auditor.ruleset.catalogues.documents import Catalogue
from auditor.ruleset.catalogues.forms import Form
from auditor.ruleset.schema.confusions import CompiledWords
from auditor.ruleset.schema.demands import Demand
from auditor.ruleset.schema.packs import Change
from auditor.ruleset.schema.rules import Rule


@dataclass(frozen=True)
class RuleSet:
    """Checked rules with all they refer to; `changes` are those that packs made, `notes` are for users, in Chinese.

    Without `demands_made`, the demands of the inspecting office alone are not checked.
    """

    rules: tuple[Rule, ...]
    forms: tuple[Form, ...]
    bodies: BodyNames
    documents: Catalogue
    confusions: CompiledWords
    counting: CountingWords
    info: RuleSetInfo
    demands: tuple[Demand, ...]
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    demands_made: bool = True

    def form(self, name: str) -> Form:
        """A form by its name."""
        return next(form for form in self.forms if form.form == name)

    def form_of(self, year: int | None) -> Form | None:
        """The form that reports for a year must use; None where no form covers the year, or it is not known."""
        return None if year is None else next((form for form in self.forms if form.covers(year)), None)
