"""The audit fed from the database: the worked scenarios, dated rosters, rolls, switches from above, whole trees."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import models
from storage.database import Sessions
from storage.repositories import obligations
from storage.rules.compliance import facts
from storage.rules.compliance.engine import audit
from storage.rules.compliance.facts import Facts, Headcount
from storage.rules.compliance.headcounts import Spell, headcounts, settled, within
from storage.rules.compliance.obligations import NotCounted, Obligation
from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switch_values import text_of
from storage.rules.terms import (
    Activity,
    Aspect,
    AttendanceStatus,
    Category,
    CheckInWay,
    Duty,
    Form,
    MeetingState,
    ObligationStatus,
    OrganisationKind,
    Source,
)
from tests.rules.compliance_scenarios import NAMES, as_of, facts_of

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
LONG_AGO = date(2012, 5, 10)


async def organisation(
    session: AsyncSession, name: str, parent: int | None = None, kind: OrganisationKind = OrganisationKind.BRANCH
) -> int:
    row = models.Organisation(name=name, kind=kind, parent_id=parent, founded=LONG_AGO, created_at=NOW)
    session.add(row)
    await session.flush()
    return row.id


async def member(
    session: AsyncSession,
    branch: int,
    category: Category = Category.FULL,
    group: int | None = None,
    since: date = LONG_AGO,
    left_on: date | None = None,
) -> int:
    row = models.Member(organisation_id=branch, name="某某", name_key="某某", created_at=NOW, left_on=left_on)
    session.add(row)
    await session.flush()
    session.add(models.Standing(member_id=row.id, aspect=Aspect.CATEGORY, value=category, valid_from=since))
    if group is not None:
        session.add(
            models.Standing(member_id=row.id, aspect=Aspect.GROUP, value="组", group_id=group, valid_from=since)
        )
    await session.flush()
    return row.id


async def meeting(
    session: AsyncSession, place: int, day: date, credits_: Iterable[Activity], form: Form, **changes: Any
) -> int:
    values: dict[str, Any] = {"state": MeetingState.HELD, "source": Source.BOT, "timezone": "Asia/Shanghai"}
    starts_at = datetime(day.year, day.month, day.day, 7, tzinfo=UTC)
    row = models.Meeting(
        organisation_id=place, form=form, starts_at=starts_at, local_day=day, created_at=NOW, **values | changes
    )
    session.add(row)
    await session.flush()
    session.add_all([models.Credit(meeting_id=row.id, activity=activity) for activity in credits_])
    await session.flush()
    return row.id


async def enter(session: AsyncSession, told: Facts, parent: int | None = None) -> int:
    """Write the rows behind some facts; return the organisation's id."""
    own = told.organisation
    row = models.Organisation(
        name=own.name,
        kind=own.kind,
        parent_id=parent,
        timezone=own.timezone,
        founded=own.founded,
        has_committee=own.has_committee,
        leading_body=own.leading_body,
        created_at=NOW,
    )
    session.add(row)
    await session.flush()
    for told_meeting in told.meetings:
        await meeting(
            session,
            row.id,
            told_meeting.start.date(),
            told_meeting.credits,
            told_meeting.form,
            state=told_meeting.state,
            source=told_meeting.source,
            for_year=told_meeting.for_year,
            expected_count=told_meeting.expected,
            present_count=told_meeting.present,
            void_requested_by=1 if told_meeting.void_requested else None,
            void_approved_by=2 if told_meeting.void_approved else None,
        )
    await _enter_rest(session, told, row.id)
    return row.id


async def _enter_rest(session: AsyncSession, told: Facts, here: int) -> None:
    groups = [(await enter(session, group, here), group.roster[-1]) for group in told.groups]
    for group_id, count in groups:
        await _people(session, here, count.full, count.members, group_id)
    grouped = sum(count.full for _, count in groups), sum(count.members for _, count in groups)
    if told.organisation.kind is not OrganisationKind.GROUP:
        await _people(session, here, told.roster[-1].full - grouped[0], told.roster[-1].members - grouped[1], None)
        for override in told.overrides:
            value = text_of(override.value)
            session.add(
                models.Switch(organisation_id=here, key=override.key, value=value, valid_from=LONG_AGO, set_at=NOW)
            )
    for deferral in told.deferrals:
        session.add(_deferral(deferral, here))
    await session.flush()


def _deferral(told: facts.Deferral, here: int) -> models.Deferral:
    starts = {"2026年第三季度": date(2026, 7, 1), "2026年9月": date(2026, 9, 1), "2026年8月": date(2026, 8, 1)}
    return models.Deferral(
        organisation_id=here,
        rule=told.rule,
        period_start=starts[told.period_label or ""],
        new_day=told.new_date,
        reason=told.reason or "",
        approved_by=told.approved_by,
        approved_on=told.approved_on,
    )


async def _people(session: AsyncSession, branch: int, full: int, members: int, group: int | None) -> None:
    for number in range(members):
        category = Category.FULL if number < full else Category.PROBATIONARY
        await member(session, branch, category, group)


def seen(found: Iterable[Obligation]) -> list[dict[str, object]]:
    """What the audit says, without the ids of rows and without who decided a switch, which a file does not tell."""
    told = []
    for one in found:
        entry = one.as_json()
        if one.override is not None:
            entry["override"] = (one.override.key, one.override.value)
        entry["counted"] = [(record.date, record.source) for record in one.counted]
        entry["not_counted"] = [(record.date, record.reason) for record in one.not_counted]
        told.append(entry)
    return told


@pytest.mark.parametrize("name", NAMES)
async def test_the_database_tells_the_audit_what_the_files_tell_it(sessions: Sessions, name: str) -> None:
    async with sessions.begin() as session:
        here = await enter(session, facts_of(name))
    async with sessions.read() as session:
        gathered = await obligations.facts_of(session, here, as_of(name))
    assert seen(audit(gathered, load(), as_of(name))) == seen(audit(facts_of(name), load(), as_of(name)))


def of(found: Iterable[Obligation], rule: str, day: date) -> Obligation:
    return next(one for one in found if one.rule.id == rule and day in one.period)


async def audited(session: AsyncSession, here: int, day: date = TODAY) -> tuple[Obligation, ...]:
    return audit(await obligations.facts_of(session, here, day), load(), day)


@pytest.mark.parametrize(
    ("entered", "held", "reason"),
    [
        ("PPP??", 1, None),
        ("PP???", 0, NotCounted.ATTENDANCE_UNKNOWN),
        ("PPAAA", 0, NotCounted.QUORUM_NOT_REACHED),
        ("PLOAA", 1, None),
        ("?????", 0, NotCounted.ATTENDANCE_UNKNOWN),
        ("PPPPx", 1, None),
    ],
)
async def test_a_committee_meeting_counts_by_its_own_roll(
    sessions: Sessions, entered: str, held: int, reason: NotCounted | None
) -> None:
    """Present, Late, Online came; Absent did not; ? is not entered; x was taken off the list of those expected."""
    status = {
        "P": AttendanceStatus.PRESENT,
        "L": AttendanceStatus.LATE,
        "O": AttendanceStatus.ONLINE,
        "A": AttendanceStatus.ABSENT,
    }
    async with sessions.begin() as session:
        here = await organisation(session, "支部")
        people = [await member(session, here) for _ in range(8)]
        held_on = date(2026, 11, 3)
        one = await meeting(session, here, held_on, [Activity.COMMITTEE_MEETING], Form.COMMITTEE)
        for position, (who, mark) in enumerate(zip(people, entered, strict=False)):
            session.add(
                models.Expectation(
                    meeting_id=one,
                    member_id=who,
                    category=Category.FULL,
                    voting=True,
                    position=position,
                    removed_at=NOW if mark == "x" else None,
                )
            )
            if mark in status:
                session.add(
                    models.Attendance(meeting_id=one, member_id=who, status=status[mark], way=CheckInWay.ROLL, at=NOW)
                )
        await session.flush()
        found = of(await audited(session, here), "BC.CADENCE", held_on)
    assert (found.held, [record.reason for record in found.not_counted]) == (held, [reason] if reason else [])


async def test_a_larger_meeting_counts_for_the_committee_by_the_committee_alone(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        here = await organisation(session, "支部")
        people = [await member(session, here) for _ in range(9)]
        session.add_all(
            models.Appointment(member_id=who, organisation_id=here, duty=Duty.COMMITTEE_MEMBER, valid_from=LONG_AGO)
            for who in people[:3]
        )
        day = date(2026, 11, 3)
        both = [Activity.GENERAL_MEETING, Activity.COMMITTEE_MEETING]
        one = await meeting(session, here, day, both, Form.GENERAL)
        for position, who in enumerate(people):
            session.add(
                models.Expectation(
                    meeting_id=one, member_id=who, category=Category.FULL, voting=True, position=position
                )
            )
            came = AttendanceStatus.ABSENT if position < 2 else AttendanceStatus.PRESENT
            session.add(models.Attendance(meeting_id=one, member_id=who, status=came, way=CheckInWay.ROLL, at=NOW))
        await session.flush()
        found = await audited(session, here)
    assert of(found, "GM.CADENCE", day).held == 1
    assert [one.reason for one in of(found, "BC.CADENCE", day).not_counted] == [NotCounted.QUORUM_NOT_REACHED]


async def test_decisions_from_above_reach_the_whole_tree_and_the_nearest_wins(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        top = await organisation(session, "党委", kind=OrganisationKind.COMMITTEE)
        middle = await organisation(session, "总支", top, OrganisationKind.GENERAL_BRANCH)
        near, far = await organisation(session, "甲支部", middle), await organisation(session, "乙支部", top)
        for place, value, since in (
            (top, "none", date(2026, 1, 1)),
            (middle, "half-year", LONG_AGO),
        ):
            session.add(
                models.Switch(organisation_id=place, key="lecture.cadence", value=value, valid_from=since, set_at=NOW)
            )
        for place in (near, far):
            await member(session, place)
        await session.flush()
        lectures = {
            place: [one for one in await audited(session, place) if one.rule.id == "PL.CADENCE"]
            for place in (near, far)
        }
        gathered = await obligations.facts_of(session, near, TODAY)
    assert [one.period.label for one in lectures[near]] == ["2026年上半年", "2026年下半年"]
    assert {one.status for one in lectures[far]} == {ObligationStatus.NOT_APPLICABLE}
    assert [(one.organisation, one.distance, one.valid_from) for one in gathered.overrides] == [
        ("总支", 1, LONG_AGO),
        ("党委", 2, date(2026, 1, 1)),
    ]


async def test_groups_bear_their_short_name_and_their_own_people(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        here = await organisation(session, "甲支部")
        group = await organisation(session, "甲支部·第一党小组", here, OrganisationKind.GROUP)
        await member(session, here, group=group)
        await member(session, here, Category.PROBATIONARY, group, since=date(2026, 3, 1))
        await member(session, here, group=group, left_on=date(2026, 6, 1))
        await member(session, here, Category.ACTIVIST, group)
        await member(session, here)
        whole = await obligations.facts_of(session, here, TODAY)
        alone = await obligations.facts_of(session, group, TODAY)
    expected = (
        Headcount(LONG_AGO, 2, 2),
        Headcount(date(2026, 3, 1), 2, 3),
        Headcount(date(2026, 6, 1), 1, 2),
    )
    assert [(one.organisation.name, one.roster) for one in whole.groups] == [("第一党小组", expected)]
    assert (alone.organisation.name, alone.roster) == ("第一党小组", expected)
    assert whole.roster[-1] == Headcount(date(2026, 6, 1), 2, 3)


async def test_a_walk_over_the_tree_meets_everyone_once_whatever_the_batch(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        top = await organisation(session, "党委", kind=OrganisationKind.COMMITTEE)
        branches = [await organisation(session, f"第{number}支部", top) for number in range(7)]
        await organisation(session, "小组", branches[0], OrganisationKind.GROUP)
        other = await organisation(session, "别家党委", kind=OrganisationKind.COMMITTEE)
    async with sessions.read() as session:
        walked = [
            [one.organisation.id async for one in obligations.stream(session, None, TODAY, batch)]
            for batch in (1, 3, 50)
        ]
        below = await obligations.below(session, top)
        asked = [one.organisation.id async for one in obligations.stream(session, branches[::-1], TODAY, 2)]
    assert walked == [[top, *branches, other]] * 3
    assert below == [top, *branches]
    assert asked == branches[::-1]


async def test_an_organisation_nobody_knows_is_no_empty_audit(sessions: Sessions) -> None:
    async with sessions.read() as session:
        with pytest.raises(LookupError):
            await obligations.facts_of(session, 99, TODAY)


def test_head_counts_follow_admission_confirmation_and_leaving() -> None:
    first, second = date(2020, 1, 1), date(2021, 1, 1)
    candidate = [Spell(Category.PROBATIONARY, first), Spell(Category.FULL, second)]
    leaver = [Spell(Category.FULL, first)]
    spells = [*settled(candidate, None), *settled(leaver, date(2022, 1, 1))]
    assert headcounts(spells) == (Headcount(first, 1, 2), Headcount(second, 2, 2), Headcount(date(2022, 1, 1), 1, 1))


def test_time_in_a_group_is_shared_time() -> None:
    own = [Spell(Category.FULL, date(2020, 1, 1), date(2020, 12, 31))]
    groups = [Spell(7, date(2020, 6, 1)), Spell(8, date(2019, 1, 1), date(2020, 5, 31))]
    assert within(own, groups, 7) == [Spell(Category.FULL, date(2020, 6, 1), date(2020, 12, 31))]
    assert within(own, groups, 8) == [Spell(Category.FULL, date(2020, 1, 1), date(2020, 5, 31))]
    assert within(own, [Spell(7, date(2021, 1, 1))], 7) == []


async def test_the_end_of_a_term_is_what_the_organisation_itself_has_entered(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        above = await organisation(session, "党委", kind=OrganisationKind.COMMITTEE)
        here = await organisation(session, "支部", above)
        for place, value in ((above, "2030-01-01"), (here, "2026-12-01"), (here, "2029-12-01")):
            session.add(
                models.Switch(
                    organisation_id=place, key="term.ends", value=value, valid_from=date(2026, 1, 1), set_at=NOW
                )
            )
    async with sessions.read() as session:
        ends = [(await obligations.facts_of(session, one, TODAY)).organisation.term_ends for one in (above, here)]
    assert ends == [date(2030, 1, 1), date(2029, 12, 1)]
