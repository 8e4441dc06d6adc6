"""Commands as people type them: Latin, or the Chinese word with or without the slash."""

import re
from dataclasses import dataclass

from bot.texts import commands as names
from storage.rules.characters import simplified

_COMMAND = re.compile(r"[/／]([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+|$)")
# Without the slash a line break ends no command: the first line of a long text may be such a word.
_BEHIND_SLASHED, _BEHIND_BARE = re.compile(r"\s"), re.compile("[ \u3000]")


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
    slashed = text.startswith(("/", "／"))
    word, *rest = (_BEHIND_SLASHED if slashed else _BEHIND_BARE).split(text[slashed:].strip(), maxsplit=1)
    name = names.LATIN.get(simplified(word.split("@", 1)[0]))
    return Typed(name, "".join(rest).strip()) if name else None
