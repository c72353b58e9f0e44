"""Audits annual reports on open government information (政府信息公开工作年度报告).

The names in `__all__` are promised to programs that use it as a library, see docs/library.md. Each is imported when it is
first used: `import auditor` alone loads nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.config.limits import Limits
    from auditor.errors import Cause, RuleFileError, UnreadableReport
    from auditor.model.finding import Audit, Finding, Location, Outcome, RuleResult, Severity, Verdict
    from auditor.pipeline import Auditor
    from auditor.read.sources import Source

__version__ = "0.1.0"

__all__ = [
    "Audit",
    "Auditor",
    "Cause",
    "Finding",
    "Limits",
    "Location",
    "Outcome",
    "RuleFileError",
    "RuleResult",
    "Severity",
    "Source",
    "UnreadableReport",
    "Verdict",
]

# Type checkers see the imports above; they would take any name for one of a module with `__getattr__`.
if not TYPE_CHECKING:
    _HOMES = {
        "auditor.errors": ("Cause", "RuleFileError", "UnreadableReport"),
        "auditor.model.finding": ("Audit", "Finding", "Location", "Outcome", "RuleResult", "Severity", "Verdict"),
        "auditor.pipeline": ("Auditor",),
        "auditor.config.limits": ("Limits",),
        "auditor.read.sources": ("Source",),
    }

    def __getattr__(name: str) -> object:
        """Import a promised name from its home (PEP 562); raises AttributeError for any other."""
        from importlib import import_module

        for home, names in _HOMES.items():
            if name in names:
                return getattr(import_module(home), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        """The promised names too, whether or not they are imported already."""
        return sorted({*globals(), *__all__})
