"""/bind, the bot's own membership, chats that move, and the choice at set-up."""

from telegram import ChatMember, ChatMemberUpdated, Message
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from bot import buttons
from bot.actions import places
from bot.context import Context
from bot.letters import Letter
from bot.texts import join as join_texts
from bot.texts import places as texts
from storage.repositories import accounts, chats, contacts, organisations
from storage.rules.outcomes import Reason
from storage.rules.terms import SensitiveEntry

_AWAY = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


async def bind(context: Context) -> None:
    """/bind CODE: bind this chat to the code's organisation."""
    place = context.place
    if place.private:
        raise places.BindInGroupError
    async with context.begin() as session:
        organisation = await places.bind(
            session,
            context.words,
            place.chat_id,
            place.thread_id,
            place.title,
            context.visitor.telegram_id,
            context.now(),
        )
        empty = not await accounts.unlinked(session, organisation.id)
    is_admin = await _is_admin(context)
    await context.say(Letter(texts.bound(organisation.name, is_admin=is_admin, empty_roster=empty)))


async def choose_entry(context: Context, button: buttons.ChooseEntry) -> None:
    """私聊 or 内网页面."""
    entry = SensitiveEntry.OWN_PAGE if button.own_page == 1 else SensitiveEntry.PRIVATE_CHAT
    async with context.begin() as session:
        organisation = await places.choose_entry(
            session, button.organisation, context.visitor.telegram_id, entry, context.now()
        )
    await context.redraw(Letter(texts.choice_kept(join_texts.CHOICE_KEPT[entry], organisation.name)))


async def membership_changed(context: Context, change: ChatMemberUpdated) -> None:
    """Remember who blocks or unblocks the bot and which groups it is in; an unknown group hears nothing."""
    away = change.new_chat_member.status in _AWAY
    async with context.begin() as session:
        if change.chat.type == ChatType.PRIVATE:
            reason = "blocked" if away else None
            await contacts.note(session, change.chat.id, reachable=not away, now=context.now(), reason=reason)
        elif away:
            await chats.lose(session, change.chat.id, Reason.KICKED, context.now())
        else:
            await organisations.note_presence(session, change.chat.id, None)


async def migrated(context: Context, message: Message) -> None:
    """Follow a group that became a supergroup; both messages about it arrive, in either order."""
    old = message.migrate_from_chat_id or message.chat.id
    new = message.migrate_to_chat_id or message.chat.id
    async with context.begin() as session:
        await chats.migrate(session, old, new, context.now())


async def _is_admin(context: Context) -> bool:
    try:
        me: ChatMember = await context.bot.get_chat_member(context.place.chat_id, context.bot.id)
    except TelegramError:
        return False
    return me.status == ChatMemberStatus.ADMINISTRATOR
