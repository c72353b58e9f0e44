"""Conversion to DOCX by LibreOffice, where it is installed, for formats without a reader; it runs as a subprocess with limits."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from auditor.config.limits import Limits, ReadContext, Watcher, require
from auditor.errors import Cause, UnreadableReport
from auditor.model.document import Document
from auditor.processes.scratch import scratch
from auditor.read.base.builder import digest

WARNING = "文件由 LibreOffice 转换后读取，个别内容可能与原文有出入，请以原文为准"
MISSING = "读取这种格式需要安装 LibreOffice；也可以用 Word 或 WPS 另存为 DOCX 后再审核"
FAILED = "LibreOffice 不能转换这个文件，请用 Word 或 WPS 另存为 DOCX 后再审核"
_NAMES = ("soffice", "libreoffice")
# The timeout in wall time is this multiple of the processor time allowed: on a busy machine a process waits far longer than it
# works. Starting LibreOffice counts as work.
_PATIENCE = 10
_TICK_SECONDS = 1.0

# Macros and external content that a document requests are disabled.
_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
)
_REGISTRY = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    + "</oor:items>\n"
)
# Arguments: memory in KiB, processor time in seconds. The standard input of the shell is a pipe to which nothing is written: when
# this process ends for any reason, the pipe closes, and the shell kills its whole process group.
_LIMITED = (
    'ulimit -v "$0"; ulimit -t "$1"; shift; exec 3<&0 </dev/null; '
    '{ read -r _ <&3; kill -KILL 0; } & exec 3<&-; exec "$@"'
)
# A proxy address on which nothing listens, which blocks any network access that is still attempted.
_NOWHERE = "http://127.0.0.1:9"


def is_installed() -> bool:
    """Return whether LibreOffice is on the search path."""
    return bool(_program())


def read_converted(data: bytes, path: str, context: ReadContext, *, format: str, suffix: str) -> Document:
    """Read a file after LibreOffice converted it to DOCX; `format` and the digest are those of the original file.

    Raises UnreadableReport if LibreOffice is not installed, fails or takes too long.
    """
    from auditor.read.word.docx.reader import read_docx

    found = read_docx(convert(data, suffix, context), path, context)
    return replace(found, format=format, digest=digest(data), warnings=(WARNING, *found.warnings))


def convert(data: bytes, suffix: str, context: ReadContext) -> bytes:
    """Convert a file to DOCX; `suffix`, such as ".rtf", names the format for LibreOffice. Raises UnreadableReport as `read_converted`."""
    program, limits = _program(), context.limits
    if not program:
        raise UnreadableReport(MISSING, Cause.UNSUPPORTED)
    with tempfile.TemporaryDirectory(prefix="office-", dir=scratch(), ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        source = root / f"report{suffix}"
        source.write_bytes(data)
        profile = root / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_REGISTRY, "utf-8")
        options = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--nofirststartwizard")
        target = ("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(root / "out"), str(source))
        command = [program, f"-env:UserInstallation={profile.as_uri()}", *options, *target]
        used = _run(command, root, limits, context.watcher)
        made = root / "out" / "report.docx"
        if not made.is_file():
            if used < limits.seconds:
                raise UnreadableReport(FAILED, Cause.UNSUPPORTED)
            raise UnreadableReport(_too_complex(limits.seconds), Cause.TIMED_OUT)
        require(made.stat().st_size, limits.file_bytes, "转换后的文件字节数")
        return made.read_bytes()


def _program() -> str:
    return next((found for name in _NAMES if (found := shutil.which(name))), "")


def _too_complex(seconds: float) -> str:
    return f"文件过于复杂，LibreOffice 用了处理器 {seconds:g} 秒还没有转换完，不予读取"


def _run(command: list[str], folder: Path, limits: Limits, watcher: Watcher) -> float:
    """Run a command in a folder within the limits of time and memory; all processes it started end with it.

    Returns the processor time that its processes took, in seconds. The system ends each process that exceeds the limit.
    """
    settings = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    settings |= dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy"), _NOWHERE)
    settings |= dict.fromkeys(("HOME", "TMPDIR"), str(folder)) | {"LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
    limited = [
        "/bin/sh",
        "-c",
        _LIMITED,
        str(limits.helper_memory_bytes // 1024),
        str(int(limits.seconds) + 1),
        *command,
    ]
    process = subprocess.Popen(  # noqa: S603  a fixed command with paths of our own
        limited,
        cwd=folder,
        env=settings,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    before = _helpers_seconds()
    try:
        _wait(process, _PATIENCE * limits.seconds, watcher)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdin is not None:
            process.stdin.close()
    return _helpers_seconds() - before


def _wait(process: subprocess.Popen[bytes], patience: float, watcher: Watcher) -> None:
    """Wait for the end of a process whose processor time is bounded; raises UnreadableReport on a timeout.

    `patience` is the timeout in seconds of wall time.
    """
    end = time.monotonic() + patience
    while process.poll() is None:
        if time.monotonic() > end:
            raise UnreadableReport(
                f"等了 {patience:g} 秒，LibreOffice 没有转换完；请用 Word 或 WPS 另存为 DOCX 后再审核",
                Cause.TIMED_OUT,
            )
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_TICK_SECONDS)
        watcher(0.0)


def _helpers_seconds() -> float:
    """Return the processor time in seconds of all subprocesses that ended and were waited for."""
    used = os.times()
    return used.children_user + used.children_system
