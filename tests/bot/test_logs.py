"""Nothing a person typed, no row and no token ever reaches the log, whoever writes the line."""

import asyncio
import json
import logging
import re
import sys
import threading
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from io import StringIO

import pytest
import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from telegram import Bot, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes, TypeHandler

from bot import logs, traces
from bot.settings import SettingsError, load_settings
from storage.database import Sessions
from storage.rules.terms import Answer
from tests.fakes import postgres

TOKEN = "123456:AAFAKE-TOKEN-abcdef_ghijklmnopqrstuv"
MARKER = "标记5e1c张三"
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def log():
    root, streams = logging.getLogger(), StringIO()
    former = root.handlers[:], root.level
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    logs.configure("DEBUG", [TOKEN, "hunter22"], streams)
    yield streams
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    logging.captureWarnings(capture=False)
    root.handlers[:], level = former
    root.setLevel(level)


def lines_of(log):
    return log.getvalue().splitlines()


def assert_clean(log, *, lines=None):
    held = log.getvalue()
    for secret in (TOKEN, TOKEN.partition(":")[2], MARKER, "hunter22"):
        assert secret not in held
    assert lines is None or len(lines_of(log)) == lines


@asynccontextmanager
async def server_that_answers(status, body, kind="application/json") -> AsyncIterator[str]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
        await reader.readexactly(int(length[1]) if length else 0)
        content = body.encode()
        writer.write(
            f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n"
            "Connection: close\r\n\r\n".encode()
            + content
        )
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot"


GOOD_ME = json.dumps({"ok": True, "result": {"id": 123456, "is_bot": True, "first_name": "b", "username": "b_bot"}})


async def test_a_good_request_leaves_no_line(log):
    async with server_that_answers(200, GOOD_ME) as root, Bot(TOKEN, base_url=root):
        pass
    assert_clean(log, lines=0)


async def test_a_refused_token_is_not_printed(log):
    body = json.dumps({"ok": False, "error_code": 401, "description": f"Unauthorized {TOKEN}"})
    async with server_that_answers(401, body) as root:
        with pytest.raises(InvalidToken) as caught:
            await Bot(TOKEN, base_url=root).initialize()
    number = logs.log_event("start.refused", caught.value)
    assert_clean(log, lines=1)
    assert f" error {number} bot start.refused exception=telegram.error.InvalidToken at " in log.getvalue()


async def test_a_reply_that_is_no_json_is_not_printed(log):
    async with server_that_answers(200, f"<html>{MARKER} {TOKEN}</html>", "text/html") as root:
        bot = Bot(TOKEN, base_url=root)
        with pytest.raises(TelegramError) as caught:
            await bot.initialize()
    logs.log_event("start.refused", caught.value)
    assert "telegram" in log.getvalue()
    assert_clean(log)


async def test_an_update_that_cannot_be_parsed_is_not_printed(log):
    message = {"message_id": 1, "date": 253402300800, "chat": {"id": 1, "type": "private"}, "text": MARKER}
    body = json.dumps({"ok": True, "result": [{"update_id": 1, "message": message}]})
    async with server_that_answers(200, body) as root:
        bot = Bot(TOKEN, base_url=root)
        with pytest.raises(ValueError, match="year"):
            await bot.get_updates()
    assert re.search(r" critical telegram\.\S+ \w+:\d+ exception=ValueError at ", log.getvalue())
    assert_clean(log)


async def test_a_handler_that_raises_its_bot_shows_its_place(log):
    async def raise_the_bot(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        raise RuntimeError(f"{context.bot} {context.application} {MARKER}")

    async def keep_number(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        logs.log_event("handler.failed", context.error, update_id=7)

    async with server_that_answers(200, GOOD_ME) as root:
        application = ApplicationBuilder().token(TOKEN).base_url(root).job_queue(None).build()
        application.add_handler(TypeHandler(Update, raise_the_bot))
        application.add_error_handler(keep_number)
        async with application:
            await application.process_update(Update(7))
    assert_clean(log, lines=1)
    assert re.search(r" update_id=7 exception=RuntimeError at bot/test_logs\.py:\d+ raise_the_bot < ", log.getvalue())


async def test_a_handler_nobody_catches_is_told_by_its_types(log):
    async def raise_marker(update: object, context: object) -> None:
        raise RuntimeError(MARKER) from KeyError(TOKEN)

    async with server_that_answers(200, GOOD_ME) as root:
        application = ApplicationBuilder().token(TOKEN).base_url(root).job_queue(None).build()
        application.add_handler(TypeHandler(Update, raise_marker))
        async with application:
            await application.process_update(Update(7))
    assert_clean(log, lines=1)
    assert "exception=RuntimeError at bot/test_logs.py" in log.getvalue()
    assert log.getvalue().rstrip().endswith(" | caused by KeyError")


async def test_a_failing_job_is_told_by_its_types(log):
    ended = asyncio.Event()

    async def fail() -> None:
        try:
            raise ValueError(MARKER)
        finally:
            ended.set()

    scheduler = AsyncIOScheduler()
    scheduler.add_listener(lambda _event: ended.set())
    scheduler.start()
    scheduler.add_job(fail, name=MARKER)
    await asyncio.wait_for(ended.wait(), 5)
    for _ in range(5):
        await asyncio.sleep(0)
    scheduler.shutdown(wait=False)
    assert "exception=ValueError at bot/test_logs.py" in log.getvalue()
    assert_clean(log)


@pytest.fixture(scope="module")
def server():
    if postgres.binaries() is None:
        pytest.skip("no PostgreSQL server installed")
    with postgres.running_server() as url:
        yield url


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("INSERT INTO person VALUES (1, :value)", MARKER),
        ("INSERT INTO person VALUES (3, NULL), (2, :value)", MARKER),
        ("INSERT INTO person VALUES (2, :value)", f"{MARKER}\ud800"),
        ("INSERT INTO nowhere VALUES (:value)", MARKER),
    ],
)
async def test_database_errors_show_no_row(request, log, tmp_path, engine, statement, value):
    here = f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"
    sessions = Sessions(here if engine == "sqlite" else request.getfixturevalue("server").format("postgres"))
    try:
        with pytest.raises((DBAPIError, UnicodeEncodeError)) as caught:
            await fail_in_the_database(sessions, statement, value)
    finally:
        await sessions.close()
    logs.log_event("handler.failed", caught.value)
    logging.getLogger("sqlalchemy.pool").error("%s", caught.value, exc_info=caught.value)
    assert len(lines_of(log)) == 2
    assert_clean(log)


async def fail_in_the_database(sessions, statement, value):
    async with sessions.begin() as session:
        connection = await session.connection()
        await connection.execute(text("CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL)"))
        await connection.execute(text("INSERT INTO person VALUES (1, 'x')"))
        await connection.execute(text(statement), {"value": value})


def test_a_bad_setting_shows_its_name_only(log, tmp_path, monkeypatch):
    monkeypatch.setenv("SANHUI_TIMEZONE", MARKER)
    monkeypatch.setenv("SANHUI_WEBHOOK_SECRET", TOKEN)
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path / "none")
    logs.log_event("settings.refused", caught.value)
    assert_clean(log, lines=1)
    assert "exception=bot.settings.SettingsError at bot/" in log.getvalue()


def test_a_validation_error_shows_no_input(log):
    class Form(BaseModel):
        number: int

    with pytest.raises(ValueError, match=MARKER) as caught:
        Form(number=MARKER)
    logs.log_event("form.refused", caught.value)
    assert_clean(log, lines=1)


@pytest.mark.parametrize("name", [*logs.NOISY, "httpx.child", "telegram.ext.Application"])
def test_noisy_libraries_stay_at_warning_even_if_they_ask_for_more(log, name):
    logger = logging.getLogger(name)
    former = logger.level
    logger.setLevel(logging.DEBUG)
    logger.info(f"https://api.telegram.org/bot{TOKEN}/getMe {MARKER}")  # noqa: G004 - as libraries do
    assert lines_of(log) == []
    logger.warning(f"https://api.telegram.org/bot{TOKEN}/getMe {MARKER}")  # noqa: G004 - as libraries do
    logger.setLevel(former)
    assert_clean(log, lines=1)
    assert re.fullmatch(rf"\S+ warning {re.escape(name)} test_logs:\d+", lines_of(log)[0])


def test_what_a_library_raises_is_named_wherever_it_put_it(log):
    logging.getLogger("telegram.x").error("failed: %s, %s", KeyError(MARKER), TOKEN, stack_info=True)
    assert re.fullmatch(r"\S+ error telegram\.x test_logs:\d+ exception=KeyError", lines_of(log)[0])


def test_our_own_line_is_exactly_this(log):
    logs.log_line("reminder.sent", meeting=5, late=True, kind=Answer.LEAVE, day=NOW.date(), reason=None, code="gm.vote")
    assert re.sub(r"^\S+", "T", log.getvalue()) == (
        "T info bot reminder.sent meeting=5 late=True kind=leave day=2026-11-22 reason=None code=gm.vote\n"
    )


@pytest.mark.parametrize(
    "value", [MARKER, "two words", ["a"], {"a": 1}, ("a",), b"abc", object, ValueError("x"), "x" * 65]
)
def test_what_could_hold_words_is_only_a_type(log, value):
    logs.log_line("event", value=value)
    assert lines_of(log)[0].endswith(f" event value=<{type(value).__name__}>")


@pytest.mark.parametrize("event", [MARKER, f"sent to {MARKER}", "x" * 81, "{", "a\nb"])
def test_an_event_is_words_of_ours(log, event):
    logs.log_line(event)
    assert re.fullmatch(r"\S+ info bot <str>|\S+ info bot x{64}", lines_of(log)[0])
    assert len(lines_of(log)) == 1


def test_tokens_and_known_secrets_are_struck_out_of_code_words_too(log):
    unknown = "654321:" + "Z" * 35
    logs.log_line("event", url=f"/bot{unknown}/getMe", other=unknown, ours=TOKEN, word="hunter22")
    struck = "[struck out]"
    assert lines_of(log)[0].endswith(f" event url=/bot{struck}/getMe other={struck} ours={struck} word={struck}")


def test_the_context_stands_on_every_line(log):
    with structlog.contextvars.bound_contextvars(update_id=7, who=MARKER):
        logs.log_line("event")
        logging.getLogger("telegram").warning("x")
    assert [set(line.split()[-2:]) for line in lines_of(log)] == [{"update_id=7", "who=<str>"}] * 2


def test_a_line_that_cannot_be_printed_names_its_place_only(log):
    class Unprintable:
        def __str__(self) -> str:
            raise RuntimeError(MARKER)

    ours = next(handler for handler in logging.getLogger().handlers if handler.filters)
    ours.handle(logging.LogRecord("library", logging.WARNING, "x.py", 3, Unprintable(), None, None))
    assert log.getvalue() == "log line lost: library:3\n"


def test_warnings_are_kept_without_their_words(log):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn(MARKER, stacklevel=1)
    logging.captureWarnings(capture=False)
    assert_clean(log, lines=1)


def test_uncaught_exceptions_end_as_types(log):
    logs.install_hooks()
    try:
        raise ValueError(MARKER)
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
        threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, None)))
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert_clean(log, lines=2)
    place = r"exception=ValueError at bot/test_logs\.py:\d+ test_uncaught_exceptions_end_as_types"
    number = r"\S+ error E-[0-9a-f]{8} bot"
    for line, event in zip(lines_of(log), ("uncaught", "in_thread"), strict=True):
        assert re.fullmatch(rf"{number} exception\.{event} {place}", line)


@given(st.text(st.characters(exclude_categories=())))
def test_no_text_breaks_a_line_or_hides_in_it(words):
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs._formatter([]))
    record = logging.LogRecord(
        "x", logging.ERROR, f"{words}.py", 1, words, (words,), (ValueError, ValueError(words), None)
    )
    line = handler.format(record)
    assert line.isprintable()


def test_the_whole_cause_chain_is_told_once():
    try:
        try:
            try:
                raise KeyError(MARKER)
            except KeyError as first:
                raise ValueError(MARKER) from first
        except ValueError:
            raise ExceptionGroup(MARKER, [OSError(MARKER), TypeError(MARKER)])  # noqa: B904 - the context is the point
    except ExceptionGroup as group:
        told = traces.describe(group)
    assert re.sub(r" at [^|]+?(?= \||$)", "", told) == (
        "ExceptionGroup | together with OSError | together with TypeError"
        " | while handling ValueError | caused by KeyError"
    )


def test_suppressed_contexts_and_circles_are_left_out():
    lone = ValueError(MARKER)
    lone.__context__, lone.__suppress_context__ = KeyError(MARKER), True
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert (traces.describe(lone), traces.describe(first)) == ("ValueError", "ValueError | caused by KeyError")


def test_event_numbers_are_short_and_differ():
    numbers = {logs.new_event_number() for _ in range(1000)}
    assert len(numbers) == 1000
    assert [number for number in numbers if re.fullmatch("E-[0-9a-f]{8}", number) is None] == []
