"""What is planned to be said when a meeting is announced or given another time."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Meeting, Organisation
from storage.repositories import meetings, organisations, plans, switches
from storage.repositories.plans import Planned
from storage.rules.deliveries import PlanKind
from storage.rules.reminder_settings import ReminderSettings, settings_for
from storage.rules.reminders import QuietHours, defer_quiet, ladder

NUDGE_DAYS = (1, 3, 7)
SILENT_SLOTS = ("-1440",)
MENTION_AFTER = timedelta(minutes=10)
"""Time for the private notices to show whom the bot cannot write to."""
_NUDGE_USEFUL = timedelta(days=30)


async def plan_words(
    session: AsyncSession,
    meeting: Meeting,
    organisation: Organisation,
    now: datetime,
    opening: PlanKind = PlanKind.MEETING_NOTICE,
) -> None:
    """Plan everything to be said about this revision of a meeting.

    The notice, the ladder of reminders, a word about the silent a day before, a mention in the group of those the bot
    cannot write to (soon after the notice, and again a day before), the nudges for minutes. The ladder and the quiet
    hours are those the organisation has decided on by now.
    """
    span, zone = meetings.span(meeting), organisations.zone(organisation)
    decided = await _decided(session, meeting, organisation, now)
    quiet = QuietHours(zone, decided.quiet_from, decided.quiet_until)

    words: list[Planned] = []

    def plan(kind: PlanKind, slot: str, due_at: datetime, expires_at: datetime) -> None:
        words.append(Planned(kind, organisation.id, meeting.id, due_at, expires_at, slot, meeting.rev))

    plan(opening, "", now, span.ends_at)
    soon = defer_quiet(now + MENTION_AFTER, zone, quiet.start, quiet.end)
    if soon < span.starts_at:
        plan(PlanKind.GROUP_MENTION, "", soon, span.starts_at)
    for rung in ladder(span.starts_at, decided.slots, now, quiet):
        plan(PlanKind.REMINDER, rung.slot, rung.due_at, rung.expires_at)
    for rung in ladder(span.starts_at, SILENT_SLOTS, now, quiet):
        plan(PlanKind.SILENT_REPORT, rung.slot, rung.due_at, rung.expires_at)
        plan(PlanKind.GROUP_MENTION, rung.slot, rung.due_at, rung.expires_at)
    for days in NUDGE_DAYS:
        due = defer_quiet(span.ends_at + timedelta(days=days), zone, quiet.start, quiet.end)
        plan(PlanKind.MINUTES_NUDGE, f"+{days}d", due, due + _NUDGE_USEFUL)
    await plans.add_all(session, words)


async def _decided(
    session: AsyncSession, meeting: Meeting, organisation: Organisation, now: datetime
) -> ReminderSettings:
    today = now.astimezone(organisations.zone(organisation)).date()
    credited = await meetings.credited(session, [meeting.id])
    return settings_for(await switches.in_force(session, organisation, today), credited[meeting.id])
