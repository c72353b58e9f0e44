"""`auditor export`: writes the results of `auditor bulk` as Parquet files for analysis."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.common.streams import put
from auditor.presentation.terminal_text import harmless

HELP = """把一次或几次成批审核的结果写成 Parquet 文件，供统计分析：reports.parquet 一份报告一行，findings.parquet 一条意见一行，
cells.parquet 表格的一格一行。
只读结果文件夹里的 auditor.db，不改动它；要先安装：pip install 'xxgk-auditor[parquet]'。"""
EXAMPLES = """
auditor export 审核结果/ --parquet 汇总/
auditor export 云川市/ 青原市/ 平湖市/ --parquet 全省汇总/
"""


def export(
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER...", help="auditor bulk 存结果的文件夹，可以写几个")],
    parquet: Annotated[Path, typer.Option("--parquet", metavar="DIR", help="写到这个文件夹，没有就新建")],
) -> int:
    """Write the files and return the exit status."""
    from auditor.batch.outputs.export import export_parquet

    reports, findings = export_parquet(folders, parquet)
    put(harmless(f"写了 {reports} 份报告、{findings} 条意见，存在：{parquet}") + "\n")
    return 0
