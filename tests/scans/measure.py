"""Read the degraded reports and count: `python -m tests.scans.measure [--every K] [--only KIND]` prints a table by kind.

Every K-th variant, or those of one kind alone; a line for each variant that has something wrong, and the CPU seconds a page.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable

from tests.scans.variants import Variant, variants
from tests.scans.verdict import OUTCOMES, SURE, WRONG, Judged, judged


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="every K-th variant")
    parser.add_argument("--only", default="", help="one kind")
    asked = parser.parse_args()
    chosen = [variant for variant in variants() if asked.only in ("", variant.kind)][:: asked.every]
    print(table(measured(chosen)))


def measured(chosen: Iterable[Variant]) -> dict[str, list[Judged]]:
    """The verdicts by kind; what is not as it should be is printed as it comes."""
    found: dict[str, list[Judged]] = defaultdict(list)
    for variant in chosen:
        verdict = judged(variant)
        found[variant.kind].append(verdict)
        print(
            variant.name,
            *(f"{verdict.cells[outcome]:4}" for outcome in OUTCOMES),
            f"{verdict.seconds:5.1f} s",
            flush=True,
        )
        for line in (*verdict.wrong, *verdict.errors, *verdict.warnings, *verdict.reasons):
            print("     ", line, flush=True)
    return found


def table(found: dict[str, list[Judged]]) -> str:
    """Cells by kind and outcome, errors and warnings, as Markdown."""
    rows: list[tuple[str, ...]] = [("kind", "variants", *OUTCOMES, "errors", "warnings", "CPU s")]
    rows.append(("---",) * len(rows[0]))
    total: list[Judged] = [verdict for verdicts in found.values() for verdict in verdicts]
    for kind, verdicts in (*found.items(), ("all", total)):
        cells = sum((verdict.cells for verdict in verdicts), Counter())
        said = sum(len(verdict.errors) for verdict in verdicts), sum(len(verdict.warnings) for verdict in verdicts)
        seconds = sum(verdict.seconds for verdict in verdicts) / max(len(verdicts), 1)
        rows.append((kind, str(len(verdicts)), *(str(cells[o]) for o in OUTCOMES), *map(str, said), f"{seconds:.1f}"))
    cells = sum((verdict.cells for verdict in total), Counter())
    share = 100 * cells[SURE] / max(cells.total(), 1)
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(
        [*lines, "", f"{share:.1f} % of {cells.total()} cells right and sure, {cells[WRONG]} wrong and unmarked"]
    )


if __name__ == "__main__":
    main()
