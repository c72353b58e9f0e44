"""Traditional copies of reports: read and audited like the simplified ones, quoted as written."""

from __future__ import annotations

import pytest

from auditor.chinese.text import TO_SIMPLIFIED, fold_characters, simplify
from auditor.model.finding import Finding
from auditor.output.parse_ import report_data
from auditor.read.opener import read_bytes
from tests.recognise.reports import auditor
from tests.writers.source import Sample, load_samples

TEXTS = [sample for sample in load_samples() if sample.name.endswith((".txt", ".md", ".html", ".htm"))]
# Each simplified character by the commonest of its traditional forms; «复» is 復, 複 or, in 反覆, 覆.
COMMON = dict(
    zip("发复历台后里表系面制当云松并确党与个万舍干网团", "發復歷臺後裏表係面製當雲鬆並確黨與個萬捨幹網團", strict=True)
)
TO_TRADITIONAL = {ord(plain): chr(old) for old, plain in TO_SIMPLIFIED.items()} | {
    ord(plain): old for plain, old in COMMON.items()
}


def decoded(sample: Sample) -> str:
    encodings = ["utf-16"] if sample.data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8", "gb18030"]
    for encoding in encodings[:-1]:
        try:
            return sample.data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return sample.data.decode(encodings[-1])


def essence(finding: Finding) -> tuple[object, ...]:
    at = finding.location
    return (finding.rule, finding.severity, at.section, at.table, at.row, at.column, at.start, at.end)


@pytest.mark.parametrize("sample", TEXTS, ids=lambda sample: sample.stem)
def test_a_traditional_copy_is_audited_like_its_original(sample: Sample) -> None:
    copy = decoded(sample).replace("gb2312", "utf-8").translate(TO_TRADITIONAL)
    assert copy != decoded(sample)
    plain = auditor().recognise_document(read_bytes(sample.data, sample.name))
    old = auditor().recognise_document(read_bytes(copy.encode(), sample.name))
    assert old.document.text == plain.document.text.translate(TO_TRADITIONAL)
    facts = ("report_year", "form", "issued")
    assert {key: report_data(old)[key] for key in facts} == {key: report_data(plain)[key] for key in facts}
    assert [(s.numeral, s.parts, s.start) for s in old.sections] == [
        (s.numeral, s.parts, s.start) for s in plain.sections
    ]
    found, wanted = (auditor().audit_report(report).verdict.findings for report in (old, plain))
    assert list(map(essence, found)) == list(map(essence, wanted))
    for finding in found:
        assert finding.location.quote is None or finding.location.quote in old.document.text


def test_no_simplified_text_has_a_character_that_is_folded() -> None:
    in_both = {chr(code) for code in TO_SIMPLIFIED if chr(code).encode("gb2312", "ignore")}
    assert in_both == set("後於徵夥")
    assert len(TO_SIMPLIFIED) == 2569
    assert all(simple.encode("gb2312") for simple in TO_SIMPLIFIED.values())


def test_folding_changes_no_simplified_text() -> None:
    everyday = "云后里面征集于是著名乾坤复杂制度台账发展干部并网松树，第一、二十条。"
    assert fold_characters(everyday) == everyday
    assert not set(TO_SIMPLIFIED.values()) & set(map(chr, TO_SIMPLIFIED))


def test_simplified_characters_keep_their_places() -> None:
    assert simplify("政府資訊公開辦公廳關於") == "政府资讯公开办公厅关于"
