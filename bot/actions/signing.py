"""The way of minutes from draft over 送审 to the signed, frozen version, and to its correction."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import records
from bot.actions.access import Here
from bot.actions.meetings import note, view
from bot.actions.minutes import Sheet, check_keeps, check_private_entry, hands, keeper, needed, sheet, version
from storage import audit
from storage.keyring import Keyring
from storage.models import Meeting, Minutes
from storage.repositories import audit_entries, minutes, plans
from storage.rules import wording
from storage.rules.canonical import canonical, checksum
from storage.rules.deliveries import PlanKind
from storage.rules.minute_record import read
from storage.rules.minutes import (
    REASON_LIMIT,
    NoSignerError,
    NotInReviewError,
    NotSignedError,
    NotSignerError,
    RecordChangedError,
    check_submit,
    is_complete,
)
from storage.rules.outcomes import Reason
from storage.rules.terms import MinutesState

PATIENCE = timedelta(minutes=2)
"""How long sending a version back waits for words to be added before it is told without."""

_USEFUL = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Signed:
    """What became of a signature: whether it was new, and whether it was the last one needed."""

    meeting_id: int
    fresh: bool
    complete: bool


async def submit(session: AsyncSession, ring: Keyring, telegram_id: int, meeting_id: int, now: datetime) -> None:
    """送审: freeze the record of the newest draft and tell those who are to sign.

    Raises NotBegunError, RollNotConfirmedError, InReviewError, AlreadySignedError, NoSignerError.
    """
    shown, here = await keeper(session, telegram_id, meeting_id, now)
    newest = await minutes.newest(session, meeting_id)
    state = newest.state if newest else MinutesState.DRAFT
    check_submit(state, begun=shown.meeting.starts_at <= now, roll_confirmed=shown.roll_locked)
    if not await needed(session, shown.meeting):
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
    row, shown, here = await version(session, telegram_id, minutes_id, now)
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
    wanted = await needed(session, shown.meeting)
    complete = is_complete(wanted, await minutes.signatures(session, row.id))
    if complete:
        await _finish(session, here, shown.meeting, row, content)
    return Signed(shown.meeting.id, any(fresh), complete)


async def send_back(
    session: AsyncSession, telegram_id: int, minutes_id: int, now: datetime, *, remark_follows: bool
) -> Sheet:
    """退回修改: make the version a draft again, without signatures, and tell the recorder.

    Raises NoSuchMinutesError, NotSignerError, NotInReviewError.
    """
    row, shown, here = await version(session, telegram_id, minutes_id, now)
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
    row, shown, here = await version(session, telegram_id, minutes_id, now)
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
    row, shown, here = await version(session, telegram_id, minutes_id, now)
    check_keeps(shown, here)
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
