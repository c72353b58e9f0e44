"""Audits as JUnit XML for build servers: a test suite per report, a test case per rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from auditor.model.finding import Audit, Outcome, RuleResult, Severity
from auditor.presentation.terminal_text import clean
from auditor.presentation.vocabulary import OUTCOMES, SEVERITIES, place

# XML 1.0 forbids these; all others it forbids are removed with the control characters.
_NO_XML = dict.fromkeys((0xFFFE, 0xFFFF))


def audits_junit(audits: Iterable[Audit]) -> str:
    """Return all audits as one XML document.

    Rules with errors or warnings are failures, broken rules and unreadable reports are errors, rules that did not check are skipped.
    """
    root = Element("testsuites", name="auditor")
    for audit in audits:
        suite = SubElement(root, "testsuite", name=_plain(audit.path))
        suite.extend(_cases(audit))
        for kind, count in (
            ("tests", len(suite)),
            ("failures", len(suite.findall("testcase/failure"))),
            ("errors", len(suite.findall("testcase/error"))),
            ("skipped", len(suite.findall("testcase/skipped"))),
        ):
            suite.set(kind, str(count))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _cases(audit: Audit) -> Iterator[Element]:
    name = _plain(audit.agency or audit.path)
    if audit.error is not None:
        case = Element("testcase", classname=name, name="读取报告")
        SubElement(case, "error", message=_plain(audit.error))
        yield case
    for result in audit.verdict.results:
        yield _case(name, result)


def _case(report: str, result: RuleResult) -> Element:
    case = Element("testcase", classname=report, name=f"{result.rule} {_plain(result.name)}")
    grave = [finding for finding in result.findings if finding.severity is not Severity.INFO]
    if result.outcome is Outcome.RULE_ERROR:
        SubElement(case, "error", message=_plain(result.reason))
    elif grave:
        failure = SubElement(case, "failure", message=_plain(grave[0].message), type=SEVERITIES[grave[0].severity])
        failure.text = "\n".join(_plain(f"{finding.message}（{place(finding.location)}）") for finding in grave)
    elif result.outcome in (Outcome.CANNOT_CHECK, Outcome.NOT_APPLICABLE):
        SubElement(case, "skipped", message=_plain(result.reason) or OUTCOMES[result.outcome])
    elif result.outcome is Outcome.FAILED and not result.findings:
        SubElement(case, "skipped", message="已豁免")
    elif result.findings:
        hints = SubElement(case, "system-out")
        hints.text = "\n".join(_plain(finding.message) for finding in result.findings)
    return case


def _plain(text: str) -> str:
    return clean(text).translate(_NO_XML)
