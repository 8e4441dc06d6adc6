"""Organisations, their chats and their codes."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import exists, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import BindCode, Binding, Organisation, Plan, Switch
from storage.rules.deliveries import PlanKind
from storage.rules.refusals import RefusalError
from storage.rules.terms import OrganisationKind


@dataclass(eq=False)
class NameTakenError(RefusalError):
    """Another organisation already bears this name."""

    name: str


@dataclass(eq=False)
class NoSuchOrganisationError(RefusalError):
    """No organisation bears this name."""

    name: str


async def get(session: AsyncSession, organisation_id: int) -> Organisation:
    """Return the organisation with this id; raises LookupError when there is none."""
    found = await session.get(Organisation, organisation_id)
    if found is None:
        raise LookupError(organisation_id)
    return found


async def named(session: AsyncSession, name: str) -> Organisation:
    """Return the organisation of this name; raises NoSuchOrganisationError."""
    found = (await session.exec(select(Organisation).where(Organisation.name == name))).first()
    if found is None:
        raise NoSuchOrganisationError(name)
    return found


async def everyone(session: AsyncSession) -> Sequence[Organisation]:
    """Return all organisations, oldest first."""
    return (await session.exec(select(Organisation).order_by(col(Organisation.id)))).all()


async def add(session: AsyncSession, organisation: Organisation) -> Organisation:
    """Store a new organisation; raises NameTakenError."""
    taken = (await session.exec(select(Organisation.id).where(Organisation.name == organisation.name))).first()
    if taken is not None:
        raise NameTakenError(organisation.name)
    session.add(organisation)
    await session.flush()
    return organisation


async def groups(session: AsyncSession, branch_id: int) -> Sequence[Organisation]:
    """Return the Party groups of a branch in order of founding."""
    query = select(Organisation).where(Organisation.parent_id == branch_id, Organisation.kind == OrganisationKind.GROUP)
    return (await session.exec(query.order_by(col(Organisation.id)))).all()


async def children(session: AsyncSession, parent_id: int) -> Sequence[Organisation]:
    """Return the organisations directly below one, groups excepted."""
    query = select(Organisation).where(Organisation.parent_id == parent_id, Organisation.kind != OrganisationKind.GROUP)
    return (await session.exec(query.order_by(col(Organisation.id)))).all()


async def branch_of(session: AsyncSession, organisation: Organisation) -> Organisation:
    """Return the organisation that keeps the roster: a group's branch, else the organisation itself."""
    if organisation.kind is OrganisationKind.GROUP and organisation.parent_id is not None:
        return await get(session, organisation.parent_id)
    return organisation


def zone(organisation: Organisation) -> ZoneInfo:
    """Return the organisation's time zone."""
    return ZoneInfo(organisation.timezone)


async def new_bind_code(session: AsyncSession, organisation_id: int, now: datetime) -> str:
    """Make and remember (as a hash) a one-time bind code of 130 bits; return it in clear, once."""
    code = secrets.token_urlsafe(17)
    session.add(BindCode(organisation_id=organisation_id, code_hash=_digest(code), created_at=now))
    await session.flush()
    return code


async def redeem(session: AsyncSession, code: str, telegram_id: int, now: datetime) -> Organisation | None:
    """Use up a bind code and return its organisation, or None when it is unknown or used."""
    statement = (
        update(BindCode)
        .where(col(BindCode.code_hash) == _digest(code), col(BindCode.used_at).is_(None))
        .values(used_at=now, used_by=telegram_id)
        .returning(col(BindCode.organisation_id))
    )
    found = (await session.execute(statement)).scalar_one_or_none()
    return None if found is None else await get(session, found)


async def first_contact(session: AsyncSession, organisation_id: int) -> int | None:
    """Return the Telegram id of the one who first bound the organisation's chat."""
    query = select(BindCode.used_by).where(
        BindCode.organisation_id == organisation_id, col(BindCode.used_by).is_not(None)
    )
    return (await session.exec(query.order_by(col(BindCode.used_at)))).first()


async def binding_of(session: AsyncSession, organisation_id: int) -> Binding | None:
    """Return the chat an organisation is bound to now, if any."""
    query = select(Binding).where(Binding.organisation_id == organisation_id, col(Binding.ended_at).is_(None))
    return (await session.exec(query)).first()


async def bound_to(session: AsyncSession, chat_id: int, thread_id: int) -> Organisation | None:
    """Return the organisation of a chat: the topic's own, else the whole chat's."""
    query = (
        select(Organisation, Binding.thread_id)
        .join(Binding, col(Binding.organisation_id) == Organisation.id)
        .where(Binding.chat_id == chat_id, col(Binding.ended_at).is_(None), col(Binding.thread_id).in_((0, thread_id)))
        .order_by(col(Binding.thread_id).desc())
    )
    found = (await session.exec(query)).first()
    return found[0] if found else None


async def bind(session: AsyncSession, binding: Binding, now: datetime) -> None:
    """Bind a chat to an organisation, ending what either was bound to before."""
    await session.execute(
        update(Binding)
        .where(
            col(Binding.ended_at).is_(None),
            (col(Binding.organisation_id) == binding.organisation_id)
            | ((col(Binding.chat_id) == binding.chat_id) & (col(Binding.thread_id) == binding.thread_id)),
        )
        .values(ended_at=now)
    )
    session.add(binding)
    await session.flush()


async def note_presence(session: AsyncSession, chat_id: int, reason: str | None) -> None:
    """Remember why the bot can no longer speak in a bound chat, or that it can again (None)."""
    await session.execute(
        update(Binding)
        .where(col(Binding.chat_id) == chat_id, col(Binding.ended_at).is_(None))
        .values(lost_reason=reason)
    )


async def switches(session: AsyncSession, organisation_ids: Sequence[int], day: date) -> Sequence[Switch]:
    """Return the switches of these organisations in force on ``day``, oldest first."""
    query = select(Switch).where(col(Switch.organisation_id).in_(organisation_ids), col(Switch.valid_from) <= day)
    return (await session.exec(query.order_by(col(Switch.valid_from), col(Switch.id)))).all()


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


async def timezones(session: AsyncSession) -> Sequence[str]:
    """Return the time zones in which organisations live."""
    return (await session.exec(select(Organisation.timezone).distinct())).all()


async def without_plan(session: AsyncSession, kind: PlanKind, timezone: str, slot: str) -> Sequence[int]:
    """Return the organisations of a time zone, groups excepted, that have no plan of this kind and slot."""
    planned = exists().where(
        col(Plan.kind) == kind, col(Plan.organisation_id) == Organisation.id, col(Plan.slot) == slot
    )
    query = select(Organisation.id).where(
        Organisation.timezone == timezone, Organisation.kind != OrganisationKind.GROUP, ~planned
    )
    return (await session.exec(query.order_by(col(Organisation.id)))).all()
