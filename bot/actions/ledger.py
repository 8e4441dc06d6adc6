"""Take in a ledger of past meetings: compared first, then written in one transaction; a second import adds nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Organisation
from storage.repositories import audit_entries, organisations, past_meetings
from storage.rules import ledger_changes
from storage.rules.ledger import PastMeeting
from storage.rules.ledger_changes import LedgerChanges


async def compare(session: AsyncSession, organisation: Organisation, told: Sequence[PastMeeting]) -> LedgerChanges:
    """Return what importing these meetings would change now."""
    return ledger_changes.compare(told, await past_meetings.known(session, organisation.id))


async def take_in(
    session: AsyncSession, organisation: Organisation, told: Sequence[PastMeeting], now: datetime
) -> LedgerChanges:
    """Write what these meetings change into the record and return it."""
    changes = await compare(session, organisation, told)
    if changes.is_nothing:
        return changes
    day = now.astimezone(organisations.zone(organisation)).date()
    members = await past_meetings.ids_by_name(session, organisation, day)
    await past_meetings.add(session, organisation, changes.added, members, now)
    for meeting_id, past in changes.changed:
        await past_meetings.correct(session, meeting_id, past, members)
    await audit_entries.append(
        session,
        organisation.id,
        act="ledger.imported",
        object_="organisation",
        object_id=organisation.id,
        now=now,
    )
    return changes
