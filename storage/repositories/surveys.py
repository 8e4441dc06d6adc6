"""The open answers of one meeting as they stand, judged by the switches of its organisation."""

from collections.abc import Iterable
from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Meeting
from storage.repositories import meetings, organisations, people, switches
from storage.repositories.meetings import Expected
from storage.rules.compliance.switches import Switches
from storage.rules.reminder_settings import MENTION_KEY
from storage.rules.silence import Silent, Survey, survey
from storage.rules.terms import Duty


async def of(session: AsyncSession, meeting: Meeting) -> Survey:
    """Return who has not answered a meeting yet, and the forecast of its quorum."""
    roll = await meetings.expected(session, meeting)
    return survey(meeting.form, roll, await settings_of(session, meeting), await released(session, meeting, roll))


async def released(session: AsyncSession, meeting: Meeting, roll: Iterable[Expected]) -> frozenset[int]:
    """Return who stands on the frozen roll but is not to be asked any more: exempt, suspended or gone by its day."""
    branch = await organisations.branch_of(session, await organisations.get(session, meeting.organisation_id))
    counted = {person.id for person in await people.roster(session, branch, meeting.local_day) if person.counted}
    return frozenset(one.member_id for one in roll) - counted


async def settings_of(session: AsyncSession, meeting: Meeting) -> Switches:
    """Return the switches a meeting is judged by: those in force on its day."""
    organisation = await organisations.get(session, meeting.organisation_id)
    return await switches.in_force(session, organisation, meeting.local_day)


async def to_call(session: AsyncSession, meeting: Meeting, slot: str) -> tuple[Silent, ...]:
    """Return whom the one message in the group calls upon.

    Those the bot cannot write to; with a ``slot`` (a day ahead) also everybody else who owes an answer, where the
    organisation decided so.
    """
    found = await of(session, meeting)
    if not slot or (await settings_of(session, meeting))[MENTION_KEY] is not True:
        return found.unreachable
    return (*found.to_confirm, *found.silent, *found.unreachable)


async def of_led(session: AsyncSession, meeting: Meeting, leader_id: int) -> Survey:
    """Return the open answers of the others in the groups a member leads, without a forecast of the quorum."""
    return (await _by_leader(session, meeting)).get(leader_id, Survey())


async def leaders(session: AsyncSession, meeting: Meeting) -> tuple[int, ...]:
    """Return the leaders of those groups of a branch in which somebody owes an answer."""
    return tuple(leader for leader, found in (await _by_leader(session, meeting)).items() if not found.is_settled)


async def _by_leader(session: AsyncSession, meeting: Meeting) -> dict[int, Survey]:
    everyone = await meetings.expected(session, meeting)
    led: dict[int, tuple[Expected, ...]] = {}
    for group in await organisations.groups(session, meeting.organisation_id):
        inside = {person.id for person in await people.roster(session, group, meeting.local_day)}
        mine = tuple(one for one in everyone if one.member_id in inside)
        for held in await people.appointments(session, list(inside), meeting.local_day):
            if held.duty is Duty.GROUP_LEADER and held.organisation_id == group.id:
                others = (one for one in mine if one.member_id != held.member_id)
                led[held.member_id] = (*led.get(held.member_id, ()), *others)
    settings = await settings_of(session, meeting)
    gone = await released(session, meeting, everyone)
    return {leader: replace(survey(meeting.form, mine, settings, gone), quorum=None) for leader, mine in led.items()}
