"""The one way through: file to Document to Report to Verdict."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auditor.engine.run import Engine
from auditor.errors import UnreadableReport
from auditor.model.document import Document
from auditor.model.finding import Audit, RuleSetInfo
from auditor.model.report import Report
from auditor.read.opener import read_file
from auditor.recognise.recogniser import Recogniser
from auditor.ruleset.load import RuleSet, load_ruleset


class Auditor:
    """Reads and audits reports with one rule set; loading raises RuleFileError, afterwards it holds no state of any report."""

    def __init__(self, extra: Sequence[Path] = ()) -> None:
        """`extra` are folders of rules that are added to the built-in pack."""
        self.ruleset: RuleSet = load_ruleset(extra)
        self._recogniser = Recogniser(self.ruleset.forms, self.ruleset.bodies)
        self._engine = Engine(self.ruleset)

    @property
    def info(self) -> RuleSetInfo:
        """The rule set as outputs name it."""
        return self.ruleset.info

    def recognise(self, path: Path) -> Report:
        """Read one file as a report; raises UnreadableReport."""
        return self.recognise_document(read_file(path))

    def recognise_document(self, document: Document) -> Report:
        """Recognise what a reader has read; raises UnreadableReport if it is no annual report."""
        return self._recogniser.recognise(document)

    def audit(self, path: Path) -> Audit:
        """Audit one file; a file that cannot be read is an Audit with its `error`, never an exception."""
        try:
            report = self.recognise(path)
        except UnreadableReport as error:
            return Audit(path=str(path), error=str(error))
        return self.audit_report(report)

    def audit_report(self, report: Report) -> Audit:
        """Run the rules over a recognised report."""
        document = report.document
        return Audit(
            path=document.path,
            digest=document.digest,
            format=document.format,
            title=report.title_line,
            agency=report.agency or None,
            report_year=report.report_year,
            form=report.form,
            warnings=report.warnings,
            verdict=self._engine.run(report),
        )
