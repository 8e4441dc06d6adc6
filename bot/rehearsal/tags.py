"""The tags of Telegram's HTML: which there are, what their attributes mean, which entities they become."""

from dataclasses import dataclass

from bot.rehearsal.errors import ApiError, JsonDict, bad

STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}


def fail(text: str) -> ApiError:
    """Return the 400 every formatting error becomes."""
    return bad(f"can't parse entities: {text}")


@dataclass
class Open:
    """A tag waiting for its end: its argument and where its text begins."""

    tag: str
    argument: str
    offset: int
    begin: int


def argument_of(tag: str, name: str, value: str) -> str:
    """Return what an attribute means to its tag, empty where nothing."""
    if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id"), ("tg-time", "unix")}:
        return value
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return "1" if (tag, name) == ("blockquote", "expandable") else ""


def details_of(closed: Open, content: bytearray) -> JsonDict | None:
    """Return type and argument of an entity, None for a link without a destination."""
    if closed.tag == "a":
        return _link(closed.argument or content.decode("utf-8", "replace"))
    if closed.tag == "tg-emoji":
        if not closed.argument.isdecimal() or not int(closed.argument):
            raise fail("Invalid custom emoji identifier specified")
        return {"type": "custom_emoji", "custom_emoji_id": closed.argument}
    if closed.tag == "tg-time":
        if not closed.argument.isdecimal():
            raise fail("Invalid date specified")
        return {"type": "date_time", "unix_time": int(closed.argument)}
    if closed.tag == "blockquote" and closed.argument:
        return {"type": "expandable_blockquote"}
    return {"type": STYLES[closed.tag]}


def _link(url: str) -> JsonDict | None:
    """Return a link or a mention by id, None where the server would drop the link."""
    user = url.removeprefix("tg://user?id=")
    if user != url and user.isdecimal():
        return {"type": "text_mention", "user_id": int(user)}
    known = url.startswith(("http://", "https://", "tg://", "tonsite://"))
    if not known and ("." not in url or any(char.isspace() for char in url) or ":" in url.split("/")[0]):
        return None
    return {"type": "text_link", "url": url if known else f"http://{url}"}
