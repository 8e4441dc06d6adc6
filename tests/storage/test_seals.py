"""Every sealed column is found, moved to a new key in batches, and only then may the old key go."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlmodel import SQLModel

from storage import keyring
from storage.database import Sessions
from storage.keyring import KeyringError, KeyringFault
from storage.models.dialogue import Dialogue
from storage.models.incoming import Incoming
from storage.models.seal_proof import SealProof
from storage.repositories import seals
from storage.rules.terms import DialogueState, IncomingState
from storage.sealing import SealBroken, SealedColumn, key_of, open_sealed, seal
from tests.fakes import postgres

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
DRAFTS = SealedColumn("dialogue", "draft_sealed", ("id",))
BODIES = SealedColumn("incoming", "body_sealed", ("sender_id", "update_id"))
PROOF = SealedColumn("seal_proof", "value_sealed", ("id",))
COLUMNS = (DRAFTS, BODIES, PROOF)
TABLES = [SQLModel.metadata.tables[name] for name in ("dialogue", "incoming", "seal_proof")]


@pytest.fixture(scope="module")
def server():
    if postgres.binaries() is None:
        pytest.skip("no PostgreSQL server installed")
    with postgres.running_server() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def sessions(request, tmp_path) -> AsyncIterator[Sessions]:
    on_sqlite = request.param == "sqlite"
    pattern = "sqlite+aiosqlite:///" + str(tmp_path / "{}.db") if on_sqlite else request.getfixturevalue("server")
    opened = Sessions(pattern.format("postgres"))
    async with opened.engine.begin() as connection:
        await connection.run_sync(lambda sync: SQLModel.metadata.create_all(sync, TABLES))
    yield opened
    async with opened.engine.begin() as connection:
        await connection.run_sync(lambda sync: SQLModel.metadata.drop_all(sync, TABLES))
    await opened.close()


@pytest.fixture
def ring(tmp_path):
    return keyring.create(tmp_path / "keys.json", NOW)


async def fill(sessions, ring, number):
    async with sessions.begin() as session:
        await seals.prove(session, ring)
        for each in range(1, number + 1):
            draft = seal(ring, "dialogue", "draft", each, f"草稿{each}")
            session.add(
                Dialogue(id=each, chat_id=each, telegram_id=each, name="leave", step="reason", draft_sealed=draft,
                         state=DialogueState.OPEN, updated_at=NOW)
            )  # fmt: skip
            body = seal(ring, "incoming", "body", f"9:{each}", f"更新{each}")
            session.add(
                Incoming(sender_id=9, update_id=each, chat_key=1, state=IncomingState.WAITING, body_sealed=body,
                         received_at=NOW)
            )  # fmt: skip
        session.add(
            Incoming(
                sender_id=9, update_id=0, chat_key=1, state=IncomingState.WAITING, body_sealed=None, received_at=NOW
            )
        )


async def reseal_one_batch(sessions, ring, where, batch):
    async with sessions.begin() as session:
        return await seals.reseal(session, ring, where, batch)


def test_the_columns_name_their_tables_keys():
    found = seals.columns()
    assert set(COLUMNS) == {where for where in found if where.table in {table.name for table in TABLES}}
    assert len(found) == len(set(found))


async def test_rotation_goes_on_where_it_was_interrupted(sessions, ring):
    await fill(sessions, ring, 7)
    first = ring.current.id
    second = ring.add(NOW).id
    assert await reseal_one_batch(sessions, ring, DRAFTS, 3) == 3
    async with sessions.read() as session:
        assert dict(await seals.rows_by_key(session, COLUMNS)) == {first: 12, second: 3}
        drafts = [(await session.get_one(Dialogue, each)).draft_sealed for each in range(1, 8)]
    for each, draft in enumerate(drafts, start=1):
        assert open_sealed(ring, "dialogue", "draft", each, draft) == f"草稿{each}"
    for where in COLUMNS:
        while await reseal_one_batch(sessions, ring, where, 3):
            pass
    async with sessions.read() as session:
        assert dict(await seals.rows_by_key(session, COLUMNS)) == {second: 15}
        body = (await session.get_one(Incoming, (9, 4))).body_sealed
    ring.retire(first, 0)
    assert open_sealed(ring, "incoming", "body", "9:4", body) == "更新4"
    async with sessions.begin() as session:
        await seals.prove(session, ring)


async def test_a_moved_value_stops_the_rotation_and_stays_as_it_was(sessions, ring):
    await fill(sessions, ring, 2)
    ring.add(NOW)
    async with sessions.begin() as session:
        stolen = (await session.get_one(Dialogue, 2)).draft_sealed
        (await session.get_one(Dialogue, 1)).draft_sealed = stolen
    with pytest.raises(SealBroken):
        await reseal_one_batch(sessions, ring, DRAFTS, 10)
    async with sessions.read() as session:
        assert (await session.get_one(Dialogue, 1)).draft_sealed == stolen
        assert (await session.get_one(Dialogue, 2)).draft_sealed == stolen


async def test_the_proof_is_left_once_and_asked_at_every_start(sessions, ring, tmp_path):
    async with sessions.begin() as session:
        assert not await seals.has_proof(session)
        await seals.prove(session, ring)
    async with sessions.begin() as session:
        assert await seals.has_proof(session)
        await seals.prove(session, ring)
        proof = (await session.get_one(SealProof, 1)).value_sealed
    stranger = keyring.create(tmp_path / "other.json", NOW)
    async with sessions.begin() as session:
        with pytest.raises(KeyringError) as caught:
            await seals.prove(session, stranger)
    assert (caught.value.fault, caught.value.key_id) == (KeyringFault.UNKNOWN_KEY, key_of(proof))
    async with sessions.read() as session:
        assert (await session.get_one(SealProof, 1)).value_sealed == proof
