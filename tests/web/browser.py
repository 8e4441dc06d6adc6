"""A real headless Chromium for pages and a server thread behind it; skipped clearly where there is no browser.

A test module imports ``run_chromium`` and ``visit_pages`` and asks for the fixtures ``chromium`` and ``visit``.
"""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

DESKTOP, PHONE = (1280, 800), (390, 844)
NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_MS = 15_000


@pytest.fixture(scope="module", name="chromium")
def run_chromium() -> Iterator[Browser]:
    """One browser per module; it is closed before any asynchronous test needs the thread's event loop."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"no browser on this machine (looked for {', '.join(NAMES)}): page tests not run")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """Opens addresses in fresh windows and listens to what the browser complains of."""

    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def __call__(self, url: str, size: tuple[int, int] = DESKTOP) -> Page:
        """Open an address in a window of this size (a phone's has a touch screen)."""
        width, height = size
        touch = size == PHONE
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch, reduced_motion="reduce"
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(url)
        return page

    def expect_complaint(self, words: str) -> None:
        """Say beforehand which complaints, by words in them, the test provokes."""
        self.expected.append(words)

    @property
    def problems(self) -> list[str]:
        """What the browser complained of and nobody expected."""
        return [each for each in self.complaints if not any(words in each for words in self.expected)]

    def close(self) -> None:
        """Close every window."""
        for context in self.contexts:
            context.close()

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.text} {message.location.get('url', '')}")


@pytest.fixture(name="visit")
def visit_pages(chromium: Browser) -> Iterator[Visit]:
    """A visitor of pages; at the end the browser must have had nothing to complain of."""
    visitor = Visit(chromium)
    yield visitor
    visitor.close()
    assert visitor.problems == []


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an ASGI application on a free loopback port from its own thread; yields its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)
