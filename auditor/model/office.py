"""The inspecting office, as its letters need it, from the project's settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Office:
    """Sender of the letters, as set under `[office]`; an empty value is left blank in a letter or omitted.

    `prefix` is the 机关代字 of the document number, «云政公开审» in «云政公开审〔2025〕3号»; `first_number` is where a year's
    numbers begin. `deadline_days` are working days. `copies` are the addressees under 抄送. With `seal`, a letter leaves room for
    one.
    """

    name: str = ""
    prefix: str = ""
    first_number: int = 1
    register: Path | None = None
    deadline_days: int = 10
    contact: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    copies: tuple[str, ...] = ()
    seal: bool = True
    logo: Path | None = None
    machine_fonts: bool = True
