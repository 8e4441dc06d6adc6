"""Taps that follow each other on the same button in one chat are carried in one transaction and answered side by side.

A meeting of two hundred signs in within a minute, on one card; each outcome is what it would be for a tap alone.
"""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import groupby

from telegram import Update

from bot import buttons, routes, switchboard
from bot.context import Context, HoldLostError
from bot.logs import log_event, log_line
from storage.repositories.incoming import RawUpdate
from storage.rules.terms import IncomingState
from storage.trouble import InDoubtError

MOST = 100
"""Taps in one transaction: the first of them waits for the last."""

LINES = 8
"""Answers under way at once; the connections to Telegram are shared with everybody else."""

Part = tuple[Sequence[RawUpdate], buttons.Button | None]


def parts(updates: Sequence[RawUpdate]) -> Iterator[Part]:
    """Cut a chat's updates, in order, into taps on one button that go together, and updates that stand alone (None)."""
    for button, group in groupby(updates, key=_pressed):
        taps = list(group)
        size = 1 if button is None else MOST
        for first in range(0, len(taps), size):
            part = taps[first : first + size]
            yield part, button if len(part) > 1 else None


def _pressed(one: RawUpdate) -> buttons.Button | None:
    """Return the button that an update not handled before is a tap on, where such taps go together; else None."""
    if one.state is not IncomingState.WAITING or '"callback_query"' not in one.body:
        return None
    try:
        button = buttons.read(one.content["callback_query"]["data"])
    except (ValueError, LookupError, TypeError, AttributeError, buttons.StaleButtonError):
        return None
    return button if type(button) in routes.TOGETHER else None


async def dispatch(taps: Sequence[tuple[Update, Context]], button: buttons.Button) -> None:
    """Carry admitted taps together, then answer each; where that fails nothing was done, and each is carried alone."""
    try:
        answers = await routes.TOGETHER[type(button)]([context for _, context in taps], button)
    except HoldLostError:
        log_line("hold_lost", update_id=taps[0][1].update_id)
        return
    except InDoubtError:
        taps[0][1].let_go()
        log_line("in_doubt", update_id=taps[0][1].update_id)
        return
    except Exception as error:  # it may be one tap's fault: alone, only that one gets an event number
        log_event("together_failed", error)
        for update, context in taps:
            await switchboard.dispatch(update, context)
        return
    waiting = zip(taps, answers, strict=True)

    async def line() -> None:
        for (_, context), answer in waiting:
            await switchboard.guard(context, answer)

    await asyncio.gather(*(line() for _ in range(LINES)))
