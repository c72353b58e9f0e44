"""Reasons, in Chinese, why a picture of a page could not be read, with what helps; shown in results and in letters."""

from __future__ import annotations

from collections.abc import Iterable

CROOKED = "歪斜超过 10 度，请摆正后重新扫描"
AT_AN_ANGLE = "像是斜着拍的，或者纸没有铺平，请铺平后正对着纸重新拍摄，最好用扫描仪扫描"
TOO_SMALL = "字太小，请用 200 dpi 以上的分辨率重新扫描"
TOO_DARK = "太暗，请在光线充足的地方重新拍摄，或调亮后重新扫描"
BLURRED = "字迹太模糊，请擦净镜头或玻璃、对准焦距后重新扫描"
CROSSED = "数字看得清，但表格上有印章、笔迹、遮挡，或者格线断缺，多数不能确定；请换一份干净、完整的原件重新扫描"
FOLDED = "像是纸折着，有一条没有扫进去，请展平后重新扫描"
_SIDES = {"left": "左边", "top": "上边", "right": "右边", "bottom": "下边"}


def cut_off(*sides: str) -> str:
    """Return the message that the picture ends within the text at some sides, given as left, top, right or bottom."""
    named = "、".join(word for side, word in _SIDES.items() if side in sides)
    return f"{named}被截掉了，请让整页都在画面里再重新扫描"


def fault_message(page: int, faults: Iterable[str]) -> str:
    """Return the message about a page, counted from 1, that was not read completely."""
    return f"未读全的扫描页（第 {page} 页{'；'.join(faults)}）"
