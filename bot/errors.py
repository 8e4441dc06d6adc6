"""A refusal becomes words; a bug becomes an event number for the person and one line in the log."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.context import Context, HoldLostError
from bot.letters import Letter
from bot.logs import log_event, log_line
from bot.texts import refusals
from storage.rules.refusals import RefusalError
from storage.trouble import trouble_of

TOAST_LIMIT = 190


@asynccontextmanager
async def net(context: Context) -> AsyncIterator[None]:
    """Let nothing through: a refusal is said, a bug gets a number; whoever has lost the chat keeps silent."""
    try:
        yield
    except HoldLostError:
        log_line("hold_lost", update_id=context.update_id)
    except RefusalError as refusal:
        if not context.lost:
            await refuse(context, refusal)
    except Exception as error:  # the one place where a bug becomes an event number
        if not context.lost:
            await apologise(context, error)


async def refuse(context: Context, refusal: RefusalError) -> None:
    """Tell the person why not and what to do instead; nothing was changed."""
    await _tell(context, refusals.sentence(refusal))


async def apologise(context: Context, error: Exception) -> str:
    """Log a bug without its message and tell the person its number; return the number.

    Where the database had no room or no time, it is said instead that nothing was saved and may be done again.
    """
    context.event = log_event("handler_failed", error, update_id=context.update_id)
    trouble = trouble_of(error)
    try:
        await _tell(context, refusals.UNSAVED[trouble.value] if trouble else refusals.broke(context.event))
    except Exception as further:  # whoever cannot even be told has the number in the log
        log_event("apology_failed", further, update_id=context.update_id)
    return context.event


async def _tell(context: Context, words: str) -> None:
    if context.callback_id is not None:
        await context.toast(words[:TOAST_LIMIT], alert=True)
        if len(words) > TOAST_LIMIT:
            await context.whisper(Letter(words))
    elif context.is_placed:
        await context.say(Letter(words))
