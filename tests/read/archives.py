"""Archives and messages made for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage


def archive(files: Mapping[str, bytes], *, recode: bool = False) -> bytes:
    """A zip file; with `recode` the names stand in it as old Chinese systems write them, in GB18030 without saying so."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(_Plain(name) if recode else zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


class _Plain(zipfile.ZipInfo):
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  zipfile's own name for it
        return self.filename.encode("gb18030"), self.flag_bits


def message(text: str = "", html: str = "", attached: Mapping[str, bytes] | None = None) -> bytes:
    """An e-mail with a body and attachments."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.cn", "b@example.cn", "报送年报"
    mail.set_content(text or "附件为我局年报，请查收。")
    if html:
        mail.add_alternative(html, "html")
    for name, data in (attached or {}).items():
        mail.add_attachment(data, "application", "octet-stream", filename=name)
    return mail.as_bytes()
