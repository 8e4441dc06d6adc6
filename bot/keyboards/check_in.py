"""Buttons of codes, posters, spot checks and guests."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import Labelled, in_rows, keyboard
from bot.texts import check_in as texts
from bot.texts import delegation, labels, makeup


def tools(meeting_id: int, *, code_wanted: bool, running: bool, locked: bool, delegates: bool) -> InlineKeyboardMarkup:
    """What else the keeper of a roll can do now."""
    offered: list[Labelled] = []
    if running:
        offered += [
            (texts.SHOW_CODE, buttons.ShowCode(meeting_id)),
            (texts.POSTER, buttons.ShowPoster(meeting_id, 0)),
            (texts.SPOT_CHECK, buttons.SpotCheckRoom(meeting_id)),
        ]
    if not locked:
        offered.append((texts.ADD_GUEST, buttons.AddGuest(meeting_id)))
    offered += [
        (texts.SHEET, buttons.PrintSheet(meeting_id)),
        (makeup.MAKEUPS, buttons.OpenMakeups(meeting_id)),
        (makeup.VISITS, buttons.OpenVisits(meeting_id)),
    ]
    if delegates:
        offered.append((delegation.OPEN, buttons.OpenDelegation(meeting_id)))
    switch = (texts.DROP_CODE, 0) if code_wanted else (texts.WANT_CODE, 1)
    return keyboard(
        *in_rows(offered, 2),
        [(switch[0], buttons.WantCode(meeting_id, switch[1]))],
        [(labels.BACK, buttons.OpenRoll(meeting_id))],
    )


def poster(meeting_id: int) -> InlineKeyboardMarkup:
    """Make a new poster."""
    return keyboard([(texts.NEW_POSTER, buttons.ShowPoster(meeting_id, 1))])


def presence(check_id: int) -> InlineKeyboardMarkup:
    """Confirm that one is there."""
    return keyboard([(texts.I_AM_HERE, buttons.ConfirmPresence(check_id))])


def guests(meeting_id: int, listed: Sequence[tuple[int, str]]) -> InlineKeyboardMarkup:
    """Take back one of the guests, or go back."""
    taken = [(texts.take_back(name), buttons.RemoveGuest(guest_id)) for guest_id, name in listed]
    return keyboard(*in_rows(taken, 2), [(labels.BACK, buttons.OpenRollTools(meeting_id))])


def join(meeting_id: int, proof: int, label: str) -> InlineKeyboardMarkup:
    """Take the place among the guests."""
    return keyboard([(label, buttons.JoinAsGuest(meeting_id, proof))])
