"""Take lines down, change them and take them back: typed with # in the group, or one by one in private."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access
from bot.actions.access import Here, Spot
from bot.actions.minutes import check_private_entry, keeper
from storage.keyring import Keyring
from storage.models import Meeting, MinuteLine
from storage.repositories import meetings, minutes, organisations, people
from storage.rules.minutes import (
    NoRunningMeetingError,
    NoSuchLineError,
    TypedLine,
    check_draft,
    check_line,
    split_speaker,
)
from storage.rules.refusals import RefusalError
from storage.rules.terms import LineKind, MinutesState, OrganisationKind

_MOST_PARTS = 50

_Line = tuple[LineKind, int | None, str]


@dataclass(frozen=True, slots=True)
class GroupMessage:
    """A message in a group as far as minutes care: where, which, its # lines, the message it replies to."""

    spot: Spot
    message_id: int
    lines: tuple[TypedLine, ...]
    replied_to: int | None = None


async def take_down(
    session: AsyncSession, ring: Keyring, telegram_id: int, message: GroupMessage, now: datetime
) -> None:
    """Take the # lines of a new message down for the running meeting; the same message twice changes nothing.

    Raises StrangerError, NoRunningMeetingError, InReviewError, AlreadySignedError, WordingRefused, PhoneNumberError.
    """
    here = await access.arrive(session, telegram_id, message.spot, now)
    meeting = await _running(session, here)
    await _check_changeable(session, meeting.id)
    await _write(session, ring, here, meeting, message, await _wanted(session, here, meeting, message))


async def change(
    session: AsyncSession, ring: Keyring, telegram_id: int, message: GroupMessage, now: datetime
) -> int | None:
    """Follow an edited message whose lines are known; return how many lines it has now, None when it is not known.

    Lines the message no longer has are taken out, new ones come in; refusals as in ``take_down``.
    """
    known = await minutes.of_message(session, message.spot.chat_id, message.message_id)
    if not known:
        return None
    meeting = await meetings.get(session, known[0].meeting_id)
    organisation = await organisations.get(session, meeting.organisation_id)
    here = await access.enter(session, telegram_id, organisation, now)
    wanted = await _wanted(session, here, meeting, message)
    stands = [one for one in known if one.removed_at is None]
    if [(one.kind, one.speaker_id, minutes.open_line(ring, one)) for one in stands] != wanted:
        await _check_changeable(session, meeting.id)
        await _write(session, ring, here, meeting, message, wanted)
    return len(wanted)


async def take_back(session: AsyncSession, telegram_id: int, message: GroupMessage, now: datetime) -> Sequence[int]:
    """Take back one's own last message of lines, or the one replied to; return the message ids.

    Raises NoSuchLineError when there is none of one's own, and the refusals of ``take_down``.
    """
    here = await access.arrive(session, telegram_id, message.spot, now)
    me, chat_id = here.member.member_id, message.spot.chat_id
    found: Sequence[MinuteLine] = []
    if message.replied_to is not None:
        replied = await minutes.of_message(session, chat_id, message.replied_to)
        found = [one for one in replied if one.removed_at is None and one.written_by == me]
    else:
        meeting = await _running(session, here)
        found = await minutes.last_by(session, meeting.id, me, chat_id)
    if not found:
        raise NoSuchLineError
    await _check_changeable(session, found[0].meeting_id)
    await minutes.remove(session, found, now)
    return sorted({one.message_id for one in found if one.message_id is not None})


async def write(
    session: AsyncSession, ring: Keyring, telegram_id: int, meeting_id: int, kind: LineKind, text: str, now: datetime
) -> None:
    """Add a line typed in private by a keeper; raises PrivateEntryError and the refusals of lines."""
    here, meeting = await check_may_write(session, telegram_id, meeting_id, now)
    everyone = await _people(session, meeting)
    speaker, words = split_speaker(check_line(text), everyone) if kind is LineKind.SPEECH else (None, check_line(text))
    row = MinuteLine(
        meeting_id=meeting.id, kind=kind, speaker_id=speaker, written_by=here.member.member_id, written_at=now
    )
    await minutes.add_line(session, ring, row, words)


async def check_may_write(
    session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime
) -> tuple[Here, Meeting]:
    """Return the keeper and the meeting; raises what keeps them from adding a line in private now."""
    shown, here = await keeper(session, telegram_id, meeting_id, now)
    await check_private_entry(session, shown.organisation)
    await _check_changeable(session, meeting_id)
    return here, shown.meeting


async def remove(session: AsyncSession, telegram_id: int, line_id: int, now: datetime) -> int:
    """Take one line out of the draft as its keeper; return the meeting. Raises NoSuchLineError."""
    row = await minutes.line(session, line_id)
    if row is None:
        raise NoSuchLineError
    try:
        await keeper(session, telegram_id, row.meeting_id, now)
    except RefusalError as error:
        raise NoSuchLineError from error
    await _check_changeable(session, row.meeting_id)
    await minutes.remove(session, [row], now)
    return row.meeting_id


async def _running(session: AsyncSession, here: Here) -> Meeting:
    """Return the meeting that takes lines here: the chat's organisation first, the writer's group, then any group."""
    organisation = here.organisation
    circles = [[organisation.id]]
    if organisation.kind is not OrganisationKind.GROUP:
        person = await people.one(session, here.member.member_id, here.today)
        groups = [group.id for group in await organisations.groups(session, organisation.id)]
        circles += [[one for one in groups if person is not None and one == person.group_id], groups]
    for ids in circles:
        found = await meetings.running(session, ids, here.now) if ids else None
        if found is not None:
            return found
    raise NoRunningMeetingError


async def _check_changeable(session: AsyncSession, meeting_id: int) -> None:
    newest = await minutes.newest(session, meeting_id)
    check_draft(newest.state if newest else MinutesState.DRAFT)


async def _people(session: AsyncSession, meeting: Meeting) -> dict[str, int]:
    organisation = await organisations.get(session, meeting.organisation_id)
    branch = await organisations.branch_of(session, organisation)
    return {person.name: person.id for person in await people.roster(session, branch, meeting.local_day)}


async def _wanted(session: AsyncSession, here: Here, meeting: Meeting, message: GroupMessage) -> list[_Line]:
    """Return what a message's text says: kind, speaker, words; a speech nobody is named for is the writer's own."""
    everyone = await _people(session, meeting)
    found: list[_Line] = []
    for one in message.lines[:_MOST_PARTS]:
        if one.kind is LineKind.SPEECH:
            speaker, words = split_speaker(check_line(one.text), everyone)
            found.append((one.kind, speaker or here.member.member_id, words))
        elif one.kind is not None:
            found.append((one.kind, None, check_line(one.text)))
    return found


async def _write(
    session: AsyncSession, ring: Keyring, here: Here, meeting: Meeting, message: GroupMessage, wanted: list[_Line]
) -> None:
    """Make the stored lines of a message what its text says now, part by part."""
    stored = {one.part: one for one in await minutes.of_message(session, message.spot.chat_id, message.message_id)}
    for part, (kind, speaker, words) in enumerate(wanted):
        row = stored.pop(part, None) or MinuteLine(
            meeting_id=meeting.id,
            kind=kind,
            written_by=here.member.member_id,
            chat_id=message.spot.chat_id,
            message_id=message.message_id,
            part=part,
            written_at=here.now,
        )
        row.kind, row.speaker_id, row.removed_at = kind, speaker, None
        await minutes.add_line(session, ring, row, words)
    await minutes.remove(session, list(stored.values()), here.now)
