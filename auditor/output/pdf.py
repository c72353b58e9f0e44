"""HTML to PDF by WeasyPrint, with our own fonts only, no network, and the same bytes on every machine."""

from __future__ import annotations

import atexit
import contextlib
import io
import logging
import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

import pylopdf_fonts_zh_cn

from auditor.errors import AuditorError
from auditor.resources import templates_folder

FONTS = {"Letter Serif": pylopdf_fonts_zh_cn.serif_path(), "Letter Sans": pylopdf_fonts_zh_cn.sans_path()}
_INSTALL = "apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
_REMEDY = f"请有权限的人执行：{_INSTALL}"
_MISSING = re.compile(r'unsupported by fonts: "(.*)"', re.DOTALL)
# What our fonts are known to draw, so that they need not be opened to find out (a test holds it against them).
COMMON = re.compile(r"[\n -~·×‘’“”…—\u3000-\u3003\u3005-\u3015\u4e00-\u9fa5！％（）＋，．：；＝？［］～]")


def html_to_pdf(html: str) -> bytes:
    """The page as PDF; raises AuditorError where a library, a font or a character's picture is missing."""
    weasyprint = _weasyprint()
    fonts = weasyprint.text.fonts.FontConfiguration()
    fetcher = _fetcher(weasyprint)
    faces = weasyprint.CSS(string=_font_faces(), font_config=fonts, url_fetcher=fetcher)
    try:
        with _listening() as heard:
            page = weasyprint.HTML(string=html, url_fetcher=fetcher)
            data: bytes = page.write_pdf(stylesheets=[faces], font_config=fonts)
    except weasyprint.urls.FatalURLFetchingError as error:
        raise AuditorError(f"意见书没有写成：{error.__cause__}") from error
    for line in heard:
        if missing := _MISSING.search(line):
            raise AuditorError(f"字体里没有“{missing[1]}”（U+{ord(missing[1][:1] or ' '):04X}），意见书没有写成")
        if "cannot be loaded" in line:
            raise AuditorError(f"字体文件载入不了，请重新安装 pylopdf-fonts-zh-cn。（{line}）")
    return data


def spell_missing(html: str) -> tuple[str, tuple[str, ...]]:
    """The page with every character no font can draw written as «〔U+20BB7〕», and those characters.

    An empty box in a quotation would be read as the agency's fault; a code can be looked up.
    """
    rare = set(COMMON.sub("", html))
    missing = tuple(sorted(rare - drawable())) if rare else ()
    for ch in missing:
        html = html.replace(ch, f"〔U+{ord(ch):04X}〕")
    return html, missing


@lru_cache(maxsize=1)
def drawable() -> frozenset[str]:
    """Every character one of our fonts has a picture of."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    codes: set[int] = set()
    for path in FONTS.values():
        with TTFont(path, lazy=True) as font:
            codes.update(font.getBestCmap())
    return frozenset(map(chr, codes))


def _font_faces() -> str:
    return "".join(
        f'@font-face {{ font-family: "{name}"; src: url("{path.as_uri()}"); }}\n' for name, path in FONTS.items()
    )


@lru_cache(maxsize=1)
def _weasyprint() -> Any:
    """WeasyPrint, imported with a font set-up of its own; it looks for its libraries when it is imported."""
    os.environ["FONTCONFIG_FILE"] = str(_fontconfig())
    # On failure WeasyPrint prints English advice on standard output, where only the result belongs.
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore", DeprecationWarning)
            import weasyprint
            from weasyprint.pdf.fonts import harfbuzz_subset
    except OSError as error:
        raise AuditorError(f"写 PDF 要用的系统库 Pango 没有装好。{_REMEDY}") from error
    if harfbuzz_subset is None:
        raise AuditorError(f"缺少系统库 libharfbuzz-subset，没有它写一封意见书要慢四十倍。{_REMEDY}")
    return weasyprint


def _fontconfig() -> Path:
    """A font configuration that knows our fonts only, so that those of the machine change nothing."""
    folder = Path(tempfile.mkdtemp(prefix="auditor-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    places = "".join(f"<dir>{escape(str(path))}</dir>" for path in sorted({path.parent for path in FONTS.values()}))
    file = folder / "fonts.conf"
    cache = f"<cachedir>{escape(str(folder / 'cache'))}</cachedir>"
    head = '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
    file.write_text(f"{head}<fontconfig>{places}{cache}</fontconfig>\n", "utf-8")
    return file


def allowed(url: str) -> Path:
    """The file a URL names, if it lies among the templates or our fonts; raises ValueError for everything else."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"不许读取 {url}")
    path = Path(unquote(parts.path)).resolve()
    folders = [templates_folder().resolve(), *(font.parent.resolve() for font in FONTS.values())]
    if not any(path.is_relative_to(folder) for folder in folders):
        raise ValueError(f"不许读取 {url}")
    return path


def _fetcher(weasyprint: Any) -> Any:
    class OwnFiles(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        """Fetches our templates and fonts; anything else stops the letter."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            path = allowed(url)
            return weasyprint.urls.URLFetcherResponse(path.as_uri(), path.read_bytes())

    return OwnFiles(allowed_protocols=("file",), allow_redirects=False, fail_on_errors=True)


@contextlib.contextmanager
def _listening() -> Iterator[list[str]]:
    """The warnings WeasyPrint logs meanwhile."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    ear, logger = Ear(logging.WARNING), logging.getLogger("weasyprint")
    logger.addHandler(ear)
    try:
        yield heard
    finally:
        logger.removeHandler(ear)
