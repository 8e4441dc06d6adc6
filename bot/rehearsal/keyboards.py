"""Reply markups checked as Telegram checks them; unknown fields are refused so that wrong calls show."""

from urllib.parse import urlsplit

from bot.rehearsal.errors import JsonDict, bad

BUTTON_LIMIT, ROW_LIMIT, DATA_LIMIT = 100, 8, 64
ACTIONS = frozenset({"url", "callback_data", "web_app", "switch_inline_query", "copy_text"})
LOOKS = frozenset({"text", "style"})
STYLES = frozenset({"danger", "success", "primary"})
OTHER_MARKUPS = {
    "keyboard": {"is_persistent", "resize_keyboard", "one_time_keyboard", "input_field_placeholder", "selective"},
    "remove_keyboard": {"selective"},
    "force_reply": {"input_field_placeholder", "selective"},
}


def checked_markup(markup: JsonDict | None, *, private: bool) -> JsonDict | None:
    """Return the markup as kept with a message, None where there is nothing to show; raises ApiError 400."""
    if markup is None:
        return None
    if "inline_keyboard" in markup:
        return _inline(markup, private=private)
    kind = next((name for name in OTHER_MARKUPS if name in markup), None)
    if kind is None:
        raise bad("object expected as reply markup")
    _known(markup, OTHER_MARKUPS[kind] | {kind}, "reply markup")
    return markup


def checked_inline(markup: JsonDict | None, *, private: bool) -> JsonDict | None:
    """Return an inline keyboard; edits accept no other kind."""
    if markup is not None and "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    return checked_markup(markup, private=private)


def _inline(markup: JsonDict, *, private: bool) -> JsonDict | None:
    _known(markup, {"inline_keyboard"}, "inline keyboard")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    rows = [row for row in rows if row]
    if sum(map(len, rows)) > BUTTON_LIMIT or any(len(row) > ROW_LIMIT for row in rows):
        raise bad("reply markup is too long")
    for row in rows:
        for button in row:
            _button(button, private=private)
    return {"inline_keyboard": rows} if rows else None


def _button(button: object, *, private: bool) -> None:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: expected an Object")
    _known(button, ACTIONS | LOOKS, "inline keyboard button")
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad("can't parse inline keyboard button: can't find field \"text\"")
    if button.get("style", "primary") not in STYLES:
        raise bad("can't parse inline keyboard button: invalid button style specified")
    actions = [name for name in ACTIONS if name in button]
    if not actions:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad(f"inline keyboard button has more than one action: {', '.join(sorted(actions))}")
    _action(actions[0], button[actions[0]], private=private)


def _action(kind: str, value: object, *, private: bool) -> None:
    if kind == "callback_data" and not (isinstance(value, str) and 1 <= len(value.encode()) <= DATA_LIMIT):
        raise bad("BUTTON_DATA_INVALID")
    if kind == "url" and not _is_url(value):
        raise bad(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    if kind == "web_app":
        _web_app(value, private=private)


def _web_app(value: object, *, private: bool) -> None:
    if not private:
        raise bad("BUTTON_TYPE_INVALID")
    url = value.get("url") if isinstance(value, dict) else None
    if not isinstance(url, str) or not url.startswith("https://"):
        raise bad(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")


def _is_url(value: object) -> bool:
    if not isinstance(value, str):
        return False
    parts = urlsplit(value if "://" in value else f"http://{value}")
    return parts.scheme == "tg" or (parts.scheme in ("http", "https") and "." in (parts.hostname or ""))


def _known(body: JsonDict, names: set[str] | frozenset[str], what: str) -> None:
    """Refuse fields this kind of object does not have (the real server would ignore them in silence)."""
    extra = sorted(set(body) - names)
    if extra:
        raise bad(f"unknown field {extra[0]!r} in the {what}")
