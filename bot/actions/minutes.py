"""The way of minutes from draft over 送审 to the signed, frozen version and its correction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access, records
from bot.actions.access import Here
from bot.actions.meetings import View, note, show, view
from storage import audit
from storage.keyring import Keyring
from storage.models import Meeting, Minutes, Organisation, Signature
from storage.repositories import audit_entries, meetings, minutes, organisations, people, plans
from storage.rules import wording
from storage.rules.canonical import canonical, checksum
from storage.rules.deliveries import PlanKind
from storage.rules.meetings import ALIVE, NoSuchMeetingError, WrongStateError
from storage.rules.minute_record import Record, read
from storage.rules.minutes import (
    REASON_LIMIT,
    NoSignerError,
    NoSuchMinutesError,
    NotInReviewError,
    NotSignedError,
    NotSignerError,
    PrivateEntryError,
    RecordChangedError,
    check_submit,
    is_complete,
    needed_signatures,
)
from storage.rules.outcomes import Reason
from storage.rules.powers import Power
from storage.rules.terms import LineKind, MinutesState, SensitiveEntry, SigningRole

PATIENCE = timedelta(minutes=2)
"""How long sending a version back waits for words to be added before it is told without."""

_USEFUL = timedelta(days=90)
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
        return self.me in hands(self.shown.meeting).values() or self.here.may(Power.KEEP_MINUTES)

    @property
    def may_sign(self) -> bool:
        """Whether this person's signature is still wanted."""
        wanted = [role for role, member in self.needed.items() if member == self.me and role not in self.signed]
        return self.state is MinutesState.IN_REVIEW and bool(wanted)

    @property
    def private_entry(self) -> bool:
        """Whether text may be read and typed in private chat."""
        return self.entry is SensitiveEntry.PRIVATE_CHAT


@dataclass(frozen=True, slots=True)
class Signed:
    """What became of a signature: whether it was new, and whether it was the last one needed."""

    meeting_id: int
    fresh: bool
    complete: bool


def hands(meeting: Meeting) -> dict[SigningRole, int | None]:
    """Return the member ids of a meeting's recorder and host."""
    return {SigningRole.RECORDER: meeting.recorder_id, SigningRole.HOST: meeting.host_id}


async def keeper(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> tuple[View, Here]:
    """Return a meeting and somebody who keeps its minutes; raises NoSuchMeetingError, NotEntitledError, WrongStateError."""
    shown, here = await view(session, telegram_id, meeting_id, now)
    if here.member.member_id not in hands(shown.meeting).values():
        here.require(Power.KEEP_MINUTES)
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
        needed=await _needed(session, shown.meeting),
        signed=await minutes.signatures(session, newest.id) if newest else {},
        entry=branch.sensitive_entry,
        entry_organisation=branch.id,
    )


async def open_record(session: AsyncSession, ring: Keyring, found: Sheet) -> Record:
    """Open the text for a keeper, with an entry in the audit chain: as handed in, or the draft as it stands.

    Raises NotEntitledError for anybody else.
    """
    if not found.keeps:
        found.here.require(Power.KEEP_MINUTES)
    await note(session, found.here, "minutes.opened", found.shown.meeting)
    if found.minutes is None or found.state is MinutesState.DRAFT:
        return await records.compose(session, ring, found.shown, found.minutes)
    return read(minutes.open_content(ring, found.minutes))


async def submit(session: AsyncSession, ring: Keyring, telegram_id: int, meeting_id: int, now: datetime) -> None:
    """送审: freeze the record of the newest draft and tell those who are to sign.

    Raises NotBegunError, RollNotConfirmedError, InReviewError, AlreadySignedError, NoSignerError.
    """
    shown, here = await keeper(session, telegram_id, meeting_id, now)
    newest = await minutes.newest(session, meeting_id)
    state = newest.state if newest else MinutesState.DRAFT
    check_submit(state, begun=shown.meeting.starts_at <= now, roll_confirmed=shown.roll_locked)
    if not await _needed(session, shown.meeting):
        raise NoSignerError
    draft = newest or await minutes.begin(session, meeting_id)
    content = (await records.compose(session, ring, shown, draft)).as_json()
    frozen = canonical(content).decode("utf-8", "surrogatepass")
    moved = await minutes.move(
        session,
        draft,
        MinutesState.DRAFT,
        MinutesState.IN_REVIEW,
        content_sealed=minutes.seal_content(ring, draft, frozen),
        remark_sealed=None,
        submitted_at=now,
        submitted_by=here.member.member_id,
    )
    if moved:
        await _tell(session, PlanKind.MINUTES_TO_SIGN, shown.meeting, draft, now, now)
        await note(session, here, "minutes.submitted", shown.meeting)


async def sign(session: AsyncSession, ring: Keyring, telegram_id: int, minutes_id: int, now: datetime) -> Signed:
    """签字: enter the tapper's signature; the last one needed freezes the version for good.

    Raises NoSuchMinutesError, NotSignerError, NotInReviewError, RecordChangedError.
    """
    row, shown, here = await _of(session, telegram_id, minutes_id, now)
    me = here.member.member_id
    mine = [role for role, member in hands(shown.meeting).items() if member == me]
    if not mine:
        raise NotSignerError
    if row.state is MinutesState.SIGNED:
        return Signed(shown.meeting.id, fresh=False, complete=True)
    if row.state is not MinutesState.IN_REVIEW:
        raise NotInReviewError
    content = minutes.open_content(ring, row)
    if (await records.compose(session, ring, shown, row)) != read(content):
        raise RecordChangedError
    fresh = [await minutes.sign(session, row.id, role, me, now) for role in mine]
    if any(fresh):
        await note(session, here, "minutes.signature", shown.meeting)
    needed = await _needed(session, shown.meeting)
    complete = is_complete(needed, await minutes.signatures(session, row.id))
    if complete:
        await _finish(session, here, shown.meeting, row, content)
    return Signed(shown.meeting.id, any(fresh), complete)


async def send_back(
    session: AsyncSession, telegram_id: int, minutes_id: int, now: datetime, *, remark_follows: bool
) -> Sheet:
    """退回修改: make the version a draft again, without signatures, and tell the recorder.

    Raises NoSuchMinutesError, NotSignerError, NotInReviewError.
    """
    row, shown, here = await _of(session, telegram_id, minutes_id, now)
    if here.member.member_id not in hands(shown.meeting).values():
        raise NotSignerError
    if not await minutes.move(session, row, MinutesState.IN_REVIEW, MinutesState.DRAFT):
        raise NotInReviewError
    await minutes.unsign(session, row.id)
    await plans.cancel_subject(
        session, [PlanKind.MINUTES_TO_SIGN], shown.meeting.organisation_id, row.id, Reason.SUPERSEDED
    )
    await _tell(session, PlanKind.MINUTES_RETURNED, shown.meeting, row, now, now + PATIENCE if remark_follows else now)
    await note(session, here, "minutes.returned", shown.meeting)
    return await sheet(session, telegram_id, shown.meeting.id, now)


async def give_remark(
    session: AsyncSession, ring: Keyring, telegram_id: int, minutes_id: int, words: str, now: datetime
) -> None:
    """Say (sealed) what is to be changed in a version sent back, and pass that on now; raises WordingRefused."""
    row, shown, here = await _of(session, telegram_id, minutes_id, now)
    if here.member.member_id not in hands(shown.meeting).values():
        raise NotSignerError
    if row.state is not MinutesState.DRAFT:
        raise NotInReviewError
    if words:
        await check_private_entry(session, shown.organisation)
        minutes.seal_remark(ring, row, wording.check(words, REASON_LIMIT).text)
        session.add(row)
    await plans.cancel_subject(
        session, [PlanKind.MINUTES_RETURNED], shown.meeting.organisation_id, row.id, Reason.SUPERSEDED
    )
    await _tell(session, PlanKind.MINUTES_RETURNED, shown.meeting, row, now, now)


async def check_may_reopen(session: AsyncSession, telegram_id: int, minutes_id: int, now: datetime) -> Minutes:
    """Return a signed version its keeper may correct; raises NoSuchMinutesError, NotEntitledError, NotSignedError."""
    row, shown, here = await _of(session, telegram_id, minutes_id, now)
    if here.member.member_id not in hands(shown.meeting).values():
        here.require(Power.KEEP_MINUTES)
    newest = await minutes.newest(session, row.meeting_id)
    if row.state is not MinutesState.SIGNED or newest is None or newest.id != row.id:
        raise NotSignedError
    return row


async def reopen(session: AsyncSession, telegram_id: int, minutes_id: int, reason: str, now: datetime) -> int:
    """Begin the next version of signed minutes with a reason; the signed one stays. Return the meeting."""
    row = await check_may_reopen(session, telegram_id, minutes_id, now)
    shown, here = await view(session, telegram_id, row.meeting_id, now)
    await minutes.begin(session, row.meeting_id, row.version + 1, wording.check(reason, REASON_LIMIT).text)
    await note(session, here, "minutes.reopened", shown.meeting)
    return row.meeting_id


async def check_may_export(
    session: AsyncSession, telegram_id: int, minutes_id: int, now: datetime
) -> tuple[Minutes, View]:
    """Return a version for its Word file, audited; raises NoSuchMinutesError, NotEntitledError, PrivateEntryError."""
    row, shown, here = await _of(session, telegram_id, minutes_id, now)
    if here.member.member_id not in hands(shown.meeting).values():
        here.require(Power.KEEP_MINUTES)
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


async def _of(session: AsyncSession, telegram_id: int, minutes_id: int, now: datetime) -> tuple[Minutes, View, Here]:
    row = await minutes.get(session, minutes_id, locked=True)
    if row is None:
        raise NoSuchMinutesError
    try:
        shown, here = await view(session, telegram_id, row.meeting_id, now)
    except NoSuchMeetingError as error:
        raise NoSuchMinutesError from error
    return row, shown, here


async def _needed(session: AsyncSession, meeting: Meeting) -> dict[SigningRole, int]:
    people_of = [member for member in hands(meeting).values() if member is not None]
    return needed_signatures(hands(meeting), await people.linked(session, people_of))


async def _finish(session: AsyncSession, here: Here, meeting: Meeting, row: Minutes, content: str) -> None:
    """Freeze for good: checksum, audit entry bearing its first digits, the Word file on its way."""
    sha256 = checksum(content)
    link = await audit_entries.append(
        session,
        here.organisation.id,
        act="minutes.signed",
        object_="minutes",
        object_id=row.id,
        version=row.version,
        actor_member_id=here.member.member_id,
        reason=f"sha256.{sha256[:16]}",
        now=here.now,
    )
    anchor = str(audit.anchor_of(link))
    await minutes.move(
        session, row, MinutesState.IN_REVIEW, MinutesState.SIGNED, sha256=sha256, anchor=anchor, signed_at=here.now
    )
    await _tell(session, PlanKind.MINUTES_SIGNED, meeting, row, here.now, here.now)


async def _tell(
    session: AsyncSession, kind: PlanKind, meeting: Meeting, row: Minutes, now: datetime, due_at: datetime
) -> None:
    slot = f"{now:%Y%m%d%H%M%S%f}"
    await plans.add(
        session, kind, meeting.organisation_id, row.id, slot=slot, due_at=due_at, expires_at=due_at + _USEFUL
    )
