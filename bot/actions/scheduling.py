"""The conversation that leads to a drafted meeting: what is known so far, and the one thing to ask next."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import meetings
from bot.actions.access import Here
from storage.models import Organisation
from storage.repositories import organisations
from storage.rules import figures, powers, schedule_line
from storage.rules.activity_names import form_of, read_activity
from storage.rules.meetings import DEFAULT_MINUTES, check_length
from storage.rules.powers import Power
from storage.rules.terms import Activity
from storage.rules.when import Ask, WhenRefused, read

OFFERED = (
    Activity.GENERAL_MEETING,
    Activity.COMMITTEE_MEETING,
    Activity.GROUP_MEETING,
    Activity.PARTY_LECTURE,
    Activity.THEME_PARTY_DAY,
    Activity.ORG_LIFE_MEETING,
    Activity.MEMBER_APPRAISAL,
    Activity.DEMOCRATIC_LIFE_MEETING,
)


class Step(StrEnum):
    """The one thing that is asked next."""

    TYPE = "type"
    VENUE = "venue"
    WHEN = "when"
    WHICH = "which"
    PLACE = "place"
    THEME = "theme"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a meeting to be; ``None`` is not yet asked, an empty text was left out on purpose."""

    activities: tuple[str, ...] = ()
    venue: int | None = None
    starts_at: str | None = None
    minutes: int | None = None
    place: str | None = None
    theme: str | None = None
    candidates: tuple[str, ...] = ()

    def as_draft(self) -> dict[str, Any]:
        """Return the plain values kept in the dialogue's row."""
        return asdict(self)

    @staticmethod
    def of(draft: dict[str, Any]) -> "Plan":
        """Return the plan kept in a dialogue's row."""
        lists = {"activities": tuple(draft["activities"]), "candidates": tuple(draft["candidates"])}
        return Plan(**{**draft, **lists})

    @property
    def credited(self) -> tuple[Activity, ...]:
        """The activities the meeting is to be credited as."""
        return tuple(map(Activity, self.activities))

    @property
    def moments(self) -> tuple[datetime, ...]:
        """The readings to choose from."""
        return tuple(map(datetime.fromisoformat, self.candidates))


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask next, with the organisations to choose from where that is the question."""

    step: Step
    plan: Plan
    venues: tuple[Organisation, ...] = field(default=())


def from_line(here: Here, text: str) -> tuple[Plan, WhenRefused | None]:
    """Return what one line says, and why its time could not be read; the rest of the line is kept.

    Raises UnknownActivity, and NotEntitledError for those who may schedule nothing at all.
    """
    if not any(powers.is_entitled(Power.SCHEDULE, {duty}) for duty in here.member.duties):
        here.require(Power.SCHEDULE)
    line = schedule_line.read(text)
    if not line.activities:
        return Plan(), None
    if not line.when:
        return Plan(line.activities, place=line.place or None, theme=line.theme or None), None
    plan = Plan(line.activities, place=line.place, theme=line.theme)
    try:
        return hear_when(here, plan, line.when), None
    except WhenRefused as refused:
        return plan, refused


def hear(here: Here, question: Question, words: str) -> Plan:
    """Return the plan with what was typed in answer to ``question``; raises the refusals of what was typed."""
    plan = question.plan
    match question.step:
        case Step.TYPE:
            return replace(plan, activities=read_activity(words))
        case Step.WHEN | Step.WHICH:
            return hear_when(here, plan, words)
        case Step.PLACE:
            return replace(plan, place=words.strip())
        case Step.THEME:
            return replace(plan, theme=words.strip())
        case _:
            return plan


def choose(question: Question, choice: int) -> Plan:
    """Return the plan with the ``choice``-th of the offered answers; an unknown choice changes nothing."""
    plan = question.plan
    match question.step:
        case Step.TYPE if 0 <= choice < len(OFFERED):
            return replace(plan, activities=(OFFERED[choice],))
        case Step.VENUE if 0 <= choice < len(question.venues):
            return replace(plan, venue=question.venues[choice].id)
        case Step.WHICH if 0 <= choice < len(plan.candidates):
            return replace(plan, starts_at=plan.candidates[choice], candidates=())
        case Step.PLACE:
            return replace(plan, place="")
        case Step.THEME:
            return replace(plan, theme="")
        case _:
            return plan


def hear_when(here: Here, plan: Plan, words: str) -> Plan:
    """Return the plan with a typed time, or with the readings to choose from; raises WhenRefused."""
    heard = read(words, here.now.astimezone(here.zone))
    minutes = _minutes(heard.length) if heard.length is not None else plan.minutes
    if isinstance(heard, Ask):
        return replace(
            plan, starts_at=None, candidates=tuple(one.isoformat() for one in heard.candidates), minutes=minutes
        )
    return replace(plan, starts_at=heard.start.isoformat(), candidates=(), minutes=minutes)


async def next_question(session: AsyncSession, here: Here, plan: Plan) -> Question:
    """Return what is still to be asked, or READY; the venue is filled in where there is only one."""
    if not plan.activities:
        return Question(Step.TYPE, plan)
    if plan.venue is None:
        venues = await meetings.venues(session, here, form_of(plan.credited, here.organisation.kind))
        if len(venues) > 1:
            return Question(Step.VENUE, plan, tuple(venues))
        plan = replace(plan, venue=venues[0].id)
    if plan.starts_at is None:
        return Question(Step.WHICH if plan.candidates else Step.WHEN, plan)
    for step, said in ((Step.PLACE, plan.place), (Step.THEME, plan.theme)):
        if said is None:
            return Question(step, plan)
    return Question(Step.READY, plan)


async def finish(session: AsyncSession, here: Here, plan: Plan) -> meetings.View:
    """Write the drafted meeting a finished plan describes, ready to be previewed."""
    venue = await organisations.get(session, plan.venue or here.organisation.id)
    request = meetings.Request(
        activities=plan.credited,
        starts_at=datetime.fromisoformat(plan.starts_at or ""),
        minutes=check_length(plan.minutes or DEFAULT_MINUTES),
        place=plan.place or "",
        theme=plan.theme or "",
    )
    return await meetings.show(session, await meetings.draft(session, here, venue, request))


def read_minutes(words: str) -> int:
    """Return a typed length in minutes; raises the refusals of figures or BadLengthError."""
    return check_length(figures.read_count(words, 1, 24 * 60))


def _minutes(length: timedelta) -> int:
    return check_length(int(length.total_seconds() // 60))


__all__ = ["OFFERED", "Plan", "Question", "Step"]
