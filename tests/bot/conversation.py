"""A town for conversations: the real product over the strict local Telegram, a branch in its group, people with phones.

``town.secretary.say(town.group, "/meetings")`` — every act waits until the bot has finished; ``await town.later(...)``
moves the clock and does what the clock asks for.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import SQLModel

from bot.app import running
from bot.limiter import Limiter
from bot.product import Bot
from bot.rehearsal.chats import Chat
from bot.rehearsal.people import Cast, Person, Shown
from bot.rehearsal.stage import Stage
from bot.rehearsal.transport import StageRequest
from bot.settings import Settings
from storage import keyring
from storage.clock import FrozenClock
from storage.database import Sessions
from storage.models import Account, Appointment, Binding, Contact, Member, Organisation, Standing
from storage.rules import names
from storage.rules.terms import AccountState, Aspect, Category, Duty, OrganisationKind, SensitiveEntry
from tests.bot.rehearsal.contract import Contract

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=SHANGHAI)
CONTRACT = Contract.find()
lent: str | None = None
"""The database of the conversation under way, lent by a fixture; None: SQLite in the conversation's own folder."""

TOKEN = "4242:conversation-test-token-0123456789ab"


class _NoWait(Limiter):
    """Lets everything pass at once: the stage's clock stands still."""

    async def turn(self, chat_id: int | None, priority: int, patience: float | None = None) -> float:
        return 0.0


@dataclass(frozen=True)
class Neighbour:
    """Somebody of the sample roster."""

    name: str
    category: Category = Category.FULL
    duties: Sequence[Duty] = ()
    group: int = 0
    linked: bool = True


ROSTER = (
    Neighbour("李书记", duties=(Duty.SECRETARY,)),
    Neighbour("王组织", duties=(Duty.ORGANISATION_COMMISSIONER,)),
    Neighbour("赵宣传", duties=(Duty.PUBLICITY_COMMISSIONER,), group=1),
    Neighbour("钱组长", duties=(Duty.GROUP_LEADER,), group=1),
    Neighbour("孙党员", group=1),
    Neighbour("周党员"),
    Neighbour("吴预备", category=Category.PROBATIONARY),
    Neighbour("郑未绑", linked=False),
)


@dataclass
class Town:
    """Everything a conversation needs."""

    stage: Stage
    clock: FrozenClock
    bot: Bot
    cast: Cast
    sessions: Sessions
    branch: Organisation
    run: Callable[[], Awaitable[Bot]]
    people: dict[str, Person] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)
    group: Chat = field(init=False)

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    async def settle(self) -> None:
        """Wait for the bot, then do what is due now, until nothing is left to say."""
        await self.cast.settle()
        before = -1
        while before != len(self.stage.sent):
            before = len(self.stage.sent)
            await self.bot.turn()
            await self.cast.settle()  # what it did may come back to it: a pinned card is told to everybody

    async def later(self, **step: float) -> None:
        """Move the clock and do what the clock asks for."""
        self.clock.advance(timedelta(**step))
        await self.settle()

    async def at(self, moment: datetime) -> None:
        """Move the clock to ``moment`` and do what the clock asks for."""
        self.clock.set(moment)
        await self.settle()

    async def restart(self) -> None:
        """Stop the product as SIGTERM does and start it again on the same data."""
        self.bot = await self.run()
        self.sessions, self.cast.idle = self.bot.house.sessions, self.bot.dispatcher.idle
        await self.settle()

    def words(self, who: str) -> list[str]:
        """Return the texts in somebody's private chat with the bot, oldest first."""
        return [shown.text for shown in self.people[who].screen(self.people[who].private)]

    def card(self) -> Shown:
        """Return the newest message with buttons in the group, as a member sees it."""
        person = next(iter(self.people.values()))
        return [shown for shown in person.screen(self.group, 30) if shown.labels][-1]


@asynccontextmanager
async def town(
    folder: Path,
    *,
    now: datetime = WEDNESDAY,
    entry: SensitiveEntry | None = SensitiveEntry.PRIVATE_CHAT,
    bound: bool = True,
) -> AsyncIterator[Town]:
    """Run the product in a town whose branch is set up: roster, linked accounts, group bound."""
    clock = FrozenClock(now.astimezone(UTC))
    stage = Stage(clock)
    account = stage.world.add_bot(TOKEN, "sanhui_bot", "三会一课助手")
    settings = settings_in(folder)
    ring = keyring.create(folder / "keys.json", clock.now())
    runs = AsyncExitStack()

    async def run() -> Bot:
        await runs.aclose()
        request = StageRequest(stage)
        started = running(settings, ring, clock=clock, request=request, limiter=_NoWait(), ticking=False)
        return await runs.enter_async_context(started)

    async with runs:
        product = await run()
        cast = Cast(stage, account, idle=product.dispatcher.idle)
        branch = Organisation(
            kind=OrganisationKind.BRANCH,
            name="光明路党支部",
            founded=date(2015, 7, 1),
            sensitive_entry=entry,
            created_at=clock.now(),
        )
        made = Town(stage, clock, product, cast, product.house.sessions, branch, run)
        await _settle_in(made)
        others = [person for name, person in made.people.items() if name != "李书记"]
        made.group = cast.group("光明路党支部群", made["李书记"], *others)
        await cast.settle()
        if bound:
            await _bind(made)
        yield made
        broken = broken_calls(stage)
        assert broken == [], broken[:3]


def settings_in(folder: Path) -> Settings:
    """Return the settings of a product whose data lie in ``folder``, or in the database a test was lent."""
    given = {"bot_token": TOKEN, "api_url": "http://127.0.0.1:1", "data_dir": folder / "data"}
    return Settings(**given | ({"database_url": lent} if lent else {}))  # type: ignore[arg-type]


def broken_calls(stage: Stage) -> list[str]:
    """Hold every call the bot made against the Bot API specification, where that is at hand."""
    if CONTRACT is None:
        return []
    return [
        f"{sent.method}: {fault}"
        for sent in stage.sent
        for fault in CONTRACT.check_call(sent.method, sent.params, sent.uploads)
    ]


async def _settle_in(made: Town) -> None:
    """Write everybody down; who is linked has pressed START before the story begins."""
    now, begun = made.clock.now(), date(2015, 7, 1)
    async with made.sessions.begin() as session:
        session.add(made.branch)
        await session.flush()
        group = Organisation(
            kind=OrganisationKind.GROUP, name="第一党小组", parent_id=made.branch.id, founded=begun, created_at=now
        )
        members = [
            Member(
                organisation_id=made.branch.id,
                name=one.name,
                name_key=names.key(one.name),
                phone_tail="0001",
                created_at=now,
            )
            for one in ROSTER
        ]
        session.add_all([group, *members])
        await session.flush()
        for one, member in zip(ROSTER, members, strict=True):
            made.members[one.name] = member.id
            made.people[one.name] = made.cast.person(one.name)
            session.add_all(_records(made, one, member.id, group.id))


def _records(made: Town, one: Neighbour, member_id: int, group_id: int) -> Iterator[SQLModel]:
    now, begun = made.clock.now(), date(2015, 7, 1)
    yield Standing(member_id=member_id, aspect=Aspect.CATEGORY, value=one.category.value, valid_from=begun)
    if one.group:
        yield Standing(member_id=member_id, aspect=Aspect.GROUP, value="group", group_id=group_id, valid_from=begun)
    for duty in one.duties:
        place = group_id if duty is Duty.GROUP_LEADER else made.branch.id
        yield Appointment(member_id=member_id, organisation_id=place, duty=duty, valid_from=begun)
    if one.linked:
        person = made.people[one.name]
        person.private.started = True
        yield Account(member_id=member_id, telegram_id=person.id, state=AccountState.APPROVED, asked_at=now)
        yield Contact(telegram_id=person.id, reachable=True, changed_at=now)


async def _bind(made: Town) -> None:
    async with made.sessions.begin() as session:
        session.add(
            Binding(
                organisation_id=made.branch.id,
                chat_id=made.group.id,
                title="光明路党支部群",
                bound_by=made["李书记"].id,
                bound_at=made.clock.now(),
            )
        )
