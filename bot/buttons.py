"""Callback data as frozen dataclasses of integers: at most 64 bytes, one spelling each, tags never reused.

A tap is never trusted for what it carries: the handler authorises the tapper again and reads the truth again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import ClassVar, TypeVar

from storage.rules.refusals import RefusalError

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MOST = 2**53
_types: dict[str, type["Button"]] = {}

TYPES: Mapping[str, type["Button"]] = MappingProxyType(_types)


class StaleButtonError(RefusalError):
    """The data under a button is not (or no longer) one of ours."""


@dataclass(frozen=True, slots=True)
class Button:
    """Base of all buttons; a subclass declares its integer fields."""

    tag: ClassVar[str]

    def pack(self) -> str:
        """Return the callback data, for example ``ma.1f.3``."""
        return ".".join([self.tag, *(_write(getattr(self, field.name)) for field in fields(self))])


_T = TypeVar("_T", bound=type[Button])


def tagged(tag: str) -> Callable[[_T], _T]:
    """Enter a button class in the table under ``tag``; raises ValueError for a tag used twice."""

    def enter(cls: _T) -> _T:
        if tag in _types:
            raise ValueError(tag)
        cls.tag = tag
        _types[tag] = cls
        return cls

    return enter


def read(data: str) -> Button:
    """Return the button that packs to exactly ``data``; raises StaleButtonError for anything else."""
    tag, *numbers = data[:64].split(".")
    cls = _types.get(tag)
    if cls is None or len(numbers) != len(fields(cls)):
        raise StaleButtonError
    button = cls(*map(_read, numbers))
    if button.pack() != data:
        raise StaleButtonError
    return button


def _write(number: int) -> str:
    if number < 0:
        return "-" + _write(-number)
    head, last = divmod(number, 36)
    return (_write(head) if head else "") + _DIGITS[last]


def _read(text: str) -> int:
    if not text.isascii() or not text.removeprefix("-").isalnum() or len(text) > 12:
        raise StaleButtonError
    number = int(text, 36)
    if abs(number) > _MOST:
        raise StaleButtonError
    return number


@tagged("dc")
@dataclass(frozen=True, slots=True)
class LeaveDialogue(Button):
    """Leave the open dialogue; its draft is kept."""


@tagged("dp")
@dataclass(frozen=True, slots=True)
class Pick(Button):
    """Pick the n-th choice the open dialogue offers; ``rev`` is the dialogue's revision when it was offered."""

    dialogue: int
    rev: int
    choice: int


@tagged("jm")
@dataclass(frozen=True, slots=True)
class ClaimName(Button):
    """Claim to be this member; ``link`` is the one-time join link's row."""

    link: int
    member: int


@tagged("jd")
@dataclass(frozen=True, slots=True)
class DecideJoin(Button):
    """Admit (1) or refuse (0) the account that claims to be a member."""

    account: int
    admit: int


@tagged("ri")
@dataclass(frozen=True, slots=True)
class DecideImport(Button):
    """Import (1) or drop (0) the previewed roster file."""

    intake: int
    take: int


@tagged("se")
@dataclass(frozen=True, slots=True)
class ChooseEntry(Button):
    """Set-up: how confidential text is entered (0 private chat, 1 own page)."""

    organisation: int
    own_page: int


@tagged("mp")
@dataclass(frozen=True, slots=True)
class Publish(Button):
    """Announce a drafted meeting; ``rev`` is the draft's revision on the preview."""

    meeting: int
    rev: int


@tagged("me")
@dataclass(frozen=True, slots=True)
class EditDraft(Button):
    """Go back into the dialogue for a drafted meeting."""

    meeting: int


@tagged("mx")
@dataclass(frozen=True, slots=True)
class DropDraft(Button):
    """Give a drafted meeting up."""

    meeting: int


@tagged("ct")
@dataclass(frozen=True, slots=True)
class ChangeTime(Button):
    """Give an announced meeting another time, or put it off."""

    meeting: int


@tagged("cx")
@dataclass(frozen=True, slots=True)
class CallOff(Button):
    """Call an announced meeting off."""

    meeting: int


@tagged("ma")
@dataclass(frozen=True, slots=True)
class Attend(Button):
    """Answer a card: will attend."""

    meeting: int


@tagged("ml")
@dataclass(frozen=True, slots=True)
class AskLeave(Button):
    """Answer a card: ask leave; goes on in private."""

    meeting: int


@tagged("lk")
@dataclass(frozen=True, slots=True)
class PickLeaveKind(Button):
    """Kind of leave, as the position in ``terms.LeaveKind``."""

    meeting: int
    kind: int


@tagged("ld")
@dataclass(frozen=True, slots=True)
class DecideLeave(Button):
    """Approve (1) or return (0) a request for leave."""

    leave: int
    approve: int


@tagged("ci")
@dataclass(frozen=True, slots=True)
class CheckIn(Button):
    """Sign in to a meeting."""

    meeting: int


@tagged("co")
@dataclass(frozen=True, slots=True)
class OpenCheckIn(Button):
    """Open sign-in before its usual window."""

    meeting: int


@tagged("ro")
@dataclass(frozen=True, slots=True)
class OpenRoll(Button):
    """Show the roll of a meeting."""

    meeting: int


@tagged("rp")
@dataclass(frozen=True, slots=True)
class RollPerson(Button):
    """Open one person's line of the roll for correction."""

    meeting: int
    member: int


@tagged("rs")
@dataclass(frozen=True, slots=True)
class SetAttendance(Button):
    """Set one person's attendance, as the position in ``terms.AttendanceStatus``."""

    meeting: int
    member: int
    status: int


@tagged("rc")
@dataclass(frozen=True, slots=True)
class ConfirmRoll(Button):
    """Confirm and lock the roll."""

    meeting: int


@tagged("rr")
@dataclass(frozen=True, slots=True)
class ReopenRoll(Button):
    """Reopen a locked roll, leaving a trail."""

    meeting: int


@tagged("nm")
@dataclass(frozen=True, slots=True)
class OpenMinutes(Button):
    """Show the minutes of a meeting."""

    meeting: int


@tagged("na")
@dataclass(frozen=True, slots=True)
class AddLine(Button):
    """Begin a minute line in private, as the position in ``terms.LineKind``."""

    meeting: int
    kind: int


@tagged("nr")
@dataclass(frozen=True, slots=True)
class RemoveLine(Button):
    """Take one minute line out of the draft; it stays on record as removed."""

    line: int


@tagged("nz")
@dataclass(frozen=True, slots=True)
class SubmitMinutes(Button):
    """Hand the draft in for signing."""

    meeting: int


@tagged("ns")
@dataclass(frozen=True, slots=True)
class SignMinutes(Button):
    """Sign this version of the minutes."""

    minutes: int


@tagged("nb")
@dataclass(frozen=True, slots=True)
class ReturnMinutes(Button):
    """Send the minutes back for changes."""

    minutes: int


@tagged("nx")
@dataclass(frozen=True, slots=True)
class ExportMinutes(Button):
    """Send the Word file of the signed minutes in private."""

    minutes: int


@tagged("no")
@dataclass(frozen=True, slots=True)
class ReopenMinutes(Button):
    """Correct signed minutes in a new version."""

    minutes: int


@tagged("np")
@dataclass(frozen=True, slots=True)
class MinutesPage(Button):
    """Turn to a page of the lines of a meeting's minutes."""

    meeting: int
    page: int


@tagged("lc")
@dataclass(frozen=True, slots=True)
class OpenLife(Button):
    """Show the criticism and self-criticism of a meeting."""

    meeting: int


@tagged("ls")
@dataclass(frozen=True, slots=True)
class WriteSelfCriticism(Button):
    """Begin or go on with self-criticism; ``member`` 0 means the tapper's own."""

    meeting: int
    member: int


@tagged("lw")
@dataclass(frozen=True, slots=True)
class WriteCriticism(Button):
    """Begin a criticism of ``member``; 0 asks whom."""

    meeting: int
    member: int


@tagged("lr")
@dataclass(frozen=True, slots=True)
class WriteResponse(Button):
    """Write the response to one criticism."""

    criticism: int


@tagged("lp")
@dataclass(frozen=True, slots=True)
class LifePerson(Button):
    """Show one person's part of a meeting's criticism and self-criticism."""

    meeting: int
    member: int


@tagged("lq")
@dataclass(frozen=True, slots=True)
class RecordCriticism(Button):
    """Take down a criticism of ``member`` that somebody else gives in the meeting."""

    meeting: int
    member: int


@tagged("lx")
@dataclass(frozen=True, slots=True)
class WithdrawCriticism(Button):
    """Withdraw a criticism that has not been answered."""

    criticism: int


@tagged("oc")
@dataclass(frozen=True, slots=True)
class OpenObligation(Button):
    """Open one line of the compliance table; ``line`` is its position for that day."""

    organisation: int
    line: int
    page: int


@tagged("op")
@dataclass(frozen=True, slots=True)
class CompliancePage(Button):
    """Turn to a page of the compliance table."""

    organisation: int
    page: int


@tagged("oi")
@dataclass(frozen=True, slots=True)
class CompliancePicture(Button):
    """Ask for the heat map of the compliance table."""

    organisation: int


@tagged("sp")
@dataclass(frozen=True, slots=True)
class PostSummary(Button):
    """Post a previewed summary."""

    summary: int


@tagged("sm")
@dataclass(frozen=True, slots=True)
class EditSummary(Button):
    """Add a correction to a previewed summary."""

    summary: int


@tagged("yp")
@dataclass(frozen=True, slots=True)
class PlanPage(Button):
    """Show one quarter (from 0) of a year's plan."""

    organisation: int
    year: int
    quarter: int


@tagged("ya")
@dataclass(frozen=True, slots=True)
class AdoptPlan(Button):
    """Adopt the drafted plan of a year."""

    organisation: int
    year: int


@tagged("yx")
@dataclass(frozen=True, slots=True)
class DropPlan(Button):
    """Give the drafted plan of a year up."""

    organisation: int
    year: int


@tagged("ye")
@dataclass(frozen=True, slots=True)
class PlanEvent(Button):
    """Open one planned event."""

    event: int


@tagged("ym")
@dataclass(frozen=True, slots=True)
class MovePlanned(Button):
    """Move a planned event to the working day before (0) or after (1)."""

    event: int
    later: int


@tagged("yd")
@dataclass(frozen=True, slots=True)
class RemovePlanned(Button):
    """Take one event out of a drafted plan."""

    event: int


@tagged("ys")
@dataclass(frozen=True, slots=True)
class ArrangePlanned(Button):
    """Arrange the meeting a planned event stands for."""

    event: int
