"""What people and the clock ask of the product while it is being killed: a mixed load, and a record of what was asked.

Every act bears a key (a theme, a name, a chat of its own) by which its effect and its answer are found again.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.texts import meetings as texts
from bot.texts import roster as roster_texts
from bot.texts import terms
from storage.clock import SystemClock
from storage.rules.terms import Activity
from tests.crash import branch
from tests.crash.branch import SHANGHAI, Place
from tests.crash.children import StageProcess

_SURNAMES, _GIVEN = "赵钱孙李周吴郑王冯陈", "甲乙丙丁戊己庚辛壬癸"
_SLOTS = ("-4320", "-1440", "-120")
_SPREAD = 0.9


Act = Callable[[], Awaitable[None]]


@dataclass
class Asked:
    """What was asked, by key."""

    themes: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    answers: set[tuple[str, int]] = field(default_factory=set)
    taps: int = 0
    strangers: list[int] = field(default_factory=list)
    uploads: int = 0
    imported: list[str] = field(default_factory=list)
    cancelled: dict[str, datetime] = field(default_factory=dict)


@dataclass
class Load:
    """The people at work; ``busy`` waves one round of acts at the product, spread over a second."""

    stage: StageProcess
    place: Place
    random: random.Random
    asked: Asked = field(default_factory=Asked)
    _reminded: dict[str, int] = field(default_factory=dict)
    _round: int = 0

    def __post_init__(self) -> None:
        self._planners = [_Planner(self, who, number) for number, who in enumerate(self.place.planning.people)]
        self._previewed: set[int] = set()

    async def busy(self) -> None:
        """Do one round of acts, each at a moment of its own."""
        acts = [self.remind]
        if self._round % 4 == 3:
            acts.append(self._cancel)
        await self._do([*acts, *self._by_phone()])

    async def busy_by_phone(self) -> None:
        """Do one round of what people do with their phones; the database is none of their business."""
        await self._do(self._by_phone())

    def _by_phone(self) -> list[Act]:
        self._round += 1
        return [
            self._draft,
            self._publish,
            self._answer_in_group,
            self._answer_in_private,
            self._answer_in_private,
            self._ask_for_help,
            self._upload if self._round % 3 == 1 else self._confirm_import,
            *(planner.go_on for planner in self.random.sample(self._planners, 2)),
        ]

    async def _do(self, acts: Sequence[Act]) -> None:
        async with asyncio.TaskGroup() as group:
            for act in acts:
                group.create_task(self._later(act, self.random.uniform(0, _SPREAD)))

    async def finish(self) -> None:
        """Let the last stranger ask: whoever has heard this has heard everything."""
        await self._ask_for_help()

    async def tap(self, who: int, message: dict[str, Any], label: str, chat: int | None = None) -> bool:
        done = await self.stage.tap(who, message, label, chat)
        self.asked.taps += done
        return done

    async def _later(self, act: Act, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await act()

    async def remind(self) -> None:
        """Have a meeting whose reminder is due within a second."""
        now, theme = SystemClock().now(), f"R{self._round}"
        due = now + timedelta(seconds=self.random.uniform(0, 1))
        slot = _SLOTS[self._round % len(_SLOTS)]
        self._reminded[theme] = await branch.remind(self.place, theme, slot, due, now)

    async def _cancel(self) -> None:
        theme = f"R{self._round - 1}"
        await branch.cancel(self.place, self._reminded[theme])
        self.asked.cancelled[theme] = SystemClock().now()

    async def _draft(self) -> None:
        theme = f"D{self._round}"
        self.asked.themes.append(theme)
        await self.stage.say(self.place.reminded.secretary, f"/schedule 党员大会 {_day()} 15:00 主题：{theme}")

    async def _publish(self) -> None:
        secretary = self.place.reminded.secretary
        fresh = [one for one in await self._offered(secretary, "发布") if one["id"] not in self._previewed]
        if fresh and self._round % 3 == 0 and await self.tap(secretary, fresh[-1], "发布"):
            self._previewed.add(fresh[-1]["id"])
            self.asked.published.append(theme_in(fresh[-1]["text"]))

    async def _answer_in_group(self) -> None:
        await self._attend(self.random.choice(self.place.reminded.people), self.place.reminded.chat)

    async def _answer_in_private(self) -> None:
        await self._attend(self.random.choice(self.place.reminded.people), None)

    async def _attend(self, who: int, chat: int | None) -> None:
        offered = await self._offered(who, "参加", chat)
        if not offered:
            return
        theme = theme_in(offered[-1]["text"])
        if theme not in self.asked.cancelled and await self.tap(who, offered[-1], "参加", chat):
            self.asked.answers.add((theme, who))

    async def _ask_for_help(self) -> None:
        who = await self.stage.person(f"路人{len(self.asked.strangers)}")
        self.asked.strangers.append(who)
        await self.stage.say(who, "/help")

    async def _upload(self) -> None:
        who, number = self.place.importing.secretary, self.asked.uploads
        self.asked.uploads += 1
        name = _SURNAMES[number // 10 % 10] + _GIVEN[number % 10] + "新"
        await self.stage.upload(who, f"{name}.csv", f"姓名,类别\n{name},正式党员\n".encode())

    async def _confirm_import(self) -> None:
        who = self.place.importing.secretary
        for one in (await self._offered(who, roster_texts.TAKE))[-1:]:
            if await self.tap(who, one, roster_texts.TAKE):
                self.asked.imported.append(one["text"].split("名册文件：")[1].split(".csv")[0])

    async def _offered(self, who: int, label: str, chat: int | None = None) -> list[dict[str, Any]]:
        """Return the messages of a chat that offer ``label``, oldest first."""
        return [one for one in await self.stage.messages(who, chat) if label in labels(one)]


class _Planner:
    """A secretary who schedules step by step, and begins anew where the questions stop coming."""

    def __init__(self, load: Load, who: int, number: int) -> None:
        self._load, self._who, self._number = load, who, number
        self._begun = 0

    async def go_on(self) -> None:
        """Answer the last question, begin a new meeting after a preview, wait while the bot is silent."""
        said = (await self._load.stage.messages(self._who))[-1]
        if not said["from"]["bot"]:
            if said["text"].startswith("/start"):
                await self._begin()
            return
        if said["text"] == texts.ASK_TYPE:
            await self._load.tap(self._who, said, terms.ACTIVITY[Activity.GENERAL_MEETING])
        elif "什么时间开" in said["text"]:
            await self._load.stage.say(self._who, f"{_day()} 15:00")
        elif said["text"] == texts.ASK_PLACE:
            await self._load.tap(self._who, said, texts.SKIP)
        elif said["text"] == texts.ASK_THEME:
            await self._name()
        else:
            await self._begin()

    async def _begin(self) -> None:
        self._begun += 1
        await self._load.stage.say(self._who, "/schedule")

    async def _name(self) -> None:
        theme = f"W{self._number}x{self._begun}"
        if theme not in self._load.asked.themes:
            self._load.asked.themes.append(theme)
            await self._load.stage.say(self._who, theme)


def labels(message: dict[str, Any]) -> list[str]:
    """Return the labels of a message's buttons."""
    return [button["text"] for line in message["buttons"] for button in line]


def theme_in(text: str) -> str:
    """Return the theme of the meeting a message is about, empty where it names none."""
    return next((line.removeprefix("主题：") for line in text.splitlines() if line.startswith("主题：")), "")


def _day() -> str:
    return f"{(SystemClock().now() + timedelta(days=20)).astimezone(SHANGHAI):%Y-%m-%d}"
