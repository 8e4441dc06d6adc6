"""The demonstration in a process of its own, and the hands of its people over the control API (what the page does)."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

START = (sys.executable, "-m", "bot", "demo", "--port", "0", "--no-browser")
PATIENCE = 30.0
Message = dict[str, Any]


class NeverSeenError(AssertionError):
    """What was waited for did not come; the message holds what was on the screen instead."""


@contextmanager
def demonstration() -> Iterator["Playing"]:
    """Run the demonstration while inside; at the end it is interrupted as by Ctrl-C and must leave with code 0."""
    child = subprocess.Popen(START, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")
    assert child.stdout is not None
    try:
        line = child.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line + child.stdout.read()
        with httpx.Client(timeout=PATIENCE, trust_env=False) as client:
            yield Playing(found[0], client)
    finally:
        child.send_signal(signal.SIGINT)
        said, _ = child.communicate(timeout=30)
    assert (child.returncode, said.splitlines()[-1:]) == (0, ["演练已结束，临时数据已删除。"]), said


@dataclass
class Playing:
    """A running demonstration: its address, and what people do there by their names."""

    url: str
    client: httpx.Client
    ids: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.ids = {person["name"]: person["id"] for person in self.get("people")}

    def get(self, path: str, **query: Any) -> Any:
        """Read from the control API."""
        answer = self.client.get(f"{self.url}/stage/{path}", params=query)
        assert answer.is_success, answer.text
        return answer.json()

    def post(self, path: str, **body: Any) -> Any:
        """Act over the control API."""
        answer = self.client.post(f"{self.url}/stage/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def chat(self, name: str, title: str | None = None) -> int:
        """Return a chat of somebody: the private one, or the group of this title."""
        chats = self.get("chats", **{"as": self.ids[name]})
        return next(chat["id"] for chat in chats if (title is None and chat.get("bot")) or chat["title"] == title)

    def messages(self, name: str, title: str | None = None) -> list[Message]:
        """Return everything in a chat of somebody."""
        return self.get("messages", **{"as": self.ids[name], "chat": self.chat(name, title)})

    def say(self, name: str, text: str, title: str | None = None) -> int:
        """Type a text; return its number."""
        return self.post("say", **{"as": self.ids[name], "chat": self.chat(name, title), "text": text})["message"]

    def tap(self, name: str, label: str, title: str | None = None) -> None:
        """Tap a label on the newest message that bears it, waiting until there is one; a link is followed."""
        message = self.wait(name, lambda each: label in labels(each), title)
        row, col = next(button["index"] for line in message["buttons"] for button in line if button["text"] == label)
        place = {"as": self.ids[name], "chat": self.chat(name, title)}
        self.post("tap", **place, message=message["id"], row=row, col=col)

    def join(self, name: str, title: str) -> None:
        """Ask in a group to be linked and follow the link the bot answers with."""
        asked = self.say(name, "/join", title)
        shown = self.wait(name, lambda each: each["id"] > asked and "data-start" in each["html"], title)
        found = re.search(r'data-start="([^"]+)"', shown["html"])
        assert found is not None
        self.post("start", **{"as": self.ids[name], "payload": found[1]})

    def file(self, message: Message) -> bytes:
        """Download the file of a message."""
        return self.client.get(self.url + message["document"]["url"]).content

    def upload(self, name: str, file: str, data: bytes) -> None:
        """Send a file to the bot in private."""
        form = {"as": str(self.ids[name]), "chat": str(self.chat(name)), "caption": ""}
        answer = self.client.post(f"{self.url}/stage/upload", data=form, files={"file": (file, data)})
        assert answer.is_success, answer.text

    def move_to(self, moment: str) -> None:
        """Move the clock forward to a local moment, ``2026-11-20 08:30``."""
        now = datetime.fromisoformat(self.get("clock")["now"])
        then = datetime.fromisoformat(moment).replace(tzinfo=now.tzinfo)
        self.post("clock", seconds=(then - now).total_seconds())

    def hears(self, name: str, words: str, title: str | None = None) -> Message:
        """Wait until a message of the bot with these words stands in a chat; return the newest such."""
        return self.wait(name, lambda each: each["from"]["bot"] and words in each["text"], title)

    def wait(self, name: str, fits: Callable[[Message], bool], title: str | None = None) -> Message:
        """Wait, event by event, until a message fits; return the newest one that does."""
        until = time.monotonic() + PATIENCE
        events = f"{self.url}/stage/events"
        with self.client.stream("GET", events, params={"as": self.ids[name]}) as stream:
            for _ in stream.iter_lines():
                found = [each for each in self.messages(name, title) if fits(each)]
                if found:
                    return found[-1]
                if time.monotonic() > until:
                    break
        seen = "\n---\n".join(f"{each['text']} {labels(each)}" for each in self.messages(name, title)[-5:])
        raise NeverSeenError(seen)


def labels(message: Message) -> list[str]:
    """Return the labels of the buttons under a message."""
    return [button["text"] for line in message["buttons"] for button in line]
