"""The sample of the demonstration: who is there, what the audit says of its year, and that the guide can be walked."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.actions import compliance
from bot.documents.workbooks import read_xlsx
from bot.rehearsal import guide, sample
from bot.rehearsal.people import Cast
from bot.rehearsal.sample import Sample
from bot.rehearsal.scenery import workbook
from bot.rehearsal.script import script
from bot.rehearsal.stage import Stage
from storage import keyring, schema
from storage.clock import FrozenClock
from storage.database import Sessions
from storage.repositories import addresses, meetings, organisations, people
from storage.rules import roster
from storage.rules.terms import Category, Duty, ObligationStatus, OrganisationKind, Source

BRANCH, SECOND, ABOVE = "松林社区第一党支部", "松林社区第二党支部", "松林社区党委"
TOKEN = "4242:rehearsal"


@dataclass
class Furnished:
    """A furnished database with its stage."""

    sessions: Sessions
    cast: Cast
    made: Sample


@pytest.fixture(name="furnished")
async def furnish(tmp_path: Path) -> AsyncIterator[Furnished]:
    sessions = Sessions(f"sqlite+aiosqlite:///{tmp_path}/sample.db")
    await schema.upgrade(sessions)
    stage = Stage(FrozenClock(script().start))
    cast = Cast(stage, stage.world.add_bot(TOKEN, "sanhui_bot", "三会一课助手"))
    made = await sample.furnish(sessions, keyring.create(tmp_path / "keys.json", script().start), cast)
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


@pytest.mark.parametrize(
    ("organisation", "missed", "open_"),
    [
        (
            BRANCH,
            {
                ("支部党员大会", "2026年第二季度"),
                ("支部委员会", "2026年8月"),
                ("第二党小组", "2026年5月"),
                ("第三党小组", "2026年10月"),
            },
            9,
        ),
        (SECOND, set(), 0),
        (ABOVE, set(), 0),
    ],
)
async def test_audit_finds_exactly_what_is_missing(
    furnished: Furnished, organisation: str, missed: set[tuple[str, str]], open_: int
) -> None:
    day = script().start.date()
    async with furnished.sessions.read() as session:
        found = await compliance.whole(session, (await addresses.find(session, organisation)).id, day)
    for one in found.obligations:
        print(one.organisation, one.rule, one.activity, one.period.label, one.status)
    assert missed is None


async def test_history_is_partly_imported_and_partly_kept_with_rolls(furnished: Furnished) -> None:
    pass


def test_workbook_is_the_roster_file_an_import_reads() -> None:
    told = script().data
    rows = read_xlsx(workbook("名册", [told["roster_columns"], *told["file"]["rows"]])).rows
    read = roster.read(rows, script().start.date())
    assert (len(read.entries), read.refused, read.unknown_columns) == (8, (), ())
