"""A refusal becomes words; a bug becomes an event number for the person and one line in the log."""

from bot.context import Context
from bot.letters import Letter
from bot.logs import log_event
from bot.texts import refusals
from storage.rules.refusals import RefusalError

TOAST_LIMIT = 190


async def refuse(context: Context, refusal: RefusalError) -> None:
    """Tell the person why not and what to do instead; nothing was changed."""
    await _tell(context, refusals.sentence(refusal))


async def apologise(context: Context, error: Exception) -> str:
    """Log a bug without its message and tell the person its number; return the number."""
    event = log_event("handler_failed", error, update_id=context.update_id)
    await _tell(context, refusals.broke(event))
    return event


async def _tell(context: Context, words: str) -> None:
    if context.callback_id is not None:
        await context.toast(words[:TOAST_LIMIT], alert=True)
        if len(words) > TOAST_LIMIT:
            await context.whisper(Letter(words))
    else:
        await context.say(Letter(words))
