"""The preview of a drafted meeting: publish it, mend it by one tap, change it part by part, give it up."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import buttons
from bot.actions import drafts, meetings, scheduling
from bot.actions.access import Here
from bot.actions.meetings import View
from bot.actions.scheduling import OFFERED, Plan
from bot.context import Context
from bot.handlers.meetings import seat
from bot.keyboards import changes as change_keyboards
from bot.keyboards import layout
from bot.keyboards.drafts import PARTS, moment_of
from bot.letters import Letter
from bot.letters import drafts as letters
from bot.letters import meetings as meeting_letters
from bot.letters import scheduling as questions
from bot.texts import meetings as texts
from bot.texts import terms
from storage.repositories import dialogues, organisations, people
from storage.repositories.dialogues import Talk
from storage.rules.people import by_rank
from storage.rules.powers import Power

NAME = "draft"
_QUESTIONS = {
    "place": texts.ASK_PLACE,
    "theme": texts.ASK_THEME,
    "minutes_long": texts.ASK_LENGTH,
    "host_id": texts.ASK_HOST,
    "recorder_id": texts.ASK_RECORDER,
    "activities": texts.ASK_TYPE,
}
_MOST_PEOPLE = 60


async def publish(context: Context, button: buttons.Publish) -> None:
    """发布: announce the draft; a second tap only says that it is done."""
    who = context.visitor.telegram_id
    async with context.begin() as session:
        fresh = await drafts.publish(session, who, button.meeting, button.rev, context.now())
        shown, _ = await meetings.view(session, who, button.meeting, context.now())
        bound = await organisations.binding_of(session, shown.organisation.id)
        if bound is None and shown.organisation.parent_id is not None:
            bound = await organisations.binding_of(session, shown.organisation.parent_id)
    linked = sum(one.telegram_id is not None for one in shown.expected)
    words = texts.published(shown.name, bound is not None, linked, len(shown.expected))
    await context.toast("" if fresh else texts.ALREADY_PUBLISHED)
    said = meeting_letters.body(shown) + "\n\n" + (words if fresh else texts.ALREADY_PUBLISHED)
    await context.redraw(Letter(said, change_keyboards.of_announced(shown.meeting.id)))


async def drop_draft(context: Context, button: buttons.DropDraft) -> None:
    """放弃: give the draft up."""
    async with context.begin() as session:
        await drafts.drop(session, context.visitor.telegram_id, button.meeting, context.now())
    await context.redraw(Letter(texts.DROPPED))


async def fix_start(context: Context, button: buttons.FixStart) -> None:
    """改到…: take the time that was found to have no fault."""
    try:
        moment = moment_of(button.minute)
    except OverflowError as error:
        raise buttons.StaleButtonError from error
    await _fix(context, button.meeting, button.rev, starts_at=moment)


async def fix_host(context: Context, button: buttons.FixHost) -> None:
    """我来主持."""
    async with context.read() as session:
        _, here = await meetings.view(session, context.visitor.telegram_id, button.meeting, context.now())
    await _fix(context, button.meeting, button.rev, host_id=here.member.member_id)


async def _fix(context: Context, meeting_id: int, rev: int, **changes: object) -> None:
    async with context.begin() as session:
        shown, here = await meetings.view(session, context.visitor.telegram_id, meeting_id, context.now())
        here.require(Power.SCHEDULE)
        if shown.meeting.rev != rev:
            raise drafts.OldPreviewError
        await drafts.rewrite(session, here, shown.meeting, **changes)
        letter = await letters.preview(session, await meetings.show(session, shown.meeting), here)
    await context.redraw(letter)


async def edit_draft(context: Context, button: buttons.EditDraft) -> None:
    """修改: ask which part of the draft to change."""
    async with context.begin() as session:
        _, _, talk = await _begin(context, session, button.meeting)
    await context.say(Letter(texts.ASK_CHANGE, layout.choices(talk, texts.CHANGEABLE)))


async def edit_part(context: Context, button: buttons.EditDraftPart) -> None:
    """选主持人 and the like: ask for one part at once."""
    if not 0 <= button.part < len(PARTS):
        raise buttons.StaleButtonError
    async with context.begin() as session:
        shown, here, talk = await _begin(context, session, button.meeting)
        letter = await _ask_part(context, session, here, talk, shown, PARTS[button.part])
    await context.say(letter)


async def _begin(context: Context, session: AsyncSession, meeting_id: int) -> tuple[View, Here, Talk]:
    shown, here = await meetings.view(session, context.visitor.telegram_id, meeting_id, context.now())
    await drafts.rewrite(session, here, shown.meeting)
    draft = {"meeting": shown.meeting.id}
    talk = await dialogues.begin(session, context.keyring, seat(context), NAME, "part", draft, context.now())
    return shown, here, talk


async def step(context: Context, talk: Talk) -> None:
    """Take what was chosen or typed while a draft is changed."""
    async with context.begin() as session:
        shown, here = await meetings.view(session, context.visitor.telegram_id, talk.draft["meeting"], context.now())
        if talk.step == "part":
            letter = await _chosen_part(context, session, here, talk, shown)
        else:
            letter = await _changed(context, session, here, talk, shown)
    await context.say(letter)


async def _chosen_part(context: Context, session: AsyncSession, here: Here, talk: Talk, shown: View) -> Letter:
    if talk.choice is None or not 0 <= talk.choice < len(PARTS):
        return Letter(texts.ASK_CHANGE, layout.choices(talk, texts.CHANGEABLE))
    return await _ask_part(context, session, here, talk, shown, PARTS[talk.choice])


async def _changed(context: Context, session: AsyncSession, here: Here, talk: Talk, shown: View) -> Letter:
    value = await _heard(context, session, here, talk, shown)
    if isinstance(value, Letter):
        return value
    await drafts.rewrite(session, here, shown.meeting, **value)
    await dialogues.finish(session, talk, context.now())
    return await letters.preview(session, await meetings.show(session, shown.meeting), here)


async def _ask_part(context: Context, session: AsyncSession, here: Here, talk: Talk, shown: View, part: str) -> Letter:
    """Ask for one part, with its usual answers as buttons; they are kept in the draft by number."""
    names = await _names(session, shown) if part.endswith("_id") else {}
    places = await scheduling.usual_places(session, here) if part == "place" else ()
    talk = await dialogues.advance(
        session, context.keyring, talk, part, context.now(), people=list(names), places=list(places), candidates=[]
    )
    if part == "starts_at":
        days = await questions.days(session, here, talk, shown.organisation.id, shown.activities)
        return Letter(texts.ask_when(shown.activities), days)
    if part == "place":
        return Letter(texts.ASK_PLACE, questions.places(talk, places))
    offered = [terms.ACTIVITY[one] for one in OFFERED] if part == "activities" else list(names.values())
    return Letter(_QUESTIONS[part], layout.choices(talk, offered, width=2 if part == "activities" else 3))


async def _names(session: AsyncSession, shown: View) -> dict[int, str]:
    roster = await people.roster(session, shown.organisation, shown.meeting.local_day)
    return {person.id: person.name for person in by_rank(roster)[:_MOST_PEOPLE]}


async def _heard(
    context: Context, session: AsyncSession, here: Here, talk: Talk, shown: View
) -> Letter | dict[str, object]:
    """Return the changes an answer makes to the draft, or the question again."""
    part, words = talk.step, context.words
    if part == "starts_at":
        return await _heard_start(context, session, here, talk)
    if part == "minutes_long" and talk.choice is None:
        return {part: scheduling.read_minutes(words)}
    if part in ("place", "theme"):
        places = talk.draft["places"]
        picked = places[talk.choice] if talk.choice is not None and 0 <= talk.choice < len(places) else ""
        return {part: words.strip() if talk.choice is None else picked}
    offered = talk.draft["people"] if part.endswith("_id") else OFFERED
    if talk.choice is None or not 0 <= talk.choice < len(offered):
        return await _ask_part(context, session, here, talk, shown, part)
    if part == "activities":
        await drafts.retype(session, here, shown.meeting, (OFFERED[talk.choice],))
        return {}
    return {part: offered[talk.choice]}


async def _heard_start(context: Context, session: AsyncSession, here: Here, talk: Talk) -> Letter | dict[str, object]:
    offered = tuple(talk.draft["candidates"])
    moments = [datetime.fromisoformat(one) for one in offered]
    if talk.choice is not None and 0 <= talk.choice < len(moments):
        return {"starts_at": moments[talk.choice]}
    plan = scheduling.hear_when(here, Plan(candidates=offered), context.words)
    if plan.starts_at is None:
        moved = await dialogues.advance(
            session, context.keyring, talk, talk.step, context.now(), candidates=list(plan.candidates)
        )
        labels = [texts.candidate(one, plan.moments, here.zone) for one in plan.moments]
        return Letter(texts.ask_which(plan.moments, here.zone), layout.choices(moved, labels))
    changes: dict[str, object] = {"starts_at": datetime.fromisoformat(plan.starts_at)}
    return changes | ({"minutes_long": plan.minutes} if plan.minutes else {})
