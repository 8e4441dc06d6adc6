"""Minutes at rest: sealed lines in order, one version moved once, signatures once, whoever asks on either engine."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from storage import keyring
from storage.database import Sessions
from storage.keyring import Keyring
from storage.models import Meeting, Member, MinuteLine
from storage.repositories import minutes
from storage.rules.terms import Form, LineKind, MeetingState, MinutesState, SigningRole, Source
from storage.sealing import SealBroken

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)
CHAT = -1001


@pytest.fixture
def ring(tmp_path) -> Keyring:
    return keyring.create(tmp_path / "keys.json", NOW)


async def add_meeting(sessions: Sessions, organisation_id: int, day: date = date(2026, 11, 26), **values) -> int:
    async with sessions.begin() as session:
        fields = {"form": Form.GENERAL, "state": MeetingState.HELD} | values
        row = Meeting(
            organisation_id=organisation_id,
            starts_at=datetime(day.year, day.month, day.day, 7, tzinfo=UTC),
            timezone="Asia/Shanghai",
            local_day=day,
            source=Source.BOT,
            created_at=NOW,
            **fields,
        )
        session.add(row)
        await session.flush()
        return row.id


async def add_member(sessions: Sessions, organisation_id: int, name: str) -> int:
    async with sessions.begin() as session:
        row = Member(organisation_id=organisation_id, name=name, name_key=name, created_at=NOW)
        session.add(row)
        await session.flush()
        return row.id


async def write(sessions, ring, meeting_id, text, *, message_id=None, part=0, by=None, after=0) -> MinuteLine:
    async with sessions.begin() as session:
        row = MinuteLine(
            meeting_id=meeting_id,
            kind=LineKind.SPEECH,
            written_by=by,
            chat_id=CHAT if message_id else 0,
            message_id=message_id,
            part=part,
            written_at=NOW + timedelta(seconds=after),
        )
        return await minutes.add_line(session, ring, row, text)


async def test_lines_stand_in_the_order_they_were_written_until_removed(sessions, organisation_id, ring) -> None:
    meeting = await add_meeting(sessions, organisation_id)
    for after, text in ((2, "第三"), (0, "第一"), (1, "第二")):
        await write(sessions, ring, meeting, text, after=after)
    async with sessions.begin() as session:
        found = await minutes.lines(session, meeting)
        assert [minutes.open_line(ring, one) for one in found] == ["第一", "第二", "第三"]
        await minutes.remove(session, found[:1], NOW)
    async with sessions.read() as session:
        assert [minutes.open_line(ring, one) for one in await minutes.lines(session, meeting)] == ["第二", "第三"]
        assert await minutes.counts(session, meeting) == {LineKind.SPEECH: 2}


async def test_a_line_opens_in_its_own_row_only(sessions, organisation_id, ring) -> None:
    meeting = await add_meeting(sessions, organisation_id)
    first, second = [await write(sessions, ring, meeting, text) for text in ("甲", "乙")]
    second.text_sealed = first.text_sealed
    with pytest.raises(SealBroken):
        minutes.open_line(ring, second)


async def test_the_last_message_of_a_writer_is_taken_whole(sessions, organisation_id, ring) -> None:
    meeting = await add_meeting(sessions, organisation_id)
    one, other = [await add_member(sessions, organisation_id, name) for name in ("甲", "乙")]
    await write(sessions, ring, meeting, "早先", message_id=1, by=one)
    await write(sessions, ring, meeting, "前半", message_id=2, part=0, by=one, after=1)
    await write(sessions, ring, meeting, "后半", message_id=2, part=1, by=one, after=1)
    await write(sessions, ring, meeting, "别人", message_id=3, by=other, after=2)
    async with sessions.begin() as session:
        found = await minutes.last_by(session, meeting, one, CHAT)
        assert [minutes.open_line(ring, row) for row in found] == ["前半", "后半"]
        await minutes.remove(session, found, NOW)
        found = await minutes.last_by(session, meeting, one, CHAT)
        assert [minutes.open_line(ring, row) for row in found] == ["早先"]
        assert await minutes.last_by(session, meeting, one, CHAT - 1) == []


async def test_a_version_begins_once_and_moves_once(sessions, organisation_id, ring) -> None:
    meeting = await add_meeting(sessions, organisation_id)
    async with sessions.begin() as session:
        first, again = [await minutes.begin(session, meeting) for _ in range(2)]
        assert first.id == again.id
        sealed = minutes.seal_content(ring, first, '{"a":1}')
        was, then = MinutesState.DRAFT, MinutesState.IN_REVIEW
        moved = [await minutes.move(session, first, was, then, content_sealed=sealed) for _ in range(2)]
        assert (moved, minutes.open_content(ring, first)) == ([True, False], '{"a":1}')


async def test_signed_means_some_version_is(sessions, organisation_id) -> None:
    meeting, other = [await add_meeting(sessions, organisation_id) for _ in range(2)]
    async with sessions.begin() as session:
        first = await minutes.begin(session, meeting)
        assert not await minutes.is_signed(session, meeting)
        await minutes.move(session, first, MinutesState.DRAFT, MinutesState.SIGNED, signed_at=NOW)
        second = await minutes.begin(session, meeting, 2, "更正")
        assert await minutes.is_signed(session, meeting)
        assert not await minutes.is_signed(session, other)
        newest = await minutes.newest_of(session, [meeting, other])
        assert {number: row.id for number, row in newest.items()} == {meeting: second.id}
        assert [row.id for row in await minutes.signed(session, [organisation_id])] == [first.id]
        assert [row.id for row in await minutes.every_signed(session, 0, 10)] == [first.id]


async def test_a_role_signs_once_and_signatures_come_off_together(sessions, organisation_id) -> None:
    meeting = await add_meeting(sessions, organisation_id)
    member = await add_member(sessions, organisation_id, "甲")
    async with sessions.begin() as session:
        row = await minutes.begin(session, meeting)
        fresh = [await minutes.sign(session, row.id, SigningRole.HOST, member, NOW) for _ in range(2)]
        assert (fresh, list(await minutes.signatures(session, row.id))) == ([True, False], [SigningRole.HOST])
        await minutes.unsign(session, row.id)
        assert await minutes.signatures(session, row.id) == {}


async def test_two_who_sign_at_once_see_each_other(sessions, organisation_id) -> None:
    meeting = await add_meeting(sessions, organisation_id)
    members = [await add_member(sessions, organisation_id, name) for name in ("甲", "乙")]
    async with sessions.begin() as session:
        row = await minutes.begin(session, meeting)

    async def sign(role: SigningRole, member: int) -> int:
        async with sessions.begin() as session:
            await minutes.get(session, row.id, locked=True)
            await minutes.sign(session, row.id, role, member, NOW)
            return len(await minutes.signatures(session, row.id))

    assert sorted(await asyncio.gather(*map(sign, SigningRole, members))) == [1, 2]


async def test_meetings_of_a_form_are_numbered_within_their_year(sessions, organisation_id) -> None:
    days = [date(2025, 12, 30), date(2026, 3, 5), date(2026, 6, 5), date(2026, 9, 5)]
    states = [MeetingState.HELD, MeetingState.HELD, MeetingState.CANCELLED, MeetingState.HELD]
    ids = [
        await add_meeting(sessions, organisation_id, day, state=state) for day, state in zip(days, states, strict=True)
    ]
    await add_meeting(sessions, organisation_id, date(2026, 3, 6), form=Form.COMMITTEE)
    async with sessions.read() as session:
        rows = [await session.get_one(Meeting, number) for number in (ids[0], ids[1], ids[3])]
        assert [await minutes.number_in_year(session, row) for row in rows] == [1, 1, 2]
