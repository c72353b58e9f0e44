"""Workbooks of Excel 95 to 2003 ([MS-XLS])."""
