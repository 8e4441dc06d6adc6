"""A small branch on the real stage behind HTTP; the bot is the test itself, speaking the Bot API."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from bot.rehearsal.people import Cast
from bot.rehearsal.server import application
from bot.rehearsal.stage import Stage
from storage.clock import FrozenClock
from tests.web.browser import DESKTOP, Visit, serving

TOKEN = "77:stage"
WANG, LI, ZHANG = 1001, 1002, 1003
START = datetime(2026, 11, 18, 2, 5, tzinfo=UTC)  # Wednesday 10:05 in Shanghai
CARD = [[{"text": "参加", "callback_data": "a"}, {"text": "请假", "callback_data": "b"}]]


GUIDE = [
    {"title": "开会", "do": "安排一次会。", "as": WANG, "chat": WANG, "type": "/schedule 党课 明天15:00"},
    {"title": "回应", "do": "在群里点参加。", "as": ZHANG, "chat": "group", "type": "参加"},
]


@dataclass
class Scene:
    """A running stage: its address, its group, and the bot's hand."""

    url: str
    group: int

    def bot(self, method: str, files: dict[str, Any] | None = None, **params: Any) -> Any:
        """Call the Bot API as the bot and return the result."""
        if files is None:
            answer = httpx.post(f"{self.url}/bot{TOKEN}/{method}", json=params, timeout=30)
        else:
            answer = httpx.post(f"{self.url}/bot{TOKEN}/{method}", data=params, files=files, timeout=30)
        assert answer.json()["ok"], answer.text
        return answer.json()["result"]

    def heard(self, kind: str) -> list[dict[str, Any]]:
        """Wait until the bot hears something, confirm all of it, and return what is of one kind."""
        updates = self.bot("getUpdates", timeout=20)
        self.bot("getUpdates", offset=updates[-1]["update_id"] + 1, timeout=0)
        return [update[kind] for update in updates if kind in update]


def build(guide: list[dict[str, Any]] | None = None) -> tuple[Any, int]:
    stage = Stage(FrozenClock(START))
    cast = Cast(stage, stage.world.add_bot(TOKEN, "sanhui_bot", "三会一课助手"))
    wang = cast.person("王建国", id=WANG, note="书记")
    others = cast.person("李秀英", id=LI, note="记录人"), cast.person("张伟", id=ZHANG, note="党员")
    group = cast.group("机关第一党支部", wang, *others)
    return application(cast, ZoneInfo("Asia/Shanghai"), guide), group.id


@pytest.fixture(name="scene")
def run_scene() -> Iterator[Scene]:
    app, group = build(GUIDE)
    with serving(app) as url:
        made = Scene(url, group)
        made.heard("message")
        yield made


def enter(visit: Visit, url: str, size: tuple[int, int] = DESKTOP) -> Page:
    """Open the page and wait until it can be used."""
    page = visit(url, size)
    expect(page.locator("main[inert]")).to_have_count(0)
    return page


def picture() -> bytes:
    """A grey PNG of 60 × 40 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60, 40, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x99" * 60) * 40)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def private(page: Page) -> Locator:
    return page.locator(".pane").nth(1)


def group(page: Page) -> Locator:
    return page.locator(".pane").nth(0)


def bubbles(pane: Locator) -> Locator:
    return pane.locator(".message .html")
