"""Urgings and preferences as rows: once a day, the nearest preference first, on both engines."""

from datetime import UTC, date, datetime, timedelta

from storage.database import Sessions
from storage.models import Attendance, Meeting, Member, Organisation
from storage.repositories import preferences, statistics, urges
from storage.repositories.statistics import Turnout
from storage.rules import names
from storage.rules.preferences import Key
from storage.rules.terms import AttendanceStatus, CheckInWay, Form, MeetingState, Source
from tests.fakes.databases import add_organisation

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
TODAY = date(2026, 11, 25)


async def member_of(sessions: Sessions, organisation_id: int, name: str = "李") -> int:
    async with sessions.begin() as session:
        row = Member(organisation_id=organisation_id, name=name, name_key=names.key(name), created_at=NOW)
        session.add(row)
        await session.flush()
        return row.id


async def test_an_organisation_is_urged_once_a_day_by_each_above_it(sessions: Sessions, organisation_id: int) -> None:
    above, higher = await add_organisation(sessions, "above"), await add_organisation(sessions, "higher")
    member = await member_of(sessions, above)
    made = []
    for by, day in ((above, TODAY), (above, TODAY), (higher, TODAY), (above, TODAY + timedelta(days=1))):
        async with sessions.begin() as session:
            made.append(await urges.add(session, organisation_id, by, member, day, NOW) is not None)
    assert made == [True, False, True, True]
    async with sessions.read() as session:
        assert await urges.urged(session, above, TODAY) == {organisation_id}
        assert await urges.urged(session, organisation_id, TODAY) == frozenset()


async def test_the_nearest_preference_holds_and_a_later_one_replaces_it(
    sessions: Sessions, organisation_id: int
) -> None:
    above = await add_organisation(sessions, "above")
    async with sessions.begin() as session:
        (await session.get_one(Organisation, organisation_id)).parent_id = above
        await preferences.put(session, above, Key.THEME_DAY, "每月5日", NOW)

    async def held() -> list[str | None]:
        async with sessions.read() as session:
            here = await session.get_one(Organisation, organisation_id)
            return [await preferences.effective(session, here, key) for key in (Key.THEME_DAY, Key.SUMMARY_TIME)]

    assert await held() == ["每月5日", None]
    for day in ("每月6日", "每月7日"):
        async with sessions.begin() as session:
            await preferences.put(session, organisation_id, Key.THEME_DAY, day, NOW)
    assert await held() == ["每月7日", None]


async def test_leave_and_absence_are_counted_by_meeting(sessions: Sessions, organisation_id: int) -> None:
    people = [await member_of(sessions, organisation_id, name) for name in ("李", "王", "赵")]
    async with sessions.begin() as session:
        meeting = Meeting(
            organisation_id=organisation_id,
            form=Form.GENERAL,
            state=MeetingState.HELD,
            starts_at=NOW,
            timezone="Asia/Shanghai",
            local_day=TODAY,
            source=Source.BOT,
            created_at=NOW,
        )
        session.add(meeting)
        await session.flush()
        told = (AttendanceStatus.ON_LEAVE, AttendanceStatus.ABSENT, AttendanceStatus.PRESENT)
        session.add_all(
            Attendance(meeting_id=meeting.id, member_id=one, status=status, way=CheckInWay.ROLL, at=NOW)
            for one, status in zip(people, told, strict=True)
        )
    async with sessions.read() as session:
        assert await statistics.turnouts(session, [meeting.id, 999]) == {meeting.id: Turnout(leave=1, absent=1)}
