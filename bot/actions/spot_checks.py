"""Ask a few of those signed in whether they are there; the unconfirmed are a hint for the recorder alone."""

import random
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import attendance
from bot.actions.access import Here
from bot.actions.meetings import View, note
from storage.models import SpotCheck
from storage.repositories import cards, meetings, people, plans, spot_checks
from storage.rules.attendance import CheckInClosedError
from storage.rules.deliveries import CardKind, PlanKind
from storage.rules.spot_checks import PATIENCE, NotYourCheckError, SpotCheckOverError, pick
from storage.rules.terms import CheckInWay

_DICE = random.SystemRandom()
_REPORT_USEFUL = timedelta(hours=1)


async def ask(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> int:
    """Ask a few people picked at random; return how many. Raises NobodyToCheckError, CheckInClosedError."""
    shown, here = await attendance.keeper(session, telegram_id, meeting_id, now)
    ends_at = meetings.span(shown.meeting).ends_at
    if now >= ends_at:
        raise CheckInClosedError(ends_at)
    asked_before = {one.member_id for one in await spot_checks.of(session, meeting_id)} | {here.member.member_id}
    candidates = [
        one
        for one in shown.expected
        if one.attendance is not None
        and one.attendance.way is CheckInWay.SELF
        and one.reachable
        and one.member_id not in asked_before
    ]
    due = now + PATIENCE
    rows = [
        SpotCheck(
            meeting_id=meeting_id, member_id=one.member_id, asked_at=now, asked_by=here.member.member_id, due_at=due
        )
        for one in pick(candidates, _DICE.sample)
    ]
    await spot_checks.add(session, rows)
    organisation = shown.organisation.id
    for row in rows:
        await plans.add(session, PlanKind.SPOT_CHECK, organisation, row.id, due_at=now, expires_at=due)
    await plans.add(
        session,
        PlanKind.SPOT_REPORT,
        organisation,
        meeting_id,
        slot=rows[0].round_name,
        due_at=due,
        expires_at=ends_at + _REPORT_USEFUL,
    )
    await note(session, here, "spot_check.asked", shown.meeting)
    return len(rows)


async def confirm(session: AsyncSession, telegram_id: int, check_id: int, now: datetime) -> SpotCheck:
    """Confirm one's own presence; a second tap changes nothing. Raises NotYourCheckError, SpotCheckOverError."""
    row = await spot_checks.get(session, check_id)
    account = (await people.linked(session, [row.member_id])).get(row.member_id) if row else None
    if row is None or account is None or account[0] != telegram_id:
        raise NotYourCheckError
    if row.confirmed_at is None:
        if now > row.due_at:
            raise SpotCheckOverError
        row.confirmed_at = now
        session.add(row)
        await cards.touch(session, CardKind.SPOT_CHECK, row.id, now)
    return row


async def unconfirmed(session: AsyncSession, shown: View, now: datetime, here: Here | None = None) -> list[str]:
    """Return the names of those who have not confirmed in time; for the recorder alone (``here``), nobody else."""
    if here is not None and here.member.member_id != shown.meeting.recorder_id:
        return []
    found = await spot_checks.of(session, shown.meeting.id)
    late = [one.member_id for one in found if one.confirmed_at is None and one.due_at <= now]
    return [await people.name_of(session, member_id) for member_id in late]
