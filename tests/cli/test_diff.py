"""`auditor diff`: reports mended and altered, against reports and saved results, in all the shapes they come in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.batch.workers.audits import Setup
from auditor.cli.common.hand_ins import since
from auditor.cli.common.owned import command
from auditor.errors import UnreadableReport, UsageError
from auditor.presentation.terminal_text import width
from auditor.read.sources import Source
from tests.read.archives import archive
from tests.recognise.reports import written

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
OVERVIEW = """2024年，我局落实保密审察。
（一）主动公开。全年发布信息120条，制发行政规范性文件{issued}件。
（二）依申请公开。收到政府信息公开申请{received}件，上年结转1件。
（三）政府信息管理。严格审查。
（四）政府信息公开平台建设。完善专栏。
（五）监督保障。开展培训2次。"""
NO_FEES = "无其他需要报告的事项。"


def report(*, issued: int = 2, received: int = 5, wrong: str = "审察", fees: bool = False, **more: Any) -> str:
    overview = OVERVIEW.format(issued=issued, received=received).replace("审察", wrong)
    return written(sections={"一": overview} | ({} if fees else {"六": NO_FEES}), **more)


# What a result must hold to be read at all.
_KEPT = ("digest", "severity", "outcome", "expires")

BEFORE = report(received=7, tables={"proactive": {"rules": ["/", 0, 0]}, "remedies": {"review": [1, 0, 0, 1, 3]}})
AFTER = report(
    issued=3, received=8, wrong="审查",
    tables={"proactive": {"rules": [0, 0, 0]}, "remedies": {"review": [1, 0, "无", 1, 3]}},
)  # fmt: skip


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return put(tmp_path / "旧.txt", BEFORE)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return put(tmp_path / "新.txt", AFTER)


def put(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def save(run: Any, source: Path, name: str = "结果.json", *more: object) -> Path:
    """The result of auditing something, saved beside it."""
    path = source.parent / name
    run("check", source, "--format", "jsonl" if name.endswith("l") else "json", "-o", path, *more)
    return path


def diff(run: Any, *arguments: object) -> Any:
    done = run("diff", *arguments, "--format", "json")
    assert done.status in (0, 1, 3), done.err
    return json.loads(done.out)


def rules(entry: Any) -> dict[str, list[str]]:
    """The rules in each list."""
    found = {name: sorted(finding["rule"] for finding in entry[name]) for name in ("mended", "new")}
    found |= {name: sorted(pair["old"]["rule"] for pair in entry[name]) for name in ("open", "unsure", "waived")}
    assert {name: len(listed) for name, listed in found.items()} == entry["counts"]
    return found


EXPECTED = {
    "mended": ["TYP-WORD", "VAL-NUMBER"],
    "open": ["CMP-RECEIVED", "FEE-STATED"],
    "new": ["CMP-NORMATIVE", "VAL-NUMBER"],
    "unsure": ["T4-TOTAL"],
    "waived": [],
}


def test_reports_and_saved_results_say_the_same(run: Any, old: Path, new: Path) -> None:
    olds = [old, save(run, old, "旧.json"), save(run, old, "旧.jsonl")]
    news = [new, save(run, new, "新.result"), save(run, new, "新.jsonl")]
    for before in olds:
        for now in news:
            found = diff(run, before, now)
            [entry] = found["reports"]
            assert rules(entry) == EXPECTED
            assert [pair["changed"] for pair in entry["open"]] == [True, False]
            assert [unsure["reason"] for unsure in entry["unsure"]] == ["表四“行政复议”填的是“无”，不是数字"]
            files = entry["files"]
            assert (files["old"]["path"], files["new"]["path"]) == (str(old), str(new))
            assert (entry["agency"], entry["report_year"]) == ("云川市教育局", 2024)
            jsonl = ".jsonl" in f"{before}{now}"
            assert any("jsonl" in note for note in entry["notes"]) is jsonl
            assert (found["schema"], found["unpaired"], found["unread"]) == (1, [], [])


def test_the_note_says_what_is_still_wrong_first(run: Any, old: Path, new: Path) -> None:
    done = run("diff", old.name, new.name)
    assert (done.status, done.err) == (1, "")
    assert done.out.startswith(f"【云川市教育局　2024年度报告】\n旧报告：{old.name}")
    assert "结论：已更正2处，仍未更正2处，新发现2处；1处无法判断。\n" in done.out
    heads = [done.out.index(f"\n{word}（") for word in ("仍未更正", "新发现", "无法判断", "已更正")]
    assert heads == sorted(heads)
    assert "     原先：文字里写的是“收到政府信息公开申请7件”" in done.out
    assert "    原因：表四“行政复议”填的是“无”，不是数字\n" in done.out
    assert "  - （不规范）“保密审察”疑为错字，应为“保密审查”［TYP-WORD］\n" in done.out
    assert all(width(line) <= 80 for line in done.out.splitlines())
    assert run("diff", old.name, new.name, "-o", old.with_name("复查.txt")) == (1, "", "")
    assert old.with_name("复查.txt").read_text("utf-8") == done.out


@pytest.mark.parametrize(
    ("before", "now", "status"),
    [
        (BEFORE, report(wrong="审查", fees=True), 0),
        (BEFORE, report(), 0),  # what is left are warnings
        (BEFORE, BEFORE, 1),
        (BEFORE, AFTER, 1),  # whether the sum holds now cannot be told
        (report(), report(tables={"remedies": {"review": [1, 0, 0, 1, 3]}}), 1),
    ],
)
def test_exit_status(run: Any, tmp_path: Path, before: str, now: str, status: int) -> None:
    assert run("diff", put(tmp_path / "a.txt", before), put(tmp_path / "b.txt", now)).status == status


def test_a_sample_that_is_mended_and_one_held_against_itself(run: Any, tmp_path: Path) -> None:
    sample = SAMPLES / "15-citation.txt"
    text = sample.read_text("utf-8").replace("国办发〔2019〕45号", "国办发〔2019〕54号")
    found = diff(run, sample, put(tmp_path / "改.txt", text))
    listed = rules(found["reports"][0])
    assert (listed["mended"], listed["new"], listed["unsure"]) == (["CIT-NUMBER"], [], [])
    assert listed["open"] == ["CIT-BRACKETS", "CIT-LETTERS", "CIT-SUPERSEDED"]
    for name in ("07-identity.docx", "08-columns.html", "09-value.txt", "21-workbook.xlsx"):
        [entry] = diff(run, SAMPLES / name, SAMPLES / name)["reports"]
        assert entry["counts"] | {"open": 0} == dict.fromkeys(entry["counts"], 0)
        assert not any(pair["changed"] for pair in entry["open"])
        assert entry["notes"] == ["新旧两份报告的内容完全相同"]


def test_without_last_year_s_report_what_it_told_is_not_mended(run: Any, tmp_path: Path) -> None:
    last = put(tmp_path / "2023.txt", written(year=2023, tables={"requests": {"carried_out": [2, 0, 0, 0, 0, 0, 1]}}))
    this = put(tmp_path / "2024.txt", written())
    before = save(run, this, "旧.json", "--previous", last)
    for now in (this, save(run, this, "新.json")):
        [entry] = diff(run, before, now)["reports"]
        assert "HIS-CARRIED" in rules(entry)["unsure"]
        assert {unsure["reason"] for unsure in entry["unsure"]} == {"这条规则没有核对：没有给出上年的报告"}
        assert (entry["mended"], entry["open"]) == ([], [])
    [entry] = diff(run, before, this, "--previous", last)["reports"]
    assert "HIS-CARRIED" in rules(entry)["open"]


def test_a_section_that_is_gone_is_not_mended(run: Any, old: Path, tmp_path: Path) -> None:
    without = "\n".join(line for line in BEFORE.splitlines() if not line.startswith("六、") and line != NO_FEES)
    [entry] = diff(run, old, put(tmp_path / "x.txt", without))["reports"]
    assert "FEE-STATED" in rules(entry)["unsure"]
    assert "STR-SECTION" in rules(entry)["new"]


def test_more_cells_with_the_same_words_are_no_mended_ones(run: Any, tmp_path: Path) -> None:
    few = written(tables={"proactive": {"rules": ["/", "/", 0]}})
    many = written(tables={"proactive": {"rules": ["/", "/", "/"], "normative": ["/", 1, 9]}})
    one, other = put(tmp_path / "a.txt", few), put(tmp_path / "b.txt", many)
    for pair in ((one, other), (other, one)):
        found = rules(diff(run, *pair)["reports"][0])
        assert found["open"].count("VAL-NUMBER") == 2
        assert "VAL-NUMBER" not in found["mended"] + found["new"]


def test_other_rules_are_told(run: Any, old: Path, new: Path, tmp_path: Path) -> None:
    saved = save(run, old)
    data = json.loads(saved.read_text("utf-8"))
    data["rules"]["digest"] = "sha256:00"
    saved.write_text(json.dumps(data), "utf-8")
    [note] = diff(run, saved, new)["reports"][0]["notes"]
    assert note.startswith("两次审核用的规则不同")


def test_a_waived_finding_is_told_apart(run: Any, old: Path, new: Path) -> None:
    saved = save(run, old)
    waiver = "waivers:\n  - {rule: FEE-STATED, agency: 云川市教育局, year: 2024, reason: 统一说明, approver: 办公室, expires: 2099-01-01}\n"
    put(old.with_name("waivers.yaml"), waiver)
    [entry] = diff(run, saved, new)["reports"]
    assert rules(entry)["waived"] == ["FEE-STATED"]
    done = run("diff", saved, new)
    assert "；1处已豁免。" in done.out
    assert "    豁免：统一说明（办公室批准，至2099-01-01）\n" in done.out


def test_reports_of_other_agencies_or_years_are_refused(run: Any, old: Path, tmp_path: Path) -> None:
    other = put(tmp_path / "别.txt", written(agency="云川市民政局", year=2023))
    for before in (old, save(run, old)):
        done = run("diff", before, other)
        assert (done.status, done.out) == (2, "")
        assert "机关和年度不同" in done.err
        assert "云川市教育局2024年度" in done.err
        assert "云川市民政局2023年度" in done.err


def test_folders_and_archives_are_paired_and_the_rest_is_told(run: Any, tmp_path: Path) -> None:
    packed = put(
        tmp_path / "第一次.zip",
        archive({
            "县直/教育局.txt": BEFORE.encode(),
            "民政局.txt": report(agency="云川市民政局").encode(),
            "体育局.txt": written(agency="云川市体育局").encode(),
            "坏.docx": b"PK\x03\x04",
        }),
    )  # fmt: skip
    folder = tmp_path / "第二次"
    put(folder / "甲.txt", AFTER)
    put(folder / "乙.txt", written(agency="云川市体育局"))
    put(folder / "丙.txt", written(agency="云川市财政局"))
    done = run("diff", packed, folder)
    assert done.status == 3
    assert "合计：对照了2份报告，已更正2处，仍未更正2处，新发现2处，1处无法判断" in done.out
    assert "；2份没有对照；1份无法读取。" in done.out.replace("\n", "")
    assert "没有对照的报告（2）\n  旧报告，另一边没有同一机关、同一年度的：\n  - 云川市民政局2024年度，有" in done.out
    assert "  新报告，另一边没有同一机关、同一年度的：\n  - 云川市财政局2024年度，没有发现问题" in done.out
    assert "无法读取的文件（1）" in done.out
    found = diff(run, packed, folder)
    assert [entry["agency"] for entry in found["reports"]] == ["云川市体育局", "云川市教育局"]
    assert [(one["side"], one["agency"]) for one in found["unpaired"]] == [
        ("old", "云川市民政局"),
        ("new", "云川市财政局"),
    ]
    assert [one["side"] for one in found["unread"]] == ["old"]


def test_one_report_finds_its_own_among_many(run: Any, tmp_path: Path, new: Path) -> None:
    packed = put(
        tmp_path / "全县.zip",
        archive({"教育局.txt": BEFORE.encode(), "民政局.txt": report(agency="云川市民政局").encode()}),
    )
    for before in (packed, save(run, packed), f"{packed}!教育局.txt"):
        found = diff(run, before, new)
        assert rules(found["reports"][0]) == EXPECTED
        assert found["unpaired"] == []
        assert found["notes"] == (["另一边还有 1 份别的报告，没有对照"] if "!" not in str(before) else [])
    other = put(tmp_path / "别.txt", written(agency="云川市财政局"))
    done = run("diff", packed, other)
    assert done.status == 2
    assert "两边没有同一机关、同一年度的报告" in done.err
    assert "云川市教育局2024年度、云川市民政局2024年度" in done.err
    twice = put(tmp_path / "两份.zip", archive({"a.txt": BEFORE.encode(), "b.txt": AFTER.encode()}))
    done = run("diff", twice, new)
    assert done.status == 2
    assert "同一机关、同一年度的不止一份" in done.err


def test_a_report_that_cannot_be_read(run: Any, old: Path, tmp_path: Path) -> None:
    bad = put(tmp_path / "坏.docx", b"PK\x03\x04")
    done = run("diff", old, bad)
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith(f"{bad}：无法读取：")
    assert run("diff", save(run, bad), old).status == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{old}", "没有.docx"], "没有文件或文件夹“没有.docx”"),
        (["{old}", "{empty}"], "没有找到可以审核的报告"),
        (["{old}", "{new}", "--format", "csv"], "--format 只能是 text、json，不能是“csv”"),
        (["{old}", "{new}", "-o", "x.json"], "请加上 --format json"),
        (["{old}", "{new}", "-o", "x.csv"], "结果不能写成 .csv 文件；--format 可以是 text、json。"),
        (["{old}", "{new}", "-o", "{new}"], "请换一个文件名"),
        (["{saved}", "{new}", "--format", "json", "-o", "{saved}"], "请换一个文件名"),
        (["{saved}", "{saved}", "--previous", "{old}"], "--rules 和 --previous 用不上"),
        (["{broken}", "{new}"], "不是完整的 JSON，文件可能没有写完或者改坏了"),
        (["{none}", "{new}"], "里没有报告"),
    ],
)
def test_wrong_usage(run: Any, old: Path, new: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    named = {"old": old, "new": new, "saved": save(run, old), "empty": tmp_path / "空"}
    named["empty"].mkdir()
    named["broken"] = put(tmp_path / "坏.txt", named["saved"].read_bytes()[:300])
    named["none"] = put(tmp_path / "无.txt", b'{"schema": 1, "rules": {"digest": ""}, "reports": []}')
    done = run("diff", *(argument.format(**named) for argument in arguments))
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert new.read_text("utf-8") == AFTER


def test_what_a_saved_result_holds_cannot_reach_the_terminal_as_more_than_text(run: Any, old: Path) -> None:
    saved = save(run, old)

    def spoilt(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: value if key in _KEPT else spoilt(value) for key, value in node.items()}
        if isinstance(node, list):
            return [spoilt(item) for item in node]
        return f"\x1b[2J\u202e{node}\ud800" if isinstance(node, str) else node

    saved.write_text(json.dumps(spoilt(json.loads(saved.read_text("utf-8")))), "utf-8")
    done = run("diff", saved, saved)
    assert done.status == 1
    assert not set("\x1b\u202e\ud800") & set(done.out)
    assert run("diff", saved, saved, "--format", "json", "-o", old.with_name("复查.json")).status == 1
    json.loads(old.with_name("复查.json").read_text("utf-8"))


def test_a_saved_result_over_the_limit_is_not_read(run: Any, old: Path, new: Path) -> None:
    saved = save(run, old)
    put(old.with_name("auditor.toml"), "[limits]\nfile_mib = 1\n")
    saved.write_bytes(saved.read_bytes() + b" " * 1024 * 1024)
    done = run("diff", saved, new)
    assert done.status == 2
    assert "超过 1 MiB，不予读取；上限可以在 auditor.toml 里用 file_mib 改大" in done.err


def test_since_tells_what_became_of_one_report(run: Any, old: Path, new: Path, tmp_path: Path) -> None:
    setup = Setup()
    audit = setup.auditor().audit(Source(str(new), AFTER.encode()))
    earlier = (old, save(run, old), put(tmp_path / "x.zip", archive({"a.txt": BEFORE.encode()})))
    with command():
        for path in earlier:
            found = since(str(path), setup, audit)
            assert sorted(finding.rule for finding in found.progress.mended) == EXPECTED["mended"]
            assert found.new is audit
            assert found.notes == ()
        for text in (written(agency="云川市民政局"), written(year=2023)):
            with pytest.raises(UsageError, match="不同，不能对照"):
                since(str(put(tmp_path / "别.txt", text)), setup, audit)
        with pytest.raises(UnreadableReport):
            since(str(put(tmp_path / "坏.docx", b"PK\x03\x04")), setup, audit)
