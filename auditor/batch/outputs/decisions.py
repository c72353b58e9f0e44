"""Reader of inspectors' decisions from a ledger they have worked in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from auditor.batch.data.overview import Choice, Decision
from auditor.batch.outputs.ledger import CHOICE, ID, NOTE
from auditor.config.limits import Limits
from auditor.errors import UnreadableReport, UsageError, reason
from auditor.presentation.terminal_text import clean
from auditor.read.sheet.safe import safe_package

_HEAD_WITHIN = 20  # rows: somebody may have put a title above the header row
_TOLD = 20


@dataclass(frozen=True, slots=True)
class _LedgerLine:
    """Line of the ledger as filled in; `row` counts as the spreadsheet does."""

    row: int
    id: str
    choice: str
    note: str


def read_decisions(path: Path, limits: Limits) -> dict[str, Decision]:
    """Read the decisions in a ledger by the id of the finding; lines with neither choice nor note are left out.

    A note without a choice means pending. Raises UsageError if the file is not a ledger; and, listing the rows, for words that
    are not a choice, decisions without an id, and ids with different decisions.
    """
    name, rows = _ledger(path, limits)
    lines = list(_lines(path, name, rows))
    mistakes = [told for line in lines if (told := _mistake(line))]
    mistakes += _disputed(lines)
    if mistakes:
        shown = mistakes[:_TOLD]
        rest = [f"……还有{len(mistakes) - _TOLD}处"] if len(mistakes) > _TOLD else []
        raise UsageError("\n".join((f"“{path}”的工作表“{name}”有{len(mistakes)}处要改：", *shown, *rest)))
    return {line.id: decision for line in lines if (decision := _decision(line))}


def strangers(decisions: Mapping[str, Decision], known: Collection[str]) -> tuple[str, ...]:
    """Return a message about each decision on a finding that this run does not have; `known` are the ids of its findings."""
    return tuple(
        f"台账里编号{clean(key)}的处理意见（{decision.choice.value}）没有对应的问题：报告可能已经改过，这条意见不再列入"
        for key, decision in decisions.items()
        if key not in known
    )


def _ledger(path: Path, limits: Limits) -> tuple[str, list[list[Any]]]:
    """Return the name and the rows of the first sheet with a column of ids; the rows start with the spreadsheet's first."""
    try:
        data = path.read_bytes()
        with CalamineWorkbook.from_filelike(BytesIO(safe_package(data, limits))) as book:
            for meta in book.sheets_metadata:
                if meta.typ is SheetTypeEnum.WorkSheet:
                    rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
                    if _head(rows) is not None:
                        return meta.name, rows
    except PasswordError as error:
        raise UsageError(f"“{path}”加了密码，请去掉密码后再用") from error
    except OSError as error:
        raise UsageError(f"“{path}”打不开：{reason(error)}") from error
    except (UnreadableReport, CalamineError, ValueError, OverflowError) as error:
        raise UsageError(f"“{path}”打不开：不是电子表格，或者已损坏") from error
    except BaseException as error:
        # A panic of the Rust parser on a broken file is not an Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise UsageError(f"“{path}”打不开：电子表格已损坏") from error
    raise UsageError(
        f"“{path}”里没有哪张工作表有“{ID}”一栏，认不出处理意见是哪一条问题的；请用本程序写出的台账，不要删去这一栏"
    )


def _head(rows: Sequence[Sequence[Any]]) -> int | None:
    """Return the index of the header row, counted from 0."""
    return next((at for at, row in enumerate(rows[:_HEAD_WITHIN]) if ID in map(_text, row)), None)


def _lines(path: Path, name: str, rows: Sequence[Sequence[Any]]) -> Iterator[_LedgerLine]:
    top = _head(rows) or 0
    heads = [_text(cell) for cell in rows[top]]
    for column in (ID, CHOICE, NOTE):
        if heads.count(column) > 1:
            raise UsageError(f"“{path}”的工作表“{name}”有{heads.count(column)}栏都叫“{column}”，请只留一栏")
    if CHOICE not in heads:
        raise UsageError(f"“{path}”的工作表“{name}”没有“{CHOICE}”一栏，请改回原来的栏名")
    for number, row in enumerate(rows[top + 1 :], top + 2):
        cells = dict(zip(heads, map(_text, row), strict=False))
        yield _LedgerLine(number, cells[ID], cells[CHOICE], cells.get(NOTE, ""))


def _text(cell: object) -> str:
    """Return the cell's text on one line; a whole number without the decimal point it is stored with."""
    return clean(str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)).strip()


def _mistake(line: _LedgerLine) -> str:
    if line.choice and line.choice not in set(Choice):
        return f"第{line.row}行：{CHOICE}写的是“{line.choice}”，请填{'、'.join(Choice)}，或者留空"
    if line.choice and not line.id:
        return f"第{line.row}行：有{CHOICE}，没有{ID}，不知道是哪一条问题的"
    return ""


def _disputed(lines: Sequence[_LedgerLine]) -> Iterator[str]:
    """Report ids on several lines that do not agree; a report handed in twice has all of its ids twice."""
    first: dict[str, _LedgerLine] = {}
    for line in lines:
        if line.id and (line.choice or line.note):
            before = first.setdefault(line.id, line)
            if (before.choice, before.note) != (line.choice, line.note):
                yield f"第{line.row}行：{ID}{line.id}在第{before.row}行也有，两行的{CHOICE}或{NOTE}不同，请改成一样或只留一行"


def _decision(line: _LedgerLine) -> Decision | None:
    if not line.id or not (line.choice or line.note):
        return None
    return Decision(Choice(line.choice) if line.choice else Choice.PENDING, line.note)
