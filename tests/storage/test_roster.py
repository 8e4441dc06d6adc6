"""The dated roster after imports: what earlier days say stays said."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.actions import roster_import as actions
from storage import keyring
from storage.database import Sessions
from storage.keyring import Keyring
from storage.models import Organisation
from storage.repositories import addresses, audit_entries, organisations, people
from storage.repositories import roster as rows
from storage.rules.people import Person
from storage.rules.roster import RosterEntry
from storage.rules.terms import Category, Duty, OrganisationKind

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)
EVERYTHING = frozenset({"name", "category", "group", "duties", "tail", "joined_on", "confirmed_on", "note"})


class Office:
    """A branch on a database of its own."""

    def __init__(self, sessions: Sessions, ring: Keyring, branch: Organisation) -> None:
        self.sessions, self.ring, self.branch = sessions, ring, branch

    async def take(self, *entries: RosterEntry, now: datetime = NOW) -> tuple[int, int]:
        """Import entries; return how many people were added and changed."""
        async with self.sessions.begin() as session:
            found = await actions.take_in(session, self.ring, self.branch, entries, now)
        return len(found.added), len(found.changed)

    async def on(self, day: date) -> dict[str, Person]:
        """Return the roster of a day by name."""
        async with self.sessions.read() as session:
            return {person.name: person for person in await people.roster(session, self.branch, day)}

    async def groups(self) -> dict[str, Organisation]:
        async with self.sessions.read() as session:
            return dict(await addresses.groups_by_name(session, self.branch))


@pytest.fixture
async def office(tmp_path: Path, sqlite_sessions: Sessions) -> Office:
    ring = keyring.create(tmp_path / "keys.json", NOW)
    async with sqlite_sessions.begin() as session:
        branch = await organisations.add(session, branch_named("甲支部"))
    return Office(sqlite_sessions, ring, branch)


def branch_named(name: str) -> Organisation:
    return Organisation(kind=OrganisationKind.BRANCH, name=name, founded=date(2015, 7, 1), created_at=NOW)


def entry(name: str, category: Category = Category.FULL, **facts: object) -> RosterEntry:
    return RosterEntry(2, name, category, given=EVERYTHING, **facts)  # type: ignore[arg-type]


async def test_the_first_import_tells_the_past_too(office: Office) -> None:
    joined, confirmed = date(2025, 3, 10), date(2026, 3, 10)
    await office.take(
        entry("张三", joined_on=joined, confirmed_on=confirmed, group="第一党小组", duties=frozenset({Duty.SECRETARY})),
        entry("李四"),
    )
    spans = {}
    for day in (date(2014, 1, 1), date(2015, 7, 1), joined, date(2026, 3, 9), confirmed, TODAY):
        found = await office.on(day)
        spans[day.isoformat()] = [found[name].category.value for name in ("张三", "李四")]
    assert spans == {
        "2014-01-01": ["applicant", "applicant"],
        "2015-07-01": ["applicant", "full"],
        "2025-03-10": ["probationary", "full"],
        "2026-03-09": ["probationary", "full"],
        "2026-03-10": ["full", "full"],
        "2026-11-18": ["full", "full"],
    }
    groups = await office.groups()
    assert (await office.on(joined))["张三"].group_id == groups["第一党小组"].id
    assert (await office.on(joined))["张三"].duties == {Duty.SECRETARY}
    assert groups["第一党小组"].founded == date(2015, 7, 1)


async def test_a_correction_on_the_first_day_tells_the_past_anew(office: Office) -> None:
    await office.take(entry("张三", joined_on=date(2020, 1, 1), duties=frozenset({Duty.RECORDER})))
    grouped = RosterEntry(2, "张三", Category.FULL, group="一组", given=frozenset({"name", "group"}))
    assert await office.take(grouped, now=NOW + timedelta(hours=1)) == (0, 1)
    found = (await office.on(date(2020, 1, 1)))["张三"]
    assert (found.category, found.group_id, found.duties) == (
        Category.FULL,
        (await office.groups())["一组"].id,
        {Duty.RECORDER},
    )
    assert (await office.on(date(2019, 12, 31)))["张三"].category is Category.APPLICANT


async def test_later_changes_begin_on_their_day(office: Office) -> None:
    await office.take(entry("张三", Category.PROBATIONARY, group="一组", duties=frozenset({Duty.GROUP_LEADER})))
    later, day = NOW + timedelta(days=10), TODAY + timedelta(days=10)
    changed = entry("张三", group="二组", duties=frozenset({Duty.GROUP_LEADER, Duty.RECORDER}), tail="0037")
    assert await office.take(changed, entry("王五", joined_on=date(2001, 1, 1)), now=later) == (1, 1)
    groups = {name: group.id for name, group in (await office.groups()).items()}
    before, after = await office.on(day - timedelta(days=1)), await office.on(day)
    assert (before["张三"].category, before["张三"].group_id) == (Category.PROBATIONARY, groups["一组"])
    assert (after["张三"].category, after["张三"].group_id) == (Category.FULL, groups["二组"])
    assert (before["王五"].category, after["王五"].category) == (Category.APPLICANT, Category.FULL)
    async with office.sessions.read() as session:
        member = after["张三"].id
        held = [
            {(one.duty, one.organisation_id) for one in await people.appointments(session, [member], each)}
            for each in (day - timedelta(days=1), day)
        ]
    assert held == [
        {(Duty.GROUP_LEADER, groups["一组"])},
        {(Duty.GROUP_LEADER, groups["二组"]), (Duty.RECORDER, office.branch.id)},
    ]
    assert (await office.groups())["二组"].founded == day


async def test_a_correction_on_the_same_day_leaves_no_trace_of_the_slip(office: Office) -> None:
    await office.take(entry("张三"))
    later = NOW + timedelta(days=3)
    await office.take(entry("张三", Category.PROBATIONARY, group="一组"), now=later)
    await office.take(entry("张三", group=None), now=later + timedelta(hours=1))
    found = (await office.on(later.date()))["张三"]
    assert (found.category, found.group_id) == (Category.FULL, None)
    assert await office.take(entry("张三"), now=later + timedelta(hours=2)) == (0, 0)


async def test_who_has_left_is_off_the_roster_from_that_day_and_stays_in_what_was(office: Office) -> None:
    await office.take(entry("张三", duties=frozenset({Duty.SECRETARY})), entry("李四"))
    later, left = NOW + timedelta(days=9), TODAY + timedelta(days=5)
    gone = RosterEntry(2, "张三", Category.FULL, left_on=left, given=frozenset({"name", "left_on"}))
    assert await office.take(gone, now=later) == (0, 1)
    before, after = await office.on(left - timedelta(days=1)), await office.on(left)
    assert (set(before), set(after)) == ({"张三", "李四"}, {"李四"})
    assert before["张三"].duties == {Duty.SECRETARY}
    assert await office.take(gone, now=later + timedelta(days=1)) == (0, 0)
    assert await office.take(entry("张三"), now=later + timedelta(days=2)) == (1, 0)  # who comes back is entered anew


async def test_what_the_file_does_not_speak_of_stays(office: Office) -> None:
    await office.take(entry("张三", group="一组", duties=frozenset({Duty.RECORDER}), tail="0012", note="借调"))
    bare = RosterEntry(2, "张三", Category.FULL, given=frozenset({"name"}))
    assert await office.take(bare, now=NOW + timedelta(days=1)) == (0, 0)
    async with office.sessions.read() as session:
        (member,) = await rows.known(session, office.ring, office.branch, TODAY)
    assert (member.group, member.duties, member.tail, member.note) == ("一组", {Duty.RECORDER}, "0012", "借调")


async def test_an_import_that_changes_nothing_leaves_no_audit_entry(office: Office) -> None:
    await office.take(entry("张三"))
    await office.take(entry("张三"))
    async with office.sessions.read() as session:
        acts = [link.body async for link in audit_entries.entries(session, office.branch.id)]
    assert len(acts) == 1


async def test_the_second_branch_keeps_its_groups_short_names(office: Office) -> None:
    await office.take(entry("张三", group="第一党小组"))
    async with office.sessions.begin() as session:
        other = Office(office.sessions, office.ring, await organisations.add(session, branch_named("乙支部")))
    await other.take(entry("张三", group="第一党小组"))
    assert [group.name for group in (*(await office.groups()).values(), *(await other.groups()).values())] == [
        "第一党小组",
        "乙支部·第一党小组",
    ]
    assert list(await other.groups()) == ["第一党小组"]
    async with office.sessions.read() as session:
        assert (await addresses.find(session, "甲支部·第一党小组")).parent_id == office.branch.id
        assert (await addresses.find(session, "乙支部·第一党小组")).parent_id == other.branch.id
        with pytest.raises(addresses.AmbiguousNameError):
            await addresses.find(session, "第一党小组")
