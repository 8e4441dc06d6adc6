"""Rows of a meetings ledger read into past meetings; a bad row is refused on its own and never stops the others.

Column titles and the words for "not registered" are input vocabulary.

Reads Chinese: input vocabulary.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from storage.rules import activity_names, figures, names, wording
from storage.rules.characters import is_blank
from storage.rules.rows import BadRow, Cells, Reason, Refused, part, read_text
from storage.rules.sheet import Cell, Formula, Row, Vocabulary, find_header, is_empty, optional, text_of
from storage.rules.terms import Activity, Form, OrganisationKind
from storage.rules.typed_dates import DayRefused, read_moment

MAX_THEME = 500
MAX_NOTE = 1000
COLUMNS = Vocabulary(
    titles={
        "held_on": ("日期", "会议日期", "时间", "会议时间", "召开日期", "召开时间", "活动日期", "活动时间", "开展时间"),
        "activities": ("类别", "会议类别", "会议类型", "类型", "活动类别", "活动类型", "会议名称", "形式", "会议形式"),
        "theme": ("主题", "会议主题", "活动主题", "议题", "会议议题", "内容", "会议内容", "主要内容", "活动内容"),
        "host": ("主持人", "主持", "会议主持人", "主讲人"),
        "recorder": ("记录人", "记录", "会议记录人", "记录员"),
        "expected": ("应到", "应到人数", "应参加人数", "应参会人数", "应出席人数"),
        "present": ("实到", "实到人数", "实际到会人数", "实参加人数", "实际参会人数", "参会人数", "到会人数"),
        "note": ("备注", "说明"),
    },
    required=("held_on", "activities"),
)
_UNREGISTERED = frozenset({"未登记", "不详", "未知", "未统计"})


@dataclass(frozen=True, slots=True)
class PastMeeting:
    """A meeting held before the bot knew of it; ``starts_at`` is UTC, None where the ledger gives only the day."""

    row: int
    held_on: date
    starts_at: datetime | None
    form: Form
    credits: tuple[Activity, ...]
    theme: str | None = None
    host: str | None = None
    recorder: str | None = None
    expected: int | None = None
    present: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerReading:
    """All a ledger file says: its meetings, the rows refused, and the columns not read."""

    header_row: int
    meetings: tuple[PastMeeting, ...]
    refused: tuple[Refused, ...] = ()
    blank_rows: tuple[int, ...] = ()
    unknown_columns: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all stands below the header (an organisation without meetings yet, or the wrong file)."""
        return not self.meetings and not self.refused


def read(
    rows: Sequence[Row], zone: tzinfo, now: datetime, kind: OrganisationKind = OrganisationKind.BRANCH
) -> LedgerReading:
    """Return what a ledger of an organisation in ``zone`` says at ``now`` (aware).

    Raises HeaderMissing or TooManyRows (storage.rules.sheet).
    """
    header, below = find_header(rows, COLUMNS)
    filled, blank = part(below, header, COLUMNS)
    local_now = now.astimezone(zone)
    read_rows = _without_repetitions(_read_row(number, cells, local_now, kind) for number, cells in filled.items())
    return LedgerReading(
        header_row=header.row,
        meetings=tuple(item for item in read_rows if isinstance(item, PastMeeting)),
        refused=tuple(item for item in read_rows if isinstance(item, Refused)),
        blank_rows=blank,
        unknown_columns=header.unknown,
    )


def _read_row(number: int, cells: Cells, local_now: datetime, kind: OrganisationKind) -> PastMeeting | Refused:
    try:
        return _meeting(number, cells, local_now, kind)
    except BadRow as bad:
        return bad.refused(number, _shown(cells))


def _meeting(number: int, cells: Cells, local_now: datetime, kind: OrganisationKind) -> PastMeeting:
    _refuse_formulas(cells)
    held_on, starts_at = _moment(cells["held_on"], local_now)
    activities = _activities(cells["activities"])
    expected, present = _heads(cells, "expected"), _heads(cells, "present")
    if expected is not None and present is not None and present > expected:
        raise BadRow(Reason.MORE_THAN_EXPECTED, "present", str(present))
    return PastMeeting(
        row=number,
        held_on=held_on,
        starts_at=starts_at,
        form=activity_names.form_of(activities, kind),
        credits=activities,
        theme=read_text(cells, "theme", MAX_THEME),
        host=_person(cells, "host"),
        recorder=_person(cells, "recorder"),
        expected=expected,
        present=present,
        note=read_text(cells, "note", MAX_NOTE),
    )


def _refuse_formulas(cells: Cells) -> None:
    for field, cell in cells.items():
        if isinstance(cell, Formula):
            raise BadRow(Reason.FORMULA, field, "=" + cell.text[:40])


def _moment(cell: Cell, local_now: datetime) -> tuple[date, datetime | None]:
    """Return the local day and, where a time is written, the start in UTC; neither lies after ``local_now``."""
    if is_empty(cell):
        raise BadRow(Reason.MISSING_DATE, "held_on")
    try:
        day, clock = read_moment(cell)
    except DayRefused as refusal:
        raise BadRow(Reason(refusal.kind.value), "held_on", refusal.text) from None
    start = datetime.combine(day, clock or time(), local_now.tzinfo)
    if day > local_now.date() or start.astimezone(UTC) > local_now.astimezone(UTC):
        raise BadRow(Reason.FUTURE_DATE, "held_on", text_of(cell)[:40])
    return day, None if clock is None else start.astimezone(UTC)


def _activities(cell: Cell) -> tuple[Activity, ...]:
    written = text_of(cell)
    if is_blank(written):
        raise BadRow(Reason.MISSING_TYPE, "activities")
    try:
        return activity_names.read_activity(written)
    except activity_names.UnknownActivity as refusal:
        raise BadRow(Reason.UNKNOWN_TYPE, "activities", refusal.text) from None


def _heads(cells: Cells, field: str) -> int | None:
    """Return a head-count; nothing written, a dash or 未登记 is unknown, never nought."""
    written = text_of(optional(cells.get(field)))
    if is_blank(written) or written in _UNREGISTERED:
        return None
    try:
        return figures.read_heads(written)
    except figures.FigureRefused as refusal:
        reason = _FIGURES.get(refusal.kind, Reason.NOT_INTEGER)
        raise BadRow(reason, field, written[:20]) from None


_FIGURES = {
    figures.FigureFault.NEGATIVE: Reason.NEGATIVE,
    figures.FigureFault.TOO_LARGE: Reason.TOO_LARGE,
}


def _person(cells: Cells, field: str) -> str | None:
    written = read_text(cells, field, names.MAX_NAME)
    if written is None:
        return None
    try:
        return names.check(written)
    except names.NameRefused as refusal:
        raise BadRow(Reason.BAD_NAME, field, refusal.kind) from None


def _without_repetitions(items: Iterable[PastMeeting | Refused]) -> list[PastMeeting | Refused]:
    """Refuse a meeting told twice in the same words; two meetings of one day differ in something."""
    seen: dict[object, int] = {}
    kept: list[PastMeeting | Refused] = []
    for item in items:
        first = item.row if isinstance(item, Refused) else seen.setdefault(_content(item), item.row)
        kept.append(item if first == item.row else _repetition(item, first))
    return kept


def _repetition(item: PastMeeting | Refused, first: int) -> Refused:
    name = item.name if isinstance(item, Refused) else item.theme or ""
    return Refused(item.row, name, Reason.DUPLICATE_ROW, None, str(first))


def _content(meeting: PastMeeting) -> object:
    return (
        meeting.held_on, meeting.starts_at, meeting.credits, meeting.theme,
        meeting.host, meeting.recorder, meeting.expected, meeting.present,
    )  # fmt: skip


def _shown(cells: Cells) -> str:
    """Name a row by its theme, cut short; nothing where the theme may not be repeated."""
    theme = text_of(cells.get("theme"))
    return "" if wording.looks_like_id_number(theme) or wording.has_secrecy_mark(theme) else theme[:40]
