"""Which point of wording a finding fell on, so that false alarms can be grouped."""

from __future__ import annotations

from auditor.model.finding import Finding
from tests.clean.report import CleanReport

_SHORTEST = 4
# Where a finding quotes nothing of a point: the points its category is about.
_ABOUT = {
    "statistics_period": "period", "contact_clause": "contact.lead", "fee_statement": "fee", "structure": "overview.as",
}  # fmt: skip


def point_of(report: CleanReport, finding: Finding) -> str:
    """The point whose text holds the finding's quote, or most of it; else one its category is about, or «-»."""
    quote = (finding.location.quote or "").strip("…")
    best, length = "-", _SHORTEST - 1
    for said in report.said:
        for text in said.text.replace("|", "¶").split("¶"):
            shared = len(quote) if quote in text else len(text) if text in quote else 0
            if shared > length:
                best, length = said.point, shared
    if best != "-":
        return best
    if len(quote) < _SHORTEST:
        return _about(report, finding)
    for said in report.said:
        if any(piece in said.text for piece in _pieces(quote)):
            return said.point
    return _about(report, finding)


def _about(report: CleanReport, finding: Finding) -> str:
    prefix = _ABOUT.get(finding.category, "-")
    return next((said.point for said in report.said if said.point.startswith(prefix)), "-")


def _pieces(quote: str) -> list[str]:
    return [piece for piece in quote.replace("，", "。").replace("；", "。").split("。") if len(piece) >= _SHORTEST]
