"""How an organisation likes its papers: checked, stored, in force at once for what is still to come."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.documents.columns import LEDGER_COLUMNS, STATISTICS_COLUMNS, read_columns
from storage.models import Organisation
from storage.repositories import audit_entries, obligations, organisations, preferences, summaries
from storage.rules import wording
from storage.rules.preferences import LONGEST, Key, read_rhythm, read_theme_day
from storage.rules.summaries import span_of

LONGEST_TITLE = 80
_CHECKS: Mapping[Key, Callable[[str], object]] = {
    Key.THEME_DAY: read_theme_day,
    Key.SUMMARY_TIME: read_rhythm,
    Key.LEDGER_COLUMNS: partial(read_columns, usual=LEDGER_COLUMNS),
    Key.LEDGER_TITLE: partial(wording.check, limit=LONGEST_TITLE),
    Key.STATISTICS_COLUMNS: partial(read_columns, usual=STATISTICS_COLUMNS),
    Key.STATISTICS_TITLE: partial(wording.check, limit=LONGEST_TITLE),
}


def key_of(setting: str) -> Key | None:
    """Return the preference a ``KEY=VALUE`` is about, or None where it is about a switch of the rulebook."""
    written = setting.partition("=")[0].strip()
    return Key(written) if written in set(Key) else None


async def put(
    session: AsyncSession,
    organisation: Organisation,
    key: Key,
    value: str,
    now: datetime,
    member_id: int | None = None,
) -> str:
    """Check and store a preference and return it as stored; raises the refusal of what stands behind the key."""
    kept = value.strip()[:LONGEST]
    _CHECKS[key](kept)
    await preferences.put(session, organisation.id, key, kept, now)
    if key is Key.SUMMARY_TIME:
        await _move_summaries(session, organisation)
    await audit_entries.append(
        session,
        organisation.id,
        act="preference.set",
        object_="preference",
        object_id=key.value,
        actor_member_id=member_id,
        now=now,
    )
    return kept


async def _move_summaries(session: AsyncSession, organisation: Organisation) -> None:
    """Let the summaries still waiting, here and below, come at the new time."""
    for organisation_id in await obligations.below(session, organisation.id):
        here = await organisations.get(session, organisation_id)
        rhythm, zone = await preferences.rhythm_of(session, here), organisations.zone(here)
        for plan, row in await summaries.waiting(session, organisation_id):
            span = span_of(row.kind, row.period_start)
            plan.due_at, plan.expires_at = span.due_at(zone, rhythm), span.next().due_at(zone, rhythm)
            session.add(plan)
