"""Commands as people type them: Latin, or the Chinese word with or without the slash."""

import re
from dataclasses import dataclass

from bot.texts import commands as names

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+|$)")


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as typed: its Latin name and what follows."""

    name: str
    rest: str


def read_command(text: str, username: str) -> Typed | None:
    """Return the command in ``text`` (Latin, or its Chinese word with or without the slash), or None."""
    found = _COMMAND.match(text)
    if found:
        if found[2] and found[2].lower() != username.lower():
            return None
        return Typed(found[1].lower(), text[found.end() :].strip())
    word, _, rest = text.removeprefix("/").partition(" ")
    name = names.LATIN.get(word.strip().split("@", 1)[0])
    return Typed(name, rest.strip()) if name else None
