"""Zip archives as containers of reports: names made harmless, contents unpacked in memory, one at a time and within limits."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from auditor.config.limits import Limits, require
from auditor.errors import Cause, UnreadableReport

# zipfile raises nearly every kind of exception on broken containers.
ZIP_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(RuntimeError, ValueError, LookupError, OverflowError, NotImplementedError),
)
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_DIRECTORY_ENTRY = 46
_UTF8_NAME = 0x800
_ENCRYPTED = 1
# A package is one document made of many parts; its first or second entry, or its directory, shows it.
_PACKAGE_PARTS = frozenset(
    {"[content_types].xml", "mimetype", "word/document.xml", "ofd.xml", "uof.xml", "index/document.iwa", "index.zip"}
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
DAMAGED = "压缩包已损坏或不完整，请重新打包后再审核"


def is_zip(head: bytes) -> bool:
    """Return whether a file that begins with these bytes is a zip file of any kind."""
    return head.startswith(_MAGIC)


def begins_package(head: bytes) -> bool:
    """Return whether the first entry of a zip file is a part of a document, by its local header (APPNOTE, 4.3.7)."""
    length = int.from_bytes(head[26:28], "little")
    return part_name(head[30 : 30 + length].decode("latin-1")) in _PACKAGE_PARTS


def is_archive(file: BinaryIO) -> bool:
    """Return whether a file is a zip archive of other files, not a document such as DOCX, XLSX or ODT, which is a zip file too."""
    file.seek(0)
    if not is_zip(file.read(4)):
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            return not _PACKAGE_PARTS & {part_name(info.filename) for info in archive.infolist()}
    except ZIP_ERRORS:
        return False  # no directory: the reader that takes it as a document reports what is wrong


def entries(
    file: BinaryIO, wanted: Callable[[str], bool], limits: Limits
) -> Iterator[tuple[str, bytes | UnreadableReport]]:
    """Yield name and content of each `wanted` file in a zip archive, by name; one that cannot be unpacked gives its error.

    Raises UnreadableReport if the archive as a whole is damaged or holds too much.
    """
    try:
        archive = zipfile.ZipFile(file)
    except ZIP_ERRORS as error:
        raise UnreadableReport(DAMAGED, Cause.DAMAGED) from error
    with archive:
        infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
        require(len(infos), limits.files, "压缩包里的文件数")
        left = limits.archive_unpacked_bytes
        named = [(name, info) for info in infos if wanted(name := _shown(info))]
        for name, info in sorted(named, key=lambda pair: pair[0]):
            if info.file_size > left:
                raise UnreadableReport(
                    f"压缩包解开后超过上限（{limits.archive_unpacked_bytes} 字节），其余的没有读取", Cause.TOO_LARGE
                )
            content = _content(archive, info, limits.file_bytes)
            left -= len(content) if isinstance(content, bytes) else 0
            yield name, content


def unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return the content of one entry, at most one byte more than its header states; raises one of ZIP_ERRORS."""
    with archive.open(info) as handle:
        # With a size given, zlib never returns more than that at once, whatever the header states.
        return handle.read(info.file_size + 1)


def part_name(name: str) -> str:
    """Normalise a part's name for comparison: lower case, slashes, no dots or root."""
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes | UnreadableReport:
    try:
        require(info.file_size, most, "文件字节数")
    except UnreadableReport as error:
        return error
    if info.flag_bits & _ENCRYPTED:
        return UnreadableReport("压缩包加了密码，请去掉密码后再审核", Cause.LOCKED)
    try:
        return unpack(archive, info)
    except ZIP_ERRORS:
        return UnreadableReport("压缩包里的这个文件已损坏或压缩方式特殊，请解压后再审核", Cause.DAMAGED)


def _shown(info: zipfile.ZipInfo) -> str:
    """Return the entry's name, decoded as Chinese systems write it, without any step out of the archive."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        name = _recoded(name)
    name = posixpath.normpath("/" + _CONTROLS.sub("", name.replace("\\", "/"))).lstrip("/")
    return "" if name == "." else name


def _recoded(name: str) -> str:
    """Decode a name without the UTF-8 flag: zipfile assumes code page 437, Chinese systems wrote GB18030 or plain UTF-8."""
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    decoders: tuple[Callable[[], str], ...] = (lambda: raw.decode("utf-8"), lambda: raw.decode("gb18030"))
    for decode in decoders:
        try:
            return decode()
        except UnicodeDecodeError:
            continue
    return name
