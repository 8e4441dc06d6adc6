"""签到, /roll, corrections with reasons, 确认考勤."""

from collections.abc import Awaitable, Sequence
from typing import Any

from bot import buttons
from bot.actions import attendance, meetings
from bot.actions.access import Here
from bot.actions.attendance import CheckedIn
from bot.actions.meetings import View
from bot.context import Context, begin_together
from bot.handlers.check_in import ask_code
from bot.handlers.meetings import arrive, seat
from bot.keyboards import attendance as keyboards
from bot.keyboards import layout
from bot.letters import Letter
from bot.letters import meetings as meeting_letters
from bot.letters import rolls as letters
from bot.texts import attendance as texts
from storage.repositories import dialogues, organisations
from storage.repositories.dialogues import Talk
from storage.rules import figures
from storage.rules.attendance import CodeNeededError
from storage.rules.meetings import NoMeetingError
from storage.rules.refusals import RefusalError
from storage.rules.terms import CAME, AttendanceStatus

NAME = "roll"


async def check_in(context: Context, button: buttons.CheckIn) -> None:
    """签到: enter the tapper's own attendance."""
    (answer,) = await check_in_together([context], button)
    await answer


async def check_in_together(contexts: Sequence[Context], button: buttons.CheckIn) -> list[Awaitable[None]]:
    """签到 of people whose taps waited together: entered in one transaction; return how each is to be answered."""
    people = [context.visitor.telegram_id for context in contexts]
    async with begin_together(contexts) as (session, done):
        outcomes = await attendance.check_in_all(session, people, button.meeting, contexts[0].now())
        done += [one for one, outcome in zip(contexts, outcomes, strict=True) if isinstance(outcome, CheckedIn)]
    return [_signed_in(one, button, outcome) for one, outcome in zip(contexts, outcomes, strict=True)]


async def _signed_in(context: Context, button: buttons.CheckIn, outcome: CheckedIn | RefusalError) -> None:
    """Answer one tap on 签到."""
    if isinstance(outcome, CodeNeededError):
        await ask_code(context, button.meeting)
        return
    if isinstance(outcome, RefusalError):
        raise outcome
    zone = organisations.zone(outcome.shown.organisation)
    await context.toast(texts.checked_in(outcome.status, outcome.at, zone, fresh=outcome.fresh))
    if context.place.private and outcome.fresh:
        who = context.visitor.telegram_id
        async with context.read() as session:
            shown, here = await meetings.view(session, who, button.meeting, context.now())
        await context.redraw(meeting_letters.invitation_of(shown, here, context.now()))


async def open_check_in(context: Context, button: buttons.OpenCheckIn) -> None:
    """开放签到 before its usual window."""
    async with context.begin() as session:
        await attendance.open_early(session, context.visitor.telegram_id, button.meeting, context.now())
    await context.toast(texts.OPENED)
    await _show(context, button.meeting, redraw=True)


async def show_roll(context: Context) -> None:
    """/roll: the roll of the meeting in question, or a choice of meetings."""
    async with context.read() as session:
        here = await arrive(context, session)
        shown = await attendance.in_question(session, here)
    if not shown:
        raise NoMeetingError
    if len(shown) == 1:
        await context.say(await _letter(context, shown[0], here))
        return
    picks = [(one.meeting.id, letters.label(one)) for one in shown[:8]]
    await context.say(Letter(texts.ASK_WHICH, keyboards.pick(picks)))


async def open_roll(context: Context, button: buttons.OpenRoll) -> None:
    """Show one meeting's roll."""
    await _show(context, button.meeting, redraw=True)


async def open_person(context: Context, button: buttons.RollPerson) -> None:
    """Open one person's line for correction."""
    async with context.read() as session:
        shown, here = await attendance.roll(session, context.visitor.telegram_id, button.meeting, context.now())
    letter = letters.person(shown, here, button.member)
    await (context.redraw(letter) if context.place.private else context.toast())


async def set_status(context: Context, button: buttons.SetAttendance) -> None:
    """Enter a status; having come on somebody's word asks for the reason first."""
    if not 0 <= button.status < len(keyboards.STATUSES):
        raise buttons.StaleButtonError
    status = keyboards.STATUSES[button.status]
    if status in CAME:
        draft = {"meeting": button.meeting, "member": button.member, "status": status.value}
        timed = status in (AttendanceStatus.LATE, AttendanceStatus.EARLY_LEAVE)
        await _ask(context, "reason", draft, texts.ASK_TIMED_REASON if timed else texts.ASK_REASON, texts.REASONS)
        return
    async with context.begin() as session:
        await attendance.set_status(
            session, context.visitor.telegram_id, button.meeting, button.member, status, "", context.now()
        )
    await _show(context, button.meeting, redraw=True)


async def confirm(context: Context, button: buttons.ConfirmRoll) -> None:
    """确认考勤: ask for the head-count first."""
    async with context.begin() as session:
        await attendance.check_may_confirm(session, context.visitor.telegram_id, button.meeting, context.now())
    await _ask(context, "head_count", {"meeting": button.meeting}, texts.ASK_HEAD_COUNT)


async def reopen(context: Context, button: buttons.ReopenRoll) -> None:
    """重新打开: ask for the reason first."""
    await _ask(context, "reopen", {"meeting": button.meeting}, texts.ASK_REOPEN)


async def step(context: Context, talk: Talk) -> None:
    """Take a reason or a head-count."""
    meeting, who = talk.draft["meeting"], context.visitor.telegram_id
    words = context.words if talk.choice is None else texts.REASONS[min(talk.choice, len(texts.REASONS) - 1)]
    async with context.begin() as session:
        if talk.step == "head_count":
            count = figures.read_heads(words)
            await attendance.confirm(session, who, meeting, count, context.now())
        elif talk.step == "reopen":
            await attendance.reopen(session, who, meeting, words, context.now())
        else:
            status = AttendanceStatus(talk.draft["status"])
            await attendance.set_status(session, who, meeting, talk.draft["member"], status, words, context.now())
        await dialogues.finish(session, talk, context.now())
    if talk.step == "head_count":
        await context.say(Letter(texts.CONFIRMED))
    await _show(context, meeting, redraw=False)


async def _ask(
    context: Context, step_name: str, draft: dict[str, Any], question: str, choices: tuple[str, ...] = ()
) -> None:
    async with context.begin() as session:
        talk = await dialogues.begin(session, context.keyring, seat(context), NAME, step_name, draft, context.now())
    await context.say(Letter(question, layout.choices(talk, choices)))


async def _show(context: Context, meeting_id: int, *, redraw: bool) -> None:
    async with context.read() as session:
        shown, here = await attendance.roll(session, context.visitor.telegram_id, meeting_id, context.now())
    letter = await _letter(context, shown, here)
    await (context.redraw(letter) if redraw else context.say(letter))


async def _letter(context: Context, shown: View, here: Here) -> Letter:
    async with context.read() as session:
        return await letters.roll(session, shown, here, context.now(), private=context.place.private)
