"""The table 落实情况统计表 of a period: one line for a branch, one for each organisation below a committee."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import summaries
from storage.models import Organisation
from storage.repositories import obligations, organisations, statistics
from storage.repositories.statistics import Figures
from storage.rules.compliance.obligations import Obligation
from storage.rules.summaries import Span
from storage.rules.terms import OrganisationKind


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation in the table; ``own`` tells its own line from one below, where no names are told."""

    organisation: Organisation
    verdicts: Sequence[Obligation]
    figures: Figures
    own: bool


async def table(session: AsyncSession, organisation: Organisation, span: Span, now: datetime) -> list[Line]:
    """Return the lines of a period: the branch's own, or those below a committee in the order of the tree."""
    ids = [organisation.id]
    if organisation.kind in (OrganisationKind.COMMITTEE, OrganisationKind.GENERAL_BRANCH):
        ids = (await obligations.below(session, organisation.id))[1:] or ids
    today = now.astimezone(organisations.zone(organisation)).date()
    found = await summaries.audits_of(session, ids, span, as_of(span, today))
    lines = []
    for one in found:
        row = await organisations.get(session, one.organisation_id)
        figures = await statistics.of(session, row, span.start, min(span.end, today), now)
        lines.append(Line(row, one.obligations, figures, row.id == organisation.id))
    return lines


def as_of(span: Span, today: date) -> date:
    """Return the day a period is judged on: today, or the day after its end once it is over."""
    return min(today, max(span.end + timedelta(days=1), span.start))
