"""Sign in with the room's code or poster, show them to the host, and decide whether the code is wanted."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import attendance, guests, windows
from bot.actions.attendance import CheckedIn
from bot.actions.guests import Offer
from bot.actions.meetings import View, note, own_view
from storage.keyring import Keyring
from storage.repositories import check_ins, plans
from storage.rules import check_in_codes as rules
from storage.rules.answering import NotExpectedError
from storage.rules.check_in_codes import LOCKED_FOR, Poster, PosterLinkError, TooManyTriesError, WrongCodeError
from storage.rules.deliveries import PlanKind
from storage.rules.meetings import NoSuchMeetingError
from storage.rules.outcomes import Reason
from storage.rules.powers import Power


@dataclass(frozen=True, slots=True)
class Shown:
    """What the host may show in the room now."""

    view: View
    code: str
    until: datetime
    poster: Poster


async def enter(
    session: AsyncSession, ring: Keyring, telegram_id: int, meeting_id: int, typed: str, now: datetime
) -> CheckedIn | WrongCodeError | TooManyTriesError:
    """Sign in with typed digits; a wrong try is counted, and so comes back as a value and not as a refusal raised.

    Raises the refusals of ``attendance.check_in``.
    """
    shown, here = await own_view(session, telegram_id, meeting_id, now)
    windows.check_open(shown, now)
    me = here.member.member_id
    locked = await check_ins.locked_until(session, meeting_id, me)
    if locked is not None and now < locked:
        return TooManyTriesError(locked)
    secret = await check_ins.shown_secret(session, ring, meeting_id)
    if secret is None or not rules.accepts(secret, typed, now):
        left = await check_ins.note_wrong(session, meeting_id, me, now)
        return WrongCodeError(left) if left else TooManyTriesError(now + LOCKED_FOR)
    return await attendance.check_in(session, telegram_id, meeting_id, now, proven=True)


async def scan(
    session: AsyncSession, ring: Keyring, telegram_id: int, scanned: Poster, now: datetime
) -> CheckedIn | Offer:
    """Sign the scanning member in, or offer a place among the guests to one who is not expected.

    Raises PosterLinkError, StrangerError and the refusals of ``attendance.check_in``.
    """
    if not await is_genuine(session, ring, scanned):
        raise PosterLinkError
    try:
        return await attendance.check_in(session, telegram_id, scanned.meeting_id, now, proven=True)
    except (NotExpectedError, NoSuchMeetingError):
        return await guests.offer(session, telegram_id, scanned, now)


async def is_genuine(session: AsyncSession, ring: Keyring, scanned: Poster) -> bool:
    """Return whether a poster is the one shown for its meeting."""
    secret = await check_ins.shown_secret(session, ring, scanned.meeting_id)
    return secret is not None and rules.poster(secret, scanned.meeting_id).proof == scanned.proof


async def show(
    session: AsyncSession, ring: Keyring, telegram_id: int, meeting_id: int, now: datetime, *, anew: bool = False
) -> Shown:
    """Return code and poster for somebody who keeps the roll; ``anew`` makes former ones worthless."""
    shown, here = await attendance.keeper(session, telegram_id, meeting_id, now)
    if anew:
        await note(session, here, "code.renewed", shown.meeting)
    return of(shown, await check_ins.secret(session, ring, meeting_id, anew=anew), now)


def of(shown: View, secret: bytes, now: datetime) -> Shown:
    """Return what a meeting's secret shows at ``now``."""
    return Shown(shown, rules.code(secret, now), rules.valid_until(now), rules.poster(secret, shown.meeting.id))


async def put_on_screen(session: AsyncSession, ring: Keyring, telegram_id: int, meeting_id: int, now: datetime) -> View:
    """Plan a message with the code that changes by itself, for the one who asks; a former one is not followed up."""
    shown, here = await attendance.keeper(session, telegram_id, meeting_id, now)
    windows.check_unlocked(shown)
    await check_ins.secret(session, ring, meeting_id)
    organisation = shown.organisation.id
    await plans.cancel_subject(session, [PlanKind.CODE_SCREEN], organisation, meeting_id, Reason.SUPERSEDED)
    await plans.add(
        session,
        PlanKind.CODE_SCREEN,
        organisation,
        meeting_id,
        slot=f"{here.member.member_id}:{now:%Y%m%d%H%M%S%f}",
        due_at=now,
        expires_at=windows.of(shown).closes,
    )
    return shown


async def want(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime, *, wanted: bool) -> View:
    """Have the organisation ask for the code from now on, or no longer; a duty decides, not the host alone."""
    shown, here = await attendance.keeper(session, telegram_id, meeting_id, now)
    here.require(Power.KEEP_ROLL)
    if (shown.organisation.check_in_code_since is not None) != wanted:
        shown.organisation.check_in_code_since = now if wanted else None
        session.add(shown.organisation)
        await note(session, here, "code.wanted" if wanted else "code.dropped", shown.meeting)
    return shown
