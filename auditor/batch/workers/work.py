"""Work of the processes of a run over many reports: each audit becomes a row of the store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import astuple, dataclass
from importlib.util import find_spec

from auditor import __version__
from auditor.batch.data.record import FORM, ReportRecord, record_of
from auditor.batch.store.result_store import ResultRow, row_of
from auditor.batch.workers.audits import Auditing, Setup, failed
from auditor.batch.workers.pool import Allow, Task
from auditor.errors import Cause, UnreadableReport
from auditor.model.finding import Audit
from auditor.output.saved import MOST_FINDINGS
from auditor.pipeline import Auditor


def basis_of(auditor: Auditor, *, compared: bool) -> str:
    """Return the digest of all that results depend on besides the reports: program, rules, waivers, limits, installed OCR."""
    waivers = auditor.waivers.digest if auditor.waivers else ""
    scans = all(find_spec(name) for name in ("rapidocr", "onnxruntime"))
    parts = (__version__, FORM, auditor.info.digest, waivers, astuple(auditor.limits), scans, compared)
    return "sha256:" + hashlib.sha256(repr(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Audits:
    """Prepares a process for audits."""

    setup: Setup

    def __call__(self, allow: Allow) -> Callable[[Task], ResultRow]:
        """Return the function that audits one report; it raises nothing, and states in the row whatever is wrong."""
        work = Auditing(self.setup, allow)

        def audit(task: Task) -> ResultRow:
            previous = ""
            try:
                report = work.recognise(task.name, task.data)
                previous, before = work.before(report)
                record = record_of(_counted(work.auditor.audit_report(report, before)), report)
                return row_of(record, task.digest, previous)
            except Exception as error:  # noqa: BLE001  one report must not stop the others
                return row_of(ReportRecord(failed(task.name, error, work.limits)), task.digest, previous)

        return audit


def _counted(audit: Audit) -> Audit:
    """Return the audit; raises UnreadableReport if it has more findings than can be read back."""
    if len(audit.verdict.findings) + len(audit.verdict.waived) > MOST_FINDINGS:
        raise UnreadableReport(f"意见超过 {MOST_FINDINGS} 条，报告多半不是按格式写的，请单独查看", Cause.NOT_A_REPORT)
    return audit
