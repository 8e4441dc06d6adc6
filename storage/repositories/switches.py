"""Switches in force for one organisation: its own decisions and those of all above it."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Organisation
from storage.repositories import organisations
from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switches import Override, Switches, effective_switches, parse_value


async def in_force(session: AsyncSession, organisation: Organisation, day: date) -> Switches:
    """Return what holds for an organisation on ``day``; a group follows its branch."""
    distance = {organisation.id: 0}
    above = organisation
    while above.parent_id is not None and above.parent_id not in distance:
        above = await organisations.get(session, above.parent_id)
        distance[above.id] = len(distance)
    specs = load().switches
    rows = await organisations.switches(session, list(distance), day)
    decided = [
        Override(*parse_value(row.key, row.value, specs), row.valid_from, distance=distance[row.organisation_id])
        for row in rows
    ]
    return effective_switches(specs, decided, day)
