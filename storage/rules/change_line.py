"""One line that moves a meeting: 改期 [TYPE] WHEN [原因：REASON], read into its parts.

Reads Chinese: the order and the field are input vocabulary.
"""

import re
from dataclasses import dataclass

from storage.rules.activity_names import UnknownActivity, split_type
from storage.rules.terms import Activity

_A_TIME = r"[\d今明后大下本这周星礼早晚]|上午|中午|[一二三四五六七八九十]{1,3}[月日号]"
_ORDER = re.compile(rf"/?改期(?:到|至|[：:]|\s|(?={_A_TIME})|$)\s*(?P<rest>.*)", re.DOTALL)
_REASON = re.compile(r"(?:^|[\s，,。；;])原因\s*[：:]\s*(?P<reason>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """The parts of a line; ``when`` is still unread text, empty strings are what was not said."""

    activities: tuple[Activity, ...] = ()
    when: str = ""
    reason: str = ""


def read(text: str) -> ChangeLine | None:
    """Return what a line orders, or None for a text that orders no change."""
    order = _ORDER.fullmatch(text.strip())
    if order is None:
        return None
    when, reason = split_reason(order["rest"])
    try:
        activities, when = split_type(when)
    except UnknownActivity:
        activities = ()
    return ChangeLine(activities, when.strip(), reason)


def split_reason(text: str) -> tuple[str, str]:
    """Return a text without its reason, and the reason (empty where none was given)."""
    found = _REASON.search(text)
    return (text[: found.start()].strip(), found["reason"].strip()) if found else (text.strip(), "")
