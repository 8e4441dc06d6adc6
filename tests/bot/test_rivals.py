"""Of two processes with one token the newcomer gives way; a restart that overlaps for a moment ends nobody.

The conflicts are those of the strict local Telegram, which ends a waiting poll when another comes, on either side.
"""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import select

from bot import inbox, rivals
from bot.app import running
from bot.inbox import AnotherPollerError
from bot.rehearsal.errors import ApiError
from bot.rehearsal.transport import StageRequest
from bot.rivals import BORNE, BORNE_BY_NEWCOMER, ESTABLISHED, WINDOW, Rivals
from storage import keyring
from storage.models import Meeting
from tests.bot.conversation import TOKEN, Town, _NoWait, settings_in

VISITS = 10


class Watch:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def conflicts(rivals: Rivals, watch: Watch, apart: float, most: int = 1000) -> int:
    """How many conflicts, ``apart`` seconds from each other with fetches between them, it bears."""
    for number in range(most):
        if rivals.must_yield():
            return number
        watch.now += apart
        rivals.fetched()
    return most


def test_a_newcomer_gives_way_soon():
    watch = Watch()
    assert conflicts(Rivals(watch), watch, 4) == BORNE_BY_NEWCOMER


def test_who_was_here_bears_more_than_a_newcomer_can_make():
    watch = Watch()
    rivals = Rivals(watch)
    watch.now += ESTABLISHED
    rivals.fetched()
    assert conflicts(rivals, watch, 4) == BORNE


def test_a_conflict_now_and_then_ends_nobody():
    watch = Watch()
    assert conflicts(Rivals(watch), watch, WINDOW / BORNE_BY_NEWCOMER + 1) == 1000


class Rival:
    """A second client of the same account that looks at what waits and confirms nothing."""

    def __init__(self, place: Town) -> None:
        self._place, self.conflicts = place, 0

    async def poll(self) -> None:
        """Poll once, as long as Telegram lets us."""
        try:
            await self._place.stage.call(TOKEN, "getUpdates", {"timeout": 50})
        except ApiError as error:
            self.conflicts += error.code == 409

    async def stay(self) -> None:
        """Poll for ever."""
        while True:
            await self.poll()

    @property
    def inflicted(self) -> int:
        """How often the product's own polls were ended."""
        refused = sum(sent.method == "getUpdates" and sent.code == 409 for sent in self._place.stage.sent)
        return refused - self.conflicts


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "_CONFLICT_PAUSE", 0.01)


async def draft(place: Town, theme: str) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, f"/schedule 党员大会 12月5日15:00 主题：{theme}")


async def drafted(place: Town) -> Counter[str]:
    async with place.sessions.read() as session:
        return Counter((await session.exec(select(Meeting.theme))).all())


async def established(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the product have been here for a while."""
    monkeypatch.setattr(rivals, "ESTABLISHED", 0.0)
    await draft(place, "早先")
    monkeypatch.setattr(rivals, "ESTABLISHED", ESTABLISHED)


async def test_while_somebody_else_polls_nothing_is_lost_or_done_twice(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await established(place, monkeypatch)
    rival, themes = Rival(place), [f"第{number}次" for number in range(VISITS)]
    for theme in themes:
        await rival.poll()
        async with asyncio.TaskGroup() as group:
            group.create_task(rival.poll())
            group.create_task(draft(place, theme))
    assert (rival.conflicts >= VISITS, VISITS <= rival.inflicted <= BORNE) == (True, True)
    await draft(place, "后来")
    assert await drafted(place) == dict.fromkeys(["早先", *themes, "后来"], 1)
    assert place.bot.serving is not None
    assert not place.bot.serving.done()


async def test_a_newcomer_ends_and_what_it_has_not_confirmed_is_handled_by_the_next(place: Town) -> None:
    serving, rival = place.bot.serving, Rival(place)
    assert serving is not None
    async with asyncio.TaskGroup() as group:
        staying = group.create_task(rival.stay())
        await asyncio.wait({serving})
        staying.cancel()
    assert isinstance(serving.exception(), AnotherPollerError)
    assert rival.inflicted == BORNE_BY_NEWCOMER + 1
    place.cast.idle = None
    await draft(place, "没人听")
    await place.restart()
    assert await drafted(place) == {"没人听": 1}


async def test_of_two_installations_with_one_token_the_older_one_stays(
    place: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await established(place, monkeypatch)
    monkeypatch.setattr("tests.bot.conversation.lent", None)
    ring = keyring.create(tmp_path / "other.json", place.clock.now())
    second = running(
        settings_in(tmp_path / "other"),
        ring,
        clock=place.clock,
        request=StageRequest(place.stage),
        limiter=_NoWait(),
        ticking=False,
    )
    async with second as newcomer:
        assert newcomer.serving is not None
        with pytest.raises(AnotherPollerError):
            await newcomer.serving
        await draft(place, "照常")
    assert await drafted(place) == {"早先": 1, "照常": 1}
