"""Logging that cannot leak: event words, numbers, types and frames; never messages, values or tokens.

Our own lines are an event name with plain values (numbers, enumerations, short code words). Of other people's lines
only the logger, the place and the exception's types are kept: libraries log tokens, URLs, updates and rows.
"""

import contextlib
import logging
import re
import secrets as randomness
import sys
import threading
from collections.abc import Iterable, MutableMapping
from datetime import date
from enum import Enum
from types import TracebackType
from typing import Any, TextIO

import structlog

from bot.traces import describe

NOISY = ("httpx", "httpcore", "telegram", "sqlalchemy", "aiosqlite", "asyncpg", "apscheduler", "asyncio", "uvicorn")
_TOKEN = re.compile(r"(?<!\d)\d{6,12}:[A-Za-z0-9_-]{30,}")  # \b would miss the one in …/bot123456:…
_STRUCK = "[struck out]"
_EVENT = re.compile(r"[A-Za-z][A-Za-z0-9_. -]{0,79}")
_CODE_WORD = re.compile(r"[A-Za-z0-9_.:+/-]{0,64}")
_SHORTEST_SECRET = 6
_LAYOUT = ("timestamp", "level", "event_number", "logger", "event")

EventDict = MutableMapping[str, Any]


def new_event_number() -> str:
    """Return a fresh number such as ``E-7f3a91c2``, told to the person and printed in the log."""
    return f"E-{randomness.token_hex(4)}"


def log_event(event: str, error: BaseException, /, **values: object) -> str:
    """Log a bug as its number, its types and frames and plain ``values``; return the number to tell the person."""
    number = new_event_number()
    structlog.get_logger("bot").error(event, event_number=number, exc_info=error, **values)
    return number


def log_line(event: str, /, **facts: object) -> None:
    """Log that something happened: a constant event word and plain facts; anything else is printed as its type.

    An ``exc_info`` fact is an exception; it makes the line an error with a number.
    """
    error = facts.pop("exc_info", None)
    if isinstance(error, BaseException):
        log_event(event, error, **facts)
    else:
        structlog.get_logger("bot").info(event, **facts)


def configure(level: str, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send every log line of the process through one handler that cannot leak; ``level`` is a name such as INFO."""
    handler = _Handler(stream or sys.stderr)
    handler.setFormatter(_formatter(secrets))
    handler.addFilter(_not_chatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("apscheduler.scheduler").setLevel(
        logging.ERROR
    )  # a job still at work at its next tick is no news


def install_hooks() -> None:
    """Let exceptions nobody caught end in the log as types and frames instead of a traceback with values."""
    sys.excepthook = _log_uncaught
    sys.unraisablehook = lambda caught: _log_stray("exception.unraisable", caught.exc_value)
    threading.excepthook = lambda caught: _log_stray("exception.in_thread", caught.exc_value)


class _Handler(logging.StreamHandler[TextIO]):
    """A stream handler that says nothing about a line it could not print: the default prints its arguments."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Name the place only."""
        with contextlib.suppress(OSError, ValueError):  # a stream that is closed or full must not stop the work
            self.stream.write(f"log line lost: {record.name}:{record.lineno}\n")


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """One record, one line: control characters and secrets are replaced last of all."""

    def __init__(self, secrets: Iterable[str], **options: Any) -> None:  # noqa: ANN401 - the library's own options
        super().__init__(**options)
        self._secrets = tuple(secret for secret in secrets if len(secret) >= _SHORTEST_SECRET)

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished line."""
        line = _TOKEN.sub(_STRUCK, super().format(record))
        for secret in self._secrets:
            line = line.replace(secret, _STRUCK)
        return line if line.isprintable() else "".join(sign if sign.isprintable() else "·" for sign in line)


def _formatter(secrets: Iterable[str]) -> logging.Formatter:
    return _Formatter(
        secrets,
        processors=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _render,
        ],
        foreign_pre_chain=[structlog.contextvars.merge_contextvars, _tell_types, _tell_place, _tell_plainly],
        pass_foreign_args=True,
        use_get_message=False,
        keep_exc_info=False,
        keep_stack_info=False,
    )


def _not_chatter(record: logging.LogRecord) -> bool:
    """Drop what noisy libraries say below WARNING, whatever level they or their children set for themselves."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] not in NOISY


def _tell_types(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Put the types and frames of what was raised in the place of the exception, its message and its stack."""
    info = event.pop("exc_info", None)
    event.pop("stack_info", None)
    given = event.pop("positional_args", None)
    raised = [info[1] if isinstance(info, tuple) else info if isinstance(info, BaseException) else sys.exc_info()[1]]
    told = [*(raised if info else ()), *(given if isinstance(given, tuple) else ())]
    traces = [describe(each) for each in told if isinstance(each, BaseException)]
    if traces:
        event["exception"] = _Own(" ; ".join(dict.fromkeys(traces)))
    return event


def _tell_place(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Put the place in the code in the stead of somebody else's message."""
    record: logging.LogRecord = event["_record"]
    event["event"] = _Own(f"{record.module}:{record.lineno}")
    return event


def _tell_plainly(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Keep plain values, and of anything that could hold words only the type; an event is words of ours, no data."""
    word = event["event"]
    if isinstance(word, str) and _EVENT.fullmatch(word):
        event["event"] = _Own(word)
    for name, value in event.items():
        event[name] = value if name.startswith("_") else _plain(value)
    return event


def _render(_logger: object, _method: str, event: EventDict) -> str:
    front = [str(event[name]) for name in _LAYOUT if name in event]
    return " ".join((*front, *(f"{name}={value}" for name, value in event.items() if name not in _LAYOUT)))


class _Own(str):
    """Text made here, of which nothing came from outside."""

    __slots__ = ()


def _plain(value: object) -> str:
    if isinstance(value, Enum):
        return _plain(value.value)
    known = value is None or isinstance(value, _Own | bool | int | float | date)
    if known or (isinstance(value, str) and _CODE_WORD.fullmatch(value)):
        return str(value)
    return f"<{type(value).__name__}>"


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        log_event("exception.uncaught", error.with_traceback(trace))


def _log_stray(event: str, error: BaseException | None) -> None:
    if error is not None:
        log_event(event, error)


# At import, so that a line written before ``configure`` was called is as harmless as any other.
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        structlog.contextvars.merge_contextvars,
        _tell_types,
        _tell_plainly,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=False,
)
