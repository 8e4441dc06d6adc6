"""Enter a meeting that was held without the product; it counts, and is shown apart as 补录."""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import compliance
from bot.actions.access import Here
from bot.buttons import StaleButtonError
from storage.models import Meeting
from storage.repositories import audit_entries, past_meetings
from storage.rules import wording
from storage.rules.activity_names import form_of
from storage.rules.backfill import AlreadyOnRecordError, belongs_to_a_year, read_heads, read_held_on
from storage.rules.powers import Power
from storage.rules.terms import Activity, MeetingState, Source

THEME_LIMIT = 200
_ACTIVITIES = tuple(Activity)


@dataclass(frozen=True, slots=True)
class Account:
    """What has been told of a past meeting; days and times in ISO 8601, None and empty where nothing is known."""

    organisation: int
    activity: str
    held_on: str = ""
    clock: str = ""
    theme: str = ""
    expected: int | None = None
    present: int | None = None
    for_year: int | None = None

    def as_draft(self) -> dict[str, Any]:
        """Return the plain values kept in the dialogue's row."""
        return asdict(self)

    @property
    def day(self) -> date:
        """The local day."""
        return date.fromisoformat(self.held_on)

    @property
    def kind(self) -> Activity:
        """What it is credited as."""
        return Activity(self.activity)

    @property
    def years(self) -> tuple[int, ...]:
        """The assessment years it may be said to belong to; none for what knows no such year."""
        return (self.day.year - 1, self.day.year) if belongs_to_a_year(self.kind) else ()


async def begin(
    session: AsyncSession, telegram_id: int, organisation: int, activity: int, now: datetime
) -> tuple[Here, Account]:
    """Begin to tell of a past meeting; raises NotEntitledError, StrangerError, StaleButtonError."""
    if not 0 <= activity < len(_ACTIVITIES):
        raise StaleButtonError
    account = Account(organisation, _ACTIVITIES[activity])
    return await enter(session, telegram_id, account, now), account


async def enter(session: AsyncSession, telegram_id: int, account: Account, now: datetime) -> Here:
    """Return the teller where the meeting was held; raises NotEntitledError, StrangerError."""
    here = await compliance.enter(session, telegram_id, account.organisation, now)
    here.require(Power.KEEP_RECORDS)
    return here


def button_of(activity: Activity) -> int:
    """Return the position by which a button names an activity."""
    return _ACTIVITIES.index(activity)


def with_day(here: Here, account: Account, words: str) -> Account:
    """Return the account with its day; raises DayRefused."""
    day, clock = read_held_on(words, here.today)
    return replace(account, held_on=day.isoformat(), clock=clock.isoformat() if clock else "")


def with_theme(account: Account, words: str) -> Account:
    """Return the account with its theme; raises WordingRefused."""
    return replace(account, theme=wording.check(words, THEME_LIMIT).text)


def with_heads(account: Account, words: str) -> Account:
    """Return the account with its head-counts; raises HeadsError."""
    expected, present = read_heads(words)
    return replace(account, expected=expected, present=present)


async def record(session: AsyncSession, telegram_id: int, account: Account, now: datetime) -> Meeting:
    """Enter the meeting as held, marked 补录; raises AlreadyOnRecordError and the refusals of ``enter``."""
    here = await enter(session, telegram_id, account, now)
    organisation = here.organisation
    if await past_meetings.stands(session, organisation.id, account.day, account.kind):
        raise AlreadyOnRecordError
    clock = time.fromisoformat(account.clock) if account.clock else time()
    row = Meeting(
        organisation_id=organisation.id,
        form=form_of((account.kind,), organisation.kind),
        theme=account.theme,
        state=MeetingState.HELD,
        starts_at=datetime.combine(account.day, clock, here.zone).astimezone(UTC),
        timed=bool(account.clock),
        timezone=organisation.timezone,
        local_day=account.day,
        for_year=account.for_year,
        source=Source.BACKFILLED,
        expected_count=account.expected,
        present_count=account.present,
        created_by=here.member.member_id,
        created_at=now,
    )
    await past_meetings.enter(session, row, account.kind)
    await audit_entries.append(
        session,
        organisation.id,
        act="meeting.backfilled",
        object_="meeting",
        object_id=row.id,
        actor_member_id=here.member.member_id,
        now=now,
    )
    return row
