"""Messages as safe HTML for the page: text escaped, tags made from entities alone, links only to http and https."""

from html import escape
from urllib.parse import urlsplit

from bot.rehearsal.entities import utf16
from bot.rehearsal.errors import JsonDict
from bot.rehearsal.screens import start_payload

TAGS = {
    "bold": "strong",
    "italic": "em",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
CLASSES = {
    "spoiler": "spoiler",
    "bot_command": "command",
    "mention": "mention",
    "text_mention": "mention",
    "hashtag": "hashtag",
}


def safe_html(text: str, entities: list[JsonDict], username: str) -> str:
    """Return the text with its entities as HTML; links that start the bot ``username`` carry data-start."""
    edges = sorted(
        {0, utf16(text)} | {edge for item in entities for edge in (item["offset"], item["offset"] + item["length"])}
    )
    units = text.encode("utf-16-le", "surrogatepass")
    parts: list[str] = []
    stack: list[JsonDict] = []
    for begin, end in zip(edges, [*edges[1:], edges[-1]], strict=True):
        stack = _reopen(
            parts,
            stack,
            [item for item in entities if item["offset"] <= begin < item["offset"] + item["length"]],
            units,
            username,
        )
        parts.append(escape(_slice(units, begin, end)).replace("\n", "<br>"))
    return "".join(parts)


def _reopen(parts: list[str], old: list[JsonDict], new: list[JsonDict], units: bytes, username: str) -> list[JsonDict]:
    """Close what ends (and what lies inside it), open what begins."""
    keep = 0
    while keep < len(old) and keep < len(new) and old[keep] is new[keep]:
        keep += 1
    parts.extend(_tags(item, units, username)[1] for item in reversed(old[keep:]))
    parts.extend(_tags(item, units, username)[0] for item in new[keep:])
    return new


def _tags(entity: JsonDict, units: bytes, username: str) -> tuple[str, str]:
    kind = entity["type"]
    if kind in TAGS:
        return f"<{TAGS[kind]}>", f"</{TAGS[kind]}>"
    if kind in ("url", "text_link"):
        return _link(
            entity.get("url") or _slice(units, entity["offset"], entity["offset"] + entity["length"]), username
        )
    return f'<span class="{CLASSES.get(kind, "plain")}">', "</span>"


def _link(url: str, username: str) -> tuple[str, str]:
    if "://" not in url:
        url = f"http://{url}"
    payload = start_payload(url, username)
    start = "" if payload is None else f' data-start="{escape(payload)}"'
    if urlsplit(url).scheme not in ("http", "https"):
        return '<span class="plain">', "</span>"
    return f'<a href="{escape(url)}" rel="noreferrer" target="_blank"{start}>', "</a>"


def _slice(units: bytes, begin: int, end: int) -> str:
    return units[2 * begin : 2 * end].decode("utf-16-le", "replace")
