"""Bind chats to organisations, follow their moves, remember whether the bot is still in them."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access
from storage.models import Binding, Organisation
from storage.repositories import audit_entries, organisations
from storage.rules.powers import Power
from storage.rules.refusals import RefusalError
from storage.rules.terms import SensitiveEntry


class BadCodeError(RefusalError):
    """A bind code that is unknown or used."""


class BindInGroupError(RefusalError):
    """A chat is bound from within the chat."""


class NoCodeError(RefusalError):
    """/bind without a code."""


async def bind(
    session: AsyncSession, code: str, chat_id: int, thread_id: int, title: str, telegram_id: int, now: datetime
) -> Organisation:
    """Bind a chat (or topic) to the organisation of a one-time code; raises NoCodeError or BadCodeError."""
    if not code:
        raise NoCodeError
    organisation = await organisations.redeem(session, code, telegram_id, now)
    if organisation is None:
        raise BadCodeError
    binding = Binding(
        organisation_id=organisation.id,
        chat_id=chat_id,
        thread_id=thread_id,
        title=title,
        bound_by=telegram_id,
        bound_at=now,
    )
    await organisations.bind(session, binding, now)
    await audit_entries.append(
        session, organisation.id, act="chat.bound", object_="chat", object_id=chat_id, telegram_id=telegram_id, now=now
    )
    return organisation


async def choose_entry(
    session: AsyncSession, organisation_id: int, telegram_id: int, entry: SensitiveEntry, now: datetime
) -> Organisation:
    """Choose how confidential text is entered; raises StrangerError or NotEntitledError."""
    organisation = await organisations.get(session, organisation_id)
    here = await access.enter(session, telegram_id, organisation, now)
    here.require(Power.SET_UP)
    organisation.sensitive_entry = entry
    session.add(organisation)
    await audit_entries.append(
        session,
        organisation.id,
        act=f"entry.{entry.value}",
        object_="organisation",
        object_id=organisation.id,
        actor_member_id=here.member.member_id,
        now=now,
    )
    return organisation
