"""Made-up rule files, one for each kind that refers to something, to be broken in one place."""

from __future__ import annotations

from pathlib import Path

from auditor.errors import RuleFileError
from auditor.rulefiles.load import load_ruleset
from auditor.ruleset.rule_set import RuleSet

_HEAD = """\
rules:
  - id: X-{name}
    kind: {kind}
    title: 示例
    severity: warning
    category: typo
    basis: [{{document: regulation}}]
    message: {message}
    suggestion: 核对后改正。
"""
_EXAMPLES = """\
    examples:
      pass: [{}]
      fail: [{sections: {五: 甲乙}}]
"""


def _file(kind: str, fields: str, message: str = "有误") -> str:
    indented = "".join(f"    {line}\n" for line in fields.splitlines())
    return _HEAD.format(name=kind.upper().replace("_", ""), kind=kind, message=message) + indented + _EXAMPLES


WORDS = _file("pattern", "words: [{wrong: 甲乙, right: 乙}]", "“{wrong}”应为“{right}”")
SUM = _file(
    "identity", "table: 表三\nfor_each: column\nequation: 本年新收 + 上年结转 = 总计 + 结转下年度", "“{place}”不平"
)
CLAIM = _file("compare", "claims: [{find: '共(?P<n>\\d+)件', equals: [表三/本年新收/总计]}]")
CITED = _file("citation", "check: number\ndocuments: [regulation]")
SAID = _file("statement", "within: [六]\nabout: 甲\ncites: regulation")
YEAR = _file("stale_year", "find: '(?P<year>20\\d\\d)年'")
PERIOD = _file("clause", "check: whole_year\nsentence: 统计期限")
PARTS = _file("clause", "check: parts\nsentence: 联系\nparts: [{name: 电话, find: '\\d+'}]")
VALUES = _file(
    "clause", "check: valid\nsentence: 联系\nparts: [{name: 电话, is: telephone, find: '电话(?P<value>\\d+)'}]"
)
LISTED = _file(
    "breakdown",
    "check: over\nmarks: 其中\ntotal: '(?P<said>(?P<n>\\d+)(?P<unit>件))$'\n"
    "item: '(?P<name>.)(?P<n>\\d+)(?P<unit>件)'\nstop: 另",
)
TABLE = _file("table", "check: rows\ntables: [表三]")
DUE = _file("deadline", "applies_to: {bodies: [department]}\nmonth: 1\nday: 31\ndates: [issued]")
HEADINGS = _file("section", "check: present\nsections: [五]")
ASPECTS = _file("parts", "check: missing\nsection: 五\nparts: [{name: 问题, named: 问题, says: [[不足, 解读]]}]")
EVERY = (ASPECTS, WORDS, SUM, CLAIM, CITED, SAID, YEAR, PERIOD, PARTS, VALUES, LISTED, TABLE, DUE, HEADINGS)


def broken(text: str, *changes: tuple[str, str]) -> str:
    """A rule file with pieces of its text replaced."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def load(folder: Path, **files: str) -> RuleSet:
    """The national rules and those in these files, `name=text`, written to a folder."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return load_ruleset([folder])


def complaints(folder: Path, **files: str) -> list[str]:
    """What is said about broken files, each mistake a text, without the folder's own path."""
    try:
        load(folder, **files)
    except RuleFileError as error:
        return [str(mistake).replace(f"{folder}/", "") for mistake in error.mistakes]
    return []
