"""The made-up audits of the other outputs."""

from tests.output.conftest import make_audit, make_finding, unchecked

__all__ = ["make_audit", "make_finding", "unchecked"]
