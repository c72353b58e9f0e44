"""`auditor.toml`: where it is taken from, what it may say, and its mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.config.limits import MEBIBYTE, Limits
from auditor.config.settings import Comparing, Settings, left_aside
from auditor.config.settings_model import load_settings, settings_in_force
from auditor.errors import UsageError
from auditor.model.office import Office
from auditor.pipeline import Auditor
from auditor.read.opener import read_bytes
from auditor.resources import rules_folder
from auditor.ruletools.handbook.coverage import coverage
from tests.recognise.reports import written as written_report


def written(folder: Path, text: str) -> Path:
    file = folder / "auditor.toml"
    file.write_text(text, "utf-8")
    return file


def test_the_settings_of_the_working_folder_or_those_named_hold_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, reports = tmp_path / "办公室", tmp_path / "办公室" / "报告"
    reports.mkdir(parents=True)
    planted, waivers = written(reports, "fail_on = 'never'"), reports / "waivers.yaml"
    waivers.write_text("waivers: []\n", "utf-8")
    monkeypatch.chdir(office)
    assert settings_in_force(None) == Settings()
    assert left_aside(reports, settings_in_force(None)) == [planted, waivers]
    assert left_aside(reports / "报告.docx", settings_in_force(None)) == [planted, waivers]
    own = written(office, "fail_on = 'info'")
    assert settings_in_force(None).fail_on == "info"
    assert left_aside(office / "报告.docx", settings_in_force(None)) == []
    named = settings_in_force(planted)
    assert (named.fail_on, named.file, named.waivers) == ("never", planted, waivers)
    assert left_aside(office, named) == [own]
    with pytest.raises(UsageError, match=r"没有设置文件“没有\.toml”"):
        settings_in_force(Path("没有.toml"))


def test_limits_are_those_written_and_the_built_in_ones(tmp_path: Path) -> None:
    file = written(tmp_path, "[limits]\nfile_mib = 2\nseconds = 1.5\npages = 7\n")
    assert load_settings(file).limits == Limits(file_bytes=2 * MEBIBYTE, seconds=1.5, pages=7)
    assert load_settings(written(tmp_path, "")) == Settings()


def test_how_reports_are_compared_is_as_written_and_built_in_where_it_is_not(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, "[bulk]\nalike = 0.4\ncommon = 1\n")).comparing == Comparing(0.4, 0.8, 1.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[limits]\n\npagse = 3", "auditor.toml:3：[limits] 里不认识“pagse”，是不是想写“pages”？"),
        ("[limits]\nx = 3", "auditor.toml:2：[limits] 里不认识“x”；可以写：file_mib、"),
        ("[limit]\n", "auditor.toml:1：不认识“limit”，是不是想写“limits”？"),
        ("limits = 3", "auditor.toml:1：[limits] 应当是一节，里面写各项上限"),
        ("[limits]\npages = 2.5", "auditor.toml:2：pages 要写大于 0 的整数"),
        ("[limits]\nmemory_mib = 8", "auditor.toml:2：memory_mib 至少要写 16，再少就没有报告能读"),
        ("[limits]\nseconds = 0", "auditor.toml:2：seconds 要写大于 0 的数"),
        ("[limits]\nseconds = nan", "auditor.toml:2：seconds 要写大于 0 的数"),
        ("[limits]\ncells = true", "auditor.toml:2：cells 要写大于 0 的整数"),
        ("[limits]\ncells = '3'", "auditor.toml:2：cells 要写大于 0 的整数"),
        ("[bulk]\nalike = 50", "auditor.toml:2：alike 要写大于 0、不超过 1 的数，如 0.5"),
        ("[bulk]\ncommon = nan", "auditor.toml:2：common 要写大于 0、不超过 1 的数，如 0.03"),
        ("[bulk]\ncarried = true", "auditor.toml:2：carried 要写大于 0、不超过 1 的数，如 0.8"),
        ("[bulk]\nalikee = 0.5", "auditor.toml:2：[bulk] 里不认识“alikee”，是不是想写“alike”？"),
        ("bulk = 3", "auditor.toml:1：[bulk] 应当是一节，里面写报告之间怎样比较"),
        ("fail_on = 'eror'", "auditor.toml:1：fail_on 只能是 error、warning、info、never，不能是“eror”"),
        ("\noffice_demands = 'no'", "auditor.toml:2：office_demands 只能写 true 或 false，不加引号"),
        ("office = 3", "auditor.toml:1：[office] 应当是一节；只写名称时写成 office ="),
        ('office = "办公\\n室"', "auditor.toml:1：office 里有换行或看不见的字符，要写成一行文字"),
        ("packs = 'national'", 'auditor.toml:1：packs 要写成 ["本省规则.yaml"] 这样的列表'),
        (
            "packs = ['natoinal']",
            "auditor.toml:1：没有规则包“natoinal”，是不是想写“national”？写文件名，或者自带的：example-region、national",
        ),
        ("\npacks = ['x.yaml']", "auditor.toml:2：没有规则包“x.yaml”；写文件名，或者自带的：example-region、national"),
        ("cells = " + "9" * 5_000, "auditor.toml:1：这一行里的整数太长"),
        ("cells = " + "[" * 5_000, "auditor.toml:1：设置文件里的括号嵌套太深"),
        ("[limits\ncells = 3", "auditor.toml:1:8：设置文件不合 TOML 语法，请检查引号、等号和方括号"),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_settings(written(tmp_path, text))
    assert said in str(caught.value)


def test_packs_office_and_fail_level(tmp_path: Path) -> None:
    pack = tmp_path / "本省.yaml"
    pack.write_text("pack: x\ntitle: x\nextends: [national]\n", "utf-8")
    found = load_settings(written(tmp_path, "packs = ['本省.yaml', 'national']\noffice = '办公室'\nfail_on = 'never'"))
    assert found == Settings((pack, rules_folder() / "packs" / "national.yaml"), Office("办公室"), "never")


def test_one_switch_turns_off_what_only_the_office_asks_for(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, "office_demands = true")).no_demands is None
    file = written(tmp_path, "fail_on = 'never'\noffice_demands = false\n")
    off = load_settings(file).no_demands
    assert off == (str(file), 2)
    every, left = Auditor(), Auditor(no_demands=off)
    gone = {rule.id for rule in every.ruleset.rules} - {rule.id for rule in left.ruleset.rules}
    assert {"CON-STATED", "CON-PARTS", "PER-STATED", "FEE-STATED", "FEE-CITED"} <= gone
    assert not gone & {"PER-YEAR", "FEE-NUMBER", "FEE-NOTICE", "CIT-NUMBER", "DUE-DEPARTMENT"}
    assert {change.rule for change in left.ruleset.changes if change.path == str(file) and change.line == 2} == gone
    assert every.info.digest != left.info.digest

    report = read_bytes(written_report(preamble="现予公布。", sections={"六": "无。"}).encode(), "报告.txt")
    told, quiet = (
        {finding.rule for finding in one.audit_report(one.recognise_document(report)).verdict.findings}
        for one in (every, left)
    )
    assert told & gone == {"CON-STATED", "PER-STATED", "FEE-STATED"}
    assert not quiet & gone

    answers = {one.demand.id: one.answer for one in coverage(left.ruleset)}
    assert answers["contact"] == "没有规则：检查机关不作这项要求（office_demands = false）"
    assert answers["period"] == "PER-YEAR"


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "auditor.toml"
    file.write_bytes("[limits]\n# 上限\n".encode("gb18030"))
    with pytest.raises(UsageError, match="设置文件不是 UTF-8 编码"):
        load_settings(file)


def test_settings_larger_than_any_are_not_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"auditor\.toml：设置文件超过 256 KiB"):
        load_settings(written(tmp_path, "#" * 256 * 1024 + "\n"))
