"""The guide of the demonstration: the full circle as steps the page can prepare."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from bot.rehearsal.errors import JsonDict
from bot.rehearsal.sample import Sample

GUIDE = Path(__file__).with_name("guide.toml")
CODE_OF = "second"
PRIVATE = "private"


def steps(sample: Sample) -> list[JsonDict]:
    """Return the steps ``{title, do, as, chat, type}``: ``as`` a person's id, ``chat`` ``private`` or a group's id."""
    return [_step(given, sample) for given in written()]


@cache
def written() -> tuple[dict[str, Any], ...]:
    """Return the steps as the data file tells them, with names instead of ids."""
    return tuple(tomllib.loads(GUIDE.read_text(encoding="utf-8"))["step"])


def _step(given: dict[str, Any], sample: Sample) -> JsonDict:
    chat = given["chat"]
    return {
        "title": given["title"],
        "do": given["do"],
        "as": sample.people[given["as"]],
        "chat": chat if chat == PRIVATE else sample.groups[chat],
        "type": given.get("type", "").format(code=sample.codes[CODE_OF]),
    }
