"""Draft a meeting, change the draft, announce it or give it up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import announcements
from bot.actions.access import Here
from bot.actions.meetings import foreseen, note, view
from storage.models import Meeting, Organisation
from storage.repositories import meetings, organisations, people
from storage.rules.activity_names import form_of
from storage.rules.meetings import DEFAULT_MINUTES, TooLongError, WrongStateError, check_length, check_next
from storage.rules.people import Person, expected_at
from storage.rules.powers import Power
from storage.rules.refusals import RefusalError
from storage.rules.terms import Activity, Duty, Form, MeetingState, OrganisationKind, Source

THEME_LIMIT = 200
PLACE_LIMIT = 100


class StartPassedError(RefusalError):
    """The drafted start has gone by meanwhile."""


class OldPreviewError(RefusalError):
    """The draft was changed after this preview of it."""


class NobodyExpectedError(RefusalError):
    """The roster names nobody who would be expected."""


class OtherVenueError(RefusalError):
    """A draft cannot become a meeting that another organisation would hold."""


class NoGroupsError(RefusalError):
    """A group meeting was asked for where there are no groups."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants to schedule; ``starts_at`` aware, length in minutes."""

    activities: tuple[Activity, ...]
    starts_at: datetime
    minutes: int = DEFAULT_MINUTES
    place: str = ""
    theme: str = ""
    host_id: int | None = None
    recorder_id: int | None = None


async def venues(session: AsyncSession, here: Here, form: Form) -> Sequence[Organisation]:
    """Return the organisations for which the person may schedule a meeting of ``form``.

    Raises NotEntitledError when there is none, NoGroupsError when a group meeting has no group to be held in.
    """
    if form is not Form.GROUP:
        branch = await organisations.branch_of(session, here.organisation)
        (here if here.organisation.id == branch.id else Here(branch, here.member, here.now)).require(Power.SCHEDULE)
        return [branch]
    if here.organisation.kind is OrganisationKind.GROUP:
        here.require(Power.SCHEDULE)
        return [here.organisation]
    groups = await organisations.groups(session, here.organisation.id)
    if not groups:
        raise NoGroupsError
    mine = [group for group in groups if Here(group, here.member, here.now).may(Power.SCHEDULE)]
    if not mine:
        here.require(Power.SCHEDULE)
    return mine


async def draft(session: AsyncSession, here: Here, venue: Organisation, request: Request) -> Meeting:
    """Write down a meeting that nobody has been told of yet; raises NobodyExpectedError and the refusals of rules."""
    Here(venue, here.member, here.now).require(Power.SCHEDULE)
    check_length(request.minutes)
    check_texts(request.theme, request.place)
    if request.starts_at <= here.now:
        raise StartPassedError
    form = form_of(request.activities, venue.kind)
    roster = await people.roster(session, venue, _local_day(venue, request.starts_at))
    if not expected_at(form, roster, venue.id):
        raise NobodyExpectedError
    host, recorder = _hands(form, roster, request)
    meeting = Meeting(
        organisation_id=venue.id,
        form=form,
        theme=request.theme,
        state=MeetingState.DRAFT,
        starts_at=request.starts_at,
        timezone=venue.timezone,
        local_day=_local_day(venue, request.starts_at),
        minutes_long=request.minutes,
        place=request.place,
        host_id=host.id if host else None,
        recorder_id=recorder.id if recorder else None,
        source=Source.BOT,
        created_by=here.member.member_id,
        created_at=here.now,
    )
    return await meetings.add(session, meeting, request.activities)


async def publish(session: AsyncSession, telegram_id: int, meeting_id: int, rev: int, now: datetime) -> bool:
    """Announce a draft: freeze who is expected and plan everything to be said; return False when it was done already.

    Raises WrongStateError for a draft given up or changed since the preview, StartPassedError, NobodyExpectedError.
    """
    shown, here = await view(session, telegram_id, meeting_id, now)
    here.require(Power.SCHEDULE)
    meeting = shown.meeting
    if meeting.state in (MeetingState.ANNOUNCED, MeetingState.IN_PROGRESS, MeetingState.HELD):
        return False
    check_next(meeting.state, MeetingState.ANNOUNCED)
    if meeting.rev != rev:
        raise OldPreviewError
    if meeting.starts_at <= now:
        raise StartPassedError
    roll = await foreseen(session, meeting)
    if not roll:
        raise NobodyExpectedError
    await meetings.freeze_expected(session, meeting.id, roll)
    meeting.state, meeting.announced_at = MeetingState.ANNOUNCED, now
    session.add(meeting)
    await announcements.plan_words(session, meeting, shown.organisation, now)
    await note(session, here, "meeting.announced", meeting)
    return True


async def drop(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> None:
    """Give up a draft; raises WrongStateError once it has been announced."""
    shown, here = await view(session, telegram_id, meeting_id, now)
    here.require(Power.SCHEDULE)
    if shown.meeting.state is not MeetingState.DRAFT:
        raise WrongStateError(shown.meeting.state)
    shown.meeting.state = MeetingState.CANCELLED
    session.add(shown.meeting)


async def rewrite(session: AsyncSession, here: Here, meeting: Meeting, **changes: object) -> None:
    """Change a draft (start, length, place, theme, host, recorder); its preview gets a new revision."""
    here.require(Power.SCHEDULE)
    if meeting.state is not MeetingState.DRAFT:
        raise WrongStateError(meeting.state)
    check_texts(str(changes.get("theme", "")), str(changes.get("place", "")))
    if isinstance(moment := changes.get("starts_at"), datetime) and moment <= here.now:
        raise StartPassedError
    for name, value in changes.items():
        setattr(meeting, name, value)
    check_length(meeting.minutes_long)
    organisation = await organisations.get(session, meeting.organisation_id)
    meeting.local_day = _local_day(organisation, meeting.starts_at)
    meeting.rev += 1
    session.add(meeting)


async def retype(session: AsyncSession, here: Here, meeting: Meeting, activities: tuple[Activity, ...]) -> None:
    """Make a draft another type of meeting of the same organisation; raises OtherVenueError."""
    organisation = await organisations.get(session, meeting.organisation_id)
    form = form_of(activities, organisation.kind)
    if (form is Form.GROUP) is not (organisation.kind is OrganisationKind.GROUP):
        raise OtherVenueError
    await rewrite(session, here, meeting, form=form)
    await meetings.recredit(session, meeting, activities)


def _local_day(organisation: Organisation, moment: datetime) -> date:
    return moment.astimezone(organisations.zone(organisation)).date()


def check_texts(theme: str, place: str) -> None:
    """Raise TooLongError for a theme or place beyond its limit."""
    if len(theme) > THEME_LIMIT:
        raise TooLongError(THEME_LIMIT)
    if len(place) > PLACE_LIMIT:
        raise TooLongError(PLACE_LIMIT)


def _hands(form: Form, roster: Sequence[Person], request: Request) -> tuple[Person | None, Person | None]:
    """Return host and recorder: those asked for, where they are still on the roster, else the usual ones."""
    known = {person.id: person for person in roster}
    host, recorder = _usual_hands(form, roster)
    return known.get(request.host_id or 0, host), known.get(request.recorder_id or 0, recorder)


def _usual_hands(form: Form, roster: Sequence[Person]) -> tuple[Person | None, Person | None]:
    """Return host and recorder as the Regulation has it: 书记 (or 组长) presides (支部工作条例 art. 14)."""
    presiding = (Duty.GROUP_LEADER,) if form is Form.GROUP else (Duty.SECRETARY, Duty.DEPUTY_SECRETARY)
    writing = (Duty.RECORDER, Duty.ORGANISATION_COMMISSIONER, Duty.PUBLICITY_COMMISSIONER)
    host = _first(roster, presiding)
    return host, _first([person for person in roster if person is not host], writing)


def _first(roster: Sequence[Person], duties: Sequence[Duty]) -> Person | None:
    return next((person for duty in duties for person in roster if duty in person.duties), None)
