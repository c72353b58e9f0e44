"""Pictures in documents that have text of their own: read if the extra that reads scans is installed."""

from __future__ import annotations

from auditor.read.base.builder import DocumentBuilder


def recognise(builder: DocumentBuilder, data: bytes) -> bool:
    """Add the text of a picture to a Document; return whether there is text, which needs the extra that recognises it."""
    if not data:
        return False
    from auditor.read.scan.reader import read_picture

    found = read_picture(data, builder.context)
    doubtful = 0
    for block in found:
        if isinstance(block, str):
            builder.paragraph(block, scanned=True)
        else:
            builder.grid(block, exact=True, scanned=True)
            doubtful += sum(cell.doubtful for row in block for cell in row)
    if found:
        unsure = f"，有 {doubtful} 个单元格不能确定，未作核对" if doubtful else ""
        builder.warn(f"正文中图片里的文字和表格是识别的，可能有识别错误{unsure}，请对照原件")
    return bool(found)
