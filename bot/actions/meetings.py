"""A meeting with everything needed to show it, and the list of those that come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access
from bot.actions.access import Here
from storage.models import Meeting, Organisation, Roll
from storage.repositories import addresses, audit_entries, meetings, organisations, people, switches
from storage.repositories.meetings import Expected
from storage.rules.changes import Former
from storage.rules.compliance.switches import Switches
from storage.rules.meetings import (
    NoSuchMeetingError,
)
from storage.rules.people import Person, by_rank, expected_at
from storage.rules.powers import StrangerError
from storage.rules.terms import Activity, SensitiveEntry


@dataclass(frozen=True, slots=True)
class View:
    """A meeting with everything needed to show it."""

    meeting: Meeting
    organisation: Organisation
    activities: tuple[Activity, ...]
    expected: tuple[Expected, ...]
    host: str
    recorder: str
    name: str = ""
    roll: Roll | None = None
    former: Former | None = None
    switches: Switches | None = None

    @property
    def check_in_opened(self) -> bool:
        """Whether the host has opened sign-in by hand."""
        return self.roll is not None and self.roll.opened_at is not None

    @property
    def roll_locked(self) -> bool:
        """Whether the roll has been confirmed."""
        return self.roll is not None and self.roll.confirmed_at is not None


async def view(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> tuple[View, Here]:
    """Return a meeting and its viewer; the same NoSuchMeetingError for what is missing and what is not theirs."""
    meeting, _, here = await _approach(session, telegram_id, meeting_id, now)
    return await show(session, meeting), here


async def own_view(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> tuple[View, Here]:
    """Return a meeting with the viewer's own line of its roll only: what a tap of theirs needs, however many come."""
    meeting, organisation, here = await _approach(session, telegram_id, meeting_id, now)
    mine = await meetings.expected(session, meeting, here.member.member_id)
    return View(meeting, organisation, (), mine, "", "", roll=await session.get(Roll, meeting.id)), here


async def show(session: AsyncSession, meeting: Meeting, member_id: int = 0) -> View:
    """Return a meeting with everything needed to show it.

    With a ``member_id``, what one member is told of it: the own line alone, and no switches to judge a quorum by.
    """
    organisation = await organisations.get(session, meeting.organisation_id)
    activities = await meetings.credited(session, [meeting.id])
    expected = await meetings.expected(session, meeting, member_id or None)
    names = await _hands(session, meeting, expected)
    return View(
        meeting=meeting,
        organisation=organisation,
        activities=activities[meeting.id],
        expected=expected,
        host=meeting.host_name or names.get(meeting.host_id or 0, ""),
        recorder=meeting.recorder_name or names.get(meeting.recorder_id or 0, ""),
        name=await addresses.shown_name(session, organisation),
        roll=await session.get(Roll, meeting.id),
        former=await meetings.last_change(session, meeting),
        switches=None if member_id else await switches.in_force(session, organisation, meeting.local_day),
    )


async def _hands(session: AsyncSession, meeting: Meeting, roll: Sequence[Expected]) -> dict[int, str]:
    """Return the names of host and recorder by their ids; most often the roll holds them."""
    known = {one.member_id: one.name for one in roll}
    missing = {one for one in (meeting.host_id, meeting.recorder_id) if one is not None} - known.keys()
    return known | await people.names(session, missing)


async def foreseen(session: AsyncSession, meeting: Meeting) -> tuple[Person, ...]:
    """Return who would be expected if the meeting were announced now."""
    organisation = await organisations.get(session, meeting.organisation_id)
    roster = await people.roster(session, organisation, meeting.local_day)
    return by_rank(expected_at(meeting.form, roster, organisation.id))


async def takes_words(session: AsyncSession, shown: View) -> bool:
    """Return whether confidential words about a meeting pass through private chat, as its branch has chosen."""
    branch = await organisations.branch_of(session, shown.organisation)
    return branch.sensitive_entry is SensitiveEntry.PRIVATE_CHAT


async def coming(session: AsyncSession, here: Here) -> list[View]:
    """Return the coming meetings of the member's organisation and groups."""
    ids = await access.own_organisations(session, here)
    return [await show(session, meeting) for meeting in await meetings.coming(session, ids, here.now)]


async def note(session: AsyncSession, here: Here, act: str, meeting: Meeting, reason: str | None = None) -> None:
    """Write an act upon a meeting into the organisation's audit chain."""
    await audit_entries.append(
        session,
        here.organisation.id,
        act=act,
        object_="meeting",
        object_id=meeting.id,
        version=meeting.rev,
        actor_member_id=here.member.member_id,
        reason=reason,
        now=here.now,
    )


async def _approach(
    session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime
) -> tuple[Meeting, Organisation, Here]:
    meeting = await meetings.get(session, meeting_id)
    organisation = await organisations.get(session, meeting.organisation_id)
    try:
        return meeting, organisation, await access.enter(session, telegram_id, organisation, now)
    except StrangerError as error:
        raise NoSuchMeetingError from error
