"""A page in the Chromium of the machine, with whatever it asks of the network and complains of written down."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

_PATIENCE = 300_000.0  # milliseconds, for a machine that is very busy
# Where there is no Chromium the tests fail; scripts/setup dev installs it.
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"


class Complaint(Exception):
    """The page asked for something outside the folder, or wrote an error to the console."""


@contextmanager
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], timeout=_PATIENCE)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, path: Path, *, script: bool = True) -> Iterator[Page]:
    """The page of a file; afterwards it must have asked for no other file and no host, and have complained of nothing."""
    context = browser.new_context(java_script_enabled=script, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(_PATIENCE)
    said: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    try:
        page.goto(path.as_uri())
        yield page
    finally:
        context.close()
    if said:
        raise Complaint("\n".join(said))
