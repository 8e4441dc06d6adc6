"""签到 taps: stored, authorised, committed and answered, against the library alone answering the same taps.

Both poll the same in-process Telegram, in the same run, interleaved, from Telegram's queue to the last answer, each
after having served a few; SQLite with synchronous=FULL.
"""

import asyncio
import statistics
import tempfile
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from telegram import Update
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, ContextTypes, ExtBot

from bot.rehearsal.chats import Chat
from bot.rehearsal.messages import Message
from bot.rehearsal.stage import Stage
from bot.rehearsal.transport import StageRequest
from bot.rehearsal.users import User
from storage.clock import FrozenClock
from storage.models import Account, Contact, Expectation, Meeting, Member, Standing
from storage.rules.terms import AccountState, Aspect, Category, Form, MeetingState, Source
from tests.benchmarks.measuring import Row, Watch, medians
from tests.bot.conversation import SHANGHAI, TOKEN, Town, town

START = datetime(2026, 12, 2, 15, 0, tzinfo=SHANGHAI)
PEOPLE, WARMING = 200, 20
ROUNDS = 5


CARD = (
    "党员大会\n时间：12月2日（星期三）15:00\n地点：二楼会议室\n主题：学习二十届四中全会精神\n"
    "应到 200 参加 153 请假 6 未回应 41 未绑定 0\n法定人数：应到会正式党员的半数以上，需 101 人"
)
"""What Telegram sends along with every tap: the whole card, with its buttons."""


def posted(stage: Stage, group: Chat, account: User, meeting: int) -> Message:
    """Put up the card that everybody taps."""
    rows = [[("参加", "at"), ("请假", "lv")], [("签到", "ci")], [("打开", "mt")]]
    keyboard = [[{"text": text, "callback_data": f"{tag}.{meeting}"} for text, tag in row] for row in rows]
    return stage.world.post(group, account, text=CARD, markup={"inline_keyboard": keyboard})


async def furnish(place: Town) -> int:
    """Add a meeting that is open for sign-in and ``PEOPLE`` linked people expected at it; return the meeting."""
    now = place.clock.now()
    async with place.sessions.begin() as session:
        meeting = Meeting(
            organisation_id=place.branch.id,
            form=Form.GENERAL,
            state=MeetingState.ANNOUNCED,
            starts_at=START,
            timezone="Asia/Shanghai",
            local_day=START.date(),
            source=Source.BOT,
            created_at=now,
        )
        session.add(meeting)
        await session.flush()
        for number in range(PEOPLE + WARMING):
            member = Member(organisation_id=place.branch.id, name=f"甲{number}", name_key=f"甲{number}", created_at=now)
            session.add(member)
            await session.flush()
            person = place.cast.person(member.name, id=2_000_000 + number)
            place.stage.world.set_member(place.group, person.user, "member")
            session.add_all(
                [
                    Standing(
                        member_id=member.id, aspect=Aspect.CATEGORY, value=Category.FULL, valid_from=date(2020, 1, 1)
                    ),
                    Account(member_id=member.id, telegram_id=person.id, state=AccountState.APPROVED, asked_at=now),
                    Contact(telegram_id=person.id, reachable=True, changed_at=now),
                    Expectation(
                        meeting_id=meeting.id,
                        member_id=member.id,
                        category=Category.FULL,
                        voting=True,
                        position=number,
                    ),
                ]
            )
    return meeting.id


COMPUTING: dict[str, list[float]] = {"ours": [], "bare": []}
"""Taps a second of processor, as each round found them."""


async def _tap(place: Town, meeting: int, who: Iterable[int]) -> Watch:
    """Let these people tap at once; return the time until the last one has been answered."""
    card = posted(place.stage, place.group, place.cast.bot.user, meeting)
    for number in who:
        place.stage.world.press(place.cast.bot, place.cast.hands[2_000_000 + number].user, card, f"ci.{meeting}")
    with Watch() as watch:
        await place.cast.settle()
    return watch


async def ours() -> float:
    """Return taps a second of the product, from Telegram's queue to the last answer."""
    with tempfile.TemporaryDirectory() as folder:
        async with town(Path(folder), now=START - timedelta(minutes=5)) as place:
            meeting = await furnish(place)
            place.cast.patience = 120.0
            await place.cast.settle()  # everybody's arrival in the group is not what is measured
            await _tap(place, meeting, range(PEOPLE, PEOPLE + WARMING))  # a process that has served before
            took = await _tap(place, meeting, range(PEOPLE))
            place.stage.sent.clear()
            COMPUTING["ours"].append(PEOPLE / took.computing)
            return PEOPLE / took.seconds


async def bare() -> float:
    """Return taps a second of python-telegram-bot alone: poll, parse, dispatch, one answer, nothing stored."""
    stage = Stage(FrozenClock(START))
    account = stage.world.add_bot(TOKEN, "bare_bot", "bare")
    request = StageRequest(stage)
    bot: ExtBot[None] = ExtBot(TOKEN, request=request, get_updates_request=request)
    application = ApplicationBuilder().bot(bot).job_queue(None).build()
    left, served = PEOPLE + WARMING, asyncio.Event()

    async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        nonlocal left
        await update.callback_query.answer("ok")
        left -= 1
        if left in (0, PEOPLE):
            served.set()

    application.add_handler(CallbackQueryHandler(answer, pattern="^ci"))
    owner = stage.world.add_person("主人", id=1_999_999)
    group = stage.world.add_group("群", owner)
    stage.world.enter(group, account.user, owner, admin=True)
    card = posted(stage, group, account.user, 1)
    people = [stage.world.add_person(f"甲{number}", id=2_000_000 + number) for number in range(PEOPLE + WARMING)]
    for person in people:
        stage.world.set_member(group, person, "member")
    async with application:
        await application.start()
        await application.updater.start_polling()
        for watched in (people[PEOPLE:], people[:PEOPLE]):
            served.clear()
            for person in watched:
                stage.world.press(account, person, card, "ci.1")
            with Watch() as watch:
                await served.wait()
        await application.updater.stop()
        await application.stop()
    COMPUTING["bare"].append(PEOPLE / watch.computing)
    return PEOPLE / watch.seconds


async def rows() -> list[Row]:
    """Let both answer the same taps, in turns."""
    product, floor = await medians(ROUNDS, ours, bare)
    what = f"签到 taps a second, committed and answered, {PEOPLE} people at one meeting"
    against = f"{floor:.0f}: python-telegram-bot alone, nothing stored"
    work, least = (statistics.median(COMPUTING[who]) for who in ("ours", "bare"))
    return [
        Row(what, f"{product:.0f}", against, product / floor, 0.5, at_least=True),
        Row("the same a second of processor", f"{work:.0f}", f"{least:.0f}", work / least, 0.5, at_least=True),
    ]
