"""Documents that LibreOffice saved: every paragraph and cell comes back as it was written. All texts are made up."""

from __future__ import annotations

import pytest

from auditor.model.document import Document, Paragraph
from auditor.read.base.left_out import LeftOut
from auditor.read.opener import read_bytes
from tests.recognise.reports import auditor
from tests.test_round_trip import as_values
from tests.writers.office import DATA, Block, report, variants
from tests.writers.soffice import save_as

pytestmark = pytest.mark.slow

VARIANTS = variants()
SUFFIXES = ("doc", "odt")


def blocks(document: Document) -> list[Block]:
    """The blocks read, as the writers name them."""
    return [
        block.text
        if isinstance(block, Paragraph)
        else [[(cell.raw, cell.column, cell.row_span, cell.col_span) for cell in row] for row in block.rows]
        for block in document.blocks
    ]


def check(name: str, suffix: str, data: bytes) -> None:
    found = read_bytes(data, f"{name}.{suffix}")
    wanted = VARIANTS[name]
    # OpenDocument knows no hyphen that does not break but the character.
    assert [b.replace("\u2011", "-") if isinstance(b, str) else b for b in blocks(found)] == wanted.blocks
    assert (found.format, len(found.unread)) == (suffix, wanted.pictures)
    told = {kind for kind in LeftOut for warning in found.warnings if warning.endswith(kind.value)}
    assert told == wanted.left_out
    assert len(found.warnings) == len(wanted.left_out) + bool(wanted.pictures)


def test_there_is_a_file_for_every_variant() -> None:
    found = {path.name for path in DATA.iterdir()}
    assert found == {f"{name}.{suffix}" for name in VARIANTS for suffix in SUFFIXES}


@pytest.mark.parametrize("name", VARIANTS)
def test_the_source_is_what_it_should_be(name: str) -> None:
    check(name, "docx", VARIANTS[name].docx)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", VARIANTS)
def test_every_paragraph_and_cell_comes_back(name: str, suffix: str) -> None:
    check(name, suffix, (DATA / f"{name}.{suffix}").read_bytes())


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("number", [1, 3, 4, 6, 7])
def test_the_figures_are_recognised(number: int, suffix: str) -> None:
    name = list(VARIANTS)[number - 1]
    found = auditor().recognise_document(read_bytes((DATA / f"{name}.{suffix}").read_bytes(), f"{name}.{suffix}"))
    read = {
        key: {row: [value.number for value in values] for row, values in table.rows.items()}
        for key, table in found.tables.items()
    }
    assert read == as_values(report(number).tables)


@pytest.mark.release
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_the_installed_libreoffice_saves_comes_back_too(suffix: str) -> None:
    sources = {name: VARIANTS[name].docx for name in ("numbers", "tracked", "fields")}
    for name, data in save_as(sources, "docx", suffix).items():
        check(name, suffix, data)
