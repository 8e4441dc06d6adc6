"""Letters about those who have not answered: to the secretary by name, to the group without a reason."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import meetings as actions
from bot.keyboards import changes as keyboards
from bot.letters import COMPOSERS, Letter, unsealed
from bot.letters import meetings as cards
from bot.texts import silent as texts
from storage.repositories import meetings, people, surveys
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import Parcel, PlanKind
from storage.rules.powers import Power


async def report(session: AsyncSession, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose the secretary's list of open answers, with a warning where the quorum is in danger.

    A group leader who may not schedule is told of the own group alone.
    """
    meeting = await meetings.get(session, parcel.subject_id)
    shown = await actions.show(session, meeting)
    holders = await people.holders(session, shown.organisation, Power.SCHEDULE, now)
    leads = parcel.member_id not in {one.id for one in holders}
    found = await (surveys.of_led(session, meeting, parcel.member_id) if leads else surveys.of(session, meeting))
    if found.is_settled:
        return None
    words = texts.report(cards.body(shown), found, own_group=leads, late=parcel.is_late(now))
    return Letter(words, None if leads else keyboards.alone(meeting.id), ContentClass.P1)


async def mention(session: AsyncSession, parcel: Parcel, _now: datetime) -> Letter | None:
    """Compose the one message in the group that calls upon those who are to look at the notice."""
    meeting = await meetings.get(session, parcel.subject_id)
    called = await surveys.to_call(session, meeting, parcel.slot)
    return Letter(texts.mention(cards.body(await actions.show(session, meeting)), called)) if called else None


COMPOSERS[PlanKind.SILENT_REPORT] = unsealed(report)
COMPOSERS[PlanKind.GROUP_MENTION] = unsealed(mention)
