"""Help, who may do what, status, leaving a dialogue, and what is said when nothing else fits."""

from contextlib import suppress
from zoneinfo import ZoneInfo

from telegram import ChatMemberAdministrator, Update
from telegram.error import TelegramError

from bot import buttons
from bot.actions import status as actions
from bot.context import Context, Place
from bot.gate import Turned, place_of
from bot.handlers.meetings import arrive, seat
from bot.keyboards import reminder_settings
from bot.keyboards.layout import keyboard
from bot.letters import Letter
from bot.texts import access as access_texts
from bot.texts import basics as texts
from bot.texts import dates
from bot.texts import deliveries as delivery_texts
from bot.texts.markup import lines
from storage.models import Binding
from storage.repositories import dialogues, people
from storage.rules.confidentiality import ContentClass
from storage.rules.powers import NotReachableError, Power, StrangerError, is_entitled


async def help_(context: Context) -> None:
    """/help: what this bot can do for this person, here."""
    async with context.read() as session:
        try:
            here = await arrive(context, session)
        except StrangerError:
            await context.say(Letter(texts.STRANGER_HELP))
            return
    if not context.place.private:
        await context.say(Letter(texts.help_group()))
        return
    duties = here.member.duties
    powers = [power for power in Power if is_entitled(power, duties)]
    words = texts.help_private(here.organisation.name, here.member.name, duties, powers)
    await context.say(Letter(words, content=ContentClass.P1))


async def who(context: Context) -> None:
    """/who [ACTION]: the table of powers, or who does one thing, whether the asker may and why; names in private."""
    power = access_texts.read_power(context.words)
    async with context.read() as session:
        here = await arrive(context, session)
        holders = await people.holders(session, here.organisation, power, here.now) if power else []
    if power is None:
        unknown = access_texts.UNKNOWN + "\n" if context.words else ""
        await context.say(Letter(unknown + texts.who(access_texts.table(), here.member.duties)))
        return
    others = [person.name for person in holders if person.id != here.member.member_id]
    named = others if context.place.private else None
    may = here.may(power) or is_entitled(power, here.member.duties)
    words = access_texts.answer(power, here.member.duties, named, may=may)
    await context.say(Letter(words, content=ContentClass.P1 if named else ContentClass.P0))


async def status(context: Context) -> None:
    """/status: how the bot fares here, for those who look after it; names in private only."""
    async with context.read() as session:
        here = await arrive(context, session)
        found = await actions.of(session, here, context.house.sender_id)
    rights = await _rights(context, found.binding)
    private = context.place.private
    words = texts.status(
        found.organisation,
        found.binding.title if found.binding else "",
        rights,
        found.unlinked,
        found.unreachable,
        [(plan.kind, dates.short_moment(plan.due_at, here.zone)) for plan in found.next_plans],
        lines(*_delivery(found, here.zone)),
    )
    settings = keyboard([reminder_settings.opener(here.organisation.id)]) if here.may(Power.SET_UP) else None
    letter = Letter(words, settings, ContentClass.P1)
    if private:
        await context.say(letter)
    elif await context.whisper(letter):
        await context.say(Letter(texts.SENT_PRIVATELY))
    else:
        raise NotReachableError


def _delivery(found: actions.Status, zone: ZoneInfo) -> list[str]:
    """Say how sending fares: stopped, paused, what waits, what did not arrive and why."""
    backlog = found.backlog
    overdue = dates.short_moment(backlog.overdue_since, zone) if backlog.overdue_since else ""
    return [
        delivery_texts.STOPPED if found.stopped else "",
        delivery_texts.paused(dates.short_moment(found.paused_until, zone)) if found.paused_until else "",
        delivery_texts.backlog(backlog.waiting, overdue, backlog.given_up, backlog.unseen),
    ]


async def _rights(context: Context, binding: Binding | None) -> list[str]:
    """Ask Telegram what the bot may do in the bound chat."""
    if binding is None:
        return []
    try:
        me = await context.bot.get_chat_member(binding.chat_id, context.bot.id)
    except TelegramError:
        return [texts.LOST]
    admin = isinstance(me, ChatMemberAdministrator)
    reads = admin or bool(context.bot.bot.can_read_all_group_messages)
    pins = isinstance(me, ChatMemberAdministrator) and bool(me.can_pin_messages)
    return [texts.READS_ALL if reads else texts.READS_COMMANDS, texts.CAN_PIN if pins else texts.CANNOT_PIN]


async def cancel(context: Context) -> None:
    """/cancel: the routing table has already set the dialogue aside."""
    await context.say(Letter(texts.CANCELLED if context.left_dialogue else texts.NOTHING_OPEN))


async def leave_dialogue(context: Context, _button: buttons.LeaveDialogue) -> None:
    """取消 under a question: leave it; the draft is kept."""
    async with context.begin() as session:
        left = await dialogues.set_aside(session, seat(context), context.now())
    await context.toast()
    await context.say(Letter(texts.CANCELLED if left else texts.NOTHING_OPEN))


async def not_understood(context: Context, _text: str) -> None:
    """Answer in words whatever was not understood in private."""
    await context.say(Letter(texts.NOT_UNDERSTOOD))


async def turned_away(update: Update, context: Context, verdict: Turned) -> None:
    """Say why an update goes no further, where saying it is right; most are met with silence."""
    query = update.callback_query
    message = update.message
    if query is not None:
        await context.toast(texts.TOO_FAST if verdict is Turned.TOO_FAST else "")
        return
    place = place_of(message)
    words = _said_to(verdict, place, bool(message and (message.text or "").startswith("/")))
    if words and place is not None:
        context.place = place
        with suppress(StrangerError):
            await context.say(Letter(words))


def _said_to(verdict: Turned, place: Place | None, is_command: bool) -> str:
    if place is None:
        return ""
    if verdict is Turned.ANONYMOUS and is_command:
        return texts.ANONYMOUS
    if verdict is Turned.FORWARDED and (place.private or is_command):
        return texts.FORWARDED
    return texts.TOO_FAST if verdict is Turned.TOO_FAST else ""
