"""From what a bot sends to what a chat shows: formatting, cleaning, trimming, found entities, lengths after parsing."""

import re
from dataclasses import dataclass

from bot.rehearsal.entities import found_in, utf16
from bot.rehearsal.errors import JsonDict, bad
from bot.rehearsal.markup import read_html
from bot.rehearsal.tags import STYLES

TEXT_LIMIT, CAPTION_LIMIT, RAW_LIMIT = 4096, 1024, 32_768
DROPPED = re.compile("[\r\u2028-\u202e]")
ENTITY_TYPES = frozenset(STYLES.values()) | {
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "text_mention",
    "expandable_blockquote",
}


@dataclass(frozen=True)
class Formatted:
    """Plain text with its entities in UTF-16 units."""

    text: str = ""
    entities: tuple[JsonDict, ...] = ()


def compose(source: str, parse_mode: str | None, entities: list[JsonDict] | None = None) -> Formatted:
    """Return what is shown of ``source``; raises ApiError 400 on formatting errors and texts over 32,768 bytes."""
    try:
        size = len(source.encode())
    except UnicodeEncodeError as error:
        raise bad("strings must be encoded in UTF-8") from error
    if size > RAW_LIMIT:
        raise bad("text is too long")
    text, marked = _trim(*_parse(_clean(source), (parse_mode or "").lower(), entities))
    merged = sorted([*marked, *found_in(text, marked)], key=lambda item: (item["offset"], -item["length"]))
    return Formatted(text, tuple(merged))


def message_text(source: str, parse_mode: str | None, entities: list[JsonDict] | None) -> Formatted:
    """Return the text of a message: 1–4096 characters after entity parsing."""
    formatted = compose(source, parse_mode, entities)
    if not formatted.text:
        raise bad("message text is empty")
    if len(formatted.text) > TEXT_LIMIT:
        raise bad("message is too long")
    return formatted


def message_caption(source: str | None, parse_mode: str | None, entities: list[JsonDict] | None) -> Formatted:
    """Return the caption of a file: up to 1024 characters after entity parsing."""
    formatted = compose(source or "", parse_mode, entities)
    if len(formatted.text) > CAPTION_LIMIT:
        raise bad("message caption is too long")
    return formatted


def typed(source: str) -> Formatted:
    """Return what a person typed, with the entities the server finds."""
    whole = source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text, _ = _trim(_clean(whole), [])
    return Formatted(text, tuple(found_in(text)))


def _parse(source: str, mode: str, entities: list[JsonDict] | None) -> tuple[str, list[JsonDict]]:
    if mode == "html":
        return read_html(source)
    if mode:
        raise bad("unsupported parse_mode" if mode not in ("markdown", "markdownv2") else "only HTML is rehearsed here")
    return source, _checked(source, entities or [])


def _checked(text: str, entities: list[JsonDict]) -> list[JsonDict]:
    """Return explicit entities, refusing unknown types and places outside the text."""
    for entity in entities:
        if entity.get("type") not in ENTITY_TYPES:
            raise bad("can't parse MessageEntity: wrong type specified")
        begin, length = entity.get("offset"), entity.get("length")
        if not isinstance(begin, int) or not isinstance(length, int) or begin < 0 or begin + length > utf16(text):
            raise bad("can't parse MessageEntity: wrong offset or length specified")
    return [dict(entity) for entity in entities]


def _clean(text: str) -> str:
    """Drop carriage returns, line separators and bidi overrides, as the server does; controls turn to blanks."""
    kept = DROPPED.sub("", text)
    return "".join(" " if char < " " and char != "\n" else char for char in kept)


def _trim(text: str, entities: list[JsonDict]) -> tuple[str, list[JsonDict]]:
    """Cut white space at both ends and move the entities along; those left empty vanish."""
    lead = utf16(text) - utf16(text.lstrip())
    text = text.strip()
    size = utf16(text)
    moved = []
    for entity in entities:
        begin = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] + entity["length"] - lead, size)
        if end > begin:
            moved.append(entity | {"offset": begin, "length": end - begin})
    return text, moved
