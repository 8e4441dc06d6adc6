"""Letters about those who have not answered: to the secretary by name, to the group without a reason."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import meetings as actions
from bot.keyboards import changes as keyboards
from bot.letters import COMPOSERS, Letter, unsealed
from bot.letters import meetings as cards
from bot.texts import silent as texts
from storage.repositories import meetings, surveys
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import Parcel, PlanKind


async def report(session: AsyncSession, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose the secretary's list of open answers, with a warning where the quorum is in danger."""
    meeting = await meetings.get(session, parcel.subject_id)
    found = await surveys.of(session, meeting)
    if found.is_settled:
        return None
    shown = await actions.show(session, meeting)
    words = texts.report(cards.body(shown), found, late=parcel.is_late(now))
    return Letter(words, keyboards.alone(meeting.id), ContentClass.P1)


async def mention(session: AsyncSession, parcel: Parcel, _now: datetime) -> Letter | None:
    """Compose the one message in the group that calls upon those the bot cannot write to."""
    meeting = await meetings.get(session, parcel.subject_id)
    found = await surveys.of(session, meeting)
    if not found.unreachable:
        return None
    return Letter(texts.mention(cards.body(await actions.show(session, meeting)), found.unreachable))


COMPOSERS[PlanKind.SILENT_REPORT] = unsealed(report)
COMPOSERS[PlanKind.GROUP_MENTION] = unsealed(mention)
