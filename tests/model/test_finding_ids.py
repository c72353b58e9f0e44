from __future__ import annotations

from dataclasses import replace

from auditor.model.finding import Finding, Location, Outcome, RuleResult, Severity, Verdict, number_findings

FINDING = Finding("X-ONE", "一", "typo", Severity.ERROR, "有误", Location("一", quote="甲", start=3, end=4))


def _ids(*findings: Finding, agency: str = "云川市教育局", year: int | None = 2024) -> list[str]:
    return [finding.id for finding in number_findings(list(findings), agency, year)]


def test_the_same_finding_elsewhere_in_the_text_keeps_its_id() -> None:
    moved = replace(FINDING, location=replace(FINDING.location, start=99, end=100), severity=Severity.INFO)
    assert _ids(FINDING) == _ids(moved)


def test_agency_year_rule_place_and_quote_make_another_id() -> None:
    at = FINDING.location
    others = [
        replace(FINDING, rule="X-TWO"),
        replace(FINDING, location=replace(at, section="二")),
        replace(FINDING, location=replace(at, table="x")),
        replace(FINDING, location=replace(at, row="x")),
        replace(FINDING, location=replace(at, column="x")),
        replace(FINDING, location=replace(at, quote="乙")),
    ]
    ids = [*_ids(FINDING), *(_ids(other)[0] for other in others)]
    ids += [*_ids(FINDING, agency="云川市民政局"), *_ids(FINDING, year=2023), *_ids(FINDING, year=None)]
    assert len(set(ids)) == len(ids) == 10


def test_like_findings_are_counted_and_a_finding_without_quote_is_known_by_its_message() -> None:
    first, second = _ids(FINDING, FINDING)
    assert first == _ids(FINDING)[0] != second
    plain = replace(FINDING, location=Location("一"))
    assert _ids(plain) != _ids(replace(plain, message="另有误"))


def test_ids_are_short_hexadecimal() -> None:
    (only,) = _ids(FINDING)
    assert len(only) == 16
    int(only, 16)


def test_a_verdict_counts_all_five_outcomes_and_lists_what_was_not_checked() -> None:
    results = tuple(
        RuleResult(f"X-{outcome.name}", "名", outcome) for outcome in Outcome if outcome is not Outcome.PASSED
    )
    verdict = Verdict(results, ())
    assert list(verdict.counts().values()) == [0, 1, 1, 1, 1]
    assert [result.rule for result in verdict.unchecked()] == ["X-CANNOT_CHECK", "X-RULE_ERROR"]


def test_severities_are_ranked_from_the_gravest() -> None:
    assert sorted(Severity, key=lambda severity: severity.rank) == [Severity.ERROR, Severity.WARNING, Severity.INFO]
