"""Entities Telegram's server finds by itself in any text; offsets and lengths in UTF-16 code units.

Reads Chinese: a link ends before Chinese punctuation.
"""

import re

from bot.rehearsal.errors import JsonDict

COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
MENTION = re.compile(r"(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w)")
HASHTAG = re.compile(r"(?<!\w)#\w*[^\W\d]\w*(?!#)")
HOST = r"(?:[A-Za-z0-9-]+\.)+(?:com|cn|org|net|me|gov|io|edu|info)(?![A-Za-z0-9-])"
PATH = r"(?::\d+)?(?:[/?#][^\s\"<>，。；！？、（）《》【】“”]*)?"  # a link ends before Chinese punctuation
URL = re.compile(rf"(?<![\w@/.])(?:https?://(?:localhost|\d+(?:\.\d+){{3}}|{HOST}){PATH}|{HOST}{PATH})(?<![.,!?:;)])")
FINDERS = (("url", URL), ("bot_command", COMMAND), ("mention", MENTION), ("hashtag", HASHTAG))
WHOLE = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})


def utf16(text: str) -> int:
    """Return the length of ``text`` in UTF-16 code units."""
    return len(text) + sum(char > "\uffff" for char in text)


def span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return (offset, length) in UTF-16 units of the characters from ``start`` to ``end``."""
    return utf16(text[:start]), utf16(text[start:end])


def cut(text: str, entity: JsonDict) -> str:
    """Return the part of ``text`` an entity covers."""
    data = text.encode("utf-16-le", "surrogatepass")
    begin = 2 * entity["offset"]
    return data[begin : begin + 2 * entity["length"]].decode("utf-16-le", "surrogatepass")


def found_in(text: str, taken: list[JsonDict] | None = None) -> list[JsonDict]:
    """Return the commands, mentions, links and hashtags in ``text`` that do not touch the ``taken`` whole entities."""
    result: list[JsonDict] = []
    fixed = [entity for entity in taken or [] if entity["type"] in WHOLE]
    for kind, pattern in FINDERS:
        for match in pattern.finditer(text):
            offset, length = span(text, *match.span())
            entity = {"type": kind, "offset": offset, "length": length}
            if not any(_touch(entity, other) for other in [*fixed, *result]):
                result.append(entity)
    return sorted(result, key=lambda entity: (entity["offset"], -entity["length"]))


def commands_in(text: str, entities: list[JsonDict]) -> list[str]:
    """Return the commands in ``text`` as typed, with slash and, where present, the addressed bot."""
    return [cut(text, entity) for entity in entities if entity["type"] == "bot_command"]


def _touch(one: JsonDict, other: JsonDict) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])
