"""Buttons of minutes."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import Labelled, in_rows, keyboard
from bot.texts import labels, terms
from storage.rules.terms import LineKind

KINDS = tuple(LineKind)


def pick(meetings: Sequence[tuple[int, str]]) -> InlineKeyboardMarkup:
    """Which meeting's minutes."""
    return keyboard(*[[(label, buttons.OpenMinutes(meeting_id))] for meeting_id, label in meetings])


def draft(meeting_id: int, removable: Sequence[tuple[int, int]], turns: Sequence[Labelled]) -> list[list[Labelled]]:
    """Add lines, remove those on this page (number and row), turn the page."""
    adding: list[Labelled] = [
        (labels.add_line(terms.LINE_KIND[kind]), buttons.AddLine(meeting_id, KINDS.index(kind))) for kind in KINDS
    ]
    removing: list[Labelled] = [(labels.remove_line(number), buttons.RemoveLine(row)) for number, row in removable]
    return [*in_rows(adding, 2), *in_rows(removing, 4), list(turns)]


def turns(meeting_id: int, page: int, of: int) -> list[Labelled]:
    """Turn to the page before or after."""
    before: list[Labelled] = [(labels.PREVIOUS_PAGE, buttons.MinutesPage(meeting_id, page - 1))] if page > 0 else []
    after: list[Labelled] = [(labels.NEXT_PAGE, buttons.MinutesPage(meeting_id, page + 1))] if page + 1 < of else []
    return [*before, *after]


def submit(meeting_id: int, *, roll_confirmed: bool) -> list[Labelled]:
    """Hand in; the roll beside it while that is still open."""
    roll: list[Labelled] = [] if roll_confirmed else [(labels.ROLL, buttons.OpenRoll(meeting_id))]
    return [*roll, (labels.SUBMIT, buttons.SubmitMinutes(meeting_id))]


def review(minutes_id: int, *, may_sign: bool, may_return: bool) -> list[Labelled]:
    """Sign or send back."""
    signing: list[Labelled] = [(labels.SIGN, buttons.SignMinutes(minutes_id))] if may_sign else []
    returning: list[Labelled] = [(labels.RETURN_MINUTES, buttons.ReturnMinutes(minutes_id))] if may_return else []
    return [*signing, *returning]


def read_all(minutes_id: int) -> list[Labelled]:
    """Get the whole text as a file before signing."""
    return [(labels.SEE_WHOLE, buttons.ExportMinutes(minutes_id))]


def signed(minutes_id: int, *, files: bool) -> list[Labelled]:
    """Get the file, or correct it in a new version."""
    file: list[Labelled] = [(labels.EXPORT_WORD, buttons.ExportMinutes(minutes_id))] if files else []
    return [*file, (labels.CORRECT, buttons.ReopenMinutes(minutes_id))]


def others() -> list[Labelled]:
    """The minutes of another meeting."""
    return [(labels.OTHER_MEETINGS, buttons.OpenMinutes(0))]


def to_sign(minutes_id: int, meeting_id: int) -> InlineKeyboardMarkup:
    """Under the request to sign."""
    return keyboard(
        review(minutes_id, may_sign=True, may_return=True), [(labels.MINUTES, buttons.OpenMinutes(meeting_id))]
    )


def nudge(meeting_id: int, *, roll_confirmed: bool) -> InlineKeyboardMarkup:
    """Under the reminder to the recorder."""
    roll: list[Labelled] = [] if roll_confirmed else [(labels.ROLL, buttons.OpenRoll(meeting_id))]
    return keyboard([*roll, (labels.MINUTES, buttons.OpenMinutes(meeting_id))])


def back(meeting_id: int) -> InlineKeyboardMarkup:
    """The way back to a meeting's minutes."""
    return keyboard([(labels.MINUTES, buttons.OpenMinutes(meeting_id))])


def entry(organisation_id: int) -> list[list[Labelled]]:
    """How confidential text is entered, for whoever may choose."""
    return [
        [
            (labels.PRIVATE_CHAT, buttons.ChooseEntry(organisation_id, 0)),
            (labels.OWN_PAGE, buttons.ChooseEntry(organisation_id, 1)),
        ]
    ]
