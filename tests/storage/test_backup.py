"""Backups: nothing readable in the file, nothing believed that was touched, nothing live changed before that."""

import os
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from storage import backup, keyring
from storage.audit import append_to
from storage.backup import BackupError, BackupFault
from storage.backup.envelope import CHUNK, decrypt, encrypt
from storage.keyring import KeyringError, KeyringFault
from storage.sealing import SealedColumn, seal
from tests.fakes import postgres

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
CANARY = "标记-4f1c-姓名"
SEALED = (SealedColumn("leave", "reason_sealed", ("id",)),)
TABLES = (
    "CREATE TABLE member (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
    "CREATE TABLE leave (id INTEGER PRIMARY KEY, member_id INTEGER REFERENCES member (id), reason_sealed {bytes})",
    "CREATE TABLE urn (id INTEGER PRIMARY KEY, ballots TEXT)",
    "CREATE TABLE audit_entry (chain BIGINT, seq BIGINT, body TEXT, hash {bytes}, PRIMARY KEY (chain, seq))",
)


@pytest.fixture(scope="module")
def ring(tmp_path_factory):
    return keyring.create(tmp_path_factory.mktemp("keys") / "keys.json", NOW)


def rows_for(ring):
    """Name every row of the sample database as (table, values)."""
    last = None
    for number in range(1, 301):
        yield "member", (number, f"{CANARY}\t\\N\n{number}")
        yield "leave", (number, number, seal(ring, "leave", "reason", number, f"事由{number}"))
        last = append_to(5, last, {"act": "leave.asked", "object_id": number, "note": 'back\\slash "quote"'})
        yield "audit_entry", (last.chain, last.seq, last.body, last.hash)
    yield "leave", (301, None, None)
    yield "urn", (1, "选票标记-77ab")


def fill(database, ring):
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA journal_mode=WAL")
        for table in TABLES:
            connection.execute(table.format(bytes="BLOB"))
        for table, values in rows_for(ring):
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608 - fixed names


@pytest.fixture
def database(tmp_path, ring):
    path = tmp_path / "data" / "sanhui.db"
    path.parent.mkdir()
    fill(path, ring)
    return path


def url_of(path):
    return f"sqlite+aiosqlite:///{path}"


def content_of(path):
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def fault_of(act, *arguments):
    with pytest.raises(BackupError) as caught:
        act(*arguments)
    return caught.value.fault


def test_what_was_written_comes_back(tmp_path, database, ring):
    before = content_of(database)
    manifest = backup.write(url_of(database), tmp_path / "b", ring, NOW)
    assert manifest.tables == {"audit_entry": 300, "leave": 301, "member": 300, "urn": 1}
    assert manifest.audit["5"][0] == 300
    assert backup.prove(tmp_path / "b", ring, SEALED) == manifest
    elsewhere = tmp_path / "new" / "sanhui.db"
    assert backup.restore(tmp_path / "b", url_of(elsewhere), ring, SEALED) == manifest
    assert content_of(elsewhere) == before
    assert [path.name for path in elsewhere.parent.iterdir()] == ["sanhui.db"]
    assert elsewhere.stat().st_mode & 0o777 == 0o600


def test_a_restore_keeps_the_former_database_beside_the_new_one(tmp_path, database, ring):
    before = content_of(database)
    backup.write(url_of(database), tmp_path / "b", ring, NOW)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DELETE FROM leave")
    changed = content_of(database)
    backup.restore(tmp_path / "b", url_of(database), ring)
    assert content_of(database) == before
    assert content_of(database.with_name("sanhui.db.before-restore")) == changed
    assert sorted(path.name for path in database.parent.iterdir()) == ["sanhui.db", "sanhui.db.before-restore"]


def test_nothing_readable_stands_in_the_file(tmp_path, database, ring):
    backup.write(url_of(database), tmp_path / "b", ring, NOW)
    held = (tmp_path / "b").read_bytes()
    assert CANARY.encode() in database.read_bytes()
    for marker in (CANARY.encode(), "选票标记".encode(), b"SQLite format", b"audit_entry", ring.current.secret):
        assert marker not in held
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "data"]
    assert [path for path in database.parent.iterdir() if path.is_dir()] == []


def test_tables_left_out_are_empty_in_the_copy_and_leave_no_trace(tmp_path, database, ring):
    manifest = backup.write(url_of(database), tmp_path / "b", ring, NOW, leave_out=("urn", "no_such_table"))
    assert manifest.tables["urn"] == 0
    restored = tmp_path / "restored.db"
    backup.restore(tmp_path / "b", url_of(restored), ring)
    assert "选票标记".encode() not in restored.read_bytes()
    with closing(sqlite3.connect(database)) as live:
        assert live.execute("SELECT count(*) FROM urn").fetchone() == (1,)


def test_200_flipped_bytes_are_all_refused_and_the_database_stays(tmp_path, database, ring):
    backup.write(url_of(database), tmp_path / "b", ring, NOW)
    held, before = (tmp_path / "b").read_bytes(), database.read_bytes()
    places = random.Random(20261122)  # noqa: S311 - the same places every time
    for _ in range(200):
        place = places.randrange(len(held))
        wrong = bytearray(held)
        wrong[place] ^= 1 << places.randrange(8)
        (tmp_path / "wrong").write_bytes(wrong)
        with pytest.raises((BackupError, KeyringError)):
            backup.restore(tmp_path / "wrong", url_of(database), ring)
    assert database.read_bytes() == before
    assert not database.with_name("sanhui.db.before-restore").exists()


@pytest.mark.parametrize("cut", [0, 5, 16, 60, 200, CHUNK, -CHUNK, -17, -1])
def test_a_shortened_file_is_refused(tmp_path, database, ring, cut):
    backup.write(url_of(database), tmp_path / "b", ring, NOW)
    (tmp_path / "wrong").write_bytes((tmp_path / "b").read_bytes()[:cut])
    expected = BackupFault.NOT_A_BACKUP if 0 <= cut < 16 else BackupFault.BROKEN
    assert fault_of(backup.restore, tmp_path / "wrong", url_of(database), ring) is expected


@settings(max_examples=30, deadline=None)
@given(sizes=st.lists(st.sampled_from([0, 1, 17, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]), max_size=3))
def test_any_content_passes_through_the_envelope(ring, sizes):
    content, target = [os.urandom(size) for size in sizes], BytesIO()
    encrypt(ring, "sqlite", NOW, content, target)
    assert b"".join(decrypt(ring, BytesIO(target.getvalue()))) == b"".join(content)


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 1), (0, 1, 1, 2), (0, 2), (0, 1, 2, 2), (2,)])
def test_exchanged_missing_and_repeated_chunks_are_refused(ring, order):
    target = BytesIO()
    encrypt(ring, "sqlite", NOW, [bytes(3 * CHUNK)], target)
    held = target.getvalue()
    start, size = held.index(b"\n", 16) + 1, CHUNK + 16
    chunks = [held[start + each * size : start + (each + 1) * size] for each in range(3)]
    wrong = held[:start] + b"".join(chunks[each] for each in order)
    assert fault_of(lambda: list(decrypt(ring, BytesIO(wrong)))) is BackupFault.BROKEN


def test_chunks_of_another_backup_are_refused(ring):
    first, second = BytesIO(), BytesIO()
    for target in (first, second):
        encrypt(ring, "sqlite", NOW, [b"x"], target)
    wrong = first.getvalue()[: -1 - 16] + second.getvalue()[-1 - 16 :]
    assert fault_of(lambda: list(decrypt(ring, BytesIO(wrong)))) is BackupFault.BROKEN


def test_without_its_key_a_backup_is_refused_by_the_keys_name(tmp_path, database, ring):
    backup.write(url_of(database), tmp_path / "b", ring, NOW)
    other = keyring.create(tmp_path / "other.json", NOW)
    with pytest.raises(KeyringError) as caught:
        backup.restore(tmp_path / "b", url_of(database), other)
    assert (caught.value.fault, caught.value.key_id) == (KeyringFault.UNKNOWN_KEY, ring.current.id)
    assert backup.head(tmp_path / "b").key_id == ring.current.id


def test_a_backup_made_before_a_key_was_added_still_opens(tmp_path, database):
    own = keyring.create(tmp_path / "own.json", NOW)
    manifest = backup.write(url_of(database), tmp_path / "b", own, NOW)
    own.add(NOW)
    assert backup.prove(tmp_path / "b", own) == manifest


def test_a_database_in_use_is_not_replaced(tmp_path, database, ring):
    backup.write(url_of(database), tmp_path / "b", ring, NOW)
    with closing(sqlite3.connect(database)) as running:
        running.execute("PRAGMA journal_mode=WAL")
        running.execute("SELECT count(*) FROM leave").fetchone()
        before = content_of(database)
        assert fault_of(backup.restore, tmp_path / "b", url_of(database), ring) is BackupFault.DATABASE_IN_USE
        with running:
            running.execute("DELETE FROM urn")
    assert content_of(database) == [line for line in before if "选票标记" not in line]


def test_a_backup_can_be_written_while_a_writer_is_busy(tmp_path, database, ring):
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM urn")
        assert backup.write(url_of(database), tmp_path / "b", ring, NOW).tables["urn"] == 1
        writer.execute("COMMIT")
    assert backup.write(url_of(database), tmp_path / "b", ring, NOW).tables["urn"] == 0
    assert backup.prove(tmp_path / "b", ring).tables["urn"] == 0


def test_a_damaged_database_is_replaced(tmp_path, database, ring):
    before = content_of(database)
    backup.write(url_of(database), tmp_path / "b", ring, NOW)
    database.write_bytes(b"not a database" * 1000)
    backup.restore(tmp_path / "b", url_of(database), ring)
    assert content_of(database) == before


def test_a_log_left_behind_is_not_replayed_into_the_restored_file(tmp_path, database, ring):
    before = content_of(database)
    backup.write(url_of(database), tmp_path / "b", ring, NOW)
    log = database.with_name("sanhui.db-wal")
    with closing(sqlite3.connect(database)) as connection:
        with connection:
            connection.execute("DELETE FROM leave")
        left_behind = log.read_bytes()
    database.unlink()
    log.write_bytes(left_behind)
    backup.restore(tmp_path / "b", url_of(database), ring)
    assert content_of(database) == before
    assert database.with_name("sanhui.db.before-restore-wal").read_bytes() == left_behind


def test_a_damaged_database_is_not_backed_up(tmp_path, database, ring):
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("INSERT INTO leave VALUES (999, 12345, NULL)")
    assert fault_of(backup.write, url_of(database), tmp_path / "b", ring, NOW) is BackupFault.DATABASE_DAMAGED
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            "UPDATE leave SET reason_sealed = (SELECT reason_sealed FROM leave WHERE id = 2) WHERE id = 1",
            "seals_broken",
        ),
        ("UPDATE leave SET reason_sealed = x'00' WHERE id = 1", "seals_broken"),
        ("UPDATE audit_entry SET body = replace(body, 'asked', 'given') WHERE seq = 7", "audit_differs"),
        ("DELETE FROM audit_entry WHERE seq = 7", "audit_differs"),
    ],
)
def test_a_tampered_database_is_told_when_its_backup_is_proved(tmp_path, database, ring, change, expected):
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(change)
    assert fault_of(lambda: tampered_then_proved(tmp_path, database, ring)) == expected


def tampered_then_proved(tmp_path, database, ring):
    backup.write(url_of(database), tmp_path / "b", ring, NOW)
    backup.prove(tmp_path / "b", ring, SEALED)


def test_any_other_file_is_not_overwritten(tmp_path, database, ring):
    for innocent in (ring.path, database):
        before = innocent.read_bytes()
        assert fault_of(backup.write, url_of(database), innocent, ring, NOW) is BackupFault.TARGET_IS_SOMETHING_ELSE
        assert innocent.read_bytes() == before


def test_missing_files_are_named(tmp_path, database, ring):
    gone = tmp_path / "gone"
    assert fault_of(backup.write, url_of(gone), tmp_path / "b", ring, NOW) is BackupFault.NO_DATABASE
    assert fault_of(backup.restore, gone, url_of(database), ring) is BackupFault.NOT_A_BACKUP
    assert fault_of(backup.prove, gone, ring) is BackupFault.NOT_A_BACKUP
    assert fault_of(backup.prove, ring.path, ring) is BackupFault.NOT_A_BACKUP


def test_another_engines_backup_is_refused(tmp_path, database, ring):
    backup.write(url_of(database), tmp_path / "b", ring, NOW)
    there = "postgresql+asyncpg://tester@/x?host=/nowhere"
    assert fault_of(backup.restore, tmp_path / "b", there, ring) is BackupFault.OTHER_ENGINE


@pytest.fixture(scope="module")
def server():
    if postgres.binaries() is None:
        pytest.skip("no PostgreSQL server installed")
    with postgres.running_server() as url:
        yield url


@pytest.mark.postgres
async def test_postgresql_goes_the_same_way(tmp_path, server, ring, monkeypatch):
    monkeypatch.setenv("PATH", f"{postgres.binaries()}{os.pathsep}{os.environ['PATH']}")
    url = server.format("postgres")
    connection = await asyncpg.connect(user="tester", host=make_url(url).query["host"], database="postgres")
    try:
        await go_the_same_way(connection, url, tmp_path / "b", ring)
    finally:
        await connection.close()


async def go_the_same_way(connection, url, target, ring):
    for table in TABLES:
        await connection.execute(table.format(bytes="BYTEA"))
    for table, values in rows_for(ring):
        marks = ", ".join(f"${place}" for place in range(1, len(values) + 1))
        await connection.execute(f"INSERT INTO {table} VALUES ({marks})", *values)  # noqa: S608 - fixed names
    names = await connection.fetch("SELECT id, name FROM member ORDER BY id")
    manifest = backup.write(url, target, ring, NOW, leave_out=("urn",))
    assert manifest.tables == {"audit_entry": 300, "leave": 301, "member": 300}
    assert backup.prove(target, ring, SEALED) == manifest
    assert CANARY.encode() not in target.read_bytes()
    await connection.execute("DELETE FROM leave; DELETE FROM member; DROP TABLE audit_entry")
    backup.restore(target, url, ring, SEALED)
    assert await connection.fetch("SELECT id, name FROM member ORDER BY id") == names
    assert await connection.fetchval("SELECT count(*) FROM audit_entry") == 300
    assert await connection.fetchval("SELECT count(*) FROM urn") == 0
    await connection.execute("UPDATE leave SET reason_sealed = (SELECT reason_sealed FROM leave WHERE id = 2)")
    backup.write(url, target, ring, NOW)
    assert fault_of(backup.prove, target, ring, SEALED) is BackupFault.SEALS_BROKEN
