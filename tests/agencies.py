"""Pairs of names, and whether both are of one agency: every command that compares agencies must say so."""

from __future__ import annotations

PAIRS: tuple[tuple[str, str, bool], ...] = (
    ("云川市临江县教育局", "临江县教育局", True),
    ("青原省云川市农业农村局", "云川市农业农村局", True),
    ("云川市临江县政府", "云川市临江县人民政府", True),
    ("云川市高新区管理委员会", "云川市高新区管委会", True),
    ("云川市 教育局", "雲川市教育局", True),
    ("平湖市市市场监督管理局", "平湖市市场监督管理局", True),
    ("云川市第11中学", "云川市第1中学", False),
    ("云川市民政局", "云川市财政局", False),
    ("云川市南屏区教育局", "云川市北屏区教育局", False),
    ("云川市朝阳区教育局", "长平市朝阳区教育局", False),
    ("云川市人民政府", "云川市人民政府办公室", False),
    ("云川市城区人民政府", "云川市人民政府", False),
    ("南平市人民政府", "平市人民政府", False),
)
