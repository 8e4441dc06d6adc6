"""Buttons of criticism and self-criticism; all of them live in private chats."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import Labelled, in_rows, keyboard
from bot.texts import labels

_MOST_NAMES = 80


def pick(meetings: Sequence[tuple[int, str]]) -> InlineKeyboardMarkup:
    """Which meeting."""
    return keyboard(*[[(label, buttons.OpenLife(meeting_id))] for meeting_id, label in meetings])


def opened(meeting_id: int) -> InlineKeyboardMarkup:
    """Open one meeting from a neutral notice."""
    return keyboard([(labels.OPEN, buttons.OpenLife(meeting_id))])


def overview(
    meeting_id: int,
    me: int,
    *,
    writes: bool,
    on_roll: bool,
    written: bool,
    to_answer: Sequence[int],
    people: Sequence[tuple[int, str]],
) -> InlineKeyboardMarkup | None:
    """One's own part, and everybody's for whoever keeps the record (``people``)."""
    rows: list[list[Labelled]] = []
    if writes and on_roll:
        own = labels.CHANGE_SELF_CRITICISM if written else labels.WRITE_SELF_CRITICISM
        rows.append(
            [
                (own, buttons.WriteSelfCriticism(meeting_id, 0)),
                (labels.WRITE_CRITICISM, buttons.WriteCriticism(meeting_id, 0)),
            ]
        )
        # Who criticised is told with the criticism itself, not under a message that is not protected.
        rows += [
            [(labels.respond(place), buttons.WriteResponse(number))] for place, number in enumerate(to_answer, start=1)
        ]
    if on_roll:
        rows.append([(labels.SEE_MINE, buttons.LifePerson(meeting_id, me))])
    walk = [(name, buttons.LifePerson(meeting_id, member_id)) for member_id, name in people[:_MOST_NAMES]]
    rows += in_rows(walk, 3)
    return keyboard(*rows) if rows else None


def person(
    meeting_id: int,
    member_id: int,
    *,
    keeper: bool,
    own: bool,
    on_roll: bool,
    writes: bool,
    received: Sequence[tuple[int, str, bool]],
    withdrawable: Sequence[tuple[int, str]],
    onward: tuple[int, str] | None,
) -> InlineKeyboardMarkup:
    """Enter something for one person, answer what they received, withdraw something, go on to the next."""
    rows: list[list[Labelled]] = []
    if writes and (keeper or own):
        rows.append([(labels.WRITE_SELF_CRITICISM, buttons.WriteSelfCriticism(meeting_id, 0 if own else member_id))])
        rows += [
            [(labels.respond_to(critic, answered=answered), buttons.WriteResponse(number))]
            for number, critic, answered in received
        ]
        rows += [[(label, buttons.WithdrawCriticism(number))] for number, label in withdrawable]
    if writes and keeper:
        rows.append([(labels.RECORD_CRITICISM, buttons.RecordCriticism(meeting_id, member_id))])
    if writes and on_roll and not own:
        rows.append([(labels.CRITICISE, buttons.WriteCriticism(meeting_id, member_id))])
    if onward is not None:
        rows.append([(labels.next_person(onward[1]), buttons.LifePerson(meeting_id, onward[0]))])
    return keyboard(*rows, [(labels.BACK, buttons.OpenLife(meeting_id))])
