"""What the documents are made from: frozen values whose strings arrive ready to be read.

A count of None is unknown and prints as such, never as nought or as nobody.
One file for all of them, longer than most: it is the table of contents a caller reads.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from storage.rules.terms import LineKind, ObligationStatus


@dataclass(frozen=True, slots=True)
class Absence:
    """One absent person and the class of the reason, never its words."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Roll:
    """The computed attendance block; None where it was not recorded."""

    expected: int | None
    present: int | None
    full: int | None = None
    probationary: int | None = None
    attendees: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    absences: tuple[Absence, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the discussion and who spoke it (may be empty)."""

    kind: LineKind
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """One decision with its way of voting, the people entitled, the counts and the result in words."""

    text: str
    way: str = ""
    entitled: int | None = None
    voters: int | None = None
    yes: int | None = None
    no: int | None = None
    abstain: int | None = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class ActionItem:
    """One agreed matter, its owner and its deadline."""

    text: str
    owner: str
    deadline: str


@dataclass(frozen=True, slots=True)
class CriticismItem:
    """One remark by a critic, the answer to it and the rectification item it led to."""

    critic: str
    text: str
    response: str = ""
    rectification: str = ""


@dataclass(frozen=True, slots=True)
class Examination:
    """One person's self-criticism and the criticism the person received (life meetings only)."""

    name: str
    self_criticism: str
    criticisms: tuple[CriticismItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who confirmed the frozen version, in which role and when."""

    role: str
    name: str
    when_text: str


@dataclass(frozen=True, slots=True)
class Seal:
    """A frozen version: its number, the canonical JSON it was frozen as and that text's SHA-256 in hex."""

    version: int
    sha256: str
    content: str
    signed_at: datetime
    signatures: tuple[Signature, ...] = ()
    anchors: tuple[str, ...] = ()
    reason: str = ""

    @property
    def short(self) -> str:
        """First sixteen digits of the checksum, as printed in the footer."""
        return self.sha256[:16]


@dataclass(frozen=True, slots=True)
class MinutesPaper:
    """One meeting's minutes in the usual order of fields; ``seal`` is None for a draft, ``held_at`` aware UTC."""

    organisation: str
    title: str
    number: str
    when_text: str
    place: str
    host_duty: str
    host: str
    recorder: str
    roll: Roll
    held_at: datetime
    topics: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    examinations: tuple[Examination, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    actions: tuple[ActionItem, ...] = ()
    open_issues: str = ""
    closing_words: str = ""
    closed_text: str = ""
    seal: Seal | None = None


@dataclass(frozen=True, slots=True)
class GridCell:
    """One period of one activity: its status (None where nothing is due), its counts, the months it spans."""

    status: ObligationStatus | None
    counts: str = ""
    span: int = 1


@dataclass(frozen=True, slots=True)
class GridRow:
    """One activity (or branch) whose cells together span the columns of the grid."""

    name: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class MonthActivityGrid:
    """The heat map of a year: a title, the day it was reckoned, column titles, rows, and what the figures mean."""

    title: str
    as_of: str
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class BarRow:
    """One meeting's (or branch's) counts of people; ``expected`` is the base of the rate.

    ``away`` did not come, and the record does not say whether on leave.
    """

    label: str
    expected: int
    present: int
    leave: int
    absent: int
    unknown: int
    away: int = 0


@dataclass(frozen=True, slots=True)
class AttendanceBars:
    """Attendance of several meetings side by side."""

    title: str
    as_of: str
    rows: tuple[BarRow, ...]


@dataclass(frozen=True, slots=True)
class CheckInPoster:
    """What hangs in the room: the meeting, the link as a QR code, and the code of the minute if one is wanted."""

    organisation: str
    title: str
    when: str
    place: str
    link: str
    code: str = ""
    valid: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """Held of required, or part of whole; printed as a fraction or a rate by the column's kind."""

    part: int | None
    whole: int | None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One meeting in the ledger of meetings and lectures."""

    day: date
    category: str
    topic: str
    host: str
    recorder: str
    expected: int | None
    present: int | None
    absences: str = ""
    observers: str = ""
    content: str = ""
    resolutions: str = ""
    follow_up: str = ""
    attachments: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class StatisticsRow:
    """One branch in the quarterly or annual table; a Share of None is an activity that does not apply to it."""

    branch: str
    secretary: str
    full: int | None
    probationary: int | None
    committee_size: int | None
    groups: int | None
    general_meeting: Share | None
    committee_meeting: Share | None
    group_meeting: Share | None
    party_lecture: Share | None
    theme_party_day: Share | None
    org_life_meeting: str
    member_appraisal: str
    talks: int | None
    expected: int | None
    present: int | None
    missing: int | None
    unexcused: int | None
    hours_met: int | None
    archived: Share
    dues: str = ""
    unfinished: str = ""
    grade: str = ""
    filled_by: str = ""
    reviewed_by: str = ""
    filled_on: date | None = None
    is_total: bool = False

    @property
    def attendance(self) -> Share:
        """Present of expected, the rate of attendance (votes never use it)."""
        return Share(self.present, self.expected)

    @property
    def members(self) -> Share:
        """Full and probationary members, printed as a pair."""
        return Share(self.full, self.probationary)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: the row's attribute it shows, its title, its width in characters."""

    name: str
    title: str
    width: float = 10


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its tab, the title line above the table, its rows and optionally its own columns."""

    tab: str
    title: str
    rows: tuple[LedgerRow, ...] | tuple[StatisticsRow, ...]
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One meeting in a calendar; ``uid`` never changes, ``sequence`` grows with every change, times are aware."""

    uid: str
    sequence: int
    title: str
    start: datetime
    length: timedelta
    changed_at: datetime
    place: str = ""
    description: str = ""
    link: str = ""
    cancelled: bool = False
    alarms: tuple[timedelta, ...] = field(default=(timedelta(days=1), timedelta(hours=1)))
