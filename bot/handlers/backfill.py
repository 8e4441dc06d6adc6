"""补录会议: day, theme, head-counts, year, and the confirmation, in private."""

from dataclasses import replace
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import buttons
from bot.actions import backfill, compliance
from bot.actions.access import Here
from bot.actions.backfill import Account
from bot.context import Context
from bot.keyboards import layout
from bot.letters import Letter
from bot.texts import backfill as texts
from storage.repositories import dialogues
from storage.repositories.dialogues import Seat, Talk
from storage.rules.powers import NotReachableError

NAME = "backfill"


class Step(StrEnum):
    """What is asked, in this order; the year only of what belongs to one."""

    DAY = "day"
    THEME = "theme"
    HEADS = "heads"
    YEAR = "year"
    CONFIRM = "confirm"


async def begin(context: Context, button: buttons.BackfillMeeting) -> None:
    """补录会议: ask in private for the day."""
    who, now = context.visitor.telegram_id, context.now()
    async with context.begin() as session:
        here, account = await backfill.begin(session, who, button.organisation, button.activity, now)
        me = Seat(who, 0, who)
        talk = await dialogues.begin(session, context.keyring, me, NAME, Step.DAY, account.as_draft(), now)
        letter = await _asked(session, here, talk, account)
    if not await context.whisper(letter):
        raise NotReachableError


async def step(context: Context, talk: Talk) -> None:
    """Take the answer to the question that is open, typed or tapped."""
    if talk.step == Step.CONFIRM and talk.choice == 0:
        await _record(context, talk)
        return
    async with context.begin() as session:
        account = Account(**talk.draft)
        here = await backfill.enter(session, context.visitor.telegram_id, account, context.now())
        following, account = _heard(context, talk, here, account)
        moved = await dialogues.advance(session, context.keyring, talk, following, context.now(), **account.as_draft())
        letter = await _asked(session, here, moved, account)
    await context.say(letter)


def _heard(context: Context, talk: Talk, here: Here, account: Account) -> tuple[Step, Account]:
    """Return the next question and the account with what was said; what fits no question asks it again."""
    typed = talk.choice is None
    if talk.step == Step.DAY and typed:
        return Step.THEME, backfill.with_day(here, account, context.words)
    if talk.step == Step.THEME:
        return Step.HEADS, backfill.with_theme(account, context.words) if typed else account
    if talk.step == Step.HEADS:
        told = backfill.with_heads(account, context.words) if typed else account
        return (Step.YEAR if account.years else Step.CONFIRM), told
    if talk.step == Step.YEAR and talk.choice is not None:
        years = (None, *account.years)
        return Step.CONFIRM, replace(account, for_year=years[talk.choice] if 0 <= talk.choice < len(years) else None)
    return Step(talk.step), account


async def _asked(session: AsyncSession, here: Here, talk: Talk, account: Account) -> Letter:
    name = await compliance.name_of(session, here)
    match talk.step:
        case Step.DAY:
            return Letter(texts.ask_day(account.kind, name), layout.choices(talk, []))
        case Step.THEME:
            return Letter(texts.ASK_THEME, layout.choices(talk, [texts.NO_THEME]))
        case Step.HEADS:
            return Letter(texts.ASK_HEADS, layout.choices(talk, [texts.NO_HEADS]))
        case Step.YEAR:
            labels = [texts.BY_DATE, *map(texts.year_label, account.years)]
            return Letter(texts.ASK_YEAR, layout.choices(talk, labels))
        case _:
            heads = (account.expected, account.present)
            words = texts.preview(
                account.kind, name, account.day, account.clock, account.theme, heads, account.for_year
            )
            return Letter(words, layout.choices(talk, [texts.ENTER]))


async def _record(context: Context, talk: Talk) -> None:
    """补录: enter the meeting."""
    async with context.begin() as session:
        row = await backfill.record(session, context.visitor.telegram_id, Account(**talk.draft), context.now())
        await dialogues.finish(session, talk, context.now())
        words = texts.entered(Account(**talk.draft).kind, row.local_day)
    await context.redraw(Letter(words))
