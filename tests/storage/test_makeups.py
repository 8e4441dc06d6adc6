"""Lessons to make up: of a meeting declared void there is nothing to make up, and nothing to decide."""

from datetime import UTC, date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import Sessions
from storage.models import Makeup, Meeting, Member
from storage.repositories import makeups
from storage.rules.terms import AttendanceStatus, Form, MakeupState, MeetingState, Source

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)


async def lesson(session: AsyncSession, organisation_id: int, meeting: MeetingState, state: MakeupState) -> Makeup:
    held = Meeting(
        organisation_id=organisation_id, form=Form.GENERAL, state=meeting, starts_at=NOW, timezone="Asia/Shanghai",
        local_day=date(2026, 12, 1), source=Source.BOT, created_at=NOW,
    )  # fmt: skip
    who = Member(organisation_id=organisation_id, name=f"{meeting}{state}", name_key="", created_at=NOW)
    session.add_all([held, who])
    await session.flush()
    row = Makeup(meeting_id=held.id, member_id=who.id, state=state, was=AttendanceStatus.ABSENT, due_at=NOW)
    session.add(row)
    await session.flush()
    return row


async def test_of_a_void_meeting_nothing_waits(sessions: Sessions, organisation_id: int) -> None:
    async with sessions.begin() as session:
        standing = await lesson(session, organisation_id, MeetingState.HELD, MakeupState.OPEN)
        handed_in = await lesson(session, organisation_id, MeetingState.ARCHIVED, MakeupState.SUBMITTED)
        void = await lesson(session, organisation_id, MeetingState.VOID, MakeupState.OPEN)
        await lesson(session, organisation_id, MeetingState.VOID, MakeupState.SUBMITTED)
    async with sessions.read() as session:
        assert [row.id for row, _ in await makeups.waiting_for(session, standing.member_id)] == [standing.id]
        assert await makeups.waiting_for(session, void.member_id) == []
        assert [row.id for row, *_ in await makeups.to_decide(session, [organisation_id])] == [handed_in.id]
