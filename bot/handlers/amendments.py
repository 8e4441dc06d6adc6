"""改内容: place, theme, host or recorder of an announced meeting, old against new, and the confirmation."""

from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import buttons
from bot.actions import amendments, scheduling
from bot.actions.access import Here
from bot.actions.amendments import Amendment
from bot.actions.meetings import View
from bot.context import Context
from bot.handlers.meetings import seat
from bot.letters import Letter
from bot.letters import amendments as letters
from bot.texts import amendments as texts
from storage.repositories import dialogues
from storage.repositories.dialogues import Talk
from storage.rules.amendments import Part
from storage.rules.changes import ChangedMeanwhileError

NAME = "amend"
_PART, _VALUE, _CONFIRM = "part", "value", "confirm"


async def ask_part(context: Context, button: buttons.Amend) -> None:
    """改内容: ask what is to be changed."""
    who, now = context.visitor.telegram_id, context.now()
    async with context.begin() as session:
        shown, _ = await amendments.look(session, who, button.meeting, now)
        draft = {"meeting": shown.meeting.id}
        talk = await dialogues.begin(session, context.keyring, seat(context), NAME, _PART, draft, now)
    await context.say(letters.ask_part(talk))


async def step(context: Context, talk: Talk) -> None:
    """Take the answer to the question that is open, typed or tapped."""
    if talk.step == _CONFIRM and talk.choice is not None:
        await _decide(context, talk)
        return
    who, now = context.visitor.telegram_id, context.now()
    async with context.begin() as session:
        shown, here = await amendments.look(session, who, talk.draft["meeting"], now)
        if talk.step == _PART:
            letter = await _ask_value(context, session, here, shown, talk)
        else:
            letter = await _preview(context, session, shown, talk)
    await context.say(letter)


async def _ask_value(context: Context, session: AsyncSession, here: Here, shown: View, talk: Talk) -> Letter:
    parts = tuple(texts.PART)
    if talk.choice is None or not 0 <= talk.choice < len(parts):
        return letters.ask_part(talk)
    part = parts[talk.choice]
    amendment = amendments.begin(shown, part)
    people = await amendments.hands(session, shown) if part.is_person else {}
    offered = tuple(people.values()) if people else ()
    if part is Part.PLACE:
        offered = tuple(one for one in await scheduling.usual_places(session, here) if one != amendment.old)
    draft = amendment.as_draft() | {"offered": list(offered), "people": list(people)}
    moved = await dialogues.advance(session, context.keyring, talk, _VALUE, context.now(), **draft)
    return letters.ask(shown, moved, amendment, offered)


async def _preview(context: Context, session: AsyncSession, shown: View, talk: Talk) -> Letter:
    amendment, offered = _of(talk), tuple(talk.draft["offered"])
    if shown.meeting.rev != amendment.rev:
        raise ChangedMeanwhileError
    if talk.step == _VALUE:
        picked = talk.choice if talk.choice is not None and 0 <= talk.choice < len(offered) else None
        if picked is None and (Part(amendment.part).is_person or not context.words.strip()):
            return letters.ask(shown, talk, amendment, offered)
        members = talk.draft["people"]
        amendment = replace(
            amendment,
            new=context.words.strip() if picked is None else offered[picked],
            member=members[picked] if picked is not None and members else None,
        )
        amendments.check(amendment)
        talk = await dialogues.advance(session, context.keyring, talk, _CONFIRM, context.now(), **amendment.as_draft())
    return letters.preview(shown, talk, amendment)


async def _decide(context: Context, talk: Talk) -> None:
    """Carry the change out, or leave the meeting as it is."""
    now = context.now()
    async with context.begin() as session:
        await dialogues.finish(session, talk, now)
        letter = Letter(texts.NOTHING_CHANGED)
        if talk.choice == 0:
            shown = await amendments.carry_out(session, context.visitor.telegram_id, _of(talk), now)
            letter = letters.done(shown, _of(talk))
    await context.redraw(letter)


def _of(talk: Talk) -> Amendment:
    kept = {name: talk.draft[name] for name in ("meeting", "rev", "part", "old", "new", "member")}
    return Amendment(**kept)
