"""Reader of tables written in the text as words and figures, without lines that separate rows and cells.

A row is identified by its label before its figures: whole, misspelt, or with the figures in the middle of it. A row whose label
cannot be identified is matched by its position among its neighbours, and a table without labels by the number of its figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from auditor.chinese.text import bare
from auditor.model.document import Cell
from auditor.model.report import FormTable, Label, Span
from auditor.recognise.tables.figures import FigureRun, cell_at, runs_of
from auditor.recognise.tables.labels import LabelIndex
from auditor.recognise.tables.neighbours import LIKE_IN_PLACE, likeness
from auditor.recognise.tables.rows import Fitter, RawRow, to_value
from auditor.ruleset.catalogues.forms import LabelForm, TableForm

ENOUGH_FOREIGN = 2
# More runs of figures than this do not occur in a report.
_MOST_RUNS = 400
_LAST_PIECES = 6
_LEAST_BEGUN = 4
_OPENING, _CLOSING = "（(“", "）)”"


@dataclass(frozen=True, slots=True)
class Spelled:
    """Table read from the text: its cells in order.

    `torn` is set if a label was torn or is missing, `parted` if a label has figures inside it.
    """

    table: FormTable
    cells: tuple[Cell, ...]
    torn: bool
    parted: bool
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Run of a row's figures, and the row's label.

    `torn` is set if the label has its figures in the middle of it (`parted`) or is missing.
    """

    run: int
    label: Cell
    accepted: bool = True
    torn: bool = False
    parted: bool = False


def read_spelled(form: TableForm, index: LabelIndex, text: str, start: int, end: int, known: int) -> Spelled | None:
    """Read the table in a part of the text; None if no table with more than `known` values can be identified."""
    runs = runs_of(text, start, end, known + 1)
    if not runs or len(runs) > _MOST_RUNS:
        return None
    found = _SpelledReading(form, index, text, runs).read()
    return found if found and found.table.known > known else None


@dataclass(slots=True)
class _SpelledReading:
    form: TableForm
    index: LabelIndex
    text: str
    runs: list[FigureRun]
    anchors: dict[str, _Anchor] = field(default_factory=dict)

    def read(self) -> Spelled | None:
        counted = self._counted()
        if counted is not None:
            return counted
        self._by_labels()
        self._by_place()
        if not self.anchors or (self.form.layout == "flat" and len(self.anchors) < len(self.form.rows)):
            return None
        rows = [
            RawRow(key, anchor.label, self.runs[anchor.run].cells, False, self.form.columns_of(key), True)
            for key, anchor in self.anchors.items()
        ]
        torn = sum(anchor.torn for anchor in self.anchors.values())
        told = [f"{self.form.name}有 {torn} 行的名称断开或者认不出，数字按行的次序读取"] if torn else []
        return self._built(rows, torn > 0 or len(self.anchors) < len(self.form.rows), told)

    def _counted(self) -> Spelled | None:
        """Read the table from one run that holds all its figures, in the form's order, where there are no rows or no labels."""
        wanted = [(row.key, column) for row in self.form.rows for column in self.form.columns_of(row.key)]
        whole = [run for run in self.runs if len(run.cells) == len(wanted)]
        if len(whole) != 1:
            return None
        cells, rows = list(whole[0].cells), []
        for row in self.form.rows:
            columns = self.form.columns_of(row.key)
            own, cells = tuple(cells[: len(columns)]), cells[len(columns) :]
            rows.append(RawRow(row.key, own[0], own, exact=False, columns=columns, stream=True, shared=True))
        told = f"{self.form.name}的数字没有分行，{len(wanted)} 个数字按格式的次序读取"
        flat = self.form.layout == "flat"
        return self._built(rows, not flat, [] if flat else [told])

    def _by_labels(self) -> None:
        """Find the rows whose labels precede their figures, in the form's order."""
        for match in (self._whole, self._torn, self._other_count):
            for number, row in enumerate(self.form.rows):
                if row.key in self.anchors:
                    continue
                first, last = self._between(number)
                found = next((one for at in range(first, last) if (one := match(row, at))), None)
                if found:
                    self.anchors[row.key] = found

    def _between(self, number: int) -> tuple[int, int]:
        """Return the range of runs that may belong to a row: between the runs of the nearest rows found before and after it."""
        rows = self.form.rows
        before = [self.anchors[row.key].run for row in rows[:number] if row.key in self.anchors]
        behind = [self.anchors[row.key].run for row in rows[number + 1 :] if row.key in self.anchors]
        return max(before, default=-1) + 1, min(behind, default=len(self.runs))

    def _whole(self, row: LabelForm, at: int) -> _Anchor | None:
        """Match a label right before exactly as many figures as the row has columns."""
        return self._other_count(row, at) if len(self.runs[at].cells) == len(self.form.columns_of(row.key)) else None

    def _other_count(self, row: LabelForm, at: int) -> _Anchor | None:
        """Match a label right before figures, even if there are too many or too few of them."""
        words = self.runs[at].before
        for spelling in (row.label, *row.accepted, *row.known):
            label = bare(spelling)
            if words.text.endswith(label):
                return _Anchor(
                    at,
                    self._label(words.span(len(words.text) - len(label), len(words.text))),
                    spelling not in row.known,
                )
        return None

    def _torn(self, row: LabelForm, at: int) -> _Anchor | None:
        """Match a label that is misspelt, or that begins before the figures and ends after them."""
        words, rest = self.runs[at].before, self.runs[at].after
        if len(self.runs[at].cells) != len(self.form.columns_of(row.key)):
            return None
        label = bare(row.label)
        for cut in range(len(label) - 1, _LEAST_BEGUN - 1, -1):
            if words.text.endswith(label[:cut]) and rest.text.startswith(label[cut:]):
                return _Anchor(
                    at, self._label(words.span(len(words.text) - cut, len(words.text))), torn=True, parted=True
                )
        for first, _ in words.pieces[-_LAST_PIECES:]:
            last = words.pieces[-1][1]
            found = self.index.find(self.text[first:last])
            if any(match.kind == "row" and match.key == row.key for match in found):
                # Words between those of a label may be the rest of an adjacent cell: only a whole piece can be
                # misspelt.
                whole = first == words.pieces[-1][0]
                return _Anchor(at, self._label((first, last)), accepted=False, torn=not whole)
        return None

    def _by_place(self) -> None:
        """Assign runs to rows whose labels were not found, if between two found rows there are as many runs as such rows."""
        rows = self.form.rows
        gap: list[int] = []
        for number, row in enumerate(rows):
            if row.key not in self.anchors:
                gap.append(number)
                continue
            first, last = self._between(gap[0])[0] if gap else 0, self.anchors[row.key].run
            before = gap[0] - 1 if gap else -1
            if gap and before >= 0 and last - first == len(gap):
                pairs = list(zip(gap, range(first, last), strict=True))
                if all(len(self.runs[at].cells) == len(self.form.columns_of(rows[one].key)) for one, at in pairs):
                    alike = [(one, at) for one, at in pairs if self._is_like(rows[one], at)]
                    self.anchors |= {rows[one].key: _Anchor(at, self.runs[at].cells[0], torn=True) for one, at in alike}
            gap = []
        self.anchors = {row.key: self.anchors[row.key] for row in rows if row.key in self.anchors}

    def _is_like(self, row: LabelForm, at: int) -> bool:
        """Return whether some of the words before the figures resemble the row's label enough."""
        pieces = self.runs[at].before.pieces[-_LAST_PIECES:]
        return any(likeness(self.text[first : pieces[-1][1]], row) >= LIKE_IN_PLACE for first, _ in pieces)

    def _label(self, span: tuple[int, int]) -> Cell:
        """Return the words of a label with the brackets around them."""
        start, end = span
        start -= self.text[max(start - 1, 0) : start] in tuple(_OPENING)
        end += self.text[end : end + 1] in tuple(_CLOSING)
        return cell_at(self.text, start, end, 0)

    def _built(self, rows: Sequence[RawRow], torn: bool, warnings: list[str]) -> Spelled:
        fitter = Fitter(rows)
        values = {row.key: fitter.fit(row) for row in rows}
        foreign = self._foreign()
        if foreign:
            values = {key: tuple(to_value(key, one.column, None) for one in row) for key, row in values.items()}
            warnings.append(f"{self.form.name}用的是别的年度格式的栏目，数字未按本格式读取")
        own = {id(cell): cell for row in rows for cell in (row.label, *row.cells)}
        cells = tuple(sorted(own.values(), key=lambda cell: cell.start))
        table = FormTable(
            self.form.key,
            values,
            missing_rows=tuple(row.key for row in self.form.rows if row.key not in values),
            labels=(*self._row_labels(), *self._heads()),
            found=True,
            foreign=foreign,
            ways=fitter.ways,
            start=cells[0].start,
            end=cells[-1].end,
        )
        parted = any(anchor.parted for anchor in self.anchors.values())
        return Spelled(table, cells, torn, parted, tuple(warnings))

    def _row_labels(self) -> list[Label]:
        return [
            Label(key, Span(each.label.raw, each.label.start, each.label.end), self.form.row[key].label, each.accepted)
            for key, each in self.anchors.items()
            if not each.torn
        ]

    def _heads(self) -> list[Label]:
        """Find the column headings as the form prints them."""
        found = []
        for column in self.form.columns:
            span = self._written(column.label)
            if span:
                found.append(Label(column.key, span, column.label, accepted=True, column=True))
        return found

    def _foreign(self) -> tuple[Span, ...]:
        found = tuple(span for head in self.form.foreign if (span := self._written(head)))
        return found if len(found) >= ENOUGH_FOREIGN else ()

    def _written(self, head: str) -> Span | None:
        """Find the first place of a column heading among the words."""
        wanted = bare(head)
        for run in self.runs:
            place = run.before.text.find(wanted)
            if place >= 0:
                start, end = run.before.span(place, place + len(wanted))
                return Span(self.text[start:end], start, end)
        return None
