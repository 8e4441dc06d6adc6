"""Three branches as rows and people on the stage: one that is reminded, one that schedules, one that imports."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import Sessions
from storage.models import Account, Appointment, Binding, Contact, Meeting, Member, Organisation, Standing
from storage.repositories import meetings, people, plans
from storage.rules import names
from storage.rules.deliveries import PlanKind
from storage.rules.outcomes import Reason
from storage.rules.terms import (
    AccountState,
    Activity,
    Aspect,
    Category,
    Duty,
    Form,
    MeetingState,
    OrganisationKind,
    SensitiveEntry,
    Source,
)
from tests.crash.children import StageProcess

SHANGHAI = ZoneInfo("Asia/Shanghai")
MEMBERS, PLANNERS = 9, 4
_BEGUN = date(2015, 7, 1)


@dataclass
class Branch:
    """A branch, its group chat and its people by Telegram id; the first is the secretary."""

    id: int
    chat: int
    people: list[int]

    @property
    def secretary(self) -> int:
        return self.people[0]


@dataclass
class Place:
    """Everything the load is aimed at."""

    sessions: Sessions
    reminded: Branch
    planning: Branch
    importing: Branch


async def settle(sessions: Sessions, stage: StageProcess, now: datetime) -> Place:
    """Put people on the stage and rows into an empty database."""
    reminded = await _found(sessions, stage, "光明路党支部", [Duty.SECRETARY] + [None] * (MEMBERS - 1), now)
    planning = await _found(sessions, stage, "和平路党支部", [Duty.SECRETARY] * PLANNERS, now)
    importing = await _found(sessions, stage, "人民路党支部", [Duty.SECRETARY], now)
    return Place(sessions, reminded, planning, importing)


async def _found(
    sessions: Sessions, stage: StageProcess, title: str, duties: list[Duty | None], now: datetime
) -> Branch:
    ids = [await stage.person(f"{title}{number}") for number in range(len(duties))]
    chat = await stage.group(title, ids[0], ids[1:])
    async with sessions.begin() as session:
        branch = Organisation(
            kind=OrganisationKind.BRANCH,
            name=title,
            founded=_BEGUN,
            sensitive_entry=SensitiveEntry.PRIVATE_CHAT,
            created_at=now - timedelta(days=60),
        )
        session.add(branch)
        await session.flush()
        for telegram_id, duty in zip(ids, duties, strict=True):
            await _move_in(session, branch.id, telegram_id, duty, now)
        bound = now - timedelta(days=30)
        session.add(Binding(organisation_id=branch.id, chat_id=chat, title=title, bound_by=ids[0], bound_at=bound))
    for telegram_id in ids:
        await stage.start(telegram_id)
    return Branch(branch.id, chat, ids)


async def _move_in(session: AsyncSession, branch_id: int, telegram_id: int, duty: Duty | None, now: datetime) -> None:
    name = f"党员{telegram_id}"
    member = Member(organisation_id=branch_id, name=name, name_key=names.key(name), phone_tail="0001", created_at=now)
    session.add(member)
    await session.flush()
    session.add(Standing(member_id=member.id, aspect=Aspect.CATEGORY, value=Category.FULL.value, valid_from=_BEGUN))
    if duty is not None:
        session.add(Appointment(member_id=member.id, organisation_id=branch_id, duty=duty, valid_from=_BEGUN))
    session.add(Account(member_id=member.id, telegram_id=telegram_id, state=AccountState.APPROVED, asked_at=now))
    session.add(Contact(telegram_id=telegram_id, reachable=True, changed_at=now))


async def remind(place: Place, theme: str, slot: str, due_at: datetime, now: datetime) -> int:
    """Announce a meeting of the reminded branch without a notice, with one reminder due soon; return its number."""
    starts = now + timedelta(days=10)
    async with place.sessions.begin() as session:
        branch = await session.get_one(Organisation, place.reminded.id)
        meeting = Meeting(
            organisation_id=branch.id,
            form=Form.GENERAL,
            theme=theme,
            state=MeetingState.ANNOUNCED,
            starts_at=starts,
            timezone=SHANGHAI.key,
            local_day=starts.astimezone(SHANGHAI).date(),
            minutes_long=90,
            source=Source.BOT,
            created_at=now,
            announced_at=now,
        )
        await meetings.add(session, meeting, [Activity.GENERAL_MEETING])
        roster = await people.roster(session, branch, meeting.local_day)
        await meetings.freeze_expected(session, meeting.id, roster)
        await plans.add(session, PlanKind.REMINDER, branch.id, meeting.id, slot=slot, due_at=due_at, expires_at=starts)
        return meeting.id


async def cancel(place: Place, meeting_id: int) -> None:
    """Cancel a meeting and what waits to be said about it, as the domain does: in one transaction."""
    async with place.sessions.begin() as session:
        meeting = await meetings.get(session, meeting_id)
        meeting.state, meeting.rev = MeetingState.CANCELLED, meeting.rev + 1
        session.add(meeting)
        await session.flush()
        kinds = (PlanKind.REMINDER, PlanKind.MEETING_NOTICE)
        await plans.cancel_subject(session, kinds, meeting.organisation_id, meeting.id, Reason.CANCELLED)
