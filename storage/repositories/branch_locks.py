"""Acts of one branch one after another, so that what an act reads is still true when it writes.

SQLite has one writer in any case. On PostgreSQL an act waits for those of the same branch, and for no others.
"""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

# A person's branches and the chat's, each from its number up, so that no two acts ever wait in a circle.
_TAKE = text(
    "SELECT pg_advisory_xact_lock(hashtext('branch'), CAST(branch AS integer)) FROM ("
    " SELECT member.organisation_id AS branch FROM account JOIN member ON member.id = account.member_id"
    " WHERE account.telegram_id = :who AND account.state = 'approved'"
    " UNION SELECT CASE organisation.kind WHEN 'group' THEN organisation.parent_id ELSE organisation.id END"
    " FROM binding JOIN organisation ON organisation.id = binding.organisation_id"
    " WHERE binding.chat_id = :chat AND binding.ended_at IS NULL"
    " ORDER BY branch) AS touched"
)


async def take(session: AsyncSession, telegram_id: int, chat_id: int) -> None:
    """Wait until no other act of this person's branches, or of the chat's, is under way; kept until the commit."""
    if session.get_bind().dialect.name == "postgresql":
        await (await session.connection()).execute(_TAKE, {"who": telegram_id, "chat": chat_id})
