"""/holidays: which years are known; an administrator pastes the notice in private, sees it read back, confirms."""

from dataclasses import replace

from bot.actions import closures, holidays
from bot.actions.access import UnboundChatError
from bot.context import Context
from bot.handlers.meetings import arrive, seat
from bot.keyboards import closures as closure_keyboards
from bot.keyboards import layout
from bot.letters import Letter
from bot.texts import closures as closure_texts
from bot.texts import holidays as texts
from bot.texts.markup import lines
from storage.repositories import dialogues
from storage.repositories.dialogues import Talk
from storage.rules.powers import Power, StrangerError

NAME = "holidays"
_PASTE, CONFIRM = "paste", "confirm"
_TAKE, _GIVE_UP = 0, 1
_YEAR_DIGITS = 4


async def show(context: Context) -> None:
    """/holidays [YEAR]: what is known, and for administrators in private the way to enter a notice."""
    asked = int(context.words) if context.words.isdecimal() and len(context.words) == _YEAR_DIGITS else None
    enters = context.visitor.telegram_id in context.settings.admins
    if not (enters and context.place.private):
        async with context.read() as session:
            known = await holidays.announced(session, context.now())
        how = texts.IN_PRIVATE if enters else texts.ASK_ADMINISTRATOR
        closed = await _closures(context)
        await context.say(replace(closed, text=lines(texts.status(known), how, closed.text)))
        return
    async with context.begin() as session:
        known = await holidays.announced(session, context.now())
        draft = {"year": asked}
        talk = await dialogues.begin(session, context.keyring, seat(context), NAME, _PASTE, draft, context.now())
    closed = await _closures(context)
    await context.say(*([closed] if closed.text else []), Letter(texts.prompt(known), layout.choices(talk, [])))


async def _closures(context: Context) -> Letter:
    """What is closed for those on a roster; in private, for those who may enter more, with the way to do so."""
    async with context.read() as session:
        try:
            here = await arrive(context, session)
        except (StrangerError, UnboundChatError):
            return Letter("")  # holidays are for everybody; closures for those who belong somewhere
        rows = await closures.listed(session, here)
    if not (context.place.private and here.may(Power.SET_UP)):
        return Letter(closure_texts.listing(rows))
    own = [row for row in rows if row.organisation_id == here.organisation.id]
    return Letter(
        closure_texts.listing(rows) or closure_texts.NONE, closure_keyboards.listed(own, here.organisation.id)
    )


async def step(context: Context, talk: Talk) -> None:
    """Take the pasted notice, or the word about the one read back."""
    holidays.require_administrator(context.visitor.telegram_id, context.settings.admins)
    if talk.step == CONFIRM and talk.choice == _TAKE:
        await _take(context, talk)
    elif talk.step == CONFIRM and talk.choice == _GIVE_UP:
        async with context.begin() as session:
            await dialogues.finish(session, talk, context.now())
        await context.redraw(Letter(texts.DROPPED))
    else:
        await _read_back(context, talk)


async def _read_back(context: Context, talk: Talk) -> None:
    """Read the pasted words and keep them until they are confirmed; a new paste replaces the last."""
    notice = holidays.read(context.words, talk.draft["year"])
    async with context.begin() as session:
        moved = await dialogues.advance(
            session, context.keyring, talk, CONFIRM, context.now(), notice=context.words, of=notice.year
        )
    await context.say(Letter(texts.preview(notice), layout.choices(moved, texts.CHOICES, leave=False)))


async def _take(context: Context, talk: Talk) -> None:
    notice = holidays.read(talk.draft["notice"], talk.draft["of"])
    async with context.begin() as session:
        await dialogues.finish(session, talk, context.now())
        await holidays.store(session, notice, context.visitor.telegram_id, context.now())
    await context.redraw(Letter(texts.stored(notice)))
