"""Character formatting in a Word binary document ([MS-DOC] 2.6.1), as far as it decides whether text is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.read.base.left_out import LeftOut
from auditor.read.base.paragraph_pieces import TINY, TextLook, Unlike, is_pale, is_white

# Character properties by the codes of their changes; where several codes set one property, it is kept under the first.
HIDDEN, STRIKE, DOUBLE_STRIKE = 0x083C, 0x0837, 0x2A53
RAISED, SIZE, COLOUR, GROUND = 0x2A48, 0x4A43, 0x6870, 0xCA71
_OLD_COLOUR, _OLD_GROUND, _HIGHLIGHT, _RISE = 0x2A42, 0x4866, 0x2A0C, 0x4845
_EDGES = frozenset((0x0838, 0x0839, 0x0854, 0x0858))
_LINE_GROUNDS = (0xC64D, 0x442D)
# Shading of the cells of a row: size of a cell's descriptor in bytes.
_CELL_GROUNDS = {0xD612: 10, 0xD616: 10, 0xD60C: 10, 0xD670: 10, 0xD671: 10, 0xD672: 10, 0xD609: 2}
_ROW_GROUND = 0xD660

SWITCHES = (HIDDEN, STRIKE, DOUBLE_STRIKE)
# Values of a toggle property besides off and on: same as the style, opposite of the style (2.9.327).
AS_STYLE, OPPOSITE = 0x80, 0x81
_WHITE, PALE = 1, 2
_SUPERSCRIPT = 1
# Indexes of no colour and of white in the old palette (2.9.119).
_NO_COLOURS = (0, 8)
# Size in half-points where none is given.
USUAL_SIZE = 21

DocSaid = dict[int, int]


def stated_looks(changes: Iterable[tuple[int, bytes]]) -> DocSaid:
    """Collect the character properties of a list of changes.

    Toggles are kept as written. Size is 1 if it is too small to see; the other properties are 1, or a kind of colour, if set.
    """
    said: DocSaid = {}
    for code, operand in changes:
        if code in SWITCHES:
            said[code] = operand[0]
        elif code == RAISED:
            said[RAISED] = int(operand[0] == _SUPERSCRIPT)
        elif code == SIZE:
            said[SIZE] = int(int.from_bytes(operand, "little") <= TINY)
        elif code in (COLOUR, _OLD_COLOUR):
            said[COLOUR] = _colour(code, operand)
        elif code in (GROUND, _OLD_GROUND, _HIGHLIGHT):
            said[GROUND] = said.get(GROUND, 0) | covers(operand)
        elif code in _EDGES and operand[0]:
            said[GROUND] = 1
    return said


def size_and_rise(changes: Iterable[tuple[int, bytes]]) -> tuple[int, int]:
    """Return the font size and the rise above the baseline, in half-points."""
    size, rise = USUAL_SIZE, 0
    for code, operand in changes:
        if code == SIZE:
            size = int.from_bytes(operand, "little")
        elif code == _RISE:
            rise = int.from_bytes(operand, "little", signed=True)
    return size, rise


def covers(shading: bytes) -> bool:
    """Return whether a shading is not white: 1 byte for a highlight, 2 in the old form, 10 in the new (2.9.248, 2.9.249)."""
    if len(shading) == 1:
        return shading[0] not in _NO_COLOURS
    if len(shading) == 2:
        both = int.from_bytes(shading, "little")
        return shading != b"\xff\xff" and (both >> 10 != 0 or both >> 5 & 0x1F not in _NO_COLOURS)
    if len(shading) < 10:
        return False
    pattern = int.from_bytes(shading[8:10], "little")
    plain = shading[7] == 0xFF or is_white(shading[4:7].hex())
    return pattern != 0xFFFF and (pattern != 0 or not plain)


def line_covers(code: int, operand: bytes) -> bool | None:
    """Return whether a change shades a paragraph; None if it does not concern shading."""
    return covers(operand) if code in _LINE_GROUNDS else None


def row_covers(changes: Iterable[tuple[int, bytes]]) -> bool:
    """Return whether any cell of a row is shaded."""
    for code, operand in changes:
        size = _CELL_GROUNDS.get(code)
        if size and any(covers(operand[at : at + size]) for at in range(0, len(operand), size)):
            return True
        if code == _ROW_GROUND and covers(operand):
            return True
    return False


def over(base: Mapping[int, int], said: Mapping[int, int]) -> DocSaid:
    """Return the properties of a style that sets `said` and is based on a style with `base`; toggles are 0 or 1."""
    found = {**base, **said}
    for code in SWITCHES:
        if code in said:
            found[code] = switched(said[code], bool(base.get(code)))
    return found


def switched(operand: int, style: bool) -> bool:
    """Return whether a toggle is on, given its state in the style."""
    return (style != (operand == OPPOSITE)) if operand in (AS_STYLE, OPPOSITE) else bool(operand)


def unlike(
    said: Mapping[int, int], letters: Mapping[int, int], line: Mapping[int, int], on_ground: bool
) -> Unlike | None:
    """Return how a run looks, from its own properties, its style and its paragraph's style; None if it is plain.

    `on_ground` says whether its background may be coloured.
    """
    found = {**line, **letters, **said}
    on = {}
    for code in SWITCHES:
        # A toggle in a character style inverts that of the paragraph style.
        style = bool(line.get(code)) != bool(letters.get(code))
        on[code] = switched(said.get(code, AS_STYLE), style)
    if on[HIDDEN] or found.get(SIZE):
        return LeftOut.HIDDEN
    if found.get(COLOUR) == _WHITE and not (on_ground or found.get(GROUND)):
        return LeftOut.HIDDEN
    if on[STRIKE] or on[DOUBLE_STRIKE]:
        return LeftOut.STRUCK
    return TextLook.RAISED if found.get(RAISED) else None


def _colour(code: int, operand: bytes) -> int:
    if code == _OLD_COLOUR:
        return int(operand[0] == _NO_COLOURS[1])
    colour = operand[:3].hex()
    if operand[3] == 0xFF:
        return 0
    return _WHITE if is_white(colour) else PALE if is_pale(colour) else 0
