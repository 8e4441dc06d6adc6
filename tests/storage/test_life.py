"""Criticism and self-criticism at rest: sealed, bound to their rows, opened for those entitled, each time audited."""

import json
import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel, select, update

from storage import keyring, sealing
from storage.database import Sessions, sqlite_path
from storage.keyring import Keyring
from storage.models import AuditEntry, Criticism, Meeting, Member, Minutes, SelfCriticism
from storage.repositories import life, meetings
from storage.rules import names
from storage.rules.life import (
    CriticismAspect,
    NoSuchCriticismError,
    NotOnLifeRollError,
    Opened,
    OwnDraftError,
    Remark,
    Section,
    SelfExamination,
)
from storage.rules.people import Person
from storage.rules.terms import Activity, Category, Duty, Form, MeetingState, MinutesState, Source
from storage.sealing import SealBroken
from tests.fakes.databases import add_organisation

NOW = datetime(2026, 12, 2, 7, tzinfo=UTC)


@dataclass
class Hall:
    """A meeting of five members: host, recorder, and three others; the last is not expected."""

    sessions: Sessions
    ring: Keyring
    meeting: Meeting
    host: int
    recorder: int
    giver: int
    taker: int
    outsider: int


@pytest.fixture
async def hall(sessions: Sessions, tmp_path: Path) -> Hall:
    organisation = await add_organisation(sessions)
    async with sessions.begin() as session:
        ids = []
        for name in ("host", "recorder", "giver", "taker", "outsider"):
            member = Member(organisation_id=organisation, name=name, name_key=names.key(name), created_at=NOW)
            session.add(member)
            await session.flush()
            ids.append(member.id)
        meeting = await meetings.add(
            session,
            Meeting(
                organisation_id=organisation,
                form=Form.GENERAL,
                state=MeetingState.ANNOUNCED,
                starts_at=NOW,
                timezone="Asia/Shanghai",
                local_day=date(2026, 12, 2),
                host_id=ids[0],
                recorder_id=ids[1],
                source=Source.BOT,
                created_at=NOW,
            ),
            [Activity.ORG_LIFE_MEETING],
        )
        everybody = [Person(one, str(one), Category.FULL) for one in ids[:4]]
        await meetings.freeze_expected(session, meeting.id, everybody)
    return Hall(sessions, keyring.create(tmp_path / "keys.json", NOW), meeting, *ids)


async def add(hall: Hall, text: str = "意见", **changes: object) -> Remark:
    remark = replace(Remark(hall.giver, hall.taker, hall.giver, text, CriticismAspect.STYLE), **changes)
    async with hall.sessions.begin() as session:
        return await life.add(session, hall.ring, hall.meeting.id, remark, NOW)


async def rewrite(hall: Hall, member: int, by: int, *, submitted: bool = False, **sections: str) -> SelfExamination:
    def change(before: SelfExamination) -> SelfExamination:
        for section, text in sections.items():
            before = before.rewritten(Section(section), text, by)
        return replace(before, submitted=before.submitted or submitted)

    async with hall.sessions.begin() as session:
        return await life.rewrite(session, hall.ring, hall.meeting.id, member, NOW, change)


async def opened_by(hall: Hall, member: int, *duties: Duty) -> Opened:
    async with hall.sessions.begin() as session:
        return await life.open_for(session, hall.ring, hall.meeting, member, duties, NOW)


async def audited(hall: Hall) -> list[dict[str, object]]:
    async with hall.sessions.read() as session:
        return [json.loads(row.body) for row in (await session.exec(select(AuditEntry).order_by(AuditEntry.seq))).all()]


async def test_what_is_written_comes_back_to_its_writer(hall: Hall) -> None:
    await rewrite(hall, hall.giver, hall.giver, problems="甲", causes="乙")
    await rewrite(hall, hall.giver, hall.giver, measures="丙", submitted=True)
    remark = await add(hall)
    assert await opened_by(hall, hall.giver) == Opened(
        (SelfExamination(hall.giver, hall.giver, "甲", "乙", "丙", submitted=True),), (remark,)
    )


@pytest.mark.parametrize("reader", ["host", "recorder", "giver", "taker"])
async def test_each_reads_what_is_theirs_to_read(hall: Hall, reader: str) -> None:
    draft = await rewrite(hall, hall.taker, hall.taker, problems="草稿")
    shared = await rewrite(hall, hall.giver, hall.giver, problems="甲", causes="乙", measures="丙", submitted=True)
    given = await add(hall)
    other = await add(hall, from_id=hall.host, to_id=hall.recorder)
    expected = {
        "host": Opened((shared,), (given, other)),
        "recorder": Opened((shared,), (given, other)),
        "giver": Opened((shared,), (given,)),
        "taker": Opened((draft,), (given,)),
    }
    assert await opened_by(hall, getattr(hall, reader)) == expected[reader]


async def test_the_secretary_reads_and_somebody_not_expected_does_not(hall: Hall) -> None:
    given = await add(hall)
    assert (await opened_by(hall, hall.outsider, Duty.SECRETARY)).remarks == (given,)
    for duties in ((), (Duty.DEPUTY_SECRETARY,), (Duty.DISCIPLINE_COMMISSIONER,), (Duty.RECORDER,)):
        with pytest.raises(NotOnLifeRollError):
            await opened_by(hall, hall.outsider, *duties)


async def test_every_opening_is_audited_and_names_no_criticism(hall: Hall) -> None:
    await add(hall)
    assert await audited(hall) == []
    await opened_by(hall, hall.host)
    await opened_by(hall, hall.taker)
    wanted = [(reader, "life.opened", "meeting", hall.meeting.id) for reader in (hall.host, hall.taker)]
    assert [(one["actor"], one["act"], one["object"], one["object_id"]) for one in await audited(hall)] == wanted


async def test_a_refused_reader_leaves_no_entry_and_gets_nothing(hall: Hall) -> None:
    with pytest.raises(NotOnLifeRollError):
        await opened_by(hall, hall.outsider)
    assert await audited(hall) == []


async def test_figures_need_no_key(hall: Hall) -> None:
    await rewrite(hall, hall.taker, hall.taker, problems="草稿")
    await rewrite(hall, hall.giver, hall.giver, problems="甲", submitted=True)
    await add(hall)
    gone = await add(hall)
    async with hall.sessions.begin() as session:
        await life.revise(session, hall.ring, hall.meeting.id, gone.id, NOW, lambda _: None)
        assert await life.counts(session, hall.meeting.id) == life.Counts(expected=4, submitted=1, criticisms=1)


async def test_a_withdrawn_criticism_is_gone_for_everybody(hall: Hall) -> None:
    remark = await add(hall)
    async with hall.sessions.begin() as session:
        await life.revise(session, hall.ring, hall.meeting.id, remark.id, NOW, lambda _: None)
    assert await opened_by(hall, hall.host) == Opened()
    async with hall.sessions.begin() as session:
        with pytest.raises(NoSuchCriticismError):
            await life.meeting_of(session, remark.id)


async def test_a_criticism_is_not_reached_by_way_of_another_meeting(hall: Hall) -> None:
    remark = await add(hall)
    async with hall.sessions.begin() as session:
        with pytest.raises(NoSuchCriticismError):
            await life.revise(session, hall.ring, hall.meeting.id + 1, remark.id, NOW, lambda one: one)


async def test_a_refused_change_leaves_everything_as_it_was(hall: Hall) -> None:
    await rewrite(hall, hall.taker, hall.taker, problems="草稿")
    with pytest.raises(OwnDraftError):
        await rewrite(hall, hall.taker, hall.host, problems="替换")
    found = (await opened_by(hall, hall.taker)).examination_of(hall.taker)
    assert found is not None
    assert found.problems == "草稿"


async def test_the_hour_of_submitting_stays_when_it_is_changed_later(hall: Hall) -> None:
    await rewrite(hall, hall.giver, hall.giver, problems="甲", submitted=True)

    def change(before: SelfExamination) -> SelfExamination:
        return replace(before, problems="乙")

    later = NOW + timedelta(days=1)
    async with hall.sessions.begin() as session:
        await life.rewrite(session, hall.ring, hall.meeting.id, hall.giver, later, change)
    async with hall.sessions.read() as session:
        row = (await session.exec(select(SelfCriticism))).one()
        assert (row.submitted_at, row.updated_at) == (NOW, later)


async def test_a_sealed_criticism_does_not_open_in_another_row(hall: Hall) -> None:
    first, second = await add(hall, "一"), await add(hall, "二")
    async with hall.sessions.begin() as session:
        moved = (await session.get_one(Criticism, first.id)).content_sealed
        await session.execute(update(Criticism).where(Criticism.id == second.id).values(content_sealed=moved))
    with pytest.raises(SealBroken):
        await opened_by(hall, hall.host)


async def test_both_columns_are_known_to_the_change_of_keys(hall: Hall) -> None:
    remark = await add(hall)
    await rewrite(hall, hall.giver, hall.giver, problems="甲")
    async with hall.sessions.read() as session:
        row = await session.get_one(Criticism, remark.id)
        own = (await session.exec(select(SelfCriticism))).one()
    sealed = {table.name for table in SQLModel.metadata.sorted_tables if "content_sealed" in table.columns}
    assert {"criticism", "self_criticism"} <= sealed
    assert (
        json.loads(sealing.open_sealed(hall.ring, "criticism", "content", row.id, row.content_sealed))["text"] == "意见"
    )
    assert json.loads(sealing.open_sealed(hall.ring, "self_criticism", "content", own.id, own.content_sealed)) == {
        "by": hall.giver,
        "problems": "甲",
    }


@pytest.mark.parametrize(
    ("states", "closed"),
    [
        ([], False),
        ([MinutesState.DRAFT], False),
        ([MinutesState.IN_REVIEW], True),
        ([MinutesState.SIGNED], True),
        ([MinutesState.SIGNED, MinutesState.DRAFT], False),
    ],
)
async def test_minutes_handed_in_close_the_meeting_until_they_are_opened_again(
    hall: Hall, states: list[MinutesState], closed: bool
) -> None:
    async with hall.sessions.begin() as session:
        for version, state in enumerate(states, start=1):
            session.add(Minutes(meeting_id=hall.meeting.id, version=version, state=state))
        await session.flush()
        assert await life.is_closed(session, hall.meeting.id) is closed


@pytest.mark.parametrize(
    ("activity", "state", "listed"),
    [
        (Activity.ORG_LIFE_MEETING, MeetingState.HELD, True),
        (Activity.DEMOCRATIC_LIFE_MEETING, MeetingState.ANNOUNCED, True),
        (Activity.MEMBER_APPRAISAL, MeetingState.ARCHIVED, True),
        (Activity.GENERAL_MEETING, MeetingState.HELD, False),
        (Activity.ORG_LIFE_MEETING, MeetingState.DRAFT, False),
        (Activity.ORG_LIFE_MEETING, MeetingState.CANCELLED, False),
    ],
)
async def test_only_announced_meetings_of_these_kinds_are_listed(
    hall: Hall, activity: Activity, state: MeetingState, listed: bool
) -> None:
    async with hall.sessions.begin() as session:
        other = Meeting.model_validate(hall.meeting.model_dump(exclude={"id"}) | {"state": state, "theme": "另一次"})
        await meetings.add(session, other, [activity])
        found = await life.of(session, [hall.meeting.organisation_id])
        assert sorted(one.id for one in found) == sorted([hall.meeting.id, *([other.id] if listed else [])])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_file_holds_neither_words_nor_who_criticised_whom(hall: Hall) -> None:
    await rewrite(hall, hall.giver, hall.giver, problems="标记P1", causes="标记P2", measures="标记P3", submitted=True)
    await add(hall, "标记C1", response="标记C2")
    path = sqlite_path(str(hall.sessions.url))
    assert path is not None
    raw = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    assert [mark for mark in ("标记P1", "标记P2", "标记P3", "标记C1", "标记C2") if mark.encode() in raw] == []
    connection = sqlite3.connect(path)
    try:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(criticism)")]
        assert columns == ["id", "meeting_id", "content_sealed", "updated_at", "removed_at"]
        connection.execute("UPDATE meeting SET note = '标记C1'")
        connection.commit()
    finally:
        connection.close()
    leaked = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    assert "标记C1".encode() in leaked
