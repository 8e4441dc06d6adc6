"""Two people of a branch act in the same instant: what the second reads is what the first has written."""

import asyncio

import pytest
from sqlalchemy import text
from sqlmodel import select

from storage.models import Account, Answer, Member, Organisation
from storage.repositories import branch_locks
from storage.rules.terms import AccountState, OrganisationKind
from tests.bot.conversation import Town

pytestmark = pytest.mark.postgres_only
"""SQLite has one writer in any case."""

_HELD = text("SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()")
_WAITING = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


async def answers(place: Town) -> int:
    async with place.sessions.read() as session:
        return len((await session.exec(select(Answer.meeting_id))).all())


async def waiting(place: Town) -> int:
    async with place.sessions.read() as session:
        return int((await session.execute(_WAITING)).scalar_one())


async def test_an_act_waits_for_the_other_of_its_branch(place: Town) -> None:
    secretary, member = place["李书记"], place["孙党员"]
    await secretary.say(secretary.private, "/schedule 党员大会 12月5日15:00 主题：学习")
    await secretary.tap("发布", secretary.private)
    await place.settle()
    async with asyncio.TaskGroup() as group, place.sessions.begin() as other:
        await branch_locks.take(other, secretary.id, secretary.id)
        tap = group.create_task(member.tap("参加", place.group))
        async with asyncio.timeout(20):
            while await waiting(place) == 0:
                assert not tap.done()
        assert await answers(place) == 0
    assert await answers(place) == 1


async def test_another_branch_waits_for_nobody(place: Town) -> None:
    now = place.clock.now()
    async with place.sessions.begin() as session:
        elsewhere = Organisation(kind=OrganisationKind.BRANCH, name="别处", created_at=now)
        session.add(elsewhere)
        await session.flush()
        stranger = Member(organisation_id=elsewhere.id, name="冯同志", name_key="冯同志", created_at=now)
        session.add(stranger)
        await session.flush()
        session.add(Account(member_id=stranger.id, telegram_id=77, state=AccountState.APPROVED, asked_at=now))
    async with place.sessions.begin() as one, place.sessions.begin() as another:
        await branch_locks.take(one, place["李书记"].id, place.group.id)
        async with asyncio.timeout(20):
            await branch_locks.take(another, 77, 77)
        assert [len((await session.execute(_HELD)).all()) for session in (one, another)] == [1, 1]
