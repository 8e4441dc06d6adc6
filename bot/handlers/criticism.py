"""Criticism (from whom, to whom, which side, the words) and the response to it, entered in private."""

from dataclasses import replace
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import buttons
from bot.actions import life
from bot.actions import life_entries as entries
from bot.actions.life import Floor
from bot.context import Context
from bot.handlers import collecting, life_stage
from bot.handlers.collecting import Said
from bot.keyboards import layout
from bot.letters import Letter
from bot.letters import life as letters
from bot.texts import life as texts
from storage.repositories import dialogues
from storage.repositories.dialogues import Talk
from storage.rules.confidentiality import ContentClass
from storage.rules.life import CriticismAspect, NotKeeperError

NAME, RESPONSE_NAME = "criticism", "response"
_ASPECTS = tuple(CriticismAspect)


async def write_criticism(context: Context, button: buttons.WriteCriticism) -> None:
    """写批评意见: whom, which side, then the words."""
    life_stage.check_private(context)
    async with context.begin() as session:
        floor = await life_stage.floor_of(context, session, button.meeting)
        letter = await _next_question(
            context, session, floor, _criticism(button.meeting, floor.me, button.member), None
        )
    await context.say(letter)


async def record_criticism(context: Context, button: buttons.RecordCriticism) -> None:
    """记批评意见: a keeper takes down what somebody else says to this person."""
    life_stage.check_private(context)
    async with context.begin() as session:
        floor = await life_stage.floor_of(context, session, button.meeting)
        if not floor.keeper:
            raise NotKeeperError
        letter = await _next_question(context, session, floor, _criticism(button.meeting, 0, button.member), None)
    await context.say(letter)


def _criticism(meeting_id: int, from_id: int, to_id: int) -> dict[str, Any]:
    return {"meeting": meeting_id, "from": from_id, "to": to_id, "aspect": None, "criticism": 0, **collecting.FRESH}


async def criticism_step(context: Context, talk: Talk) -> None:
    """Take a name, an aspect, or one message of the criticism."""
    async with context.begin() as session:
        floor = await life_stage.floor_of(context, session, talk.draft["meeting"])
        if talk.step in ("from", "to"):
            letter = await _name(context, session, floor, talk)
        elif talk.step == "aspect" and talk.choice is not None:
            letter = await _aspect(context, session, floor, talk)
        else:
            letter = await _words(context, session, floor, talk)
    await collecting.speak(context, talk, letter, keeps=talk.step not in ("from", "to"))


async def _name(context: Context, session: AsyncSession, floor: Floor, talk: Talk) -> Letter:
    people: list[int] = talk.draft["people"]
    if talk.choice is not None:
        found = people[talk.choice : talk.choice + 1] if talk.choice >= 0 else []
    else:
        found = [one for one in people if floor.name(one) == context.words.strip()]
    if len(found) != 1:
        question = _ask_name(floor, talk, people)
        return replace(question, text=f"{texts.NO_SUCH_NAME}\n\n{question.text}")
    return await _next_question(context, session, floor, {**talk.draft, talk.step: found[0]}, talk)


async def _next_question(
    context: Context, session: AsyncSession, floor: Floor, draft: dict[str, Any], talk: Talk | None
) -> Letter:
    step = next((part for part in ("from", "to") if not draft[part]), "aspect")
    known = {draft["from"], draft["to"]} - {0}
    if step == "aspect":
        entries.check_pair(floor, draft["from"], draft["to"])
    else:
        floor.check_open()
        floor.check_on_roll(*known)
    people = [one.member_id for one in floor.roll if one.member_id not in known]
    moved = await life_stage.move(context, session, talk, NAME, step, {**draft, "people": people})
    return asked(floor, moved)


def asked(floor: Floor, talk: Talk) -> Letter:
    """Return the question that is open: who, whom, which side, or the words."""
    if talk.step in ("from", "to"):
        return _ask_name(floor, talk, talk.draft["people"])
    name = floor.name(talk.draft["to"])
    if talk.step != "aspect":
        return collecting.going_on(talk, texts.ask_criticism(name))
    labels = [texts.ASPECT[one] for one in _ASPECTS]
    return Letter(texts.ask_aspect(name), layout.choices(talk, labels, width=3), ContentClass.P1)


def _ask_name(floor: Floor, talk: Talk, people: list[int]) -> Letter:
    question = texts.ASK_CRITIC if talk.step == "from" else texts.ASK_WHOM
    return Letter(question, layout.choices(talk, [floor.name(one) for one in people], width=3), ContentClass.P1)


async def _aspect(context: Context, session: AsyncSession, floor: Floor, talk: Talk) -> Letter:
    if talk.choice is None or not 0 <= talk.choice < len(_ASPECTS):
        raise buttons.StaleButtonError
    moved = await life_stage.move(context, session, talk, NAME, "text", {"aspect": _ASPECTS[talk.choice].value})
    return asked(floor, moved)


async def _words(context: Context, session: AsyncSession, floor: Floor, talk: Talk) -> Letter:
    said, draft = await collecting.hear(context, session, replace(talk, step="text")), talk.draft
    if isinstance(said, Letter):
        return said
    if said is None and not draft["criticism"]:
        return collecting.going_on(talk, texts.NOTHING_YET)
    if said is None:
        await dialogues.finish(session, talk, context.now())
        return await life_stage.back(context, session, floor, _seen(floor, draft), texts.CRITICISM_KEPT)
    aspect = CriticismAspect(draft["aspect"]) if draft["aspect"] else None
    if draft["criticism"]:
        kept = await entries.add_to_criticism(
            session, context.keyring, floor, draft["criticism"], said.words, cut=said.joins
        )
    else:
        kept = await entries.criticise(session, context.keyring, floor, draft["from"], draft["to"], aspect, said.words)
    talk = replace(talk, step="text")
    return await collecting.stored(context, session, talk, said, len(kept.text), criticism=kept.id)


def _seen(floor: Floor, draft: dict[str, Any]) -> int:
    """Return whose part to show after a criticism: the one criticised where a keeper took it down."""
    recorded: int = draft["to"] if draft["from"] != floor.me else floor.me
    return recorded


async def write_response(context: Context, button: buttons.WriteResponse) -> None:
    """表态: show the criticism and ask for the response to it."""
    life_stage.check_private(context)
    async with context.begin() as session:
        floor = await life.floor_of(session, context.visitor.telegram_id, button.criticism, context.now())
        floor.check_open()
        remark = (await life.read(session, context.keyring, floor)).remark(button.criticism)
        if remark.to_id != floor.me and not floor.keeper:
            raise NotKeeperError
        draft = {"criticism": remark.id, "meeting": floor.shown.meeting.id, "to": remark.to_id, **collecting.FRESH}
        draft["answered"] = bool(remark.response)
        talk = await life_stage.move(context, session, None, RESPONSE_NAME, "text", draft)
    await context.say(collecting.going_on(talk, letters.to_answer(floor, remark), ContentClass.P2))


async def response_step(context: Context, talk: Talk) -> None:
    """Take one message of the response, or its end."""
    draft = talk.draft
    async with context.begin() as session:
        floor = await life_stage.floor_of(context, session, draft["meeting"])
        said = await collecting.hear(context, session, talk)
        if isinstance(said, Letter):
            letter = said
        elif isinstance(said, Said):
            kept = await entries.respond(
                session, context.keyring, floor, draft["criticism"], said.words, more=said.more, cut=said.joins
            )
            letter = await collecting.stored(context, session, talk, said, len(kept.response))
        elif draft["more"] or draft["answered"]:
            await dialogues.finish(session, talk, context.now())
            letter = await life_stage.back(context, session, floor, draft["to"], texts.RESPONSE_KEPT)
        else:
            letter = collecting.going_on(talk, texts.NOTHING_YET)
    await collecting.speak(context, talk, letter)
