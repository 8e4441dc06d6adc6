"""What every conversation about criticism and self-criticism begins and ends with."""

from dataclasses import replace
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import life
from bot.actions.life import Floor
from bot.context import Context
from bot.handlers.meetings import seat
from bot.letters import Letter
from bot.letters import life as letters
from storage.repositories import dialogues
from storage.repositories.dialogues import Talk
from storage.rules.life import LifeInPrivateError, Opened


def check_private(context: Context) -> None:
    """Raise LifeInPrivateError in a group."""
    if not context.place.private:
        raise LifeInPrivateError


async def floor_of(context: Context, session: AsyncSession, meeting_id: int) -> Floor:
    """Return a meeting as this person meets it; raises the refusals of ``actions.life.look``."""
    return await life.look(session, context.visitor.telegram_id, meeting_id, context.now())


async def overview(context: Context, session: AsyncSession, floor: Floor) -> Letter:
    """Return the meeting as this person sees it in private."""
    concerned = floor.on_roll or floor.keeper
    opened = await life.read(session, context.keyring, floor) if concerned else Opened()
    return letters.overview(floor, opened)


async def back(context: Context, session: AsyncSession, floor: Floor, member_id: int, words: str) -> Letter:
    """Return to where the writer came from: a keeper to the person in turn, anybody else to their own part."""
    floor = await floor_of(context, session, floor.shown.meeting.id)
    if member_id == floor.me:
        letter = await overview(context, session, floor)
    else:
        letter = letters.person(floor, await life.read(session, context.keyring, floor), member_id)
    return replace(letter, text=f"{words}\n\n{letter.text}")


def other(floor: Floor, member_id: int) -> str:
    """Return somebody else's name, or an empty string for oneself."""
    return "" if member_id == floor.me else floor.name(member_id)


async def move(
    context: Context, session: AsyncSession, talk: Talk | None, name: str, step: str, draft: dict[str, Any]
) -> Talk:
    """Begin the dialogue, or move it on."""
    if talk is None:
        return await dialogues.begin(session, context.keyring, seat(context), name, step, draft, context.now())
    return await dialogues.advance(session, context.keyring, talk, step, context.now(), **draft)
