"""The audit chain: what it finds, what only an anchor finds, and what the table refuses."""

import ast
import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from storage import audit
from storage.audit import Anchor, Finding, FindingKind, anchor_of, append_to, verify
from storage.database import Sessions
from storage.models.audit_entry import AuditEntry
from storage.repositories import audit_entries
from tests.fakes import postgres

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def chain_of(number: int, chain: int = 3) -> list[audit.Link]:
    links: list[audit.Link] = []
    for each in range(number):
        links.append(append_to(chain, links[-1] if links else None, {"act": "leave.approved", "object_id": each}))
    return links


def test_the_first_hash_is_the_published_formula():
    link = append_to(3, None, {"act": "x", "b": None})
    assert link.body == '{"act":"x","b":null,"chain":3,"seq":1}'
    assert link.hash.hex() == "985fae06a0a1b8335e68135d23b9da2a7c5b5d2686d8948c8348540d98b45bd8"


def test_the_verifier_needs_nothing_but_python():
    tree = ast.parse(Path(audit.__file__).read_text(encoding="utf-8"))
    names = {
        name.name if isinstance(node, ast.Import) else str(node.module)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names) == set()


def test_an_untouched_chain_has_no_findings():
    links = chain_of(50)
    assert verify(3, links, map(anchor_of, links)) == ()


@pytest.mark.parametrize("place", [0, 5, 9])
def test_an_edited_entry_is_found_where_it_stands(place):
    links = chain_of(10)
    links[place] = replace(links[place], body=links[place].body.replace("approved", "returned"))
    assert verify(3, links) == (Finding(FindingKind.ALTERED, 3, place + 1),)


def test_a_hash_made_to_fit_an_edited_entry_breaks_the_next_one():
    links = chain_of(10)
    body = links[4].body.replace("approved", "returned")
    links[4] = replace(links[4], body=body, hash=audit.link_hash(links[3].hash, body))
    assert verify(3, links) == (Finding(FindingKind.ALTERED, 3, 6),)


def test_a_deleted_entry_is_found():
    links = chain_of(10)
    del links[4]
    expected = (Finding(FindingKind.OUT_OF_SEQUENCE, 3, 6), Finding(FindingKind.ALTERED, 3, 6))
    assert verify(3, links) == expected


def test_two_exchanged_entries_are_found():
    links = chain_of(4)
    links[1], links[2] = replace(links[2], seq=2), replace(links[1], seq=3)
    assert {finding.seq for finding in verify(3, links)} == {2, 3, 4}


def test_another_organisations_chain_does_not_pass_for_this_one():
    assert [finding.kind for finding in verify(4, chain_of(2, chain=3))] == [FindingKind.ALTERED] * 2


def test_a_cut_tail_is_found_by_an_anchor_only():
    links = chain_of(10)
    assert verify(3, links[:7]) == ()
    assert verify(3, links[:7], [anchor_of(links[8])]) == (Finding(FindingKind.ANCHOR_MISSING, 3, 9),)


def test_a_rewritten_chain_is_found_by_an_anchor_only():
    rewritten = chain_of(4)
    for each in range(6):
        rewritten.append(append_to(3, rewritten[-1], {"act": "leave.returned", "object_id": each}))
    anchors = [anchor_of(link) for link in chain_of(10)]
    assert verify(3, rewritten) == ()
    expected = tuple(Finding(FindingKind.ANCHOR_DIFFERS, 3, seq) for seq in range(5, 11))
    assert verify(3, rewritten, anchors) == expected
    assert verify(3, rewritten, [Anchor(9, 5, "0" * 16)]) == ()


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.binary(min_size=32, max_size=32))
def test_an_anchor_is_read_as_it_was_printed(chain, seq, digest):
    anchor = anchor_of(audit.Link(chain, seq, "", digest))
    assert Anchor.parse(f" {str(anchor).upper()}\n") == anchor


@pytest.mark.parametrize("printed", ["", "3-1", "3-1-abc", "3-1-" + "g" * 16, "-3-1-" + "0" * 16, "３-1-" + "0" * 16])
def test_what_is_no_anchor_is_refused(printed):
    with pytest.raises(ValueError, match="not an anchor"):
        Anchor.parse(printed)


@pytest.fixture(scope="module")
def server():
    if postgres.binaries() is None:
        pytest.skip("no PostgreSQL server installed")
    with postgres.running_server() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def sessions(request, tmp_path) -> AsyncIterator[Sessions]:
    on_sqlite = request.param == "sqlite"
    url = (
        f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"
        if on_sqlite
        else request.getfixturevalue("server").format("postgres")
    )
    opened = Sessions(url)
    tables = [SQLModel.metadata.tables["audit_entry"]]
    async with opened.engine.begin() as connection:
        await connection.run_sync(lambda sync: SQLModel.metadata.create_all(sync, tables))
    yield opened
    async with opened.engine.begin() as connection:
        await connection.run_sync(lambda sync: SQLModel.metadata.drop_all(sync, tables))
    await opened.close()


async def append_some(sessions: Sessions, chain: int, number: int) -> None:
    async with sessions.begin() as session:
        for each in range(number):
            await audit_entries.append(
                session, chain, act="leave.approved", object_="leave", object_id=each, now=NOW, actor_member_id=7
            )


async def test_entries_are_chained_per_organisation(sessions):
    await append_some(sessions, 0, 2)
    await append_some(sessions, 5, 3)
    await append_some(sessions, 0, 1)
    async with sessions.read() as session:
        assert await audit_entries.chains(session) == (0, 5)
        assert [link.seq async for link in audit_entries.entries(session, 0, page=2)] == [1, 2, 3]
        assert [link.seq async for link in audit_entries.entries(session, 5, page=3)] == [1, 2, 3]
        assert await audit_entries.verify(session, 0) == ()
        last = await audit_entries.head(session, 5)
        assert last is not None
        assert await audit_entries.verify(session, 5, [anchor_of(last)]) == ()
        assert await audit_entries.head(session, 6) is None


async def test_an_entry_holds_exactly_these_facts(sessions):
    eight = timezone(timedelta(hours=8))
    async with sessions.begin() as session:
        member = await audit_entries.append(
            session, 5, act="minutes.signed", object_="minutes", object_id="9-2", version=2, result="refused",
            reason="not_host", actor_member_id=7, telegram_id=123456789, now=datetime(2026, 11, 22, 16, 0, 1, 5, eight),
        )  # fmt: skip
        stranger = await audit_entries.append(
            session, 5, act="bind", object_="chat", object_id=None, telegram_id=123456789, now=NOW
        )
    assert json.loads(member.body) == {
        "account": None, "act": "minutes.signed", "actor": 7, "at": "2026-11-22T08:00:01.000+00:00", "chain": 5,
        "object": "minutes", "object_id": "9-2", "reason": "not_host", "result": "refused", "seq": 1, "version": 2,
    }  # fmt: skip
    assert json.loads(stranger.body)["account"] == 123456789


@pytest.mark.parametrize(
    "wrong",
    [
        {"act": "张三请假"},
        {"act": "Approved leave"},
        {"object_": ""},
        {"object_id": "身体不适"},
        {"object_id": "a b"},
        {"reason": "he is ill"},
        {"result": "赞成"},
        {"now": datetime(2026, 11, 22)},  # noqa: DTZ001 - a naive time is the point
    ],
)
async def test_words_and_naive_times_are_refused_and_not_repeated(sessions, wrong):
    good = {"act": "leave.asked", "object_": "leave", "object_id": 1, "now": NOW}
    async with sessions.begin() as session:
        with pytest.raises(ValueError, match=r"^(an audit entry holds (code words|plain ids) only|naive datetime)$"):
            await audit_entries.append(session, 5, **{**good, **wrong})
        assert await audit_entries.head(session, 5) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET body = '{}' WHERE seq = 2",
        "UPDATE audit_entry SET seq = 9 WHERE seq = 3",
        "DELETE FROM audit_entry WHERE seq = 3",
        "DELETE FROM audit_entry",
    ],
)
async def test_the_table_refuses_to_change_or_lose_an_entry(sessions, statement):
    await append_some(sessions, 5, 3)
    with pytest.raises(DBAPIError, match="append-only"):
        async with sessions.begin() as session:
            await (await session.connection()).execute(text(statement))
    async with sessions.read() as session:
        assert await audit_entries.verify(session, 5) == ()


async def test_no_statement_replaces_an_entry(sessions):
    await append_some(sessions, 5, 3)
    sqlite = "INSERT OR REPLACE INTO audit_entry (chain, seq, body, hash) VALUES (5, 2, '{}', x'00')"
    postgresql = (
        "INSERT INTO audit_entry (chain, seq, body, hash) VALUES (5, 2, '{}', '\\x00')"
        " ON CONFLICT (chain, seq) DO UPDATE SET body = '{}'"
    )
    with pytest.raises(DBAPIError, match="append-only"):
        async with sessions.begin() as session:
            await (await session.connection()).execute(text(sqlite if sessions.is_sqlite else postgresql))


@pytest.mark.postgres
async def test_truncate_is_refused_too(server):
    opened = Sessions(server.format("postgres"))
    tables = [SQLModel.metadata.tables["audit_entry"]]
    async with opened.engine.begin() as connection:
        await connection.run_sync(lambda sync: SQLModel.metadata.create_all(sync, tables))
    await append_some(opened, 5, 1)
    with pytest.raises(DBAPIError, match="append-only"):
        async with opened.begin() as session:
            await (await session.connection()).execute(text("TRUNCATE audit_entry"))
    async with opened.engine.begin() as connection:
        await connection.run_sync(lambda sync: SQLModel.metadata.drop_all(sync, tables))
    await opened.close()


async def test_appends_at_the_same_time_queue_up(sessions):
    await asyncio.gather(*(append_some(sessions, 5, 3) for _ in range(8)))
    async with sessions.read() as session:
        assert [link.seq async for link in audit_entries.entries(session, 5)] == list(range(1, 25))
        assert await audit_entries.verify(session, 5) == ()


async def test_a_rolled_back_act_leaves_no_entry(sessions):
    async def fail_after_appending() -> None:
        async with sessions.begin() as session:
            await audit_entries.append(session, 5, act="a", object_="b", object_id=1, now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail_after_appending()
    await append_some(sessions, 5, 1)
    async with sessions.read() as session:
        assert [link.seq async for link in audit_entries.entries(session, 5)] == [1]


async def test_an_entry_shows_nothing_in_its_repr(sessions):
    await append_some(sessions, 5, 1)
    async with sessions.read() as session:
        entry = await session.get(AuditEntry, (5, 1))
        assert repr(entry) == "<AuditEntry >"
