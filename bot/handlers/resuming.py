"""After a restart: the last step is saved, and the question that was open is asked again."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import changes as change_actions
from bot.actions import holidays as holiday_actions
from bot.actions import scheduling as scheduling_actions
from bot.actions.changes import Proposal
from bot.actions.scheduling import Plan
from bot.context import Context
from bot.handlers import (
    attendance,
    changes,
    collecting,
    criticism,
    drafts,
    holidays,
    join,
    leave,
    life_stage,
    meetings,
    minutes,
    roster,
    scheduling,
    self_criticism,
    summaries,
)
from bot.keyboards import layout
from bot.letters import Letter
from bot.letters import scheduling as scheduling_letters
from bot.texts import attendance as attendance_texts
from bot.texts import basics
from bot.texts import holidays as holiday_texts
from bot.texts import join as join_texts
from bot.texts import leave as leave_texts
from bot.texts import life as life_texts
from bot.texts import meetings as meeting_texts
from bot.texts import minutes as minutes_texts
from bot.texts import resuming as texts
from bot.texts import summaries as summary_texts
from storage.repositories import accounts
from storage.repositories.dialogues import Talk
from storage.rules import wording
from storage.rules.confidentiality import ContentClass
from storage.rules.life import TEXT_LIMIT, Section
from storage.rules.refusals import RefusalError
from storage.rules.terms import LineKind

Asked = Callable[[Context, AsyncSession, Talk], Awaitable[Letter]]


async def resume(context: Context, talk: Talk | None) -> None:
    """Say that the last step was saved; ask the open question again, or how to see what came of it."""
    if talk is None:
        await _saved(context)
        return
    try:
        async with context.read() as session:
            question = await QUESTIONS.get(talk.name, _go_on)(context, session, talk)
    except RefusalError:  # what was being asked about is gone meanwhile; the next answer will be told so
        question = await _go_on(context, None, talk)
    await context.toast()
    await context.say(replace(question, text=texts.ask_again(question.text)))


async def _saved(context: Context) -> None:
    """Tell it where it was asked: in private, under a command in a group, or in the tap's own answer there."""
    await context.toast("" if context.place.private else basics.AFTER_RESTART)
    if context.place.private or _is_command(context):
        await context.say(Letter(texts.nothing_open()))


def _is_command(context: Context) -> bool:
    typed = context.message if context.callback_id is None else None
    return typed is not None and (typed.text or "").startswith("/")


async def _go_on(_context: Context, _session: object, talk: Talk) -> Letter:
    return Letter(texts.GO_ON, layout.choices(talk, []))


def _constant(words: str, *choices: str, leave: bool = True) -> Asked:
    async def asked(_context: Context, _session: AsyncSession, talk: Talk) -> Letter:
        return Letter(words, layout.choices(talk, choices, leave=leave))

    return asked


async def _schedule(context: Context, session: AsyncSession, talk: Talk) -> Letter:
    here = await meetings.arrive(context, session)
    question = await scheduling_actions.next_question(session, here, Plan.of(talk.draft))
    return await scheduling_letters.asked(session, here, talk, question)


async def _draft(context: Context, session: AsyncSession, talk: Talk) -> Letter:
    if talk.step != "part":
        return await _go_on(context, session, talk)
    return Letter(meeting_texts.ASK_CHANGE, layout.choices(talk, meeting_texts.CHANGEABLE))


async def _change(context: Context, session: AsyncSession, talk: Talk) -> Letter:
    proposal = Proposal.of(talk.draft)
    shown, here, proposal = await change_actions.review(session, context.visitor.telegram_id, proposal, context.now())
    return await changes.asked(session, shown, here, talk, proposal)


async def _join(context: Context, session: AsyncSession, talk: Talk) -> Letter:
    if talk.step == "tail":
        return Letter(join_texts.ASK_TAIL)
    link = await accounts.link(session, talk.draft["link"], context.now())
    return await join.asked(session, link)


async def _roll(context: Context, session: AsyncSession, talk: Talk) -> Letter:
    words, choices = {
        "head_count": (attendance_texts.ASK_HEAD_COUNT, ()),
        "reopen": (attendance_texts.ASK_REOPEN, ()),
    }.get(talk.step, (attendance_texts.ASK_REASON, attendance_texts.REASONS))
    return await _constant(words, *choices)(context, session, talk)


async def _minutes(context: Context, session: AsyncSession, talk: Talk) -> Letter:
    if talk.step == minutes.LINE:
        asked = _constant(minutes_texts.ask_line(LineKind(talk.draft["kind"])), minutes_texts.DONE)
    elif talk.step == minutes.REMARK:
        asked = _constant(minutes_texts.ASK_REMARK, minutes_texts.NO_REMARK, leave=False)
    else:
        asked = _constant(minutes_texts.ASK_CORRECTION)
    return await asked(context, session, talk)


async def _self_criticism(context: Context, session: AsyncSession, talk: Talk) -> Letter:
    if talk.draft["pending"]:
        return _keep(talk)
    floor = await life_stage.floor_of(context, session, talk.draft["meeting"])
    name = life_stage.other(floor, talk.draft["member"])
    if talk.step == self_criticism.MENU:
        return self_criticism.asked(talk, name)
    return collecting.going_on(talk, life_texts.ask_section(Section(talk.step), name, ""))


async def _criticism(context: Context, session: AsyncSession, talk: Talk) -> Letter:
    if talk.draft["pending"]:
        return _keep(talk)
    floor = await life_stage.floor_of(context, session, talk.draft["meeting"])
    return criticism.asked(floor, talk)


async def _response(_context: Context, _session: AsyncSession, talk: Talk) -> Letter:
    return _keep(talk) if talk.draft["pending"] else collecting.going_on(talk, texts.GO_ON_WRITING)


def _keep(talk: Talk) -> Letter:
    """Ask again whether a doubtful text is to be kept."""
    found = wording.check(talk.draft["pending"], TEXT_LIMIT)
    return Letter(life_texts.ask_keep(found.warnings), collecting.keep_or_not(talk), ContentClass.P1)


async def _holidays(context: Context, session: AsyncSession, talk: Talk) -> Letter:
    if talk.step == holidays.CONFIRM:
        notice = holiday_actions.read(talk.draft["notice"], talk.draft["of"])
        return Letter(holiday_texts.preview(notice), layout.choices(talk, holiday_texts.CHOICES, leave=False))
    known = await holiday_actions.announced(session, context.now())
    return Letter(holiday_texts.prompt(known), layout.choices(talk, []))


async def _roster(_context: Context, _session: AsyncSession, talk: Talk) -> Letter:
    return roster.ask_separator(talk)


QUESTIONS: Mapping[str, Asked] = {
    scheduling.NAME: _schedule,
    drafts.NAME: _draft,
    changes.NAME: _change,
    join.NAME: _join,
    leave.NAME: _constant(leave_texts.ASK_REASON, leave_texts.NO_REASON, leave=False),
    leave.RETURN_NAME: _constant(leave_texts.ASK_REMARK, leave_texts.NO_REMARK, leave=False),
    attendance.NAME: _roll,
    minutes.NAME: _minutes,
    self_criticism.NAME: _self_criticism,
    criticism.NAME: _criticism,
    criticism.RESPONSE_NAME: _response,
    summaries.NAME: _constant(summary_texts.ASK_CORRECTION, summary_texts.WITHOUT),
    holidays.NAME: _holidays,
    roster.NAME: _roster,
}
"""What each open dialogue asks, by its name; one that is not here is asked to be gone on with."""
