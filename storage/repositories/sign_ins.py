"""Signing in, for one tap as for all that came together: who is behind the accounts, and their lines of the roll."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Account, Attendance, Expectation, Meeting, Member, Organisation, Roll
from storage.models.types import BigInt, Day
from storage.repositories.inserting import put, table_of
from storage.rules.terms import AccountState, AttendanceStatus, CheckInWay

_T, _O, _R = table_of(Meeting), table_of(Organisation), table_of(Roll)
_P, _M, _E, _A = table_of(Account), table_of(Member), table_of(Expectation), table_of(Attendance)
_MEETING, _DAY = bindparam("meeting", type_=BigInt()), bindparam("day", type_=Day())

_SIGNERS = (
    select(_P.c.telegram_id, _M.c.id, _E.c.member_id.is_not(None), _A.c.status, _A.c.way, _A.c.at)
    .select_from(_P)
    .join(_M, _M.c.id == _P.c.member_id)
    .outerjoin(_E, (_E.c.meeting_id == _MEETING) & (_E.c.member_id == _M.c.id) & _E.c.removed_at.is_(None))
    .outerjoin(_A, (_A.c.meeting_id == _MEETING) & (_A.c.member_id == _M.c.id))
    .where(
        _P.c.telegram_id.in_(bindparam("accounts", expanding=True)),
        _P.c.state == AccountState.APPROVED,
        _M.c.organisation_id == bindparam("branch", type_=BigInt()),
        or_(_M.c.left_on.is_(None), _M.c.left_on > _DAY),
    )
    .order_by(_M.c.id)
)


@dataclass(frozen=True, slots=True)
class Door:
    """What everybody who comes to a meeting finds: the meeting, its organisation, its roll once begun."""

    meeting: Meeting
    organisation: Organisation
    roll: Roll | None


@dataclass(frozen=True, slots=True)
class Signer:
    """The person behind an account at one meeting: whether expected there, and what the roll says of them so far."""

    member_id: int
    expected: bool
    status: AttendanceStatus | None
    way: CheckInWay | None
    at: datetime | None


async def door(session: AsyncSession, meeting_id: int) -> Door | None:
    """Return what one finds on coming to a meeting, in one statement; None where there is no such meeting."""
    query = (
        select(Meeting, Organisation, Roll)
        .join(Organisation, _O.c.id == _T.c.organisation_id)
        .outerjoin(Roll, _R.c.meeting_id == _T.c.id)
        .where(_T.c.id == meeting_id)
    )
    found = (await session.execute(query)).first() if 0 < meeting_id < 2**63 else None
    return None if found is None else Door(*found)


async def signers(
    session: AsyncSession, meeting_id: int, branch_id: int, day: date, accounts: Collection[int]
) -> dict[int, Signer]:
    """Return who of a branch's people on ``day`` these Telegram accounts are; strangers are left out."""
    values = {"meeting": meeting_id, "branch": branch_id, "day": day, "accounts": list(accounts)}
    found: dict[int, Signer] = {}
    for account, member, expected, status, way, at in (
        await (await session.connection()).execute(_SIGNERS, values)
    ).all():
        found.setdefault(account, Signer(member, bool(expected), status, way, at))
    return found


async def enter(
    session: AsyncSession, meeting_id: int, statuses: Mapping[int, AttendanceStatus], now: datetime
) -> None:
    """Write the own sign-in of these members, by id, over what stood in their lines of the roll."""
    lines = [
        {
            "meeting_id": meeting_id,
            "member_id": member_id,
            "status": status,
            "way": CheckInWay.SELF,
            "at": now,
            "by_id": member_id,
            "reason": "",
            "arrived_at": None,
            "left_at": None,
        }
        for member_id, status in statuses.items()
    ]
    await put(session, _A, lines)
