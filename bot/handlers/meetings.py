"""Scheduling in one line or step by step, previews, announcing, and the list of coming meetings."""

from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import buttons
from bot.actions import access, changes, meetings, scheduling
from bot.actions.access import Here, Spot
from bot.actions.meetings import View
from bot.actions.scheduling import OFFERED, Plan, Question, Step
from bot.context import Context
from bot.keyboards import layout, reminder_settings
from bot.letters import Letter
from bot.letters import meetings as letters
from bot.texts import meetings as texts
from bot.texts import terms
from bot.texts.refusals import sentence
from storage.repositories import dialogues, organisations, people
from storage.repositories.dialogues import Seat, Talk
from storage.rules.people import by_rank
from storage.rules.powers import Power

NAME = "schedule"


def spot(context: Context) -> Spot:
    """Return where the person acts."""
    return Spot(context.place.chat_id, context.place.thread_id, context.place.private)


def seat(context: Context) -> Seat:
    """Return where a dialogue with this person takes place."""
    return Seat(context.place.chat_id, context.place.thread_id, context.visitor.telegram_id)


async def arrive(context: Context, session: AsyncSession) -> Here:
    """Return the member and the organisation this update is about."""
    return await access.arrive(session, context.visitor.telegram_id, spot(context), context.now())


async def schedule(context: Context) -> None:
    """/schedule: preview at once from one line, or ask for what is missing."""
    async with context.begin() as session:
        here = await arrive(context, session)
        plan, refused = scheduling.from_line(here, context.words)
        talk = await dialogues.begin(
            session, context.keyring, seat(context), NAME, Step.TYPE, plan.as_draft(), context.now()
        )
        letter = await go_on(context, session, here, talk, plan)
    if refused is not None:
        letter = replace(letter, text=f"{sentence(refused)}\n\n{letter.text}")
    await context.say(letter)


async def step(context: Context, talk: Talk) -> None:
    """Take the answer to the question that was open, typed or tapped."""
    async with context.begin() as session:
        here = await arrive(context, session)
        if talk.step.startswith("edit"):
            letter = await _edit_step(context, session, here, talk)
        else:
            question = await scheduling.next_question(session, here, Plan.of(talk.draft))
            plan = (
                scheduling.hear(here, question, context.words)
                if talk.choice is None
                else scheduling.choose(question, talk.choice)
            )
            letter = await go_on(context, session, here, talk, plan)
    await context.say(letter)


async def go_on(context: Context, session: AsyncSession, here: Here, talk: Talk, plan: Plan) -> Letter:
    """Return the next question of a plan, or the preview of the meeting once nothing is left to ask."""
    question = await scheduling.next_question(session, here, plan)
    if question.step is Step.READY:
        drafted = await scheduling.finish(session, here, question.plan)
        await dialogues.finish(session, talk, context.now())
        return await letters.preview(session, drafted)
    draft = question.plan.as_draft()
    moved = await dialogues.advance(session, context.keyring, talk, question.step, context.now(), **draft)
    return _asked(question, moved, here)


def _asked(question: Question, talk: Talk, here: Here) -> Letter:
    zone = here.zone
    match question.step:
        case Step.TYPE:
            beside = [reminder_settings.opener(here.organisation.id)] if here.may(Power.SET_UP) else []
            kinds = [terms.ACTIVITY[one] for one in OFFERED]
            return Letter(texts.ASK_TYPE, layout.choices(talk, kinds, beside=beside))
        case Step.VENUE:
            return Letter(texts.ASK_GROUP, layout.choices(talk, [one.name for one in question.venues]))
        case Step.WHICH:
            moments = question.plan.moments
            labels = [texts.candidate(one, moments, zone) for one in moments]
            return Letter(texts.ask_which(moments, zone), layout.choices(talk, labels))
        case Step.PLACE:
            return Letter(texts.ASK_PLACE, layout.choices(talk, [texts.SKIP]))
        case Step.THEME:
            return Letter(texts.ASK_THEME, layout.choices(talk, [texts.SKIP]))
        case _:
            return Letter(texts.ask_when(question.plan.credited), layout.choices(talk, []))


async def publish(context: Context, button: buttons.Publish) -> None:
    """发布: announce the draft; a second tap only says that it is done."""
    who = context.visitor.telegram_id
    async with context.begin() as session:
        fresh = await meetings.publish(session, who, button.meeting, button.rev, context.now())
        shown, _ = await meetings.view(session, who, button.meeting, context.now())
        bound = await organisations.binding_of(session, shown.organisation.id)
        if bound is None and shown.organisation.parent_id is not None:
            bound = await organisations.binding_of(session, shown.organisation.parent_id)
    linked = sum(one.telegram_id is not None for one in shown.expected)
    words = texts.published(shown.name, bound is not None, linked, len(shown.expected))
    await context.toast("" if fresh else texts.ALREADY_PUBLISHED)
    await context.redraw(Letter(letters.body(shown) + "\n\n" + (words if fresh else texts.ALREADY_PUBLISHED)))


async def drop_draft(context: Context, button: buttons.DropDraft) -> None:
    """放弃: give the draft up."""
    async with context.begin() as session:
        await meetings.drop(session, context.visitor.telegram_id, button.meeting, context.now())
    await context.redraw(Letter(texts.DROPPED))


async def edit_draft(context: Context, button: buttons.EditDraft) -> None:
    """修改: ask which part of the draft to change."""
    async with context.begin() as session:
        shown, here = await meetings.view(session, context.visitor.telegram_id, button.meeting, context.now())
        await meetings.rewrite(session, here, shown.meeting)
        draft = {"meeting": shown.meeting.id}
        talk = await dialogues.begin(session, context.keyring, seat(context), NAME, "edit", draft, context.now())
    await context.say(Letter(texts.ASK_CHANGE, layout.choices(talk, texts.CHANGEABLE)))


_PARTS = ("starts_at", "place", "theme", "minutes_long", "host_id", "recorder_id")
_QUESTIONS = {
    "place": texts.ASK_PLACE,
    "theme": texts.ASK_THEME,
    "minutes_long": texts.ASK_LENGTH,
    "host_id": texts.ASK_HOST,
    "recorder_id": texts.ASK_RECORDER,
}


async def _edit_step(context: Context, session: AsyncSession, here: Here, talk: Talk) -> Letter:
    shown, here = await meetings.view(session, context.visitor.telegram_id, talk.draft["meeting"], context.now())
    part = talk.step.removeprefix("edit").removeprefix(":")
    if not part:
        return await _ask_part(context, session, here, talk, shown)
    value = await _heard(context, session, here, talk, part, shown)
    if isinstance(value, Letter):
        return value
    await meetings.rewrite(session, here, shown.meeting, **value)
    await dialogues.finish(session, talk, context.now())
    return await letters.preview(session, await meetings.show(session, shown.meeting))


async def _ask_part(context: Context, session: AsyncSession, here: Here, talk: Talk, shown: View) -> Letter:
    if talk.choice is None or not 0 <= talk.choice < len(_PARTS):
        return Letter(texts.ASK_CHANGE, layout.choices(talk, texts.CHANGEABLE))
    part = _PARTS[talk.choice]
    names = await _names(session, shown) if part.endswith("_id") else {}
    moved = await dialogues.advance(
        session, context.keyring, talk, f"edit:{part}", context.now(), people=list(names), candidates=[]
    )
    words = _QUESTIONS.get(part) or texts.ask_when(shown.activities)
    return Letter(words, layout.choices(moved, list(names.values()), width=3))


async def _names(session: AsyncSession, shown: View) -> dict[int, str]:
    roster = await people.roster(session, shown.organisation, shown.meeting.local_day)
    return {person.id: person.name for person in by_rank(roster)[:60]}


async def _heard(
    context: Context, session: AsyncSession, here: Here, talk: Talk, part: str, shown: View
) -> Letter | dict[str, object]:
    """Return the changes an answer makes to the draft, or the next question."""
    if part.endswith("_id"):
        known = talk.draft["people"]
        if talk.choice is None or not 0 <= talk.choice < len(known):
            names = await _names(session, shown)
            return Letter(_QUESTIONS[part], layout.choices(talk, list(names.values()), width=3))
        return {part: known[talk.choice]}
    if part == "minutes_long":
        return {part: scheduling.read_minutes(context.words)}
    if part == "starts_at":
        return await _heard_start(context, session, here, talk)
    return {part: context.words.strip()}


async def _heard_start(context: Context, session: AsyncSession, here: Here, talk: Talk) -> Letter | dict[str, object]:
    offered = [datetime.fromisoformat(one) for one in talk.draft["candidates"]]
    if talk.choice is not None and 0 <= talk.choice < len(offered):
        return {"starts_at": offered[talk.choice]}
    plan = scheduling.hear_when(here, Plan(), context.words)
    if plan.starts_at is None:
        moved = await dialogues.advance(
            session, context.keyring, talk, talk.step, context.now(), candidates=list(plan.candidates)
        )
        labels = [texts.candidate(one, plan.moments, here.zone) for one in plan.moments]
        return Letter(texts.ask_which(plan.moments, here.zone), layout.choices(moved, labels))
    changes: dict[str, object] = {"starts_at": datetime.fromisoformat(plan.starts_at)}
    return changes | ({"minutes_long": plan.minutes} if plan.minutes else {})


async def list_coming(context: Context) -> None:
    """/meetings: the coming ones, each with its buttons."""
    async with context.read() as session:
        here = await arrive(context, session)
        shown = await meetings.coming(session, here)
        if context.place.private:
            shown = [*shown, *await changes.postponed(session, here)]
        said = [
            letters.own_card(one, here, context.now())
            if context.place.private
            else letters.group_card(one, context.now())
            for one in shown
        ]
    await context.say(*(said or [Letter(texts.NONE_COMING)]))
