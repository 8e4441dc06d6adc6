"""What waits for one person, wherever they belong: gathered from the table of sources, oldest first."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import approvals, errands, member_watch, room_errands
from bot.actions.access import Here
from bot.actions.errands import Todo
from storage.repositories import people
from storage.rules.powers import StrangerError

Source = Callable[[AsyncSession, Here], Awaitable[list[Todo]]]

SOURCES: tuple[Source, ...] = (
    errands.answers_owed,
    errands.leave_to_decide,
    errands.joins_to_decide,
    errands.rolls_to_confirm,
    errands.minutes_to_write,
    errands.minutes_to_sign,
    errands.self_criticism_to_write,
    errands.corrections_to_judge,
    room_errands.presence_to_confirm,
    room_errands.lessons_to_make_up,
    room_errands.lessons_to_judge,
    errands.planned_to_arrange,
    errands.obligations_in_danger,
    approvals.to_decide,
    member_watch.to_check,
)
"""Everything that may wait for somebody; a new noun is one line here."""


async def waiting(session: AsyncSession, telegram_id: int, now: datetime) -> list[Todo]:
    """Return what waits for this person in every organisation of theirs, oldest first; raises StrangerError."""
    places = await people.memberships(session, telegram_id, now.date())
    if not places:
        raise StrangerError
    found: list[Todo] = []
    for place in places:
        here = Here(place.organisation, place, now)
        named = place.organisation.name if len(places) > 1 else ""
        for source in SOURCES:
            found += [replace(one, place=named) for one in await source(session, here)]
    return sorted(found, key=lambda one: one.since)
