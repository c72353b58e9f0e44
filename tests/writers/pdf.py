"""The producers of PDF: WeasyPrint, Chromium and LibreOffice; scripts/setup dev installs what is no Python package."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pylopdf_fonts_zh_cn

from auditor.letters.pdf.weasyprint_loader import load_weasyprint
from tests.writers.paper import Look, web_page, word_file
from tests.writers.plain import PlainReport
from tests.writers.soffice import SOFFICE

FONTS = {"Letter Serif": pylopdf_fonts_zh_cn.serif_path(), "Letter Sans": pylopdf_fonts_zh_cn.sans_path()}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "chromium"
_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-pdf-header-footer", "--disable-pdf-tagging",
)  # fmt: skip
_SECONDS = 300


def html_to_pdf(html: str) -> bytes:
    """A page printed by WeasyPrint in the full fonts."""
    weasyprint = load_weasyprint()
    fonts = weasyprint.text.fonts.FontConfiguration()
    faces = "".join(f'@font-face {{ font-family: "{name}"; src: url("{FONTS[name].as_uri()}") }}' for name in FONTS)
    css = weasyprint.CSS(string=faces, font_config=fonts)
    printed: bytes = weasyprint.HTML(string=html).write_pdf(stylesheets=[css], font_config=fonts)
    return printed


def by_weasyprint(report: PlainReport, look: Look, css: str = "") -> bytes:
    """The report's page printed by WeasyPrint."""
    return html_to_pdf(web_page(report, look, css))


def by_chromium(report: PlainReport, look: Look, css: str = "", fonts: Mapping[str, Path] = FONTS) -> bytes:
    """The report's page printed by Chromium, with the fonts of the letters or others of the same names."""
    faces = "".join(f'@font-face {{ font-family: "{name}"; src: url("{fonts[name].as_uri()}") }}' for name in fonts)
    with tempfile.TemporaryDirectory() as folder:
        page, out = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(web_page(report, look, css + faces), "utf-8")
        profile = f"--user-data-dir={folder}/profile"
        command = [CHROMIUM, *_QUIET, profile, f"--print-to-pdf={out}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603
        return out.read_bytes()


def by_office(files: Mapping[str, bytes], fonts: Path | None = None) -> dict[str, bytes]:
    """DOCX files, given by name without suffix, printed by LibreOffice in one go: its start takes longest.

    `fonts` is a configuration file for fontconfig that takes the place of the machine's.
    """
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)} if fonts else None
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            Path(folder, f"{name}.docx").write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        names = [str(Path(folder, f"{name}.docx")) for name in files]
        command = [SOFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *names]
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS, env=environment)  # noqa: S603
        return {name: Path(folder, f"{name}.pdf").read_bytes() for name in files}


def office_report(report: PlainReport, look: Look) -> bytes:
    """One report as a DOCX file printed by LibreOffice."""
    return by_office({"report": word_file(report, look)})["report"]


Maker = Callable[[PlainReport, Look], bytes]
MAKERS: dict[str, Maker] = {"weasyprint": by_weasyprint, "chromium": by_chromium, "libreoffice": office_report}
