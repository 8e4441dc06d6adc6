"""Buttons of the compliance table."""

from collections.abc import Callable, Iterable, Sequence

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import Labelled, keyboard
from bot.texts import approvals as approval_texts
from bot.texts import backfill as backfill_texts
from bot.texts import compliance as texts
from bot.texts import member_watch as member_texts


def page(
    organisation_id: int,
    rows: Sequence[tuple[str, int]],
    number: int,
    pages: int,
    *,
    below: int = 0,
    others: Sequence[tuple[int, str]] = (),
    watches: bool = False,
) -> InlineKeyboardMarkup:
    """Open one of the lines shown, turn the page, look below or elsewhere, ask for the picture or for members."""
    lines = [[(label, buttons.OpenObligation(organisation_id, line, number))] for label, line in rows]
    turning = _turning(number, pages, lambda to: buttons.CompliancePage(organisation_id, to))
    beneath: list[Labelled] = [(texts.below_label(below), buttons.BelowPage(organisation_id, 0))] if below else []
    elsewhere: list[list[Labelled]] = [
        [(texts.other_label(name), buttons.CompliancePage(one, 0))] for one, name in others
    ]
    picture: list[Labelled] = [(texts.PICTURE, buttons.CompliancePicture(organisation_id))]
    picture += [_watch(organisation_id)] if watches else []
    return keyboard(*lines, turning, beneath, picture, *elsewhere)


def back(organisation_id: int) -> InlineKeyboardMarkup:
    """Go back to the table."""
    return keyboard([(texts.BACK, buttons.CompliancePage(organisation_id, 0))])


def members(organisation_id: int) -> InlineKeyboardMarkup:
    """Open what may be known of single members."""
    return keyboard([_watch(organisation_id)])


def _watch(organisation_id: int) -> Labelled:
    return member_texts.MEMBERS, buttons.WatchMembers(organisation_id)


def opened(
    organisation_id: int,
    number: int,
    *,
    enter: buttons.BackfillMeeting | None = None,
    put_off: buttons.AskDeferral | None = None,
    voids: Iterable[Labelled] = (),
) -> InlineKeyboardMarkup:
    """What may be done about one line, and back to the page it was on."""
    acts: list[Labelled] = [(backfill_texts.BACKFILL, enter)] if enter else []
    acts += [(approval_texts.PUT_OFF, put_off)] if put_off else []
    back: list[Labelled] = [(texts.BACK, buttons.CompliancePage(organisation_id, number))]
    return keyboard(acts, *([one] for one in voids), back)


def below(organisation_id: int, rows: Sequence[tuple[str, int]], number: int, pages: int) -> InlineKeyboardMarkup:
    """Look at one of the organisations below, turn the page, go back to one's own table."""
    lines = [[(label, buttons.LookBelow(organisation_id, one, number))] for label, one in rows]
    turning = _turning(number, pages, lambda to: buttons.BelowPage(organisation_id, to))
    return keyboard(*lines, turning, [(texts.BACK, buttons.CompliancePage(organisation_id, 0))])


def looked_below(organisation_id: int, number: int) -> InlineKeyboardMarkup:
    """Go back to the list of those below."""
    return keyboard([(texts.BACK, buttons.BelowPage(organisation_id, number))])


def _turning(number: int, pages: int, to: Callable[[int], buttons.Button]) -> list[Labelled]:
    back: list[Labelled] = [(texts.PREVIOUS, to(number - 1))] if number > 0 else []
    return back + ([(texts.NEXT, to(number + 1))] if number + 1 < pages else [])
