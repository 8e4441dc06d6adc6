"""Buttons of a drafted meeting's preview."""

from datetime import UTC, datetime, timedelta

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import Labelled, keyboard
from bot.texts import labels
from bot.texts import scheduling as texts

PARTS = ("starts_at", "place", "theme", "minutes_long", "host_id", "recorder_id", "activities")
"""The parts of a draft that can be changed, in the order they are offered."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def preview(
    meeting_id: int, rev: int, better: tuple[str, datetime] | None, *, lacks_host: bool
) -> InlineKeyboardMarkup:
    """Publish, change or give up a draft; below, one tap for each thing worth a word."""
    fixes: list[Labelled] = []
    if better is not None:
        fixes.append((better[0], buttons.FixStart(meeting_id, rev, minute_of(better[1]))))
    hosts: list[Labelled] = [
        (texts.SELF_HOST, buttons.FixHost(meeting_id, rev)),
        (texts.PICK_HOST, buttons.EditDraftPart(meeting_id, PARTS.index("host_id"))),
    ]
    return keyboard(
        [
            (labels.PUBLISH, buttons.Publish(meeting_id, rev)),
            (labels.CHANGE, buttons.EditDraft(meeting_id)),
            (labels.GIVE_UP, buttons.DropDraft(meeting_id)),
        ],
        fixes,
        hosts if lacks_host else [],
    )


def minute_of(moment: datetime) -> int:
    """Return an instant as buttons carry it: minutes since 1970 UTC."""
    return (moment - _EPOCH) // timedelta(minutes=1)


def moment_of(minute: int) -> datetime:
    """Return the instant a button carries; raises OverflowError beyond the calendar."""
    return _EPOCH + timedelta(minutes=minute)
