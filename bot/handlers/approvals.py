"""申请顺延 and 作废: the questions to the asker in private, and the decision of a second person."""

from datetime import date
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import buttons
from bot.actions import approvals
from bot.actions.access import Here
from bot.actions.approvals import Subject, Wish
from bot.context import Context
from bot.letters import Letter
from bot.letters import approvals as letters
from bot.texts import approvals as texts
from storage.repositories import dialogues
from storage.repositories.dialogues import Seat, Talk
from storage.rules.approvals import ApprovalKind
from storage.rules.powers import NotReachableError

NAME = "approval"


class Step(StrEnum):
    """What is asked: the new day, the reason, the last word."""

    DAY = "day"
    REASON = "reason"
    CONFIRM = "confirm"


async def ask_deferral(context: Context, button: buttons.AskDeferral) -> None:
    """申请顺延: ask in private for the new day."""
    wish = Wish(
        ApprovalKind.DEFERRAL,
        button.organisation,
        rule=approvals.cadence(button.cadence),
        period_start=_day(button.start).isoformat(),
    )
    await _begin(context, wish, Step.DAY)


async def ask_void(context: Context, button: buttons.AskVoid) -> None:
    """作废: ask in private for the reason."""
    await _begin(context, Wish(ApprovalKind.VOID, 0, meeting=button.meeting), Step.REASON)


async def _begin(context: Context, wish: Wish, first: Step) -> None:
    who, now = context.visitor.telegram_id, context.now()
    async with context.begin() as session:
        here, subject = await approvals.review(session, who, wish, now)
        talk = await dialogues.begin(session, context.keyring, Seat(who, 0, who), NAME, first, wish.as_draft(), now)
        letter = await _asked(session, here, subject, talk, wish)
    if not await context.whisper(letter):
        raise NotReachableError


async def step(context: Context, talk: Talk) -> None:
    """Take the answer to the question that is open, typed or tapped."""
    if talk.step == Step.CONFIRM and talk.choice == 0:
        await _submit(context, talk)
        return
    who, now = context.visitor.telegram_id, context.now()
    async with context.begin() as session:
        here, subject = await approvals.review(session, who, Wish.of(talk.draft), now)
        following, wish = _heard(context, talk, here, subject)
        moved = await dialogues.advance(session, context.keyring, talk, following, now, **wish.as_draft())
        letter = await _asked(session, here, subject, moved, wish)
        if following == talk.step == Step.DAY:
            letter = Letter(f"{texts.WHICH_DAY}\n\n{letter.text}", letter.keyboard, letter.content)
    await context.say(letter)


def _heard(context: Context, talk: Talk, here: Here, subject: Subject) -> tuple[Step, Wish]:
    """Return the next question and the wish with what was said; what fits no question asks it again."""
    wish = Wish.of(talk.draft)
    if talk.step == Step.DAY and subject.obligation is not None:
        offered = approvals.days_offered(subject.obligation, here.today)
        if talk.choice is not None and 0 <= talk.choice < len(offered):
            return Step.REASON, approvals.with_day(here, subject.obligation, wish, offered[talk.choice])
        typed = approvals.read_day(here, context.words) if talk.choice is None else None
        return (Step.REASON, approvals.with_day(here, subject.obligation, wish, typed)) if typed else (Step.DAY, wish)
    if talk.step == Step.REASON and talk.choice is None:
        return Step.CONFIRM, approvals.with_reason(wish, context.words)
    return Step(talk.step), wish


async def _asked(session: AsyncSession, here: Here, subject: Subject, talk: Talk, wish: Wish) -> Letter:
    if talk.step == Step.DAY and subject.obligation is not None:
        return letters.ask_day(subject.obligation, here, talk)
    if talk.step == Step.REASON:
        return letters.ask_reason(subject, talk, wish)
    return await letters.preview(session, subject, talk, wish)


async def _submit(context: Context, talk: Talk) -> None:
    """提交: enter the request; those who may decide hear of it."""
    async with context.begin() as session:
        row = await approvals.submit(session, context.visitor.telegram_id, Wish.of(talk.draft), context.now())
        await dialogues.finish(session, talk, context.now())
        words = texts.submitted(row.kind)
    await context.redraw(Letter(words))


async def open_(context: Context, button: buttons.OpenApproval) -> None:
    """Show a request to one who may decide it."""
    async with context.read() as session:
        row, _ = await approvals.may_decide(session, context.visitor.telegram_id, button.approval, context.now())
        letter = await letters.request(session, row)
    if not await context.whisper(letter):
        raise NotReachableError


async def decide(context: Context, button: buttons.DecideApproval) -> None:
    """批准 or 退回; whoever comes second is told so."""
    async with context.begin() as session:
        row, fresh = await approvals.decide(
            session, context.visitor.telegram_id, button.approval, context.now(), approve=button.approve == 1
        )
        words = texts.decided(row.kind, row.state) if fresh else texts.DECIDED_BEFORE
    await context.redraw(Letter(words))


def _day(ordinal: int) -> date:
    """Return the day a button names; raises StaleButtonError for what is no day."""
    try:
        return date.fromordinal(ordinal)
    except (ValueError, OverflowError):
        raise buttons.StaleButtonError from None
