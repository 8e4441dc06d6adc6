"""What may be told of an exception: the types of its whole cause chain and the last frames of each, never a message.

Messages and reprs carry what people typed, rows of the database and the bot's token; types and places do not.
"""

from collections.abc import Iterator
from pathlib import PurePath
from traceback import walk_tb
from types import TracebackType

_FRAMES = 6
_LINKS = 12


def describe(error: BaseException) -> str:
    """Return ``Type at file:line function < … | caused by Type at …`` for ``error`` and what led to it."""
    return " | ".join(f"{word}{_name(each)}{_frames(each.__traceback__)}" for word, each in _chain(error))


def _chain(error: BaseException) -> Iterator[tuple[str, BaseException]]:
    """Walk causes (contexts unless suppressed) and members of groups, each exception once, at most twelve."""
    waiting: list[tuple[str, BaseException]] = [("", error)]
    seen: set[int] = set()
    while waiting and len(seen) < _LINKS:
        word, each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield word, each
        waiting += _led_to(each)


def _led_to(error: BaseException) -> Iterator[tuple[str, BaseException]]:
    if isinstance(error, BaseExceptionGroup):
        yield from (("together with ", member) for member in error.exceptions)
    if error.__cause__ is not None:
        yield "caused by ", error.__cause__
    elif error.__context__ is not None and not error.__suppress_context__:
        yield "while handling ", error.__context__


def _name(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _frames(traceback: TracebackType | None) -> str:
    places = [
        f"{'/'.join(PurePath(frame.f_code.co_filename).parts[-2:])}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(traceback)
    ]
    return " at " + " < ".join(reversed(places[-_FRAMES:])) if places else ""
