"""Which point of wording a finding fell on, so that false alarms can be grouped."""

from __future__ import annotations

from auditor.model.finding import Finding
from tests.clean.report import CleanReport

_SHORTEST = 4


def point_of(report: CleanReport, finding: Finding) -> str:
    """The point whose text holds the finding's quote, or most of it; «-» where the quote is no wording of a point."""
    quote = (finding.location.quote or "").strip("…")
    best, length = "-", _SHORTEST - 1
    for said in report.said:
        for text in said.text.split("¶"):
            shared = len(quote) if quote in text else len(text) if text in quote else 0
            if shared > length:
                best, length = said.point, shared
    if best != "-" or len(quote) < _SHORTEST:
        return best
    for said in report.said:
        if any(piece in said.text for piece in _pieces(quote)):
            return said.point
    return best


def _pieces(quote: str) -> list[str]:
    return [piece for piece in quote.replace("，", "。").replace("；", "。").split("。") if len(piece) >= _SHORTEST]
