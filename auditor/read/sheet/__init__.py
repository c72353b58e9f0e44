"""Spreadsheets: every format gives the same sheets of cells, which are evaluated, stripped of hidden content and split into blocks."""
