"""A group that became a supergroup: everything that knew its old number learns the new one."""

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Binding, Dialogue, MinuteLine, Summary
from storage.repositories import cards, deliveries


async def migrate(session: AsyncSession, old: int, new: int) -> bool:
    """Move every row of chat ``old`` to ``new``; return False when nothing knew it (or it has moved already)."""
    known = (await session.exec(select(Binding.id).where(Binding.chat_id == old))).first()
    await cards.move_chat(session, old, new)
    await deliveries.move_chat(session, old, new)
    for table in (Binding, Dialogue, MinuteLine, Summary):
        await session.execute(update(table).where(col(table.chat_id) == old).values(chat_id=new))
    return known is not None
