"""Words in which findings are shown to people, the same in every output."""

from __future__ import annotations

import re

from auditor.model.finding import Basis, Finding, Location, Outcome, RuleSetInfo, Severity
from auditor.model.report import Body, Level
from auditor.presentation.terminal_text import clean, shorten

SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "不规范", Severity.INFO: "提示"}
OUTCOMES = {
    Outcome.PASSED: "通过",
    Outcome.FAILED: "不符",
    Outcome.NOT_APPLICABLE: "不适用",
    Outcome.CANNOT_CHECK: "无法核对",
    Outcome.RULE_ERROR: "规则出错",
}
CATEGORIES = {
    "structure": "章节表格",
    "identity": "勾稽关系",
    "value": "数值填写",
    "fee_statement": "收费情况",
    "contact_clause": "联系方式",
    "statistics_period": "统计期限",
    "stale_year": "年份陈旧",
    "citation": "文件引用",
    "consistency": "数文一致",
    "timeliness": "公布时限",
    "history": "上年衔接",
    "rollup": "汇总关系",
    "similarity": "内容雷同",
    "typo": "文字差错",
    "local": "本地要求",
}
BODIES = {
    Body.GOVERNMENT: "人民政府",
    Body.DEPARTMENT: "政府部门",
    Body.TOWNSHIP: "乡镇和街道",
    Body.UNKNOWN: "其他机关",
}
LEVELS = {Level.PROVINCE: "省级", Level.CITY: "地级", Level.COUNTY: "县级", Level.TOWNSHIP: "乡级"}
# Names valid for every form; official wordings, which differ by year, are in the findings' own messages.
SECTIONS = {
    "一": "总体情况",
    "二": "主动公开",
    "三": "依申请公开",
    "四": "复议诉讼",
    "五": "问题和改进",
    "六": "其他事项",
}
TABLES = {"proactive": "表二（主动公开）", "requests": "表三（依申请公开）", "remedies": "表四（复议诉讼）"}
_PAIRED = re.compile(r"[^“”]*(?:“[^“”]*”[^“”]*)*")
QUOTE_COLUMNS = 160  # eighty Han characters


def place(location: Location) -> str:
    """Return where a finding is, as «第六部分（其他事项），第2页» or «表三（依申请公开）»; empty if unknown."""
    section = ""
    if location.section and not location.table:
        name = SECTIONS.get(location.section)
        section = f"第{location.section}部分" + (f"（{name}）" if name else "")
    return "，".join(filter(None, (section, spot(location))))


def spot(location: Location) -> str:
    """Return where a finding is within its section, as «表三（依申请公开），第2页»; empty if unknown."""
    table = TABLES.get(location.table, location.table) if location.table else ""
    page = f"第{location.page}页" if location.page is not None else ""
    return "，".join(filter(None, (table, page, "扫描识别，请核对原件" if location.scanned else "")))


def quotation(text: str) -> str:
    """Return the report's own words in quotation marks, shortened; paired marks inside become single ones, unpaired ones are the fault."""
    inner = shorten(clean(text), QUOTE_COLUMNS)
    if _PAIRED.fullmatch(inner):
        inner = inner.replace("“", "‘").replace("”", "’")
    return f"“{inner}”"


def titled(title: str) -> str:
    """Return a document's title in 《》; those inside become 〈〉."""
    inner = clean(title)
    if inner.startswith("《") and inner.endswith("》") and inner.count("《") == 1:
        return inner
    return "《" + inner.replace("《", "〈").replace("》", "〉") + "》"


def called(title: str, number: str) -> str:
    """Return a document's title in 《》; the office's own demand, which alone has no number, goes without."""
    return titled(title) if number else clean(title)


def basis_line(basis: tuple[Basis, ...]) -> str:
    """Return the documents a finding is based on, as «《条例》（国务院令第711号）第四十九条；…»."""
    return "；".join(map(_basis, basis))


def _basis(basis: Basis) -> str:
    number = f"（{clean(basis.number)}）" if basis.number else ""
    article = clean(basis.article)
    gap = "，" if article and not article.startswith("第") else ""
    return f"{called(basis.title, basis.number)}{number}{gap}{article}"


def rules_line(info: RuleSetInfo) -> str:
    """Return the rules in force, as «规则包 national，139 条规则，停用 3 条；设置 auditor.toml；豁免 waivers.yaml»."""
    off = f"，停用 {info.off} 条" if info.off else ""
    files = [("设置", info.settings), ("豁免", info.waivers)]
    said = [f"{word} {clean(path)}" if path else f"没有{word}" for word, path in files]
    return "；".join([f"规则包 {'、'.join(map(clean, info.packs))}，{info.count} 条规则{off}", *said])


def waiver_line(finding: Finding, *, ended: bool) -> str:
    """Return why, by whom and until when a finding was waived, and whether that has expired; empty without a waiver."""
    waiver = finding.waiver
    if waiver is None:
        return ""
    until = f"已于{waiver.expires.isoformat()}到期" if ended else f"至{waiver.expires.isoformat()}"
    return f"{clean(waiver.reason)}（{clean(waiver.approver)}批准，{until}）"


def sentence(text: str) -> str:
    """Add a full stop to a text that does not end like a sentence."""
    return text if text.endswith(("。", "！", "？", "；", "…")) else f"{text}。"
