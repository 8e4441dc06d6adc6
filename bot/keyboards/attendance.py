"""Buttons of the roll."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import in_rows, keyboard
from bot.texts import check_in, labels, terms
from storage.rules.terms import AttendanceStatus

STATUSES = tuple(AttendanceStatus)
_OFFERED = (
    AttendanceStatus.PRESENT,
    AttendanceStatus.LATE,
    AttendanceStatus.EARLY_LEAVE,
    AttendanceStatus.ONLINE,
    AttendanceStatus.ON_LEAVE,
    AttendanceStatus.ABSENT,
)
_MOST_NAMES = 60


def pick(meetings: Sequence[tuple[int, str]]) -> InlineKeyboardMarkup:
    """Which meeting's roll."""
    return keyboard(*[[(label, buttons.OpenRoll(meeting_id))] for meeting_id, label in meetings])


def own_group(meeting_id: int) -> InlineKeyboardMarkup:
    """A group leader's way to the own group's lines."""
    return keyboard([(labels.OWN_GROUP, buttons.OwnGroup(meeting_id))])


def roll(
    meeting_id: int, people: Sequence[tuple[int, str]], *, can_open: bool, can_confirm: bool, locked: bool
) -> InlineKeyboardMarkup:
    """Correct somebody, open signing in, confirm; or reopen a confirmed roll."""
    more = [(check_in.TOOLS, buttons.OpenRollTools(meeting_id))]
    if locked:
        return keyboard([(labels.REOPEN_ROLL, buttons.ReopenRoll(meeting_id))], more)
    persons = [(name, buttons.RollPerson(meeting_id, member_id)) for member_id, name in people[:_MOST_NAMES]]
    rows: list[list[tuple[str, buttons.Button]]] = [list(row) for row in in_rows(persons, 3)]
    if can_open:
        rows.append([(labels.OPEN_CHECK_IN, buttons.OpenCheckIn(meeting_id))])
    if can_confirm:
        rows.append([(labels.CONFIRM_ROLL, buttons.ConfirmRoll(meeting_id))])
    return keyboard(*rows, more)


def statuses(meeting_id: int, member_id: int, *, locked: bool = False) -> InlineKeyboardMarkup:
    """What to enter for one person; a confirmed roll is reopened first."""
    back = (labels.BACK, buttons.OpenRoll(meeting_id))
    if locked:
        return keyboard([(labels.REOPEN_ROLL, buttons.ReopenRoll(meeting_id)), back])
    offered = [
        (terms.ATTENDANCE[one], buttons.SetAttendance(meeting_id, member_id, STATUSES.index(one))) for one in _OFFERED
    ]
    return keyboard(*in_rows(offered, 3), [back])
