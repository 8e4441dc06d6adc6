"""What happens to the messages people type once their words are stored."""

from bot.context import Context
from bot.texts import typed as texts


async def delete_typed(context: Context) -> str:
    """Delete what was typed in private after it was stored; return what to say about it."""
    message = context.message
    if message is None or not context.place.private:
        return ""
    gone = await context.courier.delete(context.place.address, message.message_id)
    return texts.DELETED if gone else texts.NOT_DELETED
