"""The open answers of one meeting as they stand, judged by the switches of its organisation."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Meeting
from storage.repositories import meetings, obligations, organisations
from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switches import Switches, effective_switches
from storage.rules.silence import Survey, survey


async def of(session: AsyncSession, meeting: Meeting) -> Survey:
    """Return who has not answered a meeting yet, and the forecast of its quorum."""
    settings = await _switches(session, meeting.organisation_id, meeting.local_day)
    return survey(meeting.form, await meetings.expected(session, meeting), settings)


async def _switches(session: AsyncSession, organisation_id: int, day: date) -> Switches:
    branch = await organisations.branch_of(session, await organisations.get(session, organisation_id))
    facts = await obligations.facts_of(session, branch.id, day)
    return effective_switches(load().switches, facts.overrides, day)
