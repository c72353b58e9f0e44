"""Cell grids from ruling lines: where the lines are, which of them form a table, and which cells they separate."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import inf
from operator import attrgetter

from auditor.config.limits import Deadline, ReadContext, require
from auditor.read.layout.boxes import Box

# No ruling line is thicker, in points.
THICK = 4.0
# Lines of a double border, or of adjacent cells that each draw their own border, count as one.
SNAP = 4.5
_COLLINEAR = 1.0
_REACH = 3.0
_OVERHANG = 4.0
_MOST_RULES = 20_000
# In points: the greatest height of a box that frames a figure in its cell, and the distance within which its sides
# meet.
_RING, _CORNER = 40.0, 1.5
_PLACE, _START = attrgetter("place"), attrgetter("start")


@dataclass(slots=True)
class RulingLine:
    """A horizontal (`place` is its y) or vertical line from `start` to `end`."""

    place: float
    start: float
    end: float


@dataclass(slots=True)
class Slot:
    """A cell of a lattice: its upper left corner and how many rows and columns it covers."""

    row: int
    column: int
    row_span: int
    col_span: int


@dataclass(slots=True)
class Lattice:
    """Cell grid of a table; `owner[row][column]` is the index of the cell that covers a grid position.

    `open_sides` are the sides among left, top, right and bottom that no line closes, as at a page break.
    """

    xs: list[float]
    ys: list[float]
    slots: list[Slot]
    owner: list[list[int]]
    open_sides: frozenset[str]

    @property
    def open_top(self) -> bool:
        """Whether no line closes the table at its top."""
        return "top" in self.open_sides

    @property
    def open_bottom(self) -> bool:
        """Whether no line closes the table at its bottom."""
        return "bottom" in self.open_sides

    @property
    def box(self) -> Box:
        """Left, top, right and bottom."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def holds(self, ring: tuple[RulingLine, RulingLine, RulingLine, RulingLine]) -> bool:
        """Return whether a ring lies within one cell without touching the cell's sides."""
        upper, lower, left, right = ring
        number = self.at((left.place + right.place) / 2, (upper.place + lower.place) / 2)
        if number is None:
            return False
        slot = self.slots[number]
        x0, x1 = self.xs[slot.column], self.xs[slot.column + slot.col_span]
        y0, y1 = self.ys[slot.row], self.ys[slot.row + slot.row_span]
        return x0 < left.place and right.place < x1 and y0 < upper.place and lower.place < y1

    @property
    def frame(self) -> bool:
        """Whether it has a single column: then it is a box around text rather than a table."""
        return len(self.xs) == 2

    def at(self, x: float, y: float) -> int | None:
        """Return the index of the cell at a point, None outside the table."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= row < len(self.owner) and 0 <= column < len(self.xs) - 1:
            return self.owner[row][column]
        return None


@dataclass(slots=True)
class Ruling:
    """Ruling lines of a page: tables from top to bottom, frames of one column, and loose horizontal and vertical lines."""

    lattices: list[Lattice]
    frames: list[Lattice]
    loose: tuple[list[RulingLine], list[RulingLine]]


def find_ruling(boxes: Iterable[Box], context: ReadContext) -> Ruling:
    """Find the tables, frames and loose lines that the thin boxes of a page draw; raise UnreadableReport if they are too many."""
    deadline, most_cells = context.deadline, context.limits.cells
    horizontal, vertical = _rules(boxes)
    require(len(horizontal) + len(vertical), _MOST_RULES, "页面上的线条数")
    rings = _rings(horizontal, vertical)
    if not rings:
        return _ruled(horizontal, vertical, deadline, most_cells)
    # A ring within a cell frames the text written there, as a form field does; it separates no cells.
    alone = {id(rule) for ring in rings for rule in ring}
    found = _ruled(_others(horizontal, alone), _others(vertical, alone), deadline, most_cells)
    for ring in rings:
        if any(lattice.holds(ring) for lattice in found.lattices):
            horizontal, vertical = (_others(rules, {id(rule) for rule in ring}) for rules in (horizontal, vertical))
    return _ruled(horizontal, vertical, deadline, most_cells)


def _others(rules: list[RulingLine], gone: Container[int]) -> list[RulingLine]:
    return [rule for rule in rules if id(rule) not in gone]


def _rings(
    horizontal: list[RulingLine], vertical: list[RulingLine]
) -> list[tuple[RulingLine, RulingLine, RulingLine, RulingLine]]:
    """Return low boxes of four lines (upper, lower, left and right) that end where they meet each other."""
    sides: dict[tuple[int, int], list[RulingLine]] = {}
    for rule in vertical:
        if rule.end - rule.start <= _RING:
            sides.setdefault((round(rule.start), round(rule.place)), []).append(rule)
    found = []
    levels = sorted(horizontal, key=_PLACE)
    for number, upper in enumerate(levels if sides else ()):
        left, right = (_near(sides, x, upper.place) for x in (upper.start, upper.end))
        if left is None or right is None or abs(left.end - right.end) > _CORNER:
            continue
        for lower in levels[number + 1 :]:
            if lower.place > left.end + _CORNER:
                break
            ends = abs(lower.place - left.end), abs(lower.start - upper.start), abs(lower.end - upper.end)
            if max(ends) <= _CORNER:
                found.append((upper, lower, left, right))
                break
    return found


def _near(sides: dict[tuple[int, int], list[RulingLine]], x: float, top: float) -> RulingLine | None:
    """Return the vertical line that begins at a corner, None if there is none."""
    for down, across in product((-1, 0, 1), repeat=2):
        for rule in sides.get((round(top) + down, round(x) + across), ()):
            if abs(rule.start - top) <= _CORNER and abs(rule.place - x) <= _CORNER:
                return rule
    return None


def _ruled(horizontal: list[RulingLine], vertical: list[RulingLine], deadline: Deadline, most_cells: int) -> Ruling:
    found = Ruling([], [], ([], []))
    for rows, columns in _components(horizontal, vertical, deadline):
        deadline.check()
        if not (rows and columns):
            found.loose[0].extend(rows)
            found.loose[1].extend(columns)
            continue
        lattice = _lattice(rows, columns, most_cells)
        if lattice is not None:
            (found.frames if lattice.frame else found.lattices).append(lattice)
    found.lattices.sort(key=lambda lattice: (lattice.ys[0], lattice.xs[0]))
    return found


def _rules(boxes: Iterable[Box]) -> tuple[list[RulingLine], list[RulingLine]]:
    horizontal, vertical = [], []
    for left, top, right, bottom in boxes:
        wide, high = right - left, bottom - top
        if wide >= high and high <= THICK:
            horizontal.append(RulingLine((top + bottom) / 2, left, right))
        if high >= wide and wide <= THICK:
            vertical.append(RulingLine((left + right) / 2, top, bottom))
    return _merged(horizontal), _merged(vertical)


def _merged(rules: list[RulingLine]) -> list[RulingLine]:
    """Merge collinear lines that touch or nearly touch."""
    rules.sort(key=_PLACE)
    merged: list[RulingLine] = []
    level: list[RulingLine] = []
    for rule in rules:
        if level and rule.place - level[-1].place > _COLLINEAR:
            merged += _joined(level)
            level = []
        level.append(rule)
    return merged + _joined(level)


def _joined(level: list[RulingLine]) -> list[RulingLine]:
    joined: list[RulingLine] = []
    end = -inf
    level.sort(key=_START)
    for rule in level:
        if rule.start <= end + _REACH:
            if rule.end > end:
                joined[-1].end = end = rule.end
        else:
            joined.append(RulingLine(rule.place, rule.start, rule.end))
            end = rule.end
    return joined


def _components(
    horizontal: list[RulingLine], vertical: list[RulingLine], deadline: Deadline
) -> Iterable[tuple[list[RulingLine], list[RulingLine]]]:
    """Group lines that cross or touch each other, directly or through others; a line that meets no other is a group of its own."""
    parent = list(range(len(horizontal) + len(vertical)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = number = parent[parent[number]]
        return number

    horizontal.sort(key=_PLACE)
    heights = [rule.place for rule in horizontal]
    for number, rule in enumerate(vertical, len(horizontal)):
        deadline.check()
        place, own = rule.place, number
        first = bisect_left(heights, rule.start - _REACH)
        for other in range(first, bisect_right(heights, rule.end + _REACH)):
            across = horizontal[other]
            if parent[other] != own and across.start - _REACH <= place <= across.end + _REACH:
                parent[own] = own = root(other)
    groups: dict[int, tuple[list[RulingLine], list[RulingLine]]] = {}
    for number in range(len(parent)):
        rows, columns = groups.setdefault(root(number), ([], []))
        if number < len(horizontal):
            rows.append(horizontal[number])
        else:
            columns.append(vertical[number - len(horizontal)])
    return list(groups.values())


def _snapped(places: Iterable[float]) -> list[float]:
    """Replace positions that are close together by their middle; return them in order."""
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][0] <= SNAP:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [(group[0] + group[-1]) / 2 for group in groups]


def _lattice(rows: list[RulingLine], columns: list[RulingLine], most_cells: int) -> Lattice | None:
    """Build the cell grid of crossing lines; where lines end without a line across their ends, an edge is added."""
    ys, xs = _snapped(rule.place for rule in rows), _snapped(rule.place for rule in columns)
    open_sides = _close(ys, columns, "top", "bottom") | _close(xs, rows, "left", "right")
    if len(xs) < 2 or len(ys) < 2:
        return None
    require((len(xs) - 1) * (len(ys) - 1), most_cells, "表格单元格数")
    walls = _walls(columns, xs, ys)
    floors = _walls(rows, ys, xs)
    slots, owner = _slots(walls, _turned(floors, len(ys) - 1), len(ys) - 1, len(xs) - 1)
    return Lattice(xs, ys, slots, owner, open_sides) if len(slots) > 1 or len(xs) == 2 else None


def _close(places: list[float], across: list[RulingLine], first: str, last: str) -> frozenset[str]:
    """Add the ends of the lines across as positions; return the names of the sides added.

    An end is added if it reaches clearly beyond the first or last position.
    """
    start, end = min(rule.start for rule in across), max(rule.end for rule in across)
    before, after = start < places[0] - _OVERHANG, end > places[-1] + _OVERHANG
    if before:
        places.insert(0, start)
    if after:
        places.append(end)
    return frozenset(name for name, added in ((first, before), (last, after)) if added)


def _walls(rules: list[RulingLine], places: list[float], steps: list[float]) -> list[int]:
    """Return for each step between two of `steps` the set of positions (as bits) at which a line runs along it."""
    walls = [0] * (len(steps) - 1)
    middles = [(one + other) / 2 for one, other in pairwise(steps)]
    for rule in rules:
        number = bisect_left(places, rule.place - SNAP)
        near = min(range(number, min(number + 3, len(places))), key=lambda n: abs(places[n] - rule.place))
        for step in range(bisect_left(middles, rule.start - 0.5), bisect_right(middles, rule.end + 0.5)):
            walls[step] |= 1 << near
    return walls


def _turned(floors: Sequence[int], count: int) -> list[int]:
    """Return for each row the columns (as bits) with a line below; `floors` has for each column the rows with a line below."""
    below = [0] * count
    for column, bits in enumerate(floors):
        for row in range(count):
            if bits >> (row + 1) & 1:
                below[row] |= 1 << column
    return below


def _slots(walls: list[int], below: list[int], height: int, width: int) -> tuple[list[Slot], list[list[int]]]:
    """Build the cells: from each free position to the right up to a wall, and down up to a line or wall."""
    owner = [[-1] * width for _ in range(height)]
    slots: list[Slot] = []
    for row in range(height):
        for column in range(width):
            if owner[row][column] >= 0:
                continue
            right = column + 1
            while right < width and not walls[row] >> right & 1 and owner[row][right] < 0:
                right += 1
            span = (1 << right) - (1 << column)
            inner = (1 << right) - (1 << (column + 1))
            down = row + 1
            while (
                down < height
                and not below[down - 1] & span
                and not walls[down] & inner
                and all(owner[down][place] < 0 for place in range(column, right))
            ):
                down += 1
            for line in owner[row:down]:
                line[column:right] = [len(slots)] * (right - column)
            slots.append(Slot(row, column, down - row, right - column))
    return slots, owner
