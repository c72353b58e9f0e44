"""The decision records in docs/decisions are complete, agree with their index, and name what exists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "decisions"
INDEX = FOLDER / "README.md"

_NAME = re.compile(r"(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.md")
_TITLE = re.compile(r"# (\d{4})\. (.+)")
_FIELD = re.compile(r"- (Status|Date|Supersedes): (.+)")
_LINK = re.compile(r"\[(\d{4})\]\(([^)]+)\)")
_ROW = re.compile(r"\| \[(\d{4})\]\(([^)]+)\) \| (.+) \| (.+) \|")
_STATUS = re.compile(r"accepted|superseded by \d{4}")
_PATH = re.compile(r"`((?:auditor|bench|docs|rules|samples|scripts|templates|tests)/[\w./-]*\w)`")
_REQUIRED = ("Context", "Decision", "Measurement")
_HEADINGS = (*_REQUIRED, "Consequences")
_SHORTEST = 200  # characters; a shorter record would be a stub


@dataclass(frozen=True)
class Record:
    """One record: `status` without links, `parts` the text under each heading in order."""

    file: str
    number: str
    title: str
    fields: dict[str, str]
    parts: dict[str, str]

    @property
    def status(self) -> str:
        return _LINK.sub(r"\1", self.fields["Status"])


def read_record(path: Path) -> Record:
    head, *rest = re.split(r"^## ", path.read_text("utf-8"), flags=re.M)
    title = _TITLE.match(head)
    assert title, path.name
    parts = dict(part.split("\n", 1) for part in rest)
    assert len(parts) == len(rest), f"{path.name}: a heading twice"
    return Record(path.name, title[1], title[2], dict(_FIELD.findall(head)), parts)


RECORDS = [read_record(path) for path in sorted(FOLDER.glob("*.md")) if path != INDEX]


def test_numbers_run_from_one_without_a_gap() -> None:
    assert [record.number for record in RECORDS] == [f"{number:04d}" for number in range(1, len(RECORDS) + 1)]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.number)
def test_a_record_has_what_every_record_has(record: Record) -> None:
    name = _NAME.fullmatch(record.file)
    assert name, "plain English words and hyphens"
    assert name[1] == record.number
    assert _STATUS.fullmatch(record.status), record.status
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", record.fields["Date"])
    assert list(record.parts) == [heading for heading in _HEADINGS if heading in record.parts]
    assert set(_REQUIRED) <= set(record.parts)
    assert all(text.strip() for text in record.parts.values())
    assert sum(map(len, record.parts.values())) > _SHORTEST


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.number)
def test_links_between_records_lead_to_the_record_they_name(record: Record) -> None:
    for number, file in _LINK.findall((FOLDER / record.file).read_text("utf-8")):
        assert file.startswith(f"{number}-")
        assert (FOLDER / file).is_file(), file


def test_a_superseded_record_and_its_successor_name_each_other() -> None:
    by_number = {record.number: record for record in RECORDS}
    replaced = {(r.number, r.status.split()[-1]) for r in RECORDS if r.status != "accepted"}
    named = {
        (number, record.number)
        for record in RECORDS
        for number, _ in _LINK.findall(record.fields.get("Supersedes", ""))
    }
    assert replaced == named
    assert all(old < new and new in by_number for old, new in replaced)


def test_the_index_lists_every_record_with_its_title_and_status() -> None:
    listed = [row for line in INDEX.read_text("utf-8").splitlines() if (row := _ROW.fullmatch(line))]
    assert [row.groups() for row in listed] == [(r.number, r.file, r.title, r.status) for r in RECORDS]


@pytest.mark.parametrize("record", [r for r in RECORDS if r.status == "accepted"], ids=lambda record: record.number)
def test_a_record_in_force_names_only_files_that_exist(record: Record) -> None:
    for path in _PATH.findall("\n".join(record.parts.values())):
        assert (ROOT / path).exists(), path
