"""The routing table: every command, button, dialogue and file, in the order they are tried.

Order: gate → moved chats and memberships → buttons → commands → minute lines → files → the open dialogue → help.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop, TypeHandler

from bot import buttons, errors
from bot.actions.access import SeveralPlacesError
from bot.context import Context, HoldLostError, SanhuiApplication
from bot.gate import Gate, Turned
from bot.handlers import (
    amendments,
    answers,
    approvals,
    attendance,
    backfill,
    basics,
    calendar,
    changes,
    choosing,
    closures,
    compliance,
    drafts,
    holidays,
    join,
    leave,
    life,
    meetings,
    member_watch,
    mine,
    minutes,
    places,
    plan,
    reminder_settings,
    roster,
    scheduling,
    summaries,
    todo,
)
from bot.handlers.meetings import seat
from bot.logs import log_line
from bot.typed_commands import read_command
from storage.repositories import dialogues
from storage.repositories.dialogues import Talk
from storage.rules import change_line
from storage.rules.refusals import RefusalError

Handler = Callable[[Context], Awaitable[None]]
ButtonHandler = Callable[[Context, Any], Awaitable[None]]
TogetherHandler = Callable[[Sequence[Context], Any], Awaitable[Sequence[Awaitable[None]]]]
TalkHandler = Callable[[Context, Talk], Awaitable[None]]

COMMANDS: Mapping[str, Handler] = {
    "start": join.start,
    "help": basics.help_,
    "bind": places.bind,
    "join": join.ask,
    "roster": roster.show,
    "schedule": scheduling.schedule,
    "meetings": meetings.list_coming,
    "roll": attendance.show_roll,
    "minutes": minutes.show,
    "life": life.show,
    "compliance": compliance.show,
    "summary": summaries.preview,
    "plan": plan.show,
    "holidays": holidays.show,
    "mine": mine.show,
    "todo": todo.show,
    "status": basics.status,
    "who": basics.who,
    "cancel": basics.cancel,
}

BUTTONS: Mapping[type[buttons.Button], ButtonHandler] = {
    buttons.LeaveDialogue: basics.leave_dialogue,
    buttons.ClaimName: join.claim,
    buttons.DecideJoin: join.decide,
    buttons.DecideImport: roster.decide_import,
    buttons.ChooseEntry: places.choose_entry,
    buttons.Publish: drafts.publish,
    buttons.EditDraft: drafts.edit_draft,
    buttons.EditDraftPart: drafts.edit_part,
    buttons.DropDraft: drafts.drop_draft,
    buttons.FixStart: drafts.fix_start,
    buttons.FixHost: drafts.fix_host,
    buttons.PickDay: calendar.pick_day,
    buttons.TurnCalendar: calendar.turn,
    buttons.ChangeTime: changes.ask_time,
    buttons.CallOff: changes.call_off,
    buttons.Amend: amendments.ask_part,
    buttons.Attend: answers.attend,
    buttons.AskLeave: leave.ask,
    buttons.PickLeaveKind: leave.pick_kind,
    buttons.DecideLeave: leave.decide,
    buttons.CheckIn: attendance.check_in,
    buttons.OpenCheckIn: attendance.open_check_in,
    buttons.OpenRoll: attendance.open_roll,
    buttons.RollPerson: attendance.open_person,
    buttons.SetAttendance: attendance.set_status,
    buttons.ConfirmRoll: attendance.confirm,
    buttons.ReopenRoll: attendance.reopen,
    buttons.OpenMinutes: minutes.open_,
    buttons.AddLine: minutes.add_line,
    buttons.RemoveLine: minutes.remove_line,
    buttons.SubmitMinutes: minutes.submit,
    buttons.SignMinutes: minutes.sign,
    buttons.ReturnMinutes: minutes.send_back,
    buttons.ExportMinutes: minutes.export,
    buttons.ReopenMinutes: minutes.reopen,
    buttons.MinutesPage: minutes.turn_page,
    buttons.OpenLife: life.open_,
    buttons.WriteSelfCriticism: life.write_self_criticism,
    buttons.WriteCriticism: life.write_criticism,
    buttons.WriteResponse: life.write_response,
    buttons.LifePerson: life.open_person,
    buttons.RecordCriticism: life.record_criticism,
    buttons.WithdrawCriticism: life.withdraw,
    buttons.OpenObligation: compliance.open_obligation,
    buttons.CompliancePage: compliance.turn_page,
    buttons.CompliancePicture: compliance.show_picture,
    buttons.BelowPage: compliance.list_below,
    buttons.WatchMembers: member_watch.open_,
    buttons.LookBelow: compliance.look_below,
    buttons.BackfillMeeting: backfill.begin,
    buttons.AskDeferral: approvals.ask_deferral,
    buttons.AskVoid: approvals.ask_void,
    buttons.OpenApproval: approvals.open_,
    buttons.DecideApproval: approvals.decide,
    buttons.PlanPage: plan.turn_page,
    buttons.AdoptPlan: plan.adopt,
    buttons.DropPlan: plan.drop,
    buttons.PlanEvent: plan.open_event,
    buttons.MovePlanned: plan.move,
    buttons.RemovePlanned: plan.remove,
    buttons.ArrangePlanned: plan.arrange,
    buttons.FillPlan: plan.fill,
    buttons.ChangeThemeDay: plan.ask_theme_day,
    buttons.AddClosure: closures.ask,
    buttons.RemoveClosure: closures.remove,
    buttons.OpenReminders: reminder_settings.open_,
    buttons.OpenReminderDays: reminder_settings.open_days,
    buttons.SetReminderDay: reminder_settings.set_day,
    buttons.OpenQuietHours: reminder_settings.open_quiet,
    buttons.SetQuietHours: reminder_settings.set_quiet,
    buttons.SetMention: reminder_settings.set_mention,
    buttons.OpenNudges: reminder_settings.open_nudges,
    buttons.SetNudges: reminder_settings.set_nudges,
    buttons.PostSummary: summaries.post,
    buttons.EditSummary: summaries.edit,
    buttons.TodoPage: todo.turn_page,
    buttons.OpenInvitation: todo.open_invitation,
    buttons.OpenLeave: todo.open_leave,
    buttons.OpenJoin: todo.open_join,
    buttons.TurnSummary: summaries.turn,
    buttons.UrgeBelow: summaries.urge,
    buttons.AskCorrection: mine.ask,
    buttons.OpenCorrection: mine.open_correction,
    buttons.DeclineCorrection: mine.decline,
    buttons.OwnGroup: mine.group_meeting,
    buttons.GroupYear: mine.group_year,
    buttons.SummaryPaper: summaries.send_paper,
}

TOGETHER: Mapping[type[buttons.Button], TogetherHandler] = {buttons.CheckIn: attendance.check_in_together}
"""Buttons that many press at the same moment: taps that wait together are carried together (``bot.together``)."""

DIALOGUES: Mapping[str, TalkHandler] = {
    "choosing": choosing.step,
    "schedule": scheduling.step,
    "draft": drafts.step,
    "change": changes.step,
    "amend": amendments.step,
    "approval": approvals.step,
    "backfill": backfill.step,
    "join": join.step,
    "leave": leave.step,
    "leave_return": leave.return_step,
    "correction": mine.step,
    "roll": attendance.step,
    "minutes": minutes.step,
    "self_criticism": life.self_criticism_step,
    "criticism": life.criticism_step,
    "response": life.response_step,
    "summary": summaries.step,
    "roster": roster.step,
    "holidays": holidays.step,
    "closure": closures.step,
    "theme_day": plan.theme_day_step,
}

_LINE_MARKS = ("#", "＃")


def register(application: SanhuiApplication, gate: Gate) -> None:
    """Enter the gate and the table into python-telegram-bot's application."""

    async def pass_gate(update: Update, context: Context) -> None:
        if not await admit(gate, update, context):
            raise ApplicationHandlerStop

    application.add_handler(TypeHandler(Update, pass_gate), group=-100)
    application.add_handler(TypeHandler(Update, dispatch))


async def admit(gate: Gate, update: Update, context: Context) -> bool:
    """Let an update in, or do here and now what there is to do about it; return whether it goes on to its handler."""
    if await _service(update, context):
        return False
    verdict = gate.judge(update, context.now())
    if isinstance(verdict, Turned):
        await basics.turned_away(update, context, verdict)
        return False
    context.visitor, context.place = verdict
    query = update.callback_query
    context.message = _message(update)
    context.callback_id = query.id if query else None
    return True


async def _service(update: Update, context: Context) -> bool:
    if update.my_chat_member is not None:
        await places.membership_changed(context, update.my_chat_member)
        return True
    message = update.message
    if message is not None and (message.migrate_to_chat_id or message.migrate_from_chat_id):
        await places.migrated(context, message)
        return True
    return False


async def dispatch(update: Update, context: Context) -> None:
    """Carry one admitted update to its handler."""
    await guard(context, _route(update, context))


async def guard(context: Context, work: Awaitable[None]) -> None:
    """Do what an update asks for: a refusal is said, a bug gets a number, a tap is always answered."""
    try:
        await work
    except HoldLostError:
        log_line("hold_lost", update_id=context.update_id)
    except RefusalError as refusal:
        if not context.lost:
            await errors.refuse(context, refusal)
    except Exception as error:  # the one place where a bug becomes an event number
        if not context.lost:
            context.event = await errors.apologise(context, error)
    finally:
        if not context.lost:
            await context.toast()


def _message(update: Update) -> Message | None:
    """Return the message an update is about; for a tap the one under which it was, accessible or not."""
    tapped = update.callback_query.message if update.callback_query else None
    # The library builds a plain Message even for an inaccessible one; ``is_accessible`` tells.
    return cast("Message | None", tapped) if tapped else update.message or update.edited_message


async def resume(update: Update, context: Context) -> None:
    """After a restart: say that the last step was saved, and ask again what was being asked."""
    query = update.callback_query
    verdict = Gate().judge(update, context.now())
    if not isinstance(verdict, Turned):
        context.visitor, context.place = verdict
        context.callback_id = query.id if query else None
        await basics.resume(context)


async def _route(update: Update, context: Context) -> None:
    if update.callback_query is not None:
        await _tapped(context, update.callback_query.data)
    elif update.edited_message is not None:
        await minutes.line_edited(context, update.edited_message)
    elif update.message is not None:
        await _said(context, update.message)


async def _tapped(context: Context, data: str | None) -> None:
    button = buttons.read(data or "")
    if isinstance(button, buttons.Pick):
        talk = await _talk(context)
        if talk is None or (talk.id, talk.rev) != (button.dialogue, button.rev):
            raise dialogues.DialogueMovedOnError
        await _go_on(context, replace(talk, choice=button.choice))
        return
    await BUTTONS[type(button)](context, button)


async def _said(context: Context, message: Message) -> None:
    text = message.text or ""
    command = read_command(text, context.bot.username)
    if command is not None and not text.startswith("/") and command.rest and await _talk(context) is not None:
        command = None  # a sentence that begins with a command's word is an answer, not a command
    if command is not None and command.name in COMMANDS:
        context.words = command.rest
        await _set_aside(context)
        await _obey(context, command.name)
    elif context.place.private and (order := change_line.read(text)) is not None:
        await _set_aside(context)
        await changes.order(context, order)
    elif text.startswith(_LINE_MARKS) and not context.place.private:
        await minutes.line_typed(context, message)
    elif message.document is not None:
        await roster.file_sent(context, message)
    else:
        await _plain(context, text)


async def _obey(context: Context, command: str) -> None:
    """Carry a command out; who belongs to several organisations is asked for which of them."""
    context.commanded = True
    try:
        await COMMANDS[command](context)
    except SeveralPlacesError as several:
        await choosing.ask(context, command, several)


async def _go_on(context: Context, talk: Talk) -> None:
    """Carry an answer to its dialogue; the command that waited for a choice of organisation is carried out after it."""
    await DIALOGUES[talk.name](context, talk)
    if context.waiting_command:
        await _obey(context, context.waiting_command)


async def _plain(context: Context, text: str) -> None:
    talk = await _talk(context)
    if talk is not None and text and not text.startswith("/"):
        context.words = text
        await _go_on(context, talk)
    elif context.place.private:
        await basics.not_understood(context, text)


async def _talk(context: Context) -> Talk | None:
    async with context.read() as session:
        return await dialogues.current(session, context.keyring, seat(context))


async def _set_aside(context: Context) -> None:
    """A fresh command replaces an unfinished dialogue; its draft is kept."""
    if await _talk(context) is not None:
        async with context.begin(done=False) as session:
            context.left_dialogue = await dialogues.set_aside(session, seat(context), context.now())
