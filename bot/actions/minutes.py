"""The minutes of a meeting as somebody finds them: which, in what state, who keeps and signs, opened with an audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access, records
from bot.actions.access import Here
from bot.actions.meetings import View, note, show, view
from storage.keyring import Keyring
from storage.models import Meeting, Minutes, Organisation, Signature
from storage.repositories import meetings, minutes, organisations, people
from storage.rules import life
from storage.rules.canonical import checksum
from storage.rules.meetings import ALIVE, NoSuchMeetingError, WrongStateError
from storage.rules.minute_record import Record, read
from storage.rules.minutes import (
    NoSuchMinutesError,
    PrivateEntryError,
    needed_signatures,
)
from storage.rules.powers import POWERS, NotEntitledError, Power
from storage.rules.terms import LineKind, MinutesState, SensitiveEntry, SigningRole

_RECENT_SIGNED = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """The minutes of one meeting as somebody finds them; nothing of their text is opened."""

    shown: View
    here: Here
    minutes: Minutes | None
    counts: Mapping[LineKind, int]
    needed: Mapping[SigningRole, int]
    signed: Mapping[SigningRole, Signature]
    entry: SensitiveEntry | None
    entry_organisation: int

    @property
    def state(self) -> MinutesState:
        """The state of the newest version; what was never handed in is a draft."""
        return self.minutes.state if self.minutes else MinutesState.DRAFT

    @property
    def me(self) -> int:
        """The member who is looking."""
        return self.here.member.member_id

    @property
    def keeps(self) -> bool:
        """Whether this person keeps the minutes: by duty, or as the meeting's recorder or host."""
        return keeps(self.shown, self.here)

    @property
    def may_sign(self) -> bool:
        """Whether this person's signature is still wanted."""
        wanted = [role for role, member in self.needed.items() if member == self.me and role not in self.signed]
        return self.state is MinutesState.IN_REVIEW and bool(wanted)

    @property
    def private_entry(self) -> bool:
        """Whether text may be read and typed in private chat."""
        return self.entry is SensitiveEntry.PRIVATE_CHAT


def hands(meeting: Meeting) -> dict[SigningRole, int | None]:
    """Return the member ids of a meeting's recorder and host."""
    return {SigningRole.RECORDER: meeting.recorder_id, SigningRole.HOST: meeting.host_id}


def keeps(shown: View, here: Here) -> bool:
    """Return whether somebody keeps (and so reads) these minutes: its recorder or host, or by duty.

    Minutes of a life meeting hold what was said of whom: there only those who keep that record do (design §9).
    """
    meeting, me = shown.meeting, here.member.member_id
    if not life.LIFE_ACTIVITIES.isdisjoint(shown.activities):
        return life.is_keeper(me, here.duties, meeting.host_id, meeting.recorder_id)
    return me in hands(meeting).values() or here.may(Power.KEEP_MINUTES)


def check_keeps(shown: View, here: Here) -> None:
    """Raise NotEntitledError unless this person keeps the minutes of this meeting."""
    if not keeps(shown, here):
        power = Power.LEAD_LIFE if not life.LIFE_ACTIVITIES.isdisjoint(shown.activities) else Power.KEEP_MINUTES
        raise NotEntitledError(power, POWERS[power] or frozenset())


async def keeper(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> tuple[View, Here]:
    """Return a meeting and somebody who keeps its minutes.

    Raises NoSuchMeetingError, NotEntitledError, WrongStateError.
    """
    shown, here = await view(session, telegram_id, meeting_id, now)
    check_keeps(shown, here)
    if shown.meeting.state not in ALIVE:
        raise WrongStateError(shown.meeting.state)
    return shown, here


async def check_private_entry(session: AsyncSession, organisation: Organisation) -> None:
    """Raise PrivateEntryError unless the branch chose private chat for confidential text."""
    branch = await organisations.branch_of(session, organisation)
    if branch.sensitive_entry is not SensitiveEntry.PRIVATE_CHAT:
        raise PrivateEntryError


async def in_question(session: AsyncSession, here: Here, *, all_: bool = False) -> list[View]:
    """Return the meetings whose minutes a person may mean: those begun and not yet signed, newest first.

    Where all are signed (or ``all_`` are asked for) the newest ones.
    """
    ids = await access.own_organisations(session, here)
    begun = await meetings.recent(session, ids, here.now)
    newest = await minutes.newest_of(session, [one.id for one in begun])
    signed = {number for number, row in newest.items() if row.state is MinutesState.SIGNED}
    unsigned = [one for one in begun if one.id not in signed]
    wanted = begun if all_ or not unsigned else unsigned
    return [await show(session, one) for one in wanted[:_RECENT_SIGNED]]


async def sheet(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> Sheet:
    """Return the minutes of a meeting, unopened; raises NoSuchMeetingError."""
    shown, here = await view(session, telegram_id, meeting_id, now)
    branch = await organisations.branch_of(session, shown.organisation)
    newest = await minutes.newest(session, meeting_id)
    return Sheet(
        shown=shown,
        here=here,
        minutes=newest,
        counts=await minutes.counts(session, meeting_id),
        needed=await needed(session, shown.meeting),
        signed=await minutes.signatures(session, newest.id) if newest else {},
        entry=branch.sensitive_entry,
        entry_organisation=branch.id,
    )


async def of_version(session: AsyncSession, telegram_id: int, minutes_id: int, now: datetime) -> Sheet:
    """Return the minutes one version belongs to, unopened; raises NoSuchMinutesError."""
    row, _, _ = await version(session, telegram_id, minutes_id, now)
    return await sheet(session, telegram_id, row.meeting_id, now)


async def open_record(session: AsyncSession, ring: Keyring, found: Sheet) -> Record:
    """Open the text for a keeper, with an entry in the audit chain: as handed in, or the draft as it stands.

    Raises NotEntitledError for anybody else.
    """
    check_keeps(found.shown, found.here)
    await note(session, found.here, "minutes.opened", found.shown.meeting)
    if found.minutes is None or found.state is MinutesState.DRAFT:
        return await records.compose(session, ring, found.shown, found.minutes)
    return read(minutes.open_content(ring, found.minutes))


async def check_may_export(
    session: AsyncSession, telegram_id: int, minutes_id: int, now: datetime
) -> tuple[Minutes, View]:
    """Return a version for its Word file, audited; raises NoSuchMinutesError, NotEntitledError, PrivateEntryError."""
    row, shown, here = await version(session, telegram_id, minutes_id, now)
    check_keeps(shown, here)
    await check_private_entry(session, shown.organisation)
    await note(session, here, "minutes.exported", shown.meeting)
    return row, shown


async def signed(session: AsyncSession, organisation_id: int) -> Sequence[Minutes]:
    """Return the newest signed version of every meeting of an organisation and its groups, oldest meeting first."""
    groups = await organisations.groups(session, organisation_id)
    return await minutes.signed(session, [organisation_id, *(group.id for group in groups)])


async def broken(session: AsyncSession, ring: Keyring, page: int = 200) -> list[Minutes]:
    """Return every signed version whose content no longer has its checksum, for the offline check."""
    found: list[Minutes] = []
    last = 0
    while rows := await minutes.every_signed(session, last, page):
        found += [row for row in rows if checksum(minutes.open_content(ring, row)) != row.sha256]
        last = rows[-1].id
    return found


async def version(
    session: AsyncSession, telegram_id: int, minutes_id: int, now: datetime
) -> tuple[Minutes, View, Here]:
    """Return one version, locked, with its meeting and the one who acts; raises NoSuchMinutesError."""
    row = await minutes.get(session, minutes_id, locked=True)
    if row is None:
        raise NoSuchMinutesError
    try:
        shown, here = await view(session, telegram_id, row.meeting_id, now)
    except NoSuchMeetingError as error:
        raise NoSuchMinutesError from error
    return row, shown, here


async def needed(session: AsyncSession, meeting: Meeting) -> dict[SigningRole, int]:
    """Return whose signatures are needed: host and recorder, as far as they have an account."""
    people_of = [member for member in hands(meeting).values() if member is not None]
    return needed_signatures(hands(meeting), await people.linked(session, people_of))
