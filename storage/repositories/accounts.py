"""Links between Telegram accounts and members: one-time links, claims and decisions."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Account, JoinLink, Member
from storage.rules.refusals import RefusalError
from storage.rules.terms import AccountState

LINK_LIFE = timedelta(hours=24)


class LinkExpiredError(RefusalError):
    """A join link that is unknown, used or too old."""


class AlreadyLinkedError(RefusalError):
    """The member is linked to an account, or the account to another member of the organisation."""


async def new_link(session: AsyncSession, organisation_id: int, telegram_id: int, now: datetime) -> str:
    """Make a one-time join link and return its token (128 bits, fit for a deep link)."""
    token = secrets.token_urlsafe(16)
    session.add(
        JoinLink(
            organisation_id=organisation_id,
            token_hash=_digest(token),
            telegram_id=telegram_id,
            expires_at=now + LINK_LIFE,
        )
    )
    await session.flush()
    return token


async def link_by_token(session: AsyncSession, token: str, now: datetime) -> JoinLink:
    """Return an unused link; raises LinkExpiredError."""
    query = select(JoinLink).where(JoinLink.token_hash == _digest(token))
    return _fresh((await session.exec(query)).first(), now)


async def link(session: AsyncSession, link_id: int, now: datetime) -> JoinLink:
    """Return an unused link by its number; raises LinkExpiredError."""
    return _fresh(await session.get(JoinLink, link_id), now)


async def unlinked(session: AsyncSession, organisation_id: int) -> Sequence[Member]:
    """Return the members of an organisation who have no approved account yet, in roster order."""
    linked = select(Account.member_id).where(Account.state == AccountState.APPROVED)
    query = select(Member).where(
        Member.organisation_id == organisation_id, col(Member.left_on).is_(None), col(Member.id).not_in(linked)
    )
    return (await session.exec(query.order_by(col(Member.id)))).all()


async def claim(session: AsyncSession, used: JoinLink, member: Member, telegram_id: int, now: datetime) -> Account:
    """Use the link up and enter the claim that waits for a decision; raises AlreadyLinkedError."""
    if await approved(session, member.organisation_id, telegram_id) is not None:
        raise AlreadyLinkedError
    taken = select(Account).where(Account.member_id == member.id, Account.state == AccountState.APPROVED)
    if (await session.exec(taken)).first() is not None:
        raise AlreadyLinkedError
    waiting = select(Account).where(
        Account.member_id == member.id, Account.telegram_id == telegram_id, Account.state == AccountState.ASKED
    )
    account = (await session.exec(waiting)).first()
    if account is None:
        account = Account(member_id=member.id, telegram_id=telegram_id, state=AccountState.ASKED, asked_at=now)
    used.used_at = now
    session.add(used)
    session.add(account)
    await session.flush()
    return account


async def get(session: AsyncSession, account_id: int) -> tuple[Account, Member] | None:
    """Return a claim and its member, or None."""
    query = select(Account, Member).join(Member, col(Member.id) == Account.member_id).where(Account.id == account_id)
    return (await session.exec(query)).first()


async def asked(session: AsyncSession, organisation_id: int) -> Sequence[Account]:
    """Return the claims of an organisation that wait for a decision, oldest first."""
    query = (
        select(Account)
        .join(Member, col(Member.id) == Account.member_id)
        .where(Member.organisation_id == organisation_id, Account.state == AccountState.ASKED)
    )
    return (await session.exec(query.order_by(col(Account.asked_at)))).all()


async def approved(session: AsyncSession, organisation_id: int, telegram_id: int) -> Account | None:
    """Return the account's approved link in this organisation, if any."""
    query = (
        select(Account)
        .join(Member, col(Member.id) == Account.member_id)
        .where(
            Member.organisation_id == organisation_id,
            Account.telegram_id == telegram_id,
            Account.state == AccountState.APPROVED,
        )
    )
    return (await session.exec(query)).first()


async def decide(
    session: AsyncSession, account: Account, state: AccountState, by_telegram_id: int, now: datetime
) -> bool:
    """Approve or refuse a claim that still waits; return False when it was decided before."""
    statement = (
        update(Account)
        .where(col(Account.id) == account.id, col(Account.state) == AccountState.ASKED)
        .values(state=state, decided_at=now, decided_by=by_telegram_id)
        .returning(col(Account.id))
    )
    if (await session.execute(statement)).first() is None:
        return False
    await session.refresh(account)
    return True


async def end(session: AsyncSession, member_id: int, by_telegram_id: int, now: datetime) -> int | None:
    """End a member's approved link; return the Telegram id that had it, None where there is none."""
    statement = (
        update(Account)
        .where(col(Account.member_id) == member_id, col(Account.state) == AccountState.APPROVED)
        .values(state=AccountState.ENDED, decided_at=now, decided_by=by_telegram_id)
        .returning(col(Account.telegram_id))
    )
    return (await session.execute(statement)).scalar_one_or_none()


def _fresh(found: JoinLink | None, now: datetime) -> JoinLink:
    if found is None or found.used_at is not None or found.expires_at <= now:
        raise LinkExpiredError
    return found


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
