"""Builder of a Document: assembles paragraphs and grids and gives them offsets."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.config.limits import ReadContext, require
from auditor.errors import Cause, UnreadableReport
from auditor.model.document import Block, Cell, Document, Grid, Metadata, Paragraph, Unread
from auditor.read.base.left_out import LeftOut


@dataclass(slots=True)
class RawCell:
    """Cell before it has an offset: its text, its column if known, its row and column spans, and the rest as in `Cell`."""

    text: str
    column: int = -1
    row_span: int = 1
    col_span: int = 1
    doubtful: bool = False
    unread: str = ""


Rows = list[list[RawCell]]


def digest(data: bytes) -> str:
    """Return the digest that identifies a file in outputs."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


class DocumentBuilder:
    """Collector of blocks in reading order; paragraphs are joined by line feeds, the cells of a row by tabs."""

    def __init__(self, context: ReadContext) -> None:
        """Start a document; images in it are recognised in the same `context`."""
        self.context = context
        self._most_characters, self._most_cells = context.limits.text_characters, context.limits.cells
        self._parts: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0
        self._cells = 0
        self._warnings: list[str] = []
        self._pictured: set[int] = set()
        self._scanned: list[tuple[int, int]] = []
        self._unread: list[Unread] = []
        self._left_out: Counter[LeftOut] = Counter()

    def paragraph(self, text: str, *, scanned: bool = False, pictured: bool = False) -> None:
        """Add a paragraph, `scanned` if recognised in an image, `pictured` as in `Document`; a blank one is ignored."""
        text = text.strip()
        if not text:
            return
        start = self._length
        self._parts += (text, "\n")
        self._length += len(text) + 1
        require(self._length, self._most_characters, "文字数")
        self._blocks.append(Paragraph(text, start, start + len(text)))
        if scanned:
            self._scan(start)
        if pictured:
            self._pictured.add(start)

    def grid(
        self,
        rows: Iterable[Sequence[RawCell]],
        *,
        exact: bool = False,
        stream: bool = False,
        loose: bool = False,
        scanned: bool = False,
    ) -> None:
        """Add a table of the given kind, as in `Grid`, `scanned` as for a paragraph; an empty row keeps its place."""
        start = self._length
        built = [self._row(row, number) for number, row in enumerate(rows)]
        if not any(built):
            return
        kinds = {"exact": exact, "stream": stream, "loose": loose, "scanned": scanned}
        self._blocks.append(Grid(tuple(built), start, self._length - 1, **kinds))
        if scanned:
            self._scan(start)

    def plain_grid(self, rows: Iterable[Sequence[str]], *, stream: bool = False) -> None:
        """Add a table of which only the texts of its cells are known, row by row; it takes half the time of `grid`."""
        start = self._length
        built = [self._plain_row(row, number) for number, row in enumerate(rows)]
        if any(built):
            self._blocks.append(Grid(tuple(built), start, self._length - 1, stream=stream))

    def warn(self, message: str) -> None:
        """Add a warning, in Chinese, about something the reader repaired or could not read; each message is kept once."""
        if message not in self._warnings:
            self._warnings.append(message)

    def unread(self, what: str, count: int = 1) -> None:
        """Note things at this place that were not read and may be a table, as in `Unread`; the reader adds the warning."""
        self._unread += [Unread(what, self._length)] * count

    @property
    def has_unread(self) -> bool:
        """Return whether anything was noted as not read."""
        return bool(self._unread)

    def leave_out(self, kind: LeftOut, count: int = 1) -> None:
        """Count pieces of text that were left out on purpose; they are reported in one warning per kind."""
        self._left_out[kind] += count

    def build(self, *, path: str, data: bytes, format: str, metadata: Metadata | None = None) -> Document:
        """Return the finished Document; raises UnreadableReport if nothing was read."""
        if not self._blocks:
            raise UnreadableReport("文件中没有可读的文字", Cause.UNSUPPORTED)
        for kind in LeftOut if self._left_out else ():
            if self._left_out[kind]:
                self.warn(kind.told(self._left_out[kind]))
        text = "".join(self._parts).rstrip("\n")
        return Document(
            path=path,
            digest=digest(data),
            format=format,
            text=text,
            blocks=tuple(self._blocks),
            metadata=metadata or Metadata(),
            warnings=tuple(self._warnings),
            unread=tuple(Unread(each.what, min(each.at, len(text))) for each in self._unread),
            scanned=tuple(self._scanned),
            pictured=frozenset(self._pictured),
        )

    def _scan(self, start: int) -> None:
        """Note that the text from `start` to here was recognised in an image; adjacent ranges are merged."""
        if self._scanned and self._scanned[-1][1] >= start:
            start = self._scanned.pop()[0]
        self._scanned.append((start, self._length))

    def _row(self, row: Sequence[RawCell], number: int) -> tuple[Cell, ...]:
        """Add the cells of a row; an empty row adds nothing."""
        require(self._cells + len(row), self._most_cells, "表格单元格数")
        cells: list[Cell] = []
        texts: list[str] = []
        start = self._length
        for place, cell in enumerate(row):
            text = cell.text.strip()
            end = start + len(text)
            column = cell.column if cell.column >= 0 else place
            texts.append(text)
            cells.append(
                Cell(text, start, end, number, column, cell.row_span, cell.col_span, cell.doubtful, cell.unread)
            )
            start = end + 1
        self._end_row(texts, start)
        return tuple(cells)

    def _plain_row(self, row: Sequence[str], number: int) -> tuple[Cell, ...]:
        require(self._cells + len(row), self._most_cells, "表格单元格数")
        cells: list[Cell] = []
        texts = [text.strip() for text in row]
        start = self._length
        for place, text in enumerate(texts):
            end = start + len(text)
            cells.append(Cell(text, start, end, number, place))
            start = end + 1
        self._end_row(texts, start)
        return tuple(cells)

    def _end_row(self, texts: list[str], end: int) -> None:
        """Append the texts of a row's cells to the text, which is then `end` characters long."""
        require(end, self._most_characters, "文字数")
        if texts:
            self._cells += len(texts)
            self._parts += ("\t".join(texts), "\n")
            self._length = end
