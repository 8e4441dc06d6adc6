"""Scheduling in one line or step by step, until the preview of a draft stands there."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import scheduling
from bot.actions.access import Here
from bot.actions.scheduling import OFFERED, Plan, Step
from bot.context import Context
from bot.handlers.meetings import arrive, seat
from bot.letters import Letter, drafts
from bot.letters import scheduling as letters
from bot.texts.refusals import sentence
from storage.repositories import dialogues
from storage.repositories.dialogues import Talk

NAME = "schedule"
_KEPT = timedelta(days=7)


async def schedule(context: Context) -> None:
    """/schedule: preview at once from one line, or ask for what is missing."""
    async with context.begin() as session:
        here = await arrive(context, session)
        plan, refused = scheduling.from_line(here, context.words)
        letter = await begin(context, session, here, plan)
    if refused is not None:
        letter = replace(letter, text=f"{sentence(refused)}\n\n{letter.text}")
    await context.say(letter)


async def begin(context: Context, session: AsyncSession, here: Here, plan: Plan) -> Letter:
    """Open the dialogue with what is known; return its first question, or the preview."""
    talk = await dialogues.begin(
        session, context.keyring, seat(context), NAME, Step.TYPE, plan.as_draft(), context.now()
    )
    return await _go_on(context, session, here, talk, plan)


async def step(context: Context, talk: Talk) -> None:
    """Take the answer to the question that was open, typed or tapped."""
    async with context.begin() as session:
        here = await arrive(context, session)
        left = await _left_aside(context, session) if talk.step == Step.TYPE else None
        if left is not None and talk.choice == len(OFFERED):
            talk = await dialogues.resume(session, seat(context), left[0], context.now())
            plan = left[1]
        else:
            question = await scheduling.next_question(session, here, Plan.of(talk.draft))
            plan = (
                scheduling.hear(here, question, context.words)
                if talk.choice is None
                else scheduling.choose(here, question, talk.choice)
            )
        letter = await _go_on(context, session, here, talk, plan)
    await context.say(letter)


async def _go_on(context: Context, session: AsyncSession, here: Here, talk: Talk, plan: Plan) -> Letter:
    """Return the next question of a plan, or the preview of the meeting once nothing is left to ask."""
    left = None if plan.activities else await _left_aside(context, session)
    question = await scheduling.next_question(session, here, plan, left[1] if left else None)
    if question.step is Step.READY:
        drafted = await scheduling.finish(session, here, question.plan)
        await dialogues.finish(session, talk, context.now())
        return await drafts.preview(session, drafted, here)
    draft = question.plan.as_draft()
    moved = await dialogues.advance(session, context.keyring, talk, question.step, context.now(), **draft)
    return await letters.asked(session, here, moved, question)


async def _left_aside(context: Context, session: AsyncSession) -> tuple[Talk, Plan] | None:
    """Return the draft of the last days that was left unfinished here, and what it says."""
    since = context.now() - _KEPT
    talk = await dialogues.left_aside(session, context.keyring, seat(context), NAME, since)
    plan = scheduling.still_useful(talk.draft, context.now()) if talk is not None else None
    return (talk, plan) if talk is not None and plan is not None else None
