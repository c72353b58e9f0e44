"""Reader of the form's tables, cell by cell, from the document's grids, wherever they are and in however many pieces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from auditor.chinese.text import bare
from auditor.chinese.values import parse_number
from auditor.model.document import Cell, Grid
from auditor.model.report import FormTable, Label, Span
from auditor.recognise.tables.labels import LabelIndex, Match, has_words, is_misread, label_text
from auditor.recognise.tables.neighbours import FigureLine, adopt, stray
from auditor.recognise.tables.rows import Fitter, RawRow, below_head, to_value
from auditor.ruleset.catalogues.forms import Form, TableForm

ENOUGH_LABELS = 2
BROKEN = "（图片上的格线可能断缺、被遮住，或者纸折着）"
PARTED = "数字不在栏目所在的那一行，对不上，请核对原件"
TORN = "图片上的格线有断缺，行列不能确定，请核对原件"


class FormTableReader:
    """Reader of all tables of one form; built once and used for every report."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.indexes = {table.key: LabelIndex(table) for table in form.tables}

    def read(self, grids: list[Grid]) -> tuple[dict[str, FormTable], list[str]]:
        """Return the tables by key, found or not, and warnings in Chinese about how they were read."""
        claimed: dict[str, list[Grid]] = {table.key: [] for table in self.form.tables}
        heads = before = None
        for grid in grids:
            texts = [cell.raw for row in grid.rows for cell in row if not cell.raw.isascii()]
            scores = {key: index.score(texts) for key, index in self.indexes.items()}
            best = max(scores.values(), default=0)
            for key, score in scores.items():
                if score >= ENOUGH_LABELS and (score == best or score > 4):
                    claimed[key].append(grid)
            if not best and not texts and heads is not None:
                claimed[heads].append(grid)  # figures alone: a page break or lost border parted them from the headings
            elif before is not None and best < ENOUGH_LABELS and self._goes_on(before, texts):
                claimed[before].append(grid)  # the last rows of a table, separated from it by a page break
                continue
            taken = [key for key in claimed if grid in claimed[key][-1:]]
            before = taken[0] if len(taken) == 1 else None
            heads = next((t.key for t in self.form.tables if t.layout == "flat" and scores[t.key] == best > 1), None)
        warnings: list[str] = []
        tables = {}
        for table in self.form.tables:
            tables[table.key] = _TableRead(table, self.indexes[table.key], claimed[table.key], warnings).table()
        return tables, warnings

    def _goes_on(self, key: str, texts: list[str]) -> bool:
        """Return whether all words of a grid are row labels of the table preceding it."""
        index = self.indexes[key]
        words = [text for text in texts if text.strip()]
        return bool(words) and all(any(match.kind == "row" for match in index.exact(text)) for text in words)


class _TableRead:
    def __init__(self, form: TableForm, index: LabelIndex, grids: list[Grid], warnings: list[str]) -> None:
        self.form, self.index, self.grids, self.warnings = form, index, grids, warnings
        self.labels: dict[tuple[str, str], Label] = {}
        self.raw: dict[str, RawRow] = {}
        self.heads: dict[int, str] = {}
        self.ends: dict[int, int] = {}
        self.clear: dict[int, str] = {}
        self.headed = -1
        self.last_label: Cell | None = None
        self.lines: list[FigureLine] = []

    def table(self) -> FormTable:
        if not self.grids:
            return FormTable(self.form.key, {})
        for grid in self.grids:
            self._scan(grid)
        if self.form.layout == "flat" and not self.raw:
            self._flat()
        strays = self._adopt()
        fitter = Fitter(list(self.raw.values()), self.heads, self.ends, self.headed, self.clear)
        fitter.order = self._order(fitter)
        rows = {row.key: fitter.fit(self.raw[row.key]) for row in self.form.rows if row.key in self.raw}
        foreign = self._foreign()
        if len(foreign) >= ENOUGH_LABELS:
            rows = {key: tuple(to_value(key, value.column, None) for value in values) for key, values in rows.items()}
            self.warnings.append(f"{self.form.name}用的是别的年度格式的栏目，数字未按本格式读取")
        torn = [self.form.row[key].label for key, values in rows.items() if any(value.lost for value in values)]
        if torn and len(foreign) < ENOUGH_LABELS:
            why = BROKEN if any(grid.scanned for grid in self.grids) else ""
            self.warnings.append(
                f"{self.form.name}有 {len(torn)} 行的单元格与表头对不上{why}，未能全部读出：{'、'.join(torn[:3])}"
            )
        return FormTable(
            self.form.key,
            rows,
            missing_rows=tuple(row.key for row in self.form.rows if row.key not in rows),
            labels=tuple(self.labels.values()),
            found=bool(rows),
            strays=strays,
            foreign=foreign if len(foreign) >= ENOUGH_LABELS else (),
            ways=fitter.ways,
            start=self.grids[0].start,
            end=self.grids[-1].end,
        )

    def _foreign(self) -> tuple[Span, ...]:
        """Find the cells that are headings of another form, each heading once."""
        wanted = {bare(head) for head in self.form.foreign}
        found: dict[str, Span] = {}
        if not wanted:
            return ()
        for grid in self.grids:
            for cell in grid.cells():
                text = label_text(cell.raw)[0] if not cell.raw.isascii() else ""
                if text in wanted:
                    found.setdefault(text, Span(cell.raw, cell.start, cell.end))
        return tuple(found.values())

    def _scan(self, grid: Grid) -> None:
        for row in grid.rows:
            before = len(self.heads)
            found = self._row_labels(row)
            if not found and grid.exact and self.lines:
                self._part(row, self.lines[-1])
            # Where rows have headings of their own, the headings of one row are above the figures of another.
            if grid.scanned and len(self.heads) > before and self._are_alike():
                self.headed = grid.start
            if grid.stream and found:
                stops = [place for place, _ in found[1:]] + [len(row)]
                for (place, match), stop in zip(found, stops, strict=True):
                    self._note_stray(row[self._take(row, place, stop, match, grid) : stop], grid)
            elif not found or self._take(row, found[-1][0], len(row), found[-1][1], grid) <= found[-1][0] + 1:
                # In a row, the figures follow the last label.
                self._note_stray(row, grid)

    def _part(self, row: tuple[Cell, ...], last: FigureLine) -> None:
        """Mark the previous row's cells as unread if its figures are in a separate row below, as in frames of their own."""
        own = self.raw.get(last.key)
        figures = sum(parse_number(cell.raw) is not None for cell in row if cell.raw)
        if own is None or 2 * figures < len(own.columns) or figures < sum(bool(cell.raw) for cell in row):
            return
        if sum(parse_number(cell.raw) is not None for cell in own.cells if cell.raw) < figures:
            self.raw[last.key] = replace(own, cells=tuple(cell._replace(unread=PARTED) for cell in own.cells))

    def _are_alike(self) -> bool:
        """Return whether all rows of the form have the same columns."""
        return len({self.form.columns_of(row.key) for row in self.form.rows}) == 1

    def _note_stray(self, cells: tuple[Cell, ...], grid: Grid) -> None:
        """Keep cells that may be a row with a spoilt label."""
        if line := stray(cells, grid):
            self.lines.append(line)

    def _adopt(self) -> tuple[Span, ...]:
        """Take the rows whose spoilt labels are identified by their neighbours; return the labels of those that stay unknown."""
        if self.form.layout == "flat":
            return ()
        found = adopt(self.lines, self.form.rows)
        for number, row in found.items():
            line = self.lines[number]
            cell, columns = line.label, self.form.columns_of(row.key)
            self.raw[row.key] = RawRow(row.key, cell, line.cells, line.grid.exact, columns, line.grid.stream)
            span = Span(cell.raw, cell.start, cell.end)
            self.labels["row", row.key] = Label(row.key, span, row.label, accepted=False)
        unknown = [line.label for number, line in enumerate(self.lines) if not line.key and number not in found]
        return tuple(Span(cell.raw, cell.start, cell.end) for cell in unknown)

    def _row_labels(self, row: tuple[Cell, ...]) -> list[tuple[int, Match]]:
        """Return the labels of a row with their places; headings and columns too, because they end the figures of a stream."""
        found = []
        before: set[str] = set()
        for place, cell in enumerate(row):
            if cell.raw.isascii():
                continue  # most cells hold figures
            match = self._resolve(self.index.find(cell.raw), place, row, before)
            if match is not None:
                found.append((place, match))
                self._note(match, cell)
            else:
                like = [column.key for column in self.form.columns if is_misread(cell.raw, column.label)]
                self.clear.update((cell.column, key) for key in like)
            for each in self.index.exact(cell.raw):
                if each.kind == "row":
                    before.add(each.key)
        return found

    def _resolve(self, matches: list[Match], place: int, row: tuple[Cell, ...], before: set[str]) -> Match | None:
        """Choose the label meant where a word is both row and column: a row needs figures after it and its turn to have come.

        `before` holds the keys of all rows that preceding cells may mean.
        """
        cell = row[place]
        for match in matches:
            if match.kind != "row":
                continue
            if match.key in self.raw and self.raw[match.key].label is not cell:
                continue
            after = self.form.row[match.key].after
            numbered = label_text(cell.raw)[0] == label_text(match.expected)[0]
            turn = after is None or numbered or after in self.raw or after in before
            if turn and (len(matches) == 1 or self._figures(row, place)):
                return match
        others = [match for match in matches if match.kind != "row"]
        return others[0] if others else None

    @staticmethod
    def _figures(row: tuple[Cell, ...], place: int) -> bool:
        behind = next((cell.raw for cell in row[place + 1 :] if cell.raw), "")
        return behind[:1].isdigit() or not behind

    def _note(self, match: Match, cell: Cell) -> None:
        key = (match.kind, match.key or match.expected)
        span = Span(cell.raw, cell.start, cell.end)
        seen = self.labels.get(key)
        if seen is None or (seen.accepted and not match.accepted):
            self.labels[key] = Label(match.key, span, match.expected, match.accepted, match.kind == "column")
        if match.kind == "column":
            self.heads[cell.column] = match.key
            self.ends[cell.column] = cell.column + cell.col_span
            if match.accepted or is_misread(cell.raw, match.expected):
                self.clear[cell.column] = match.key
        self.last_label = cell

    def _take(self, row: tuple[Cell, ...], place: int, stop: int, match: Match, grid: Grid) -> int:
        """Take the cells after a row's label, at most up to `stop`; return the place after the last cell taken."""
        if match.kind != "row" or match.key in self.raw:
            return place + 1
        columns = self.form.columns_of(match.key)
        cells = row[place + 1 : stop]
        if self.form.layout == "flat" and sum(bool(cell.raw) for cell in cells) < len(columns):
            return place + 1  # in the flat table the row labels are headings
        if not cells:
            return place + 1
        if grid.stream and _ends(cells, len(columns)):
            cells = cells[: len(columns)]
        if grid.scanned and grid.exact:
            cells = _without_torn(row[place], cells)
        scan = grid.start if grid.scanned else -1
        own = () if grid.stream or not grid.exact else self._own_order(columns)
        self.raw[match.key] = RawRow(
            match.key, row[place], cells, grid.exact, columns, grid.stream, scan=scan, order=own
        )
        self.lines.append(FigureLine(match.key, row[place], cells, grid))
        return place + 1 + len(cells)

    def _own_order(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        """Return a row's column order by the latest headings, if rows have their own and these differ from the form."""
        order = tuple(self.heads[place] for place in sorted(self.heads) if self.heads[place] in columns)
        return order if sorted(order) == sorted(columns) and order != columns and not self._are_alike() else ()

    def _order(self, fitter: Fitter) -> tuple[str, ...] | None:
        """Return the order of the columns by their headings, if an exact grid shows all of them in another order than the form's."""
        official = tuple(column.key for column in self.form.columns)
        if not fitter.places or set(fitter.places) != set(self.heads) or set(self.heads.values()) != set(official):
            return None
        order = tuple(self.heads[place] for place in sorted(self.heads))
        # Pieces of a table on two pages may count their columns differently; then there is no single order.
        return None if order == official or len(order) > len(official) else order

    def _flat(self) -> None:
        """Assign the single line of figures under the headings to the rows, in the order of the headings."""
        wanted = len(self.form.rows) * len(self.form.columns)
        # In a stream, the bars of the headings' blank cells come first; elsewhere the surplus blanks are at the end of
        # the row.
        cells = _strip(list(self._behind_heads()), wanted, front=any(grid.stream for grid in self.grids))
        if len({cell.row for cell in cells}) > 1 and any(grid.scanned and grid.exact for grid in self.grids):
            self.warnings.append(f"{self.form.name}的数据格不在同一行，{TORN}，未能读出")
            return
        if not any(cell.raw for cell in cells) and len(cells) != wanted:
            return  # no line of figures, not even a blank one
        keys = self._flat_order()
        if len(cells) != wanted:
            self.warnings.append(f"{self.form.name}的数据格有 {len(cells)} 个，应有 {wanted} 个，未能读出")
            return
        if any(grid.scanned and grid.exact for grid in self.grids):
            cells = [below_head(cell, column, self.clear) for cell, (_, column) in zip(cells, keys, strict=True)]
        at = dict(zip(keys, cells, strict=True))
        label = self.last_label or cells[0]
        for row in self.form.rows:
            own = tuple(at[row.key, column.key] for column in self.form.columns)
            columns = tuple(column.key for column in self.form.columns)
            self.raw[row.key] = RawRow(row.key, label, own, exact=False, columns=columns, stream=True, shared=True)

    def _flat_order(self) -> list[tuple[str, str]]:
        """Return row and column of each figure by the headings above it, if all of them are present; otherwise the form's order."""
        official = [(row.key, column.key) for row in self.form.rows for column in self.form.columns]
        level = all(grid.exact and not grid.stream for grid in self.grids)
        rows: dict[int, tuple[Cell, str]] = {}
        columns: dict[int, tuple[Cell, str]] = {}
        for cell in (cell for grid in self.grids for cell in grid.cells() if not cell.raw.isascii()):
            for match in self.index.exact(cell.raw):
                found = {"row": rows, "column": columns}.get(match.kind, {})
                found.setdefault(cell.column if level else cell.start, (cell, match.key))
        heads = [columns[place] for place in sorted(columns)]
        parts = [rows[place] for place in sorted(rows)]
        if level:
            over = {at: key for cell, key in parts for at in range(cell.column, cell.column + cell.col_span)}
            order = [(over.get(cell.column, ""), key) for cell, key in heads]
        else:
            wide = len(self.form.columns)
            order = [
                (parts[at // wide][1] if at // wide < len(parts) else "", key) for at, (_, key) in enumerate(heads)
            ]
        return order if sorted(order) == sorted(official) else official

    def _behind_heads(self) -> Iterator[Cell]:
        last = self.last_label
        for grid in self.grids:
            for cell in grid.cells():
                if last is None or cell.start > last.end:
                    yield cell


def _without_torn(label: Cell, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Mark cells of a row as unread if they may not be its own: all of them where the line below the label was partly lost.

    Words in place of a figure are headings of another table, joined to this one where the page was not level.
    """
    cells = tuple(
        cell._replace(unread=TORN) if len(cell.raw) > 1 and has_words(cell.raw) and not cell.unread else cell
        for cell in cells
    )
    if not any(cell.row_span != label.row_span for cell in cells):
        return cells
    every = any(cell.row_span < label.row_span for cell in cells)
    return tuple(
        cell._replace(unread=cell.unread or TORN) if every or cell.row_span > label.row_span else cell for cell in cells
    )


def _ends(cells: tuple[Cell, ...], wanted: int) -> bool:
    """Return whether words follow exactly as many figures as a row has: a row with an unknown label begins there."""
    return len(cells) > wanted and [has_words(cell.raw) for cell in cells[: wanted + 1]] == [False] * wanted + [True]


def _strip(cells: list[Cell], wanted: int, *, front: bool) -> list[Cell]:
    """Remove surplus blank cells at both ends, starting at the front or at the end."""
    for at in (0, -1) if front else (-1, 0):
        while len(cells) > wanted and not cells[at].raw:
            cells.pop(at)
    return cells
