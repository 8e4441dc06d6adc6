"""An append-only log of the calls the stage took, written before the answer, for tests that kill the bot.

A line is ``accept <stage time> <method> <chat> <text as JSON>`` or ``refuse <stage time> <method> <chat> <status>``;
the time is ISO 8601 in UTC, the chat ``-`` where the method has none, the text the one shown (or the caption).
"""

import json
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self


class Journal:
    """One log file, flushed line by line; a context manager."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def accept(self, now: datetime, method: str, chat: int | None, text: str) -> None:
        """Write that a call took effect."""
        self._write("accept", now, method, chat, json.dumps(text, ensure_ascii=False))

    def refuse(self, now: datetime, method: str, chat: int | None, code: int) -> None:
        """Write that a call was refused with an HTTP status."""
        self._write("refuse", now, method, chat, str(code))

    def _write(self, verb: str, now: datetime, method: str, chat: int | None, last: str) -> None:
        self._file.write(f"{verb} {now.isoformat()} {method} {'-' if chat is None else chat} {last}\n")
        self._file.flush()
