"""改期 and 取消会议: the new time, the reason, old against new, and the confirmation."""

from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import buttons
from bot.actions import changes
from bot.actions.access import Here
from bot.actions.changes import Proposal
from bot.actions.meetings import View
from bot.context import Context
from bot.handlers.meetings import seat
from bot.letters import Letter
from bot.letters import changes as letters
from bot.texts import changes as texts
from storage.repositories import dialogues
from storage.repositories.dialogues import Talk
from storage.rules.changes import Change

NAME = "change"


class Step(StrEnum):
    """What is asked: the new time, the reason, the last word."""

    TIME = "time"
    REASON = "reason"
    CONFIRM = "confirm"


async def ask_time(context: Context, button: buttons.ChangeTime) -> None:
    """改期: ask for the new time."""
    await _begin(context, button.meeting, Change.MOVED, Step.TIME)


async def call_off(context: Context, button: buttons.CallOff) -> None:
    """取消会议: ask for the reason."""
    await _begin(context, button.meeting, Change.CANCELLED, Step.REASON)


async def _begin(context: Context, meeting_id: int, change: Change, first: Step) -> None:
    who, now = context.visitor.telegram_id, context.now()
    async with context.begin() as session:
        shown, here, proposal = await changes.propose(session, who, meeting_id, change, now)
        talk = await dialogues.begin(session, context.keyring, seat(context), NAME, first, proposal.as_draft(), now)
        letter = await _asked(session, shown, here, talk, proposal)
    await context.say(letter)


async def step(context: Context, talk: Talk) -> None:
    """Take the answer to the question that is open, typed or tapped."""
    if talk.step == Step.CONFIRM and talk.choice is not None:
        await _decide(context, talk)
        return
    who, now = context.visitor.telegram_id, context.now()
    async with context.begin() as session:
        shown, here, proposal = await changes.review(session, who, Proposal.of(talk.draft), now)
        following, proposal = _heard(context, talk, shown, here, proposal)
        moved = await dialogues.advance(session, context.keyring, talk, following, now, **proposal.as_draft())
        letter = await _asked(session, shown, here, moved, proposal)
    await context.say(letter)


def _heard(context: Context, talk: Talk, shown: View, here: Here, proposal: Proposal) -> tuple[Step, Proposal]:
    """Return the next question and the proposal with what was said; what fits no question asks it again."""
    if talk.step == Step.TIME:
        heard = _heard_time(context, talk, shown, here, proposal)
        known = heard.starts_at is not None or heard.change is not Change.MOVED
        return (Step.REASON if known else Step.TIME), heard
    if talk.step == Step.REASON and talk.choice is None:
        return Step.CONFIRM, changes.give_reason(proposal, context.words)
    return Step(talk.step), proposal


def _heard_time(context: Context, talk: Talk, shown: View, here: Here, proposal: Proposal) -> Proposal:
    if talk.choice is None:
        return changes.hear_time(here, shown, proposal, context.words)
    if 0 <= talk.choice < len(proposal.candidates):
        return changes.choose_time(here, shown, proposal, talk.choice)
    return proposal if proposal.candidates else changes.put_off(here, shown, proposal)


async def _asked(session: AsyncSession, shown: View, here: Here, talk: Talk, proposal: Proposal) -> Letter:
    match talk.step:
        case Step.TIME:
            return letters.ask_time(shown, here, talk, proposal)
        case Step.REASON:
            return letters.ask_reason(shown, talk, proposal)
        case _:
            return await letters.preview(session, shown, talk, proposal)


async def _decide(context: Context, talk: Talk) -> None:
    """Carry the change out, or leave the meeting as it is."""
    proposal, now = Proposal.of(talk.draft), context.now()
    async with context.begin() as session:
        await dialogues.finish(session, talk, now)
        letter = Letter(texts.NOTHING_CHANGED)
        if talk.choice == 0:
            shown = await changes.carry_out(session, context.visitor.telegram_id, proposal, now)
            letter = await letters.done(session, shown, proposal.change)
    await context.redraw(letter)
