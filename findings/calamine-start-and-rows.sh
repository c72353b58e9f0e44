#!/bin/sh
# python-calamine 0.9.1: the rows that iter_rows() gives begin at the first row of the sheet, their cells at the first used column.
# `start` is the first used cell and `height` counts used rows only, so that adding start[0] to the number of a row of
# iter_rows() moves everything down, and adding start[1] to the place of a cell is right. to_python(skip_empty_area=False)
# begins at A1 both ways.
# Seen: a workbook whose only cells are C3 and D4 (written by openpyxl 3.1.5).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -q --disable-pip-version-check --target "$folder/packages" python-calamine==0.9.1 openpyxl==3.1.5
PYTHONPATH="$folder/packages" python3 - "$folder/book.xlsx" <<'PYTHON'
import sys

from openpyxl import Workbook
from python_calamine import CalamineWorkbook

book = Workbook()
book.active["C3"], book.active["D4"] = "first", "second"
book.save(sys.argv[1])
sheet = CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0)
said = {
    "start": sheet.start,
    "height": sheet.height,
    "iter_rows": list(sheet.iter_rows()),
    "to_python, empty area skipped": sheet.to_python(),
    "to_python, empty area kept": sheet.to_python(skip_empty_area=False),
}
for name, value in said.items():
    print(f"{name}: {value}")
assert said == {
    "start": (2, 2),
    "height": 2,
    "iter_rows": [["", ""], ["", ""], ["first", ""], ["", "second"]],
    "to_python, empty area skipped": [["first", ""], ["", "second"]],
    "to_python, empty area kept": [["", "", "", ""], ["", "", "", ""], ["", "", "first", ""], ["", "", "", "second"]],
}, "the behaviour has changed"
PYTHON
