"""What was usual the last times: the last meeting of a type, the places a branch meets in."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Credit, Meeting
from storage.rules.meetings import ALIVE
from storage.rules.terms import Activity, Source

_RECENT = 30


async def last_of(session: AsyncSession, organisation_id: int, activity: Activity) -> Meeting | None:
    """Return the latest meeting of an organisation that counts as ``activity`` and was announced here, or None."""
    query = (
        select(Meeting)
        .join(Credit, col(Credit.meeting_id) == col(Meeting.id))
        .where(
            Meeting.organisation_id == organisation_id,
            Credit.activity == activity,
            Meeting.source == Source.BOT,
            col(Meeting.state).in_(ALIVE),
        )
        .order_by(col(Meeting.starts_at).desc())
        .limit(1)
    )
    return (await session.exec(query)).first()


async def places(session: AsyncSession, organisation_ids: Sequence[int], most: int) -> tuple[str, ...]:
    """Return the places these organisations met in last, the newest first, each once."""
    query = (
        select(Meeting.place)
        .where(col(Meeting.organisation_id).in_(organisation_ids), Meeting.place != "", col(Meeting.state).in_(ALIVE))
        .order_by(col(Meeting.starts_at).desc())
        .limit(_RECENT)
    )
    return tuple(dict.fromkeys((await session.exec(query)).all()))[:most]
