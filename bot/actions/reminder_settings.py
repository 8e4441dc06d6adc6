"""Decide for a branch when people are reminded, and for oneself whether to get the extra reminders."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access
from bot.actions.access import Here
from storage.models import Organisation, Switch
from storage.repositories import audit_entries, nudge_choices, organisations, people, switches
from storage.rules import reminder_settings as rules
from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switch_values import SwitchValue, text_of
from storage.rules.compliance.switches import Switches, parse_value
from storage.rules.powers import Power, StrangerError
from storage.rules.terms import Activity


@dataclass(frozen=True, slots=True)
class Decided:
    """What holds for a branch today, and who is looking."""

    branch: Organisation
    here: Here
    switches: Switches


async def of(session: AsyncSession, telegram_id: int, organisation_id: int, now: datetime) -> Decided:
    """Return what a branch has decided; raises StrangerError for those who do not belong, NotEntitledError."""
    try:
        organisation = await organisations.get(session, organisation_id)
    except LookupError as error:
        raise StrangerError from error
    branch = await organisations.branch_of(session, organisation)
    here = await access.enter(session, telegram_id, branch, now)
    here.require(Power.SET_UP)
    return Decided(branch, here, await switches.in_force(session, branch, here.today))


async def set_day(session: AsyncSession, decided: Decided, activity: Activity, day: int, *, wanted: bool) -> Decided:
    """Remind ``day`` days ahead of an activity, or no longer; raises SwitchValueError for a day that is not offered."""
    days = rules.days_of(decided.switches, activity)
    return await _decide(session, decided, rules.days_key(activity), rules.with_day(days, day, wanted=wanted))


async def set_quiet(session: AsyncSession, decided: Decided, hours: str) -> Decided:
    """Choose the quiet hours; raises SwitchValueError for hours that are not offered."""
    return await _decide(session, decided, rules.QUIET_KEY, hours)


async def set_mention(session: AsyncSession, decided: Decided, *, wanted: bool) -> Decided:
    """Have the silent called upon in the group a day ahead, or no longer."""
    return await _decide(session, decided, rules.MENTION_KEY, wanted)


async def nudged(session: AsyncSession, telegram_id: int, now: datetime) -> bool:
    """Return whether this person gets the extra reminders; raises StrangerError."""
    mine = await _own_members(session, telegram_id, now)
    return not await nudge_choices.without_nudges(session, mine)


async def set_nudges(session: AsyncSession, telegram_id: int, now: datetime, *, wanted: bool) -> None:
    """Get the extra reminders or no longer, in every branch one belongs to; raises StrangerError."""
    for member_id in await _own_members(session, telegram_id, now):
        await nudge_choices.set_extra_nudges(session, member_id, now, wanted=wanted)


async def _own_members(session: AsyncSession, telegram_id: int, now: datetime) -> list[int]:
    places = await people.memberships(session, telegram_id, now.date())
    if not places:
        raise StrangerError
    return [place.member_id for place in places]


async def _decide(session: AsyncSession, decided: Decided, key: str, value: SwitchValue) -> Decided:
    """Write a decision down, dated today, unless it holds already."""
    key, value = parse_value(key, text_of(value), load().switches)
    if decided.switches[key] == value:
        return decided
    here = decided.here
    row = Switch(
        organisation_id=decided.branch.id, key=key, value=text_of(value), valid_from=here.today, set_at=here.now
    )
    session.add(row)
    await session.flush()
    await audit_entries.append(
        session,
        decided.branch.id,
        act="switch.set",
        object_="switch",
        object_id=row.id,
        actor_member_id=here.member.member_id,
        now=here.now,
    )
    return Decided(decided.branch, here, await switches.in_force(session, decided.branch, here.today))
