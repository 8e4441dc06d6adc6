"""Closures under /holidays: a secretary enters 寒暑假 or 停工 in one sentence, and takes one back with a tap."""

from bot import buttons
from bot.actions import closures
from bot.context import Context
from bot.handlers.meetings import seat
from bot.keyboards import closures as keyboards
from bot.keyboards import layout
from bot.letters import Letter
from bot.texts import closures as texts
from storage.repositories import dialogues
from storage.repositories.dialogues import Talk

NAME = "closure"


async def ask(context: Context, button: buttons.AddClosure) -> None:
    """添加停课停工: ask for the name and the days."""
    async with context.begin() as session:
        await closures.enter(session, context.visitor.telegram_id, button.organisation, context.now())
        draft = {"organisation": button.organisation}
        talk = await dialogues.begin(session, context.keyring, seat(context), NAME, "days", draft, context.now())
    await context.say(Letter(texts.ASK, layout.choices(talk, [])))


async def step(context: Context, talk: Talk) -> None:
    """Take the sentence, store what it says and read it back with the way to undo it."""
    async with context.begin() as session:
        here = await closures.enter(session, context.visitor.telegram_id, talk.draft["organisation"], context.now())
        row = await closures.add(session, here, context.words)
        await dialogues.finish(session, talk, context.now())
    await context.say(Letter(texts.added(here.organisation.name, row), keyboards.listed([row])))


async def remove(context: Context, button: buttons.RemoveClosure) -> None:
    """撤销: reminders go on as if it had never been entered."""
    async with context.begin() as session:
        row, _ = await closures.remove(session, context.visitor.telegram_id, button.closure, context.now())
    await context.redraw(Letter(texts.removed(row)))
