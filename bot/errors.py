"""A refusal becomes words; a bug becomes an event number for the person and one line in the log."""

from bot.context import Context, HoldLostError
from bot.letters import Letter
from bot.logs import log_event, log_line
from bot.texts import refusals
from storage.rules.refusals import RefusalError
from storage.trouble import InDoubtError, trouble_of

TOAST_LIMIT = 190


class Net:
    """Let nothing through: a refusal is said, a bug gets a number.

    Whoever has lost the chat, or cannot know whether the act was saved, keeps silent: the update is taken up again.
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        context = self._context
        if isinstance(error, HoldLostError):
            log_line("hold_lost", update_id=context.update_id)
        elif isinstance(error, InDoubtError):
            context.let_go()
            log_line("in_doubt", update_id=context.update_id)
        elif isinstance(error, Exception) and not context.lost:
            if isinstance(error, RefusalError):
                await refuse(context, error)
            else:  # the one place where a bug becomes an event number
                await apologise(context, error)
        return isinstance(error, Exception)


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
