"""From one admitted update to its handler, in the order things are tried.

Order: gate → moved chats and memberships → buttons → commands → minute lines → files → the open dialogue → help.
"""

from collections.abc import Awaitable
from dataclasses import replace

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop, TypeHandler

from bot import buttons, errors
from bot.actions.access import SeveralPlacesError
from bot.context import Context, SanhuiApplication
from bot.gate import Gate, Turned
from bot.handlers import basics, changes, choosing, makeups, minutes, places, resuming, roster
from bot.handlers.meetings import seat
from bot.routes import BUTTONS, COMMANDS, DIALOGUES
from bot.typed_commands import read_command
from storage.repositories import dialogues
from storage.repositories.dialogues import Talk
from storage.rules import change_line

_LINE_MARKS = ("#", "＃")


def register(application: SanhuiApplication, gate: Gate) -> None:
    """Enter the gate and the table into python-telegram-bot's application."""

    async def pass_gate(update: Update, context: Context) -> None:
        if not await admit(gate, update, context):
            raise ApplicationHandlerStop

    application.add_handler(TypeHandler(Update, pass_gate), group=-100)
    application.add_handler(TypeHandler(Update, dispatch))


async def admit(gate: Gate, update: Update, context: Context) -> bool:
    """Let an update in, or do here and now what there is to do about it; return whether it goes on to its handler.

    The context then knows who came and where; what breaks gets its number here too.
    """
    async with errors.Net(context):
        await _judge(gate, update, context)
    return context.is_admitted


async def _judge(gate: Gate, update: Update, context: Context) -> None:
    if await _service(update, context):
        return
    verdict = gate.judge(update, context.now())
    if isinstance(verdict, Turned):
        await basics.turned_away(update, context, verdict)
    else:
        context.visitor, context.place = verdict


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
    async with errors.Net(context):
        async with errors.Net(context):
            await work
        await context.close_tap()


async def resume(update: Update, context: Context) -> None:
    """After a restart: say that the last step was saved, and ask again what was being asked."""
    async with errors.Net(context):
        verdict = Gate().judge(update, context.now())
        if isinstance(verdict, Turned):
            return
        context.visitor, context.place = verdict
        async with errors.Net(context):
            await resuming.resume(context, await _talk(context))
        await context.close_tap()


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
    if command is not None and not text.startswith(("/", "／")) and command.rest and await _talk(context) is not None:
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
        await _file(context, message)
    else:
        await _plain(context, text)


async def _file(context: Context, message: Message) -> None:
    """A file is the answer to a question that asks for one, else a roster."""
    talk = await _talk(context)
    if talk is not None and talk.name == makeups.MATERIAL_NAME:
        await makeups.material_file(context, talk, message)
    else:
        await roster.file_sent(context, message)


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
