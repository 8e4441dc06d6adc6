"""Letters about single members to those entitled: the page, the monthly hint, one's own dual life."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import member_watch as actions
from bot.actions.member_watch import OwnDualLife, Watch
from bot.keyboards import compliance as keyboards
from bot.letters import COMPOSERS, Letter, unsealed
from bot.texts import member_watch as texts
from storage.repositories import organisations
from storage.rules.compliance.alerts import Absence
from storage.rules.compliance.rulebook import Rule, load
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import Parcel, PlanKind


def page(found: Watch) -> Letter:
    """Everything there is to know of single members."""
    book = load()
    cadres = [texts.cadre(name, side.expected, side.attended) for name, side in found.cadres]
    parts = [
        texts.header(found.organisation.name, found.as_of),
        texts.absences(_rows(found.absences), book["MEM.SIXMONTH"]),
        _hours(found, book["TRN.HOURS"]) if found.hours else "",
        texts.cadres(cadres, book["MEM.DUAL"].citation),
    ]
    return Letter(texts.page(parts), keyboards.back(found.organisation.id), ContentClass.P1)


def _hours(found: Watch, rule: Rule) -> str:
    lacking = [texts.lacking(name, one.hours, one.target) for name, one in found.hours if not one.reached]
    return texts.hours(found.as_of.year, len(found.hours) - len(lacking), len(found.hours), lacking, rule)


async def alert(session: AsyncSession, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose the monthly hint; None when nobody's absence has just reached a stage."""
    organisation = await organisations.get(session, parcel.organisation_id)
    today = now.astimezone(organisations.zone(organisation)).date()
    newly = actions.newly_absent(await actions.watch(session, organisation, today))
    if not newly:
        return None
    words = texts.alert(organisation.name, _rows(newly), load()["MEM.SIXMONTH"], late=parcel.is_late(now))
    return Letter(words, keyboards.members(organisation.id), ContentClass.P1)


def own(found: Sequence[OwnDualLife]) -> list[str]:
    """The reader's own dual life, a paragraph for each leading body."""
    return [
        texts.own_dual_life(
            one.branch,
            (one.life.branch.expected, one.life.branch.attended),
            one.body,
            (one.life.body.expected, one.life.body.attended),
        )
        for one in found
    ]


def _rows(found: Sequence[tuple[str, Absence]]) -> list[str]:
    return [texts.absence(name, one.months) for name, one in found]


COMPOSERS[PlanKind.ABSENCE_ALERT] = unsealed(alert)
