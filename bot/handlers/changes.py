"""改期 and 取消会议, by buttons or one line: the new time, the reason, old against new, and the confirmation."""

from dataclasses import replace
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import buttons
from bot.actions import changes
from bot.actions.access import Here
from bot.actions.changes import Proposal
from bot.actions.meetings import View
from bot.context import Context
from bot.handlers.meetings import arrive, seat
from bot.letters import Letter
from bot.letters import changes as letters
from bot.texts import changes as texts
from bot.texts.refusals import sentence
from storage.repositories import dialogues
from storage.repositories.dialogues import Talk
from storage.rules.change_line import ChangeLine, split_reason
from storage.rules.changes import Change, NewTimePassedError, SameTimeError
from storage.rules.when import WhenRefused

NAME = "change"


class Step(StrEnum):
    """What is asked: which meeting, the new time, the reason, the last word."""

    WHICH = "which"
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
        letter = await asked(session, shown, here, talk, proposal)
    await context.say(letter)


async def order(context: Context, line: ChangeLine) -> None:
    """改期 TIME 原因：REASON: old against new at once; whatever is missing or unclear is asked."""
    async with context.begin() as session:
        here = await arrive(context, session)
        found = await changes.movable(session, here, line.activities)
        if len(found) == 1:
            letter = await _begin_with(context, session, found[0].meeting.id, line.when, line.reason)
        else:
            draft = {"meetings": [one.meeting.id for one in found], "when": line.when, "reason": line.reason}
            talk = await dialogues.begin(
                session, context.keyring, seat(context), NAME, Step.WHICH, draft, context.now()
            )
            letter = letters.ask_which(talk, found)
    await context.say(letter)


async def _begin_with(context: Context, session: AsyncSession, meeting_id: int, when: str, reason: str) -> Letter:
    """Begin to move a meeting with what was said already; a time that cannot be read is asked again, with why."""
    who, now = context.visitor.telegram_id, context.now()
    shown, here, proposal = await changes.propose(session, who, meeting_id, Change.MOVED, now)
    if reason:
        proposal = changes.give_reason(proposal, reason)
    why = ""
    try:
        proposal = changes.hear_time(here, shown, proposal, when) if when else proposal
    except (WhenRefused, SameTimeError, NewTimePassedError) as refused:
        why = sentence(refused) + "\n\n"
    following = _after_time(proposal)
    talk = await dialogues.begin(session, context.keyring, seat(context), NAME, following, proposal.as_draft(), now)
    letter = await asked(session, shown, here, talk, proposal)
    return replace(letter, text=why + letter.text)


async def step(context: Context, talk: Talk) -> None:
    """Take the answer to the question that is open, typed or tapped."""
    if talk.step == Step.WHICH:
        await _choose_meeting(context, talk)
        return
    if talk.step == Step.CONFIRM and talk.choice is not None:
        await _decide(context, talk)
        return
    who, now = context.visitor.telegram_id, context.now()
    async with context.begin() as session:
        shown, here, proposal = await changes.review(session, who, Proposal.of(talk.draft), now)
        following, proposal = _heard(context, talk, shown, here, proposal)
        moved = await dialogues.advance(session, context.keyring, talk, following, now, **proposal.as_draft())
        letter = await asked(session, shown, here, moved, proposal)
    await context.say(letter)


def _heard(context: Context, talk: Talk, shown: View, here: Here, proposal: Proposal) -> tuple[Step, Proposal]:
    """Return the next question and the proposal with what was said; what fits no question asks it again."""
    if talk.step == Step.TIME:
        heard = _heard_time(context, talk, shown, here, proposal)
        return _after_time(heard), heard
    if talk.step == Step.REASON and talk.choice is None:
        return Step.CONFIRM, changes.give_reason(proposal, context.words)
    return Step(talk.step), proposal


async def _choose_meeting(context: Context, talk: Talk) -> None:
    """Go on with the meeting that was chosen among several."""
    offered = talk.draft["meetings"]
    if talk.choice is None or not 0 <= talk.choice < len(offered):
        await context.say(Letter(texts.ASK_WHICH))
        return
    async with context.begin() as session:
        chosen = offered[talk.choice]
        letter = await _begin_with(context, session, chosen, talk.draft["when"], talk.draft["reason"])
    await context.say(letter)


def _after_time(proposal: Proposal) -> Step:
    """Return what to ask once the time was heard: the reason, unless it was given along with it."""
    if proposal.starts_at is None and proposal.change is Change.MOVED:
        return Step.TIME
    return Step.CONFIRM if proposal.reason else Step.REASON


def _heard_time(context: Context, talk: Talk, shown: View, here: Here, proposal: Proposal) -> Proposal:
    if talk.choice is None:
        when, reason = split_reason(context.words)
        heard = changes.hear_time(here, shown, proposal, when)
        return changes.give_reason(heard, reason) if reason else heard
    if 0 <= talk.choice < len(proposal.candidates):
        return changes.choose_time(here, shown, proposal, talk.choice)
    return proposal if proposal.candidates else changes.put_off(here, shown, proposal)


async def asked(session: AsyncSession, shown: View, here: Here, talk: Talk, proposal: Proposal) -> Letter:
    """Return the question that is open."""
    match talk.step:
        case Step.TIME:
            return await letters.ask_time(session, shown, here, talk, proposal)
        case Step.REASON:
            return letters.ask_reason(shown, talk, proposal)
        case _:
            return await letters.preview(session, shown, talk, proposal, here.now)


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
