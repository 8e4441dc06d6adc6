"""The conversation that leads to a drafted meeting: what is known so far, and the one thing to ask next."""

from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import drafts, meetings
from bot.actions.access import Here
from storage.models import Meeting, Organisation
from storage.repositories import habits, organisations
from storage.rules import figures, powers, schedule_line
from storage.rules.activity_names import form_of, read_activity
from storage.rules.meetings import DEFAULT_MINUTES, check_length
from storage.rules.powers import Power
from storage.rules.terms import Activity
from storage.rules.when import Ask, Asks, When, WhenRefused, read

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
_MOST_PLACES = 4


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
    """What is known of a meeting to be; ``None`` is not yet asked, an empty text was left out on purpose.

    ``clock`` is the hour taken over from the last meeting of the type (ISO 8601): a day alone is then enough.
    """

    activities: tuple[str, ...] = ()
    venue: int | None = None
    starts_at: str | None = None
    minutes: int | None = None
    place: str | None = None
    theme: str | None = None
    candidates: tuple[str, ...] = ()
    clock: str | None = None
    host_id: int | None = None
    recorder_id: int | None = None

    def as_draft(self) -> dict[str, Any]:
        """Return the plain values kept in the dialogue's row."""
        return asdict(self)

    @staticmethod
    def of(draft: dict[str, Any]) -> "Plan":
        """Return the plan kept in a dialogue's row."""
        lists = {"activities": tuple(draft["activities"]), "candidates": tuple(draft["candidates"])}
        known = {one.name for one in fields(Plan)}
        return Plan(**{key: value for key, value in {**draft, **lists}.items() if key in known})

    @property
    def credited(self) -> tuple[Activity, ...]:
        """The activities the meeting is to be credited as."""
        return tuple(map(Activity, self.activities))

    @property
    def moments(self) -> tuple[datetime, ...]:
        """The readings to choose from."""
        return tuple(map(datetime.fromisoformat, self.candidates))

    def chosen_day(self, zone: ZoneInfo) -> date | None:
        """Return the day all readings lie on, or None."""
        days = {moment.astimezone(zone).date() for moment in self.moments}
        return days.pop() if len(days) == 1 else None


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask next, with what there is to choose from where that is the question."""

    step: Step
    plan: Plan
    venues: tuple[Organisation, ...] = field(default=())
    places: tuple[str, ...] = field(default=())
    last: Meeting | None = None
    kept: Plan | None = None


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


def choose(here: Here, question: Question, choice: int) -> Plan:
    """Return the plan with the ``choice``-th of the offered answers; an unknown choice changes nothing."""
    plan = question.plan
    match question.step:
        case Step.TYPE if 0 <= choice < len(OFFERED):
            return replace(plan, activities=(OFFERED[choice],))
        case Step.VENUE if 0 <= choice < len(question.venues):
            return replace(plan, venue=question.venues[choice].id)
        case Step.WHEN if question.last is not None and choice == 0:
            return as_last_time(here, plan, question.last)
        case Step.WHICH if 0 <= choice < len(plan.candidates):
            return replace(plan, starts_at=plan.candidates[choice], candidates=())
        case Step.PLACE:
            return replace(plan, place=question.places[choice] if 0 <= choice < len(question.places) else "")
        case Step.THEME:
            again = question.last.theme if question.last is not None and choice == 0 else ""
            return replace(plan, theme=again)
        case _:
            return plan


def as_last_time(here: Here, plan: Plan, last: Meeting) -> Plan:
    """Return the plan with hour, length, place and hands of the last meeting; its answers and roll stay where they are.

    The theme is asked all the same, the last one among the answers: it is what changes most.
    """
    clock = last.starts_at.astimezone(here.zone).time().isoformat(timespec="minutes")
    return replace(
        plan,
        clock=clock,
        minutes=last.minutes_long,
        place=last.place,
        host_id=last.host_id,
        recorder_id=last.recorder_id,
    )


def hear_when(here: Here, plan: Plan, words: str) -> Plan:
    """Return the plan with a typed time, or with the readings to choose from; raises WhenRefused.

    An hour alone belongs to the day that was chosen before; a day alone takes over the hour of the last meeting.
    """
    heard = _read(here, plan, words)
    minutes = _minutes(heard.length) if heard.length is not None else plan.minutes
    if isinstance(heard, Ask):
        return replace(
            plan, starts_at=None, candidates=tuple(one.isoformat() for one in heard.candidates), minutes=minutes
        )
    return replace(plan, starts_at=heard.start.isoformat(), candidates=(), minutes=minutes)


def _read(here: Here, plan: Plan, words: str) -> When | Ask:
    now = here.now.astimezone(here.zone)
    heard = read(words, now)
    if not isinstance(heard, Ask):
        return heard
    day = plan.chosen_day(here.zone)
    if heard.asks is Asks.DAY and day is not None:
        return read(f"{day.isoformat()} {words}", now)
    if heard.asks is Asks.TIME and plan.clock is not None:
        moment = datetime.combine(heard.candidates[0].date(), time.fromisoformat(plan.clock), here.zone)
        return When(moment, heard.length) if moment > now else heard
    return heard


async def next_question(session: AsyncSession, here: Here, plan: Plan, kept: Plan | None = None) -> Question:
    """Return what is still to be asked, or READY; the venue is filled in where there is only one.

    ``kept`` is the draft that was left aside, offered beside the types.
    """
    if not plan.activities:
        return Question(Step.TYPE, plan, kept=kept)
    if plan.venue is None:
        venues = await drafts.venues(session, here, form_of(plan.credited, here.organisation.kind))
        if len(venues) > 1:
            return Question(Step.VENUE, plan, tuple(venues))
        plan = replace(plan, venue=venues[0].id)
    assert plan.venue is not None  # noqa: S101 - filled in above
    if plan.starts_at is None:
        step = Step.WHICH if plan.candidates else Step.WHEN
        last = None if plan.clock else await habits.last_of(session, plan.venue, plan.credited[0])
        return Question(step, plan, last=last)
    if plan.place is None:
        return Question(Step.PLACE, plan, places=await usual_places(session, here))
    if plan.theme is None:
        return Question(Step.THEME, plan, last=await _last_with_theme(session, plan))
    return Question(Step.READY, plan)


async def usual_places(session: AsyncSession, here: Here) -> tuple[str, ...]:
    """Return the places the branch and its groups met in last."""
    branch = await organisations.branch_of(session, here.organisation)
    groups = await organisations.groups(session, branch.id)
    return await habits.places(session, [branch.id, *(group.id for group in groups)], _MOST_PLACES)


async def finish(session: AsyncSession, here: Here, plan: Plan) -> meetings.View:
    """Write the drafted meeting a finished plan describes, ready to be previewed."""
    venue = await organisations.get(session, plan.venue or here.organisation.id)
    request = drafts.Request(
        activities=plan.credited,
        starts_at=datetime.fromisoformat(plan.starts_at or ""),
        minutes=check_length(plan.minutes or DEFAULT_MINUTES),
        place=plan.place or "",
        theme=plan.theme or "",
        host_id=plan.host_id,
        recorder_id=plan.recorder_id,
    )
    return await meetings.show(session, await drafts.draft(session, here, venue, request))


def still_useful(draft: dict[str, Any], now: datetime) -> Plan | None:
    """Return the plan of a draft that was left aside, without a time that has passed; None where nothing was said."""
    plan = Plan.of(draft) if "activities" in draft else Plan()
    if not plan.activities:
        return None
    past = plan.starts_at is not None and datetime.fromisoformat(plan.starts_at) <= now
    return replace(plan, starts_at=None if past else plan.starts_at, candidates=())


def read_minutes(words: str) -> int:
    """Return a typed length in minutes; raises the refusals of figures or BadLengthError."""
    return check_length(figures.read_count(words, 1, 24 * 60))


async def _last_with_theme(session: AsyncSession, plan: Plan) -> Meeting | None:
    last = await habits.last_of(session, plan.venue or 0, plan.credited[0])
    return last if last is not None and last.theme else None


def _minutes(length: timedelta) -> int:
    return check_length(int(length.total_seconds() // 60))
