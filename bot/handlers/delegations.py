"""委托批假: hand the decision on leave to another member for some days, and take it back."""

from datetime import timedelta

from bot import buttons
from bot.actions import delegations
from bot.context import Context
from bot.handlers.meetings import seat
from bot.keyboards import layout
from bot.letters import Letter
from bot.letters import delegations as letters
from bot.texts import delegation as texts
from storage.repositories import dialogues
from storage.repositories.dialogues import Talk
from storage.rules.delegation import read_days

NAME = "delegation"
_WHOM, _DAYS = "whom", "days"


async def open_(context: Context, button: buttons.OpenDelegation) -> None:
    """Show to whom the decision is handed; in private only."""
    if not context.place.private:
        return
    async with context.read() as session:
        handed = await delegations.of(session, context.visitor.telegram_id, button.meeting, context.now())
        letter = await letters.shown(session, handed, button.meeting)
    await context.redraw(letter)


async def ask(context: Context, button: buttons.Delegate) -> None:
    """Ask whom."""
    async with context.begin() as session:
        handed = await delegations.of(session, context.visitor.telegram_id, button.meeting, context.now())
        people = await delegations.may_be_asked(session, handed)
        draft = {"meeting": button.meeting, "people": [one.id for one in people]}
        talk = await dialogues.begin(session, context.keyring, seat(context), NAME, _WHOM, draft, context.now())
    await context.toast()
    await context.say(Letter(texts.ASK_WHOM, layout.choices(talk, [one.name for one in people], width=3)))


async def step(context: Context, talk: Talk) -> None:
    """Take whom, then from when to when."""
    draft, who = talk.draft, context.visitor.telegram_id
    if talk.step == _WHOM:
        if talk.choice is None or not 0 <= talk.choice < len(draft["people"]):
            await context.say(Letter(texts.ASK_WHOM))
            return
        async with context.begin() as session:
            moved = await dialogues.advance(
                session, context.keyring, talk, _DAYS, context.now(), member=draft["people"][talk.choice]
            )
        await context.redraw(Letter(texts.ASK_DAYS, layout.choices(moved, texts.DAYS)))
        return
    async with context.begin() as session:
        today = (await delegations.of(session, who, draft["meeting"], context.now())).here.today
        if talk.choice is None:
            begin, end = read_days(context.words, today)
        else:
            begin = today
            end = today + timedelta(days=texts.LENGTHS[min(talk.choice, len(texts.LENGTHS) - 1)] - 1)
        handed = await delegations.give(session, who, draft["meeting"], draft["member"], begin, end, context.now())
        await dialogues.finish(session, talk, context.now())
        letter = await letters.shown(session, handed, draft["meeting"])
    await context.say(letter)


async def end(context: Context, button: buttons.EndDelegation) -> None:
    """Take the decision back."""
    async with context.begin() as session:
        handed = await delegations.end(session, context.visitor.telegram_id, button.delegation, context.now())
        letter = await letters.shown(session, handed, None)
    await context.redraw(letter)
