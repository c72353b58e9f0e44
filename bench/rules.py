"""CPU time of the rules alone, by rule and by kind, and what many more rules cost: `python bench/rules.py [ROUNDS]`.

`Engine.run` on the recognised samples and on the reports beside the checkout, warm, in rounds in which both packs take turns.
The small pack is 60 of the national rules: put in order of their kinds, and within a kind in the order of their files, every
so many-th of them, so that each kind keeps its share and is taken from all over its files. A rule among them that requires
one that is not does so no more. The large pack is the same 60 and 240 made-up rules such as offices write for their own
region, always the same:

    pattern     68  words not to be used, one to four in each rule, most of them with a context around them, 23 with `unless`
    statement   66  55 «if it speaks of X, it must give a number»; 11 that everyone must say, and nearly everyone says
    compare     30  a number of something, in three wordings each, against a cell of a table
    stale_year  26  plans, meetings and reports on X of another year
    clause      24  the parts a clause on X must have; 4 on the contact, which every report has
    citation     8  numbers, letters, brackets and superseded documents, each of some documents
    identity     8  what must hold in rows and columns of tables besides the national sums, two of them as long as those
    section      6  headings, order and contents of some sections
    table        4  rows, numbers and blanks of some tables

Of the subjects X one in six is spoken of in most reports, the others in few or none. The made-up rules find about as much
in a report as the national ones, three things.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from auditor.engine.run import RuleEngine
from auditor.engine.timing import Timings
from auditor.errors import UnreadableReport
from auditor.model.report import Report
from auditor.pipeline import Auditor
from auditor.read.sources import open_sources
from auditor.ruleset.rule_set import RuleSet
from auditor.ruleset.schema.rules import Rule

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / "samples", ROOT.parent / "shared" / "seeds", ROOT.parent / "shared" / "real")
SMALL, TIMES, SHOWN = 60, 2.0, 10
# ruff: noqa: SIM905  lists of words are easier to read as words
Made = dict[str, Any]

COMMON = "业务培训 政务新媒体 门户网站 政策解读 依申请公开 主动公开 规范性文件 公开目录 社会监督 办公室".split(" ")
RARE = """基层政务公开标准化 政府公报 新闻发布会 数据开放 建议提案 稳岗就业 营商环境 义务教育 乡村振兴 食品安全 安全生产
社会救助 医疗保障 征地信息 房屋征收 公共资源交易 重大建设项目 国有企业 高等学校 供水供电 公共交通 环境执法 疫情防控
在线访谈 民意征集 意见征集 村务公开 政务大厅 一件事 十二三四五热线 网站普查 适老化改造 无障碍浏览 隐私保护 保密审查
公平竞争审查 重大行政决策 政府开放日 公众列席 新闻发言人 图解漫画 短视频 互动直播 档案查阅 公共图书馆 政策直达
惠企资金 项目审批 双随机抽查 行政执法公示 信用信息 预算决算 政府采购 三公经费 债务信息 审计报告 粮食储备 防汛抗旱
森林防火 地质灾害 城市更新 老旧小区 物业管理 住房公积金 文化遗产 全民健身 智慧社区 数字政府""".split()
SUBJECTS = [
    word for place, rare in enumerate(RARE) for word in ([rare] if place % 5 else [COMMON[place // 5 % 10], rare])
]
WRONG = """公开公开栏 依法依规公正 政务工开 主动公示栏 信息工开 办里情况 受里申请 答复意件 规范型文件 附议机关 行政附议 行政复义
勾稽不苻 平台建没 监督保璋 栏目建没 信息发部 及时更薪 逐条梳里 责任洛实 群众满义 便民服物 流程优画 解渎材料 在线仿谈
新媒休 公众号码上 微信工众号 网占专栏 政府网战 集约话 标准话 规范话 制度话 常态话 长效机质 工作机质 协调机质 考评机质
问责机质 培训机质""".split()
CELLS = (
    "表三/本年新收/总计",
    "表三/上年结转/总计",
    "表三/予以公开/总计",
    "表四/行政复议/总计",
    "表二/行政许可/处理决定",
)
SUMS = (
    ("表三", "column", "予以公开 + 部分公开 <= 本年新收 + 上年结转"),
    ("表三", "column", "结转下年度 <= 本年新收 + 上年结转"),
    ("表三", "column", "总计 <= 本年新收 + 上年结转"),
    ("表三", "column", "sum(办理结果) = 本年新收 + 上年结转 - 结转下年度"),
    ("表三", "column", "sum(无法提供) + sum(不予处理) + sum(其他处理) <= 总计"),
    ("表三", "row", "商业企业 + 科研机构 <= 总计"),
    ("表三", "row", "总计 - sum(申请人) = 0"),
    ("表四", "row", "尚未审结 <= 总计"),
)
DOCUMENTS = ("regulation", "format-2021", "fee-measures")


def _statements(number: int) -> Made:
    subject = SUBJECTS[number % len(SUBJECTS)]
    if number % 6 == 5:
        return {
            "within": ["一"],
            "about": f"(?:{COMMON[number // 6 % 10]}|公开)[^。；\\n]{{0,30}}(?:\\d|开展|加强|完善|规范)",
        }
    return {
        "within": [["一"], ["全文"], ["五", "六"]][number % 3],
        "about": f"(?:开展|推进|加强|做好)[^。；\\n]{{0,12}}{subject}|{subject}(?:工作|情况|信息)",
        "says": f"{subject}[^。；\\n]{{0,20}}\\d+(?:次|场|期|件|条|个)",
        **({"ignore": "下一步|计划|拟"} if number % 2 else {}),
    }


def _patterns(number: int) -> Made:
    words: list[Made] = []
    for place in range(number % 4 + 1):
        wrong = WRONG[(number * 3 + place) % len(WRONG)]
        subject = SUBJECTS[(number * 5 + place) % len(SUBJECTS)]
        shape = (wrong, f"(?<!不){wrong}(?!的)", f"(?:大力|积极|深入)[^，。；\\n]{{0,6}}{subject}(?P<wrong>等等|之类)")[
            place % 3
        ]
        words.append({"wrong": shape, "right": "规范的写法", **({"unless": "引用|原文"} if number % 3 == 0 else {})})
    return {"within": ["全文"] if number % 2 else ["一", "五", "六"], "words": words}


def _compares(number: int) -> Made:
    subject, cell = SUBJECTS[(number * 7) % len(SUBJECTS)], CELLS[number % len(CELLS)]
    finds = (
        f"{subject}[^。；，\\n]{{0,10}}(?P<n>\\d+)(?:件|条|次|场)",
        f"(?:办理|公开|发布)(?P<n>\\d+)(?:件|条|次)[^。；，\\n]{{0,6}}{subject}",
        f"(?:未|没有)(?:开展|发生|收到)[^。；，\\n]{{0,6}}{subject}",
    )
    claims: list[Made] = [{"find": find, "equals": [cell], "unless": "上年|同比|累计"} for find in finds]
    claims[2]["none"] = True
    return {"within": ["一", "四"], "claims": claims}


def _stale_years(number: int) -> Made:
    subject = SUBJECTS[(number * 11) % len(SUBJECTS)]
    return {
        "within": ["一", "五", "六"],
        "find": f"(?P<year>20\\d{{2}})年度?[^。；，、\\n]{{0,16}}{subject}[^。；，、\\n]{{0,10}}(?:要点|方案|台账|会议|报告)",
        "unless": "同比|相比|整改",
        "planned": "下一步|将|拟",
    }


def _clauses(number: int) -> Made:
    contact = number % 6 == 5
    subject = "联系" if contact else SUBJECTS[(number * 13) % len(SUBJECTS)]
    parts = {"时间": "\\d+月\\d+日|全年", "次数": "\\d+(?:次|场|期)", "人数": "\\d+(?:人次|余人|人)"}
    if contact:
        parts = {
            "地址": "地址|[路街道]\\d+号",
            "电话": "电话[^。；\\n]{0,6}\\d{4}-?\\d{7,8}",
            "邮编": "邮编|邮政编码|\\d{6}",
        }
    return {
        "check": "parts",
        "within": ["全文"],
        "sentence": f"(?:举办|召开|组织|通过|与)[^。；\\n]{{0,20}}{subject}",
        "parts": [{"name": name, "find": find} for name, find in parts.items()],
    }


def _citations(number: int) -> Made:
    check = ("number", "letters", "brackets", "superseded")[number % 4]
    return {"check": check, "documents": [DOCUMENTS[number % 3]]} if check != "brackets" else {"check": check}


def _identities(number: int) -> Made:
    table, for_each, equation = SUMS[number]
    return {"table": table, "for_each": for_each, "equation": equation}


def _sections(number: int) -> Made:
    check = ("present", "numbered", "worded", "ordered", "filled")[number % 5]
    return {"check": check, "sections": [["一"], ["二", "三", "四"], ["五", "六"]][number % 3]}


def _tables(number: int) -> Made:
    check = ("rows", "numbers", "blank", "negative")[number % 4]
    return {"check": check, "tables": ["表二", "表三"] if number % 2 else ["表三", "表四"]}


KINDS = {
    "statement": (66, _statements),
    "pattern": (68, _patterns),
    "compare": (30, _compares),
    "stale_year": (26, _stale_years),
    "clause": (24, _clauses),
    "citation": (8, _citations),
    "identity": (8, _identities),
    "section": (6, _sections),
    "table": (4, _tables),
}


def made_up() -> Iterator[Made]:
    """The made-up rules, of all kinds in turns."""
    numbers = sorted((number / most, kind, number) for kind, (most, _) in KINDS.items() for number in range(most))
    for _, kind, number in numbers:
        yield {
            "id": f"OWN-{kind.upper().replace('_', '-')}-{number}",
            "kind": kind,
            "title": f"本地规则：{kind} {number}",
            "severity": "info",
            "category": "local",
            "basis": [{"document": "format-2021"}],
            "message": "不符合本地的要求",
            "suggestion": "按本地的要求修改。",
            "examples": {"pass": [{}], "fail": [{}]},
            **KINDS[kind][1](number),
        }


def cut(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The small pack's share of the national rules, in their order."""
    by_kind = sorted(rules, key=lambda rule: rule.kind)
    kept = {by_kind[place * len(by_kind) // SMALL].id for place in range(SMALL)}
    return tuple(_alone(rule, kept) for rule in rules if rule.id in kept)


def _alone(rule: Rule, kept: Container[str]) -> Rule:
    return rule.model_copy(update={"requires": tuple(needed for needed in rule.requires if needed in kept)})


def _packs(national: Auditor) -> tuple[RuleSet, RuleSet]:
    """The small pack and the large one."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "own.yaml").write_text(yaml.safe_dump({"rules": list(made_up())}, allow_unicode=True), "utf-8")
        both = Auditor([Path(folder)]).ruleset
    few, built_in = cut(national.ruleset.rules), {rule.id for rule in national.ruleset.rules}
    own = tuple(rule for rule in both.rules if rule.id not in built_in)
    return replace(both, rules=few), replace(both, rules=(*few, *own))


def _reports(auditor: Auditor) -> list[Report]:
    found = []
    for path in (path for folder in FOLDERS for path in sorted(folder.glob("*.*"))):
        try:
            found += [auditor.recognise(source) for source in open_sources(path, auditor.limits)]
        except UnreadableReport as error:
            print(f"{path.name} is not read: {error}")
    return found


def _round(engine: RuleEngine, reports: list[Report]) -> list[float]:
    """CPU milliseconds of each report."""
    times = []
    for report in reports:
        start = time.process_time()
        engine.run(report)
        times.append((time.process_time() - start) * 1000)
    return times


def _typical(rounds: Sequence[Sequence[float]]) -> float:
    """Milliseconds per report: of each report the median of the rounds, because what else runs here comes and goes."""
    return statistics.fmean(map(statistics.median, zip(*rounds, strict=True)))


def _by_rule(engine: RuleEngine, reports: list[Report], rounds: int) -> dict[str, float]:
    """The median CPU milliseconds per report of each rule."""
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        engine.timings = Timings(time.process_time)
        _round(engine, reports)
        for rule, seconds in engine.timings.seconds.items():
            found.setdefault(rule, []).append(seconds * 1000 / len(reports))
    engine.timings = None
    return {rule: statistics.median(times) for rule, times in found.items()}


def _show(rules: tuple[Rule, ...], times: dict[str, float]) -> None:
    whole = sum(times.values())
    slowest = sorted(rules, key=lambda rule: -times.get(rule.id, 0.0))[:SHOWN]
    for rule in slowest:
        print(f"    {rule.id:24} {rule.kind:12} {times[rule.id] * 1000:7.1f} us  {times[rule.id] / whole:6.1%}")
    for kind in sorted({rule.kind for rule in rules}):
        own = [times.get(rule.id, 0.0) for rule in rules if rule.kind == kind]
        print(f"    {kind:12} {len(own):4} rules  {sum(own) / len(own) * 1000:7.1f} us each  {sum(own) / whole:6.1%}")


def main() -> None:
    """Measure both packs and all national rules, and print where the time goes."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    national = Auditor()
    packs, reports = _packs(national), _reports(national)
    engines = [RuleEngine(pack) for pack in (*packs, national.ruleset)]
    times: list[list[list[float]]] = [[] for _ in engines]
    for engine in engines:
        _round(engine, reports)  # warm
    for _ in range(rounds):
        for engine, found in zip(engines, times, strict=True):
            found.append(_round(engine, reports))
    few, many, whole = map(_typical, times)
    for pack, engine in zip(packs, engines[:2], strict=True):
        print(f"{len(pack.rules)} rules on {len(reports)} reports")
        _show(pack.rules, _by_rule(engine, reports, rounds))
    small, large = (len(pack.rules) for pack in packs)
    print(
        f"a rule costs {few / small * 1000:.1f} us of {small}, {many / large * 1000:.1f} us of {large},"
        f" each further one {(many - few) / (large - small) * 1000:.1f} us"
    )
    print(f"all {len(national.ruleset.rules)} national rules {whole:.2f} ms a report")
    met = many <= TIMES * few
    print(
        f"{small} rules {few:.2f} ms a report, {large} rules {many:.2f} ms = {many / few:.2f} x"
        f"  aim {TIMES:g} x  {'met' if met else 'MISSED'}"
    )
    sys.exit(not met)


if __name__ == "__main__":
    main()
