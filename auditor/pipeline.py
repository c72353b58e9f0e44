"""The only pipeline: file to Document to Report to Verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from auditor.config.limits import BUILT_IN, Limits
from auditor.engine.context import CheckContext
from auditor.engine.kind import Kind
from auditor.engine.kinds import KINDS
from auditor.engine.previous import PreviousReports
from auditor.engine.run import RuleEngine
from auditor.engine.timing import Timings
from auditor.engine.trace import seen
from auditor.engine.waivers import Waivers
from auditor.errors import UnreadableReport
from auditor.model.document import Document
from auditor.model.finding import Audit, Basis, Notice, RuleSetInfo, TraceStep
from auditor.model.official import NamedLine, OfficialTable
from auditor.model.report import Report
from auditor.read.opener import read_bytes
from auditor.read.sources import Source, open_sources
from auditor.recognise.recogniser import Recogniser
from auditor.rulefiles.load import load_ruleset
from auditor.ruleset.rule_set import RuleSet
from auditor.ruleset.schema.rules import Rule
from auditor.ruleset.schema.waivers import load_waivers


class Auditor:
    """Auditor that reads and audits reports with one rule set.

    Loading raises RuleFileError; afterwards the object holds no state of any report.
    """

    def __init__(
        self,
        extra: Sequence[Path] = (),
        read: Callable[[bytes, str, Limits], Document] = read_bytes,
        packs: Sequence[Path] = (),
        no_demands: tuple[str, int] | None = None,
        limits: Limits = BUILT_IN,
        kinds: Mapping[str, Kind[Any]] = KINDS,
    ) -> None:
        """Load the rules: `packs` replace the national pack, `extra` are folders of additional rules.

        `read` reads the bytes of a report, given its name and `limits`. `no_demands` is the place where the settings turn off the
        demands that only the inspecting office makes. `kinds` are the kinds of rules, by name.
        """
        self._read = read
        self._kinds = kinds
        self.limits = limits
        self.ruleset: RuleSet = load_ruleset(extra, packs, no_demands, kinds)
        self._recogniser = Recogniser(self.ruleset.forms, self.ruleset.bodies)
        self._engine = RuleEngine(self.ruleset, kinds)
        self.waivers: Waivers | None = None
        self.settings: Path | None = None
        self.before: PreviousReports | None = None

    def waive(self, file: Path, day: date) -> None:
        """Apply the waivers of a file as of a day; raises RuleFileError for mistakes in the file."""
        self.waivers = Waivers(load_waivers(file, (rule.id for rule in self.ruleset.rules)), file, day)

    def time_rules(self) -> Timings:
        """Start to measure how long each rule takes."""
        self._engine.timings = Timings()
        return self._engine.timings

    @property
    def info(self) -> RuleSetInfo:
        """Return the rule set as outputs name it, with the settings and waivers in force."""
        waivers = str(self.waivers.file) if self.waivers else ""
        return replace(self.ruleset.info, settings=str(self.settings or ""), waivers=waivers)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Return the notices that lay down the forms, newest first."""
        documents = self.ruleset.documents.documents
        return tuple(
            Notice(form.since, Basis(documents[form.notice].title, form.number)) for form in self.ruleset.forms
        )

    def official_tables(self, form: str) -> tuple[OfficialTable, ...]:
        """Return the tables of a form, given its name («2021»), as outputs show them."""
        return tuple(
            OfficialTable(
                table.key,
                table.name,
                table.title,
                tuple(NamedLine(row.key, row.label, table.head_over(row)) for row in table.rows),
                tuple(NamedLine(column.key, column.label) for column in table.columns),
            )
            for each in self.ruleset.forms
            if each.form == form
            for table in each.tables
        )

    def recognise(self, source: Source) -> Report:
        """Read and recognise one report; raises UnreadableReport."""
        if source.error:
            raise UnreadableReport(source.error, source.cause)
        return self.recognise_document(self._read(source.data, source.name, self.limits))

    def recognise_document(self, document: Document) -> Report:
        """Recognise a document; raises UnreadableReport if it is not an annual report."""
        return self._recogniser.recognise(document)

    def audit_file(self, path: Path) -> Iterator[Audit]:
        """Audit the reports in a file: a single one, or those in an archive."""
        return map(self.audit, open_sources(path, self.limits))

    def audit(self, source: Source) -> Audit:
        """Audit one report; if it cannot be read, the Audit has an `error`, and no UnreadableReport is raised."""
        try:
            report = self.recognise(source)
        except UnreadableReport as error:
            return Audit(path=source.name, error=error.reason, cause=error.cause)
        return self.audit_report(report)

    def seen(self, rule: Rule, report: Report) -> tuple[TraceStep, ...]:
        """Return what a rule looks at in a recognised report."""
        return tuple(seen(rule, CheckContext(report, self.ruleset, self.before), self._kinds))

    def audit_report(self, report: Report, before: PreviousReports | None = None) -> Audit:
        """Run the rules over a recognised report; `before` replaces the auditor's own reports of earlier years."""
        document = report.document
        verdict = self._engine.run(report, before or self.before)
        if self.waivers is not None:
            verdict = self.waivers.apply(verdict, report.agency, report.report_year)
        return Audit(
            path=document.path,
            digest=document.digest,
            format=document.format,
            title=report.title_line,
            agency=report.agency or None,
            report_year=report.report_year,
            form=report.form,
            warnings=report.warnings,
            scanned=bool(document.scanned),
            missing=report.missing_parts,
            verdict=verdict,
        )
