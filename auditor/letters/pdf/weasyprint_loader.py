"""WeasyPrint as this program uses it: loaded with our own fonts only, and with its warnings collected."""

from __future__ import annotations

import contextlib
import ctypes.util
import io
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from auditor.errors import AuditorError
from auditor.processes.scratch import scratch

_INSTALL = "apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
_REMEDY = f"请有权限的人执行：{_INSTALL}"


@lru_cache(maxsize=1)
def load_weasyprint() -> Any:
    """Import WeasyPrint with a font configuration of its own; it looks for its libraries when it is imported.

    Raises AuditorError with the remedy if a library is missing, including the library without which a letter takes forty times as
    long.
    """
    # On failure WeasyPrint prints English advice on standard output, which is reserved for results.
    try:
        with own_fonts(), _by_name(), warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore", DeprecationWarning)
            warnings.filterwarnings("ignore", "No fonts configured", UserWarning)  # a printer brings its own
            import weasyprint
            from weasyprint.pdf.fonts import harfbuzz_subset
    except OSError as error:
        raise AuditorError(f"写 PDF 要用的系统库 Pango 没有装好。{_REMEDY}") from error
    logging.getLogger("fontTools").addHandler(logging.NullHandler())  # else it writes to standard error
    if harfbuzz_subset is None:
        raise AuditorError(f"缺少系统库 libharfbuzz-subset，没有它写一封意见书要慢四十倍。{_REMEDY}")
    return weasyprint


@contextlib.contextmanager
def own_fonts() -> Iterator[None]:
    """Make font configurations created in the body know no font: a printer adds its own, and system fonts change nothing.

    Programs started afterwards see the system fonts as before.
    """
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(_fontconfig())
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


@contextlib.contextmanager
def _by_name() -> Iterator[None]:
    """Make libraries be found only by their file names, which are among those WeasyPrint tries.

    Python's own search for other names starts the compiler and the linker, whichever come first on the PATH.
    """
    usual = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = usual


def _fontconfig() -> Path:
    """Write the file of that configuration and return its path."""
    folder = scratch()
    file = folder / "fonts.conf"
    cache = f"<cachedir>{escape(str(folder / 'cache'))}</cachedir>"
    head = '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
    file.write_text(f"{head}<fontconfig>{cache}</fontconfig>\n", "utf-8")
    return file


@contextlib.contextmanager
def listening() -> Iterator[list[str]]:
    """Collect the warnings that WeasyPrint logs in the body."""
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
