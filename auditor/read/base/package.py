"""Reader of packages (OOXML, OpenDocument): the zip container, the relations between its parts, and their XML, all treated as hostile."""

from __future__ import annotations

import posixpath
import re
import zipfile
from contextlib import suppress
from io import BytesIO

from lxml import etree

from auditor.config.limits import MEBIBYTE, Limits, require
from auditor.errors import Cause, UnreadableReport
from auditor.read.base.zips import ZIP_ERRORS, part_name, unpack

XmlElement = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
VAL = W + "val"
FALLBACK = MC + "Fallback"
CHOICE = MC + "Choice"
ALTERNATE = MC + "AlternateContent"

_PROPERTIES = (
    *("pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "rubyPr", "sectPr"),
    *("tblPr", "tblGrid", "tblPrEx", "trPr", "tcPr"),
)
# Deleted and moved-away text, and the reading above a ruby base.
_NOT_SHOWN = ("del", "moveFrom", "delText", "delInstrText", "rt")
UNREAD = frozenset(W + name for name in _PROPERTIES + _NOT_SHOWN)

DAMAGED = "文件已损坏或不完整，请重新导出后再审核"
NOT_WORD = "文件中没有 Word 正文，不是 DOCX 文档，请确认文件类型后再审核"
LOCKED = "文件有密码保护，请去掉密码、另存后再审核"
DOCTYPE = "文件的 XML 中带有 DOCTYPE 声明，存在安全风险，请用 Word 或 WPS 另存后再审核"
PACKED = "文件的压缩方式不是这种文档所允许的，请用 Word 或 WPS 另存后再审核"

# The namespaces of ISO/IEC 29500 strict, the only difference from the transitional names.
_STRICT = "http://purl.oclc.org/ooxml/"
_STRICT_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_TRANSITIONAL_NAME = rb"http://schemas.openxmlformats.org/\1/2006/\2"

_MAX_ENTRIES = 20_000
_MAX_NODES = 1_500_000
_ALLOWED = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))


class Package:
    """Package of XML parts (ECMA-376 part 2); parts are unpacked one by one, in memory, within limits.

    Every method raises UnreadableReport if the container or the requested part is damaged, encrypted or too large.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        require(len(data), limits.file_bytes, "文件大小")
        # Each directory entry becomes an object, so a forged directory is counted before it is parsed.
        require(data.count(b"PK\x01\x02"), _MAX_ENTRIES, "压缩包条目数")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except ZIP_ERRORS as error:
            raise UnreadableReport(DAMAGED, Cause.DAMAGED) from error
        # Part names are case-insensitive; some writers use backslashes.
        self._entries = {part_name(info.filename): info for info in self._zip.infolist()}
        self._left = limits.unpacked_bytes
        self._relations: dict[str, XmlElement | None] = {}

    def main(self) -> tuple[str, XmlElement]:
        """Return the name and root of the main document part; raises UnreadableReport if there is none."""
        for name in (self._main_by_relation(), self._main_by_type(), "word/document.xml"):
            if name and name in self._entries:
                root = self.part(name)
                if root is not None and root.tag == W + "document":
                    return name, root
        raise UnreadableReport(NOT_WORD, Cause.UNSUPPORTED)

    def start(self, root_name: str) -> tuple[str, XmlElement]:
        """Return the name and root of the main part; raises UnreadableReport if its root element lacks this local name."""
        for find in (self._main_by_relation, self._main_by_type):
            root = self.part(name) if (name := find()) else None
            if root is not None and root.tag.endswith("}" + root_name):
                return name, root
        raise UnreadableReport(DAMAGED, Cause.DAMAGED)

    def parts(self, main: str) -> dict[str, tuple[str, str]]:
        """Map relation ids to the kind and name of each part in the package that `main` refers to."""
        folder, base = posixpath.split(main)
        root = self._relations_of(posixpath.join(folder, "_rels", base + ".rels"))
        return {
            found.get("Id", ""): (
                found.get("Type", "").rpartition("/")[2],
                part_name(posixpath.join("/" + folder, found.get("Target", ""))),
            )
            for found in (() if root is None else root)
            if found.get("TargetMode") != "External"
        }

    def related(self, main: str, kind: str) -> XmlElement | None:
        """Return the root of the part related to `main` as its "numbering" or "styles"; None if the package has none."""
        folder, base = posixpath.split(main)
        name = self._relation(posixpath.join(folder, "_rels", base + ".rels"), folder, kind)
        if name not in self._entries:
            name = posixpath.join(folder, kind + ".xml")
        return self.part(name)

    def part(self, name: str) -> XmlElement | None:
        """Return the root element of a part; None if there is no part of this name."""
        info = self._entries.get(name)
        return None if info is None else parse(self._unpack(info))

    def media(self, main: str, relation: str) -> bytes | None:
        """Return the image that `main` refers to by a relation id; None if it is not in the package or cannot be unpacked."""
        folder, base = posixpath.split(main)
        root = self._relations_of(posixpath.join(folder, "_rels", base + ".rels"))
        for found in () if root is None else root:
            if found.get("Id") == relation and found.get("TargetMode") != "External":
                info = self._entries.get(part_name(posixpath.join("/" + folder, found.get("Target", ""))))
                with suppress(UnreadableReport):
                    return None if info is None else self._unpack(info)
        return None

    def _relations_of(self, name: str) -> XmlElement | None:
        if name not in self._relations:
            self._relations[name] = self.part(name)
        return self._relations[name]

    def _main_by_relation(self) -> str:
        return self._relation("_rels/.rels", "", "officeDocument")

    def _main_by_type(self) -> str:
        types = self.part("[content_types].xml")
        for override in () if types is None else types:
            if override.get("ContentType", "").endswith(".main+xml"):
                return part_name(override.get("PartName", ""))
        return ""

    def _relation(self, relations: str, folder: str, kind: str) -> str:
        root = self._relations_of(relations)
        for relation in () if root is None else root:
            if relation.get("Type", "").endswith("/" + kind) and relation.get("TargetMode") != "External":
                return part_name(posixpath.join("/" + folder, relation.get("Target", "")))
        return ""

    def _unpack(self, info: zipfile.ZipInfo) -> bytes:
        if info.flag_bits & 1:
            raise UnreadableReport(LOCKED, Cause.LOCKED)
        if info.compress_type not in _ALLOWED:
            raise UnreadableReport(PACKED, Cause.UNSUPPORTED)
        require(info.file_size, self._left, "解压后的大小")
        try:
            data = unpack(self._zip, info)
        except ZIP_ERRORS as error:
            raise UnreadableReport(DAMAGED, Cause.DAMAGED) from error
        self._left -= len(data)
        return data


def parse(data: bytes) -> XmlElement:
    """Parse an XML part into transitional names, without entities, DTDs, network or external files.

    Raises UnreadableReport for broken XML, for a DOCTYPE and for more elements than any report has.
    """
    # In UTF-16 and UTF-32 the letters of a declaration are separated by zero bytes, which other XML may not contain.
    if b"<!DOCTYPE" in (data.replace(b"\0", b"") if b"\0" in data[:64] else data):
        raise UnreadableReport(DOCTYPE, Cause.UNSUPPORTED)
    if len(data) > 4 * MEBIBYTE:
        require(data.count(b"<"), _MAX_NODES, "XML 元素数")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableReport(DAMAGED, Cause.DAMAGED) from error
    # Encodings other than those hide the declaration from the search above.
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableReport(DOCTYPE, Cause.UNSUPPORTED)
    if root.tag.startswith("{" + _STRICT):
        plain = etree.tostring(root, encoding="utf-8")
        return etree.fromstring(_STRICT_NAME.sub(_TRANSITIONAL_NAME, plain), parser)
    return root


def chosen(alternate: XmlElement) -> XmlElement | None:
    """Return the branch of mc:AlternateContent to read: the first Choice, or else the Fallback (ECMA-376 part 3, 7.5)."""
    for tag in (CHOICE, FALLBACK):
        for branch in alternate.iterchildren(tag):
            return branch
    return None


def number(text: str | None, low: int, high: int, default: int) -> int:
    """Parse a whole number from an attribute and clamp it to low..high; `default` if it is missing or not a number."""
    if not text:
        return default
    try:
        return min(max(int(text), low), high)
    except ValueError:
        return default


def is_on(switch: XmlElement) -> bool:
    """Return whether an on/off property is on, which it is unless its value says no (ECMA-376 part 1, 17.17.4)."""
    return switch.get(VAL, "1") not in ("0", "false", "off", "none")


def check_depth(depth: int, deepest: int) -> None:
    """Raise UnreadableReport before nested elements can exhaust the interpreter's stack."""
    if depth > deepest:
        require(depth, deepest, "元素嵌套层数")
