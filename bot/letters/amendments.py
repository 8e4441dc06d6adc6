"""Letters about a changed place, theme, host or recorder."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import meetings as actions
from bot.actions.amendments import Amendment
from bot.actions.meetings import View
from bot.keyboards import layout
from bot.letters import COMPOSERS, Letter, unsealed
from bot.letters import meetings as cards
from bot.texts import amendments as texts
from bot.texts import dates, labels
from bot.texts import scheduling as words
from storage.models import MeetingChange
from storage.repositories import amendments, meetings, organisations
from storage.repositories.dialogues import Talk
from storage.rules.amendments import Part
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import Parcel, PlanKind


def ask_part(talk: Talk) -> Letter:
    """Ask what is to be changed."""
    return Letter(texts.ASK_PART, layout.choices(talk, list(texts.PART.values())))


def ask(shown: View, talk: Talk, amendment: Amendment, offered: tuple[str, ...]) -> Letter:
    """Ask for the new value, the usual ones as buttons."""
    part = Part(amendment.part)
    width = 3 if part.is_person else 2
    labelled = [words.place(one) for one in offered]
    return Letter(texts.ask(cards.title(shown), part, amendment.old), layout.choices(talk, labelled, width))


def preview(shown: View, talk: Talk, amendment: Amendment) -> Letter:
    """Show old and new before anything changes."""
    said = texts.preview(cards.title(shown), _when(shown), _from_to(amendment))
    return Letter(said, layout.choices(talk, [texts.CONFIRM, labels.GIVE_UP], leave=False))


def done(shown: View, amendment: Amendment) -> Letter:
    """Confirm the change."""
    return Letter(texts.done(cards.title(shown), _from_to(amendment)))


async def notice(session: AsyncSession, parcel: Parcel, _now: datetime) -> Letter | None:
    """Tell what has changed of late; None where everything is as it was again."""
    shown = await actions.show(session, await meetings.get(session, parcel.subject_id))
    said = _net(await amendments.told_together(session, int(parcel.slot)))
    if not said:
        return None
    told = texts.notice(cards.title(shown), _when(shown), said)
    return Letter(told, content=ContentClass.P1 if parcel.member_id else ContentClass.P0)


def _net(rows: Sequence[MeetingChange]) -> list[str]:
    first: dict[Part, str] = {}
    last: dict[Part, str] = {}
    for row in rows:
        part = Part(row.act)
        first.setdefault(part, row.old)
        last[part] = row.new
    return [texts.from_to(part, old, last[part]) for part, old in first.items() if old != last[part]]


def _from_to(amendment: Amendment) -> str:
    return texts.from_to(Part(amendment.part), amendment.old, amendment.new)


def _when(shown: View) -> str:
    return dates.short_moment(shown.meeting.starts_at, organisations.zone(shown.organisation))


COMPOSERS[PlanKind.AMENDMENT_NOTICE] = unsealed(notice)
