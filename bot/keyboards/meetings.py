"""Buttons of previews, cards and invitations."""

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.changes import offered
from bot.keyboards.layout import Labelled, keyboard


def preview(meeting_id: int, rev: int) -> InlineKeyboardMarkup:
    """Publish, change or give up a draft."""
    return keyboard(
        [
            ("发布", buttons.Publish(meeting_id, rev)),
            ("修改", buttons.EditDraft(meeting_id)),
            ("放弃", buttons.DropDraft(meeting_id)),
        ]
    )


def card(meeting_id: int, *, answers: bool, check_in: bool) -> InlineKeyboardMarkup | None:
    """Answer before the meeting, sign in around it, nothing afterwards."""
    rows = []
    if answers:
        rows.append([("参加", buttons.Attend(meeting_id)), ("请假", buttons.AskLeave(meeting_id))])
    if check_in:
        rows.append([("签到", buttons.CheckIn(meeting_id))])
    return keyboard(*rows) if rows else None


def own(
    meeting_id: int, *, answers: bool, check_in: bool, keeps_roll: bool, keeps_minutes: bool, changes: bool = False
) -> InlineKeyboardMarkup:
    """What one person can do with one meeting."""
    keeping: list[Labelled] = []
    if keeps_roll:
        keeping.append(("考勤", buttons.OpenRoll(meeting_id)))
    if keeps_minutes:
        keeping.append(("记录", buttons.OpenMinutes(meeting_id)))
    shown = card(meeting_id, answers=answers, check_in=check_in)
    rows = [list(row) for row in shown.inline_keyboard] if shown else []
    below = keyboard(keeping, offered(meeting_id) if changes else []).inline_keyboard
    return InlineKeyboardMarkup([*rows, *below])
