"""What a new meeting is looked at beside, on both engines: habits, other meetings, absences, decisions, wishes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from storage.models import Expectation, Leave, Meeting, Member, Organisation, Switch
from storage.repositories import habits, meetings, nudge_choices, surroundings, switches
from storage.rules.lint import Absence, Other
from storage.rules.meetings import Span
from storage.rules.reminder_settings import notice_days, settings_for
from storage.rules.terms import (
    Activity,
    Category,
    Form,
    LeaveKind,
    LeaveState,
    MeetingState,
    OrganisationKind,
    Source,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
GENERAL = [Activity.GENERAL_MEETING, Activity.PARTY_LECTURE]


async def held(session, organisation_id: int, days: int, place: str, state=MeetingState.ANNOUNCED) -> Meeting:
    starts_at = NOW + timedelta(days=days)
    meeting = Meeting(
        organisation_id=organisation_id,
        form=Form.GENERAL,
        state=state,
        starts_at=starts_at,
        timezone="Asia/Shanghai",
        local_day=starts_at.astimezone(ZONE).date(),
        place=place,
        source=Source.BOT,
        created_at=NOW,
    )
    return await meetings.add(session, meeting, GENERAL)


async def member(session, organisation_id: int, name: str) -> int:
    row = Member(organisation_id=organisation_id, name=name, name_key=name, phone_tail="", created_at=NOW)
    session.add(row)
    await session.flush()
    return row.id


async def test_the_last_of_a_type_and_the_places_are_those_that_were_announced(sessions, organisation_id):
    async with sessions.begin() as session:
        await held(session, organisation_id, -30, "礼堂", MeetingState.HELD)
        last = await held(session, organisation_id, -3, "会议室", MeetingState.HELD)
        await held(session, organisation_id, -20, "会议室", MeetingState.HELD)
        await held(session, organisation_id, -1, "取消的地方", MeetingState.CANCELLED)
        await held(session, organisation_id, 2, "草稿", MeetingState.DRAFT)
        await held(session, organisation_id, -2, "", MeetingState.CANCELLED)
        found = await habits.last_of(session, organisation_id, Activity.PARTY_LECTURE)
        assert found is not None
        assert found.id == last.id
        assert await habits.last_of(session, organisation_id, Activity.GROUP_MEETING) is None
        assert await habits.places(session, [organisation_id], 4) == ("会议室", "礼堂")
        assert await habits.places(session, [organisation_id], 1) == ("会议室",)


async def test_other_meetings_and_absences_of_the_days_around_are_found(sessions, organisation_id):
    async with sessions.begin() as session:
        mine, ill = await member(session, organisation_id, "甲"), await member(session, organisation_id, "乙")
        other = await held(session, organisation_id, 7, "会议室")
        own = await held(session, organisation_id, 8, "会议室", MeetingState.DRAFT)
        await held(session, organisation_id, 7, "会议室", MeetingState.CANCELLED)
        other.host_id = mine
        for position, (who, gone) in enumerate(((mine, None), (ill, NOW))):
            session.add(
                Expectation(
                    meeting_id=other.id,
                    member_id=who,
                    category=Category.FULL,
                    voting=True,
                    position=position,
                    removed_at=gone,
                )
            )
        for who, kind, state in (
            (ill, LeaveKind.SICK, LeaveState.APPROVED),
            (mine, LeaveKind.OTHER, LeaveState.ASKED),
        ):
            session.add(Leave(meeting_id=other.id, member_id=who, kind=kind, state=state, asked_at=NOW))
        await session.flush()
        first, last = date(2026, 12, 1), date(2026, 12, 31)
        begins = NOW + timedelta(days=7)
        assert await surroundings.others(session, [organisation_id], first, last, own.id) == (
            Other(tuple(GENERAL), Span(begins, 90), "会议室", frozenset({mine}), frozenset({mine})),
        )
        assert await surroundings.others(session, [organisation_id], first, last, other.id) == ()
        midnight = datetime(2026, 12, 2, tzinfo=ZONE)
        assert await surroundings.absences(session, [mine, ill], first, last, ZONE) == (
            Absence(ill, midnight, midnight + timedelta(days=1)),
        )
        assert await surroundings.absences(session, [mine], first, last, ZONE) == ()


async def test_the_nearest_decision_in_force_holds_and_a_group_follows_its_branch(sessions, organisation_id):
    async with sessions.begin() as session:
        branch = await session.get_one(Organisation, organisation_id)
        above = Organisation(kind=OrganisationKind.COMMITTEE, name="党委", created_at=NOW)
        session.add(above)
        await session.flush()
        branch.parent_id = above.id
        group = Organisation(kind=OrganisationKind.GROUP, name="组", parent_id=branch.id, created_at=NOW)
        session.add(group)
        decided = (
            (above, "remind.days.GM", "7,1", date(2026, 1, 1)),
            (above, "notice_days.GM", "5", date(2026, 1, 1)),
            (branch, "remind.days.GM", "2", date(2026, 6, 1)),
            (branch, "remind.quiet", "21:00-08:00", date(2026, 12, 1)),
        )
        for organisation, key, value, day in decided:
            session.add(Switch(organisation_id=organisation.id, key=key, value=value, valid_from=day, set_at=NOW))
        await session.flush()
        found = await switches.in_force(session, group, date(2026, 11, 25))
        general = settings_for(found, [Activity.GENERAL_MEETING])
        assert (general.days, general.quiet_from.hour, general.mentions_silent) == ((2,), 22, False)
        assert general.slots == ("-2880", "-120")
        assert notice_days(found, [Activity.GENERAL_MEETING, Activity.COMMITTEE_MEETING]) == 5
        later = settings_for(await switches.in_force(session, branch, date(2026, 12, 1)), GENERAL)
        assert (later.days, later.quiet_from.hour) == ((3, 2, 1), 21)


async def test_a_wish_about_reminders_is_written_over_the_former_one(sessions, organisation_id):
    async with sessions.begin() as session:
        first, second = await member(session, organisation_id, "甲"), await member(session, organisation_id, "乙")
        for wanted in (True, False):
            await nudge_choices.set_extra_nudges(session, first, NOW, wanted=wanted)
        await nudge_choices.set_extra_nudges(session, second, NOW, wanted=True)
        assert await nudge_choices.without_nudges(session, [first, second]) == {first}
        assert await nudge_choices.without_nudges(session, [second]) == frozenset()
        await nudge_choices.set_extra_nudges(session, first, NOW, wanted=True)
        assert await nudge_choices.without_nudges(session, [first, second]) == frozenset()
