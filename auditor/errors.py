"""Exceptions of the program, as a tree.

AuditorError            anything reported to the user in one Chinese sentence, never as a traceback
├── UnreadableReport    this report cannot be read; the run continues with the others (exit status 3)
├── RuleFileError       rule, form or catalogue files are broken; nothing is audited (exit status 2)
└── UsageError          the command was called wrongly (exit status 2)
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from enum import StrEnum

_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "找不到这个位置",
    errno.EEXIST: "同名的文件已经在那里",
    errno.EISDIR: "它是文件夹",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.ELOOP: "链接绕成了圈",
    errno.ENOSPC: "磁盘已满",
    errno.EFBIG: "文件超过了系统许可的大小",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EINVAL: "系统不接受这个名称或者位置",
    errno.EILSEQ: "系统不接受这个名称",
    errno.EDQUOT: "超出了磁盘配额",
    errno.EBUSY: "正被别的程序使用",
    errno.ETXTBSY: "正被别的程序使用",
    errno.EIO: "磁盘或网络读写出错",
    errno.ESTALE: "网络上的文件夹断开了",
    errno.ENXIO: "没有这个设备",
    errno.ENODEV: "没有这个设备",
    errno.ENOMEM: "内存不够",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.EBADF: "它已经关闭",
    errno.EPIPE: "接收的一方已经关闭",
}


class AuditorError(Exception):
    """Base of every error that is shown to people; its text is one Chinese sentence."""


class Cause(StrEnum):
    """Reason why a file cannot be read as a report."""

    DAMAGED = "damaged"
    LOCKED = "locked"
    TOO_LARGE = "too_large"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    UNSUPPORTED = "unsupported"
    NOT_A_REPORT = "not_a_report"
    CHANGED = "changed"

    @property
    def passing(self) -> bool:
        """Return whether another attempt may end differently, because the file itself need not be the cause."""
        return self in (Cause.TIMED_OUT, Cause.OUT_OF_MEMORY, Cause.CHANGED)


class UnreadableReport(AuditorError):
    """File that cannot be read as a report; the text says why and what to do."""

    def __init__(self, reason: str, cause: Cause) -> None:
        super().__init__(reason, cause)  # both, because pickling between processes passes these arguments
        self.reason, self.cause = reason, cause

    def __str__(self) -> str:
        return self.reason


class UsageError(AuditorError):
    """Command line that asks for something impossible; the text says what to do instead."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a YAML file: line and column count from 1, `source` is the line as written."""

    path: str
    line: int
    column: int
    message: str
    source: str = ""

    def __str__(self) -> str:
        head = f"{self.path}:{self.line}:{self.column}: {self.message}"
        if not self.source:
            return head
        # A Han character is two columns wide on a terminal, so the caret is placed by width, not by count.
        before = self.source[: self.column - 1]
        pad = "".join("　" if ord(ch) > 0x2E7F else " " for ch in before)
        return f"{head}\n    {self.source}\n    {pad}^"


class RuleFileError(AuditorError):
    """Mistakes in rule, form or catalogue files; all mistakes of all files are listed at once."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = tuple(mistakes)


def fault(error: Exception) -> str:
    """Describe a fault of the program itself in one sentence that helps to fix it."""
    what = " ".join(str(error).split())[:200]
    detail = f"{type(error).__name__}：{what}" if what else type(error).__name__
    return f"程序出错（{detail}）；请把这句话和所用的文件交给维护人员"


def reason(error: OSError) -> str:
    """Say in Chinese why the system refused; a rare error is given by its number."""
    return _REASONS.get(error.errno or 0) or f"系统错误 {error.errno or type(error).__name__}"
