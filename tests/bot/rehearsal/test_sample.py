"""The sample of the demonstration: who is there, what the audit says of its year, and that the guide can be walked."""

import shutil
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlmodel import col, select

from bot.actions import compliance
from bot.documents.workbooks import read_xlsx
from bot.rehearsal import guide, sample
from bot.rehearsal.chats import Chat
from bot.rehearsal.people import Cast
from bot.rehearsal.sample import Sample
from bot.rehearsal.scenery import workbook
from bot.rehearsal.script import script
from bot.rehearsal.stage import Stage
from storage import keyring
from storage.clock import FrozenClock
from storage.database import Sessions
from storage.models import Meeting, Roll
from storage.repositories import addresses, meetings, organisations, people
from storage.rules import roster
from storage.rules.terms import Category, Duty, ObligationStatus, OrganisationKind, Source
from tests.fakes.databases import sqlite_url

pytestmark = pytest.mark.asyncio(loop_scope="module")

BRANCH, SECOND, ABOVE = "松林社区第一党支部", "松林社区第二党支部", "松林社区党委"
TOKEN = "4242:rehearsal"


@dataclass
class Furnished:
    """A furnished database with its stage."""

    sessions: Sessions
    cast: Cast
    made: Sample


@pytest_asyncio.fixture(name="furnished", scope="module", loop_scope="module")
async def furnish(tmp_path_factory: pytest.TempPathFactory, sqlite_migrated: Path) -> AsyncIterator[Furnished]:
    folder = tmp_path_factory.mktemp("sample")
    sessions = Sessions(sqlite_url(shutil.copyfile(sqlite_migrated, folder / "sample.db")))
    stage = Stage(FrozenClock(script().start))
    cast = Cast(stage, stage.world.add_bot(TOKEN, "sanhui_bot", "三会一课助手"))
    made = await sample.furnish(sessions, keyring.create(folder / "keys.json", script().start), cast)
    yield Furnished(sessions, cast, made)
    await sessions.close()


async def test_branch_has_members_groups_and_duties(furnished: Furnished) -> None:
    async with furnished.sessions.read() as session:
        branch = await addresses.find(session, BRANCH)
        persons = await people.roster(session, branch, script().start.date())
        groups = await organisations.groups(session, branch.id)
    assert Counter(person.category for person in persons) == {Category.FULL: 13, Category.PROBATIONARY: 2}
    assert [group.name for group in groups] == ["第一党小组", "第二党小组", "第三党小组"]
    assert [person.name for person in persons if person.exempt] == ["冯德厚"]
    assert [person.name for person in persons if person.telegram_id is None] == [
        "韩守正", "高致远", "沈佳音", "邓海生", "曹立春", "贺新", "冯德厚",
    ]  # fmt: skip
    leaders = {group.id: person.name for group in groups for person in persons if person.group_id == group.id
               and Duty.GROUP_LEADER in person.duties}  # fmt: skip
    assert list(leaders.values()) == ["唐秋实", "高致远", "沈佳音"]


OPEN = [
    (BRANCH, "GM.CADENCE", "2026年第二季度", "missed"),
    (BRANCH, "GM.CADENCE", "2026年第四季度", "due"),
    (BRANCH, "BC.CADENCE", "2026年8月", "missed"),
    (BRANCH, "BC.CADENCE", "2026年11月", "due"),
    ("第二党小组", "PG.CADENCE", "2026年5月", "missed"),
    ("第二党小组", "PG.CADENCE", "2026年11月", "due"),
    ("第三党小组", "PG.CADENCE", "2026年10月", "missed"),
    ("第三党小组", "PG.CADENCE", "2026年11月", "due"),
    (BRANCH, "PL.CADENCE", "2026年第四季度", "due"),
    (BRANCH, "OLM.CADENCE", "2026年度", "due"),
    (BRANCH, "DRM.CADENCE", "2026年度", "due"),
]
SETTLED = {ObligationStatus.MET, ObligationStatus.NOT_APPLICABLE, ObligationStatus.NOT_ASSESSED}


async def test_audit_finds_exactly_what_is_missing(furnished: Furnished) -> None:
    async with furnished.sessions.read() as session:
        branch = await addresses.find(session, BRANCH)
        found = await compliance.whole(session, branch.id, script().start.date())
    told = [(one.organisation, one.rule.id, one.period.label, one.status.value) for one in found.obligations
            if one.status not in SETTLED]  # fmt: skip
    assert told == OPEN
    assert sum(one.status is ObligationStatus.MET for one in found.obligations) == 56
    assert [one.not_counted for one in found.obligations if one.not_counted] == []


async def test_history_is_partly_imported_and_partly_kept_with_confirmed_rolls(furnished: Furnished) -> None:
    async with furnished.sessions.read() as session:
        rows = (await session.exec(select(Meeting).order_by(col(Meeting.starts_at)))).all()
        lists = {row.id: await meetings.expected(session, row) for row in rows if row.source is Source.BOT}
        locked = (await session.exec(select(Roll.meeting_id).where(col(Roll.confirmed_at).is_not(None)))).all()
    assert rows[0].local_day < script().start.date() - timedelta(days=350)
    assert {row.source for row in rows if row.local_day < script().data["kept_since"]} == {Source.IMPORTED}
    assert {row.source for row in rows if row.local_day >= script().data["kept_since"]} == {Source.BOT}
    assert sorted(locked) == sorted(lists)
    assert [person.name for line in lists.values() for person in line if person.status is None] == []
    assert {len(line) for line in lists.values()} == {4, 5, 14}


async def test_stage_is_set_and_the_bot_has_heard_nothing(furnished: Furnished) -> None:
    world, made = furnished.cast.stage.world, furnished.made
    assert furnished.cast.bot.queue.pending() == []
    assert [user.name for user in world.people.values()] == list(made.people)
    started = [name for name, number in made.people.items() if _private(furnished, number).started]
    assert started == ["周启明", "陈知行", "林若兰", "许安宁", "唐秋实", "罗明川", "程小雨", "魏晴", "方文清"]
    async with furnished.sessions.read() as session:
        bound = [await organisations.bound_to(session, chat, 0) for chat in made.groups.values()]
    assert [one.name if one else None for one in bound] == [BRANCH, None, ABOVE]


def _private(furnished: Furnished, number: int) -> Chat:
    return furnished.cast.stage.world.private_chat(furnished.cast.bot, furnished.cast.stage.world.people[number])


async def test_second_branch_waits_with_its_code_and_its_secretary(furnished: Furnished) -> None:
    async with furnished.sessions.begin() as session:
        second = await addresses.find(session, SECOND)
        persons = await people.roster(session, second, script().start.date())
        found = await organisations.redeem(session, furnished.made.codes["second"], 1, script().start)
    assert [(person.name, person.duties, person.telegram_id) for person in persons] == [
        ("梁志远", frozenset({Duty.SECRETARY}), None)
    ]
    assert found is not None
    assert (found.id, second.kind) == (second.id, OrganisationKind.BRANCH)


async def test_every_step_of_the_guide_can_be_prepared(furnished: Furnished) -> None:
    world = furnished.cast.stage.world
    for step in guide.steps(furnished.made):
        assert set(step) == {"title", "do", "as", "chat", "type"}
        assert len(step["title"]) <= 6
        assert step["chat"] == "private" or world.groups[step["chat"]].holds(step["as"])
    assert guide.steps(furnished.made)[0]["type"] == f"/bind {furnished.made.codes['second']}"


async def test_workbook_is_the_roster_file_an_import_reads() -> None:
    told = script().data
    rows = read_xlsx(workbook("名册", [told["roster_columns"], *told["file"]["rows"]])).rows
    read = roster.read(rows, script().start.date())
    assert (len(read.entries), read.refused, read.unknown_columns) == (8, (), ())
