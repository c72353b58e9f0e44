"""Edits of mail, saved pages and archives: of headers, boundaries, encodings and nested files."""

from __future__ import annotations

import re
from random import Random

from bench.fuzzing import anything, lines, packages

_HEADER = re.compile(rb"^[\w-]+:[^\n]*", re.MULTILINE)
_SAID = (
    *(
        b"Content-Type: multipart/mixed; boundary=",
        b"Content-Type: multipart/related",
        b'Content-Type: text/html; charset="x-none"',
    ),
    *(
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: quoted-printable",
        b"Content-Transfer-Encoding: x-uuencode",
    ),
    *(
        b"Content-Type: text/plain; charset=utf-7",
        b"Content-Type: message/rfc822",
        b"Content-Type: text/html; charset*=gbk''a",
    ),
    *(
        b'Content-Disposition: attachment; filename="=?gb18030?B?////?="',
        b"Content-Disposition: attachment; filename*0*=utf-8''%",
    ),
    *(
        b"Content-Disposition: attachment; filename*99999999999=a.txt",
        b"Content-Type: ;;;=;",
        b"Content-Type: text/html; charset=rot13",
    ),
    *(
        b"Content-Type: application/zip; name=../../a.zip",
        b"Content-Disposition: inline",
        b"Content-Type: message/partial",
        b": a",
    ),
)


def edit(data: bytes, other: bytes, rng: Random) -> bytes:
    """One edit."""
    if data.startswith(b"PK"):
        return packages.edit_directory(data, rng) if rng.random() < 0.4 else packages.edit(data, other, rng)
    chance = rng.random()
    if chance < 0.5:
        return _edit_header(data, rng)
    if chance < 0.7:
        found = list(re.finditer(rb"\r?\n", data))
        one, two = sorted((rng.choice(found).start(), rng.choice(found).start())) if found else (0, 0)
        return data[:one] + data[one:two][:4000] * rng.choice((0, 2, 3)) + data[two:]
    return lines.edit(data, other, rng) if chance < 0.85 else anything.edit(data, other, rng)


def _edit_header(data: bytes, rng: Random) -> bytes:
    """A header replaced, left out, doubled, folded or with a slip; a boundary changed."""
    found = list(_HEADER.finditer(data))
    if not found:
        return anything.edit(data, data, rng)
    chosen = rng.choice(found)
    match rng.randrange(5):
        case 0:
            new = rng.choice(_SAID)
        case 1:
            new = b""
        case 2:
            new = (chosen[0] + b"\n") * rng.randint(2, 30)
        case 3:
            new = chosen[0].replace(b";", b";\n ").replace(b"=", b"*0*=")
        case _:
            new = anything.edit(chosen[0], rng.choice(_SAID), rng)
    return data[: chosen.start()] + new + data[chosen.end() :]
