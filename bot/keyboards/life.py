"""Buttons of criticism and self-criticism; all of them live in private chats."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import Labelled, in_rows, keyboard

_MOST_NAMES = 80


def pick(meetings: Sequence[tuple[int, str]]) -> InlineKeyboardMarkup:
    """Which meeting."""
    return keyboard(*[[(label, buttons.OpenLife(meeting_id))] for meeting_id, label in meetings])


def opened(meeting_id: int) -> InlineKeyboardMarkup:
    """Open one meeting from a neutral notice."""
    return keyboard([("打开", buttons.OpenLife(meeting_id))])


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
        own = "改自我批评" if written else "写自我批评"
        rows.append(
            [(own, buttons.WriteSelfCriticism(meeting_id, 0)), ("写批评意见", buttons.WriteCriticism(meeting_id, 0))]
        )
        # Who criticised is told with the criticism itself, not under a message that is not protected.
        rows += [
            [(f"表态（第{place}条意见）", buttons.WriteResponse(number))]
            for place, number in enumerate(to_answer, start=1)
        ]
    if on_roll:
        rows.append([("看我的内容", buttons.LifePerson(meeting_id, me))])
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
        rows.append([("写自我批评", buttons.WriteSelfCriticism(meeting_id, 0 if own else member_id))])
        rows += [
            [(f"{'改表态' if answered else '表态'}：{critic}的意见", buttons.WriteResponse(number))]
            for number, critic, answered in received
        ]
        rows += [[(label, buttons.WithdrawCriticism(number))] for number, label in withdrawable]
    if writes and keeper:
        rows.append([("记批评意见", buttons.RecordCriticism(meeting_id, member_id))])
    if writes and on_roll and not own:
        rows.append([("我来提意见", buttons.WriteCriticism(meeting_id, member_id))])
    if onward is not None:
        rows.append([(f"下一位：{onward[1]}", buttons.LifePerson(meeting_id, onward[0]))])
    return keyboard(*rows, [("返回", buttons.OpenLife(meeting_id))])
