"""A ledger with any number of messages waiting: a few due now, all the others a month ahead."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from storage import schema
from storage.database import Sessions, sqlite_path
from storage.models import Organisation
from storage.repositories import deliveries
from storage.rules.terms import OrganisationKind

SENDER, NOW = 4242, datetime(2026, 12, 1, 4, tzinfo=UTC)
LEASE = timedelta(seconds=60)

_PLAN = (
    "INSERT INTO plan (id, kind, organisation_id, subject_id, slot, rev, due_at, expires_at, state)"
    " VALUES (1, 'reminder', 1, 0, '', 0, :due, :end, 'expanded')"
)
_FILL = (
    "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :many)"
    " INSERT INTO delivery (plan_id, sender_id, kind, organisation_id, subject_id, slot, rev, chat_id, thread_id,"
    " member_id, priority, on_ambiguous, state, due_at, expires_at, attempts, maybe_sent)"
    " SELECT 1, :sender, 'reminder', 1, n / 50, '', 0, n, 0, n, 2, 'assume', 'pending',"
    " CASE WHEN n <= :ready THEN :due ELSE :later + n END, :end, 0, 0 FROM numbers"
)
_AGAIN = text(
    "UPDATE delivery SET state = 'pending', lease_owner = NULL, lease_until = NULL"
    " WHERE state IN ('claimed', 'sending') AND lease_until > 0"
)


class Ledger:
    """One SQLite file with ``pending`` messages waiting, ``ready`` of them due."""

    def __init__(self, file: Path, ready: int) -> None:
        self.file, self.ready = file, ready
        self.sessions = Sessions(f"sqlite+aiosqlite:///{file}")

    async def fill(self, pending: int) -> None:
        """Write the rows."""
        await schema.upgrade(self.sessions)
        async with self.sessions.begin() as session:
            session.add(Organisation(id=1, kind=OrganisationKind.BRANCH, name="光明路党支部", created_at=NOW))
        values = {"many": pending, "ready": self.ready, "sender": SENDER, "due": _micros(NOW)}
        values |= {"later": _micros(NOW + timedelta(days=30)), "end": _micros(NOW + timedelta(days=60))}
        with sqlite3.connect(str(sqlite_path(str(self.sessions.url)))) as connection:
            connection.execute(_PLAN, values)
            connection.execute(_FILL, values)
            connection.execute("ANALYZE")

    async def claim_all(self, most: int) -> None:
        """Claim everything that is due, ``most`` at a time, a transaction each."""
        left = self.ready
        while left > 0:
            async with self.sessions.begin() as session:
                left -= len(await deliveries.claim(session, SENDER, "me", NOW, LEASE, most))

    async def put_back(self) -> None:
        """Have what was claimed wait again; by the same connection, whose cache another's write would empty."""
        async with self.sessions.begin() as session:
            await session.execute(_AGAIN)


def _micros(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)
