"""Change place, theme, host or recorder of an announced meeting; everybody is told, nobody has to answer again."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import answers, drafts, meetings
from bot.actions.access import Here
from bot.actions.meetings import View
from storage.models import Meeting
from storage.repositories import amendments, people, plans
from storage.repositories import meetings as rows
from storage.rules.amendments import Part, SameValueError, check_amend
from storage.rules.changes import ChangedMeanwhileError
from storage.rules.deliveries import PlanKind
from storage.rules.people import by_rank
from storage.rules.powers import Power


@dataclass(frozen=True, slots=True)
class Amendment:
    """One part of a meeting's revision and what it becomes; a person's part carries the member as well."""

    meeting: int
    rev: int
    part: str
    old: str
    new: str = ""
    member: int | None = None

    def as_draft(self) -> dict[str, Any]:
        """Return the plain values kept in the dialogue's row."""
        return asdict(self)


async def look(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> tuple[View, Here]:
    """Return the meeting to be changed; raises NotEntitledError and WrongStateError."""
    shown, here = await meetings.view(session, telegram_id, meeting_id, now)
    here.require(Power.SCHEDULE)
    check_amend(shown.meeting.state, rows.span(shown.meeting), now)
    return shown, here


def begin(shown: View, part: Part) -> Amendment:
    """Return an amendment of one part whose new value is not known yet."""
    return Amendment(shown.meeting.id, shown.meeting.rev, part.value, value_of(shown, part))


def value_of(shown: View, part: Part) -> str:
    """Return what a part is now, as people read it."""
    meeting = shown.meeting
    return {
        Part.PLACE: meeting.place,
        Part.THEME: meeting.theme,
        Part.HOST: shown.host,
        Part.RECORDER: shown.recorder,
    }[part]


async def hands(session: AsyncSession, shown: View) -> dict[int, str]:
    """Return who may preside or record: everybody on the roster of that day, by rank."""
    roster = await people.roster(session, shown.organisation, shown.meeting.local_day)
    return {person.id: person.name for person in by_rank(roster)}


def check(amendment: Amendment) -> Amendment:
    """Return the amendment; raises SameValueError where nothing would change, TooLongError."""
    if amendment.new == amendment.old:
        raise SameValueError
    is_theme = amendment.part == Part.THEME
    drafts.check_texts(amendment.new if is_theme else "", "" if is_theme else amendment.new)
    return amendment


async def carry_out(session: AsyncSession, telegram_id: int, amendment: Amendment, now: datetime) -> View:
    """Change the part, keep what it was, plan to tell everybody; cards follow.

    Raises the refusals of ``look`` and ChangedMeanwhileError.
    """
    await rows.hold(session, amendment.meeting)
    shown, here = await look(session, telegram_id, amendment.meeting, now)
    meeting, part = shown.meeting, Part(amendment.part)
    if meeting.rev != amendment.rev or value_of(shown, part) != amendment.old:
        raise ChangedMeanwhileError
    _write(meeting, part, amendment)
    session.add(meeting)
    kept = await amendments.keep(session, meeting, part, amendment.old, amendment.new, here.member.member_id, now)
    await plans.add(
        session,
        PlanKind.AMENDMENT_NOTICE,
        meeting.organisation_id,
        meeting.id,
        slot=str(kept.id),
        rev=meeting.rev,
        due_at=now,
        expires_at=meeting.starts_at,
    )
    await answers.touch(session, meeting.id, now)
    await meetings.note(session, here, "meeting.amended", meeting)
    return await meetings.show(session, meeting)


def _write(meeting: Meeting, part: Part, amendment: Amendment) -> None:
    if part is Part.PLACE:
        meeting.place = amendment.new
    elif part is Part.THEME:
        meeting.theme = amendment.new
    elif part is Part.HOST:
        meeting.host_id = amendment.member
    else:
        meeting.recorder_id = amendment.member
