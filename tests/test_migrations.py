"""The versions of the schema: up, down and up again with the data kept, equal to the models, safe to run twice."""

import ast
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

import storage.models  # noqa: F401 - declares every table
from storage import schema
from storage.database import Sessions
from storage.migrations.__main__ import draft
from storage.migrations.own_connection import own_connection
from tests.fakes.databases import sqlite_url
from tests.fakes.schema_facts import facts, fill, rows

VERSIONS = schema.versions()


async def ask(url: str, question: Callable[[Connection], object]) -> object:
    async with own_connection(make_url(url)) as connection:
        return await connection.run_sync(question)


async def version(url: str) -> str | None:
    sessions = Sessions(url)
    try:
        return await schema.current(sessions)
    finally:
        await sessions.close()


async def upgrade(url: str, scripts: Path = schema.SCRIPTS) -> None:
    sessions = Sessions(url)
    try:
        await schema.upgrade(sessions, scripts)
    finally:
        await sessions.close()


async def test_up_down_and_up_again(empty_url):
    seen = {}
    for each in VERSIONS:
        await schema.move(make_url(empty_url), each)
        seen[each] = await ask(empty_url, facts)
    for each in reversed(VERSIONS):
        assert (await version(empty_url), await ask(empty_url, facts)) == (each, seen[each])
        below = VERSIONS[VERSIONS.index(each) - 1] if each != VERSIONS[0] else "base"
        await schema.move(make_url(empty_url), below)
    assert (await version(empty_url), await ask(empty_url, facts)) == (None, {})
    await upgrade(empty_url)
    assert (await version(empty_url), await ask(empty_url, facts)) == (VERSIONS[-1], seen[VERSIONS[-1]])


@pytest.mark.parametrize("start", VERSIONS)
async def test_an_upgrade_keeps_every_row(empty_url, start):
    await schema.move(make_url(empty_url), start)
    await ask(empty_url, fill)
    before = await ask(empty_url, rows)
    await upgrade(empty_url)
    after = await ask(empty_url, rows)
    assert {table: len(after[table]) for table in before} == dict.fromkeys(before, 1)


async def test_the_versions_make_what_the_models_say(empty_url):
    await ask(empty_url, SQLModel.metadata.create_all)
    said = await ask(empty_url, facts)
    await ask(empty_url, SQLModel.metadata.drop_all)
    await upgrade(empty_url)
    assert await ask(empty_url, differences) == []
    assert await ask(empty_url, facts) == said


def differences(connection: Connection) -> object:
    return compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)


async def test_foreign_databases_and_newer_ones_are_left_alone(empty_url):
    await ask(empty_url, lambda connection: connection.exec_driver_sql("CREATE TABLE account (id INTEGER)") and None)
    with pytest.raises(schema.UnknownSchemaError) as foreign:
        await upgrade(empty_url)
    assert foreign.value.version is None
    await ask(empty_url, lambda connection: connection.exec_driver_sql("DROP TABLE account") and None)
    await upgrade(empty_url)
    later = "UPDATE alembic_version SET version_num = '9999'"
    await ask(empty_url, lambda connection: connection.exec_driver_sql(later) and None)
    before = await ask(empty_url, facts)
    with pytest.raises(schema.UnknownSchemaError) as newer:
        await upgrade(empty_url)
    assert newer.value.version == "9999"
    assert await ask(empty_url, facts) == before


def test_the_newest_file_is_the_newest_version():
    config = Config()
    config.set_main_option("script_location", str(schema.SCRIPTS))
    scripts = ScriptDirectory.from_config(config)
    assert [script.revision for script in scripts.walk_revisions()] == VERSIONS[::-1]
    assert scripts.get_heads() == [schema.head()]


@pytest.mark.parametrize("file", sorted((schema.SCRIPTS / "versions").glob("[0-9]*.py")), ids=lambda file: file.name)
def test_a_version_imports_nothing_of_ours(file):
    assert imported(file) == {"alembic", "sqlalchemy"}


def imported(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or "").split(".")[0])
    return found


REBUILD = '''"""Planted."""
import sqlalchemy as sa
from alembic import op
revision = "{revision}"
down_revision = "{below}"


def upgrade():
    with op.batch_alter_table("organisation", table_kwargs={{"sqlite_strict": True}}) as table:
        table.alter_column("name", existing_type=sa.Text(), nullable=True)
    {more}


def downgrade():
    pass
'''


def planted(tmp_path: Path, more: str = "pass") -> Path:
    scripts = tmp_path / "scripts"
    shutil.copytree(schema.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    number = f"{len(VERSIONS) + 1:04}"
    text = REBUILD.format(revision=number, below=VERSIONS[-1], more=more)
    (scripts / "versions" / f"{number}_planted.py").write_text(text, "utf-8")
    return scripts


async def test_rebuilding_a_table_keeps_the_rows_that_point_to_it(tmp_path, database_url):
    await ask(database_url, fill)
    before = await ask(database_url, rows), await ask(database_url, facts)
    await upgrade(database_url, planted(tmp_path))
    after = await ask(database_url, rows), await ask(database_url, facts)
    assert after[0] == before[0]
    assert {table for table in before[1] if after[1][table] != before[1][table]} == {"organisation"}
    columns_before, columns_after = before[1]["organisation"].pop(0), after[1]["organisation"].pop(0)
    assert [was[0] for was, now in zip(columns_before, columns_after, strict=True) if was != now] == ["name"]
    assert after[1] == before[1]


async def test_a_version_that_leaves_rows_pointing_nowhere_is_taken_back(tmp_path, sqlite_migrated):
    url = sqlite_url(shutil.copyfile(sqlite_migrated, tmp_path / "a.db"))
    await ask(url, fill)
    before = await ask(url, facts), await ask(url, rows)
    with pytest.raises(schema.BrokenReferencesError) as broken:
        await upgrade(url, planted(tmp_path, 'op.execute("DELETE FROM organisation")'))
    assert "member" in broken.value.tables
    assert (await ask(url, facts), await ask(url, rows), await version(url)) == (*before, VERSIONS[-1])


async def test_a_version_that_breaks_half_way_changes_nothing(tmp_path, database_url):
    await ask(database_url, fill)
    before = await ask(database_url, facts), await ask(database_url, rows)
    with pytest.raises(DBAPIError):
        await upgrade(database_url, planted(tmp_path, 'op.execute("SELECT nothing FROM nowhere")'))
    assert (await ask(database_url, facts), await ask(database_url, rows)) == before
    assert await version(database_url) == VERSIONS[-1]


async def test_a_sqlite_file_is_copied_before_it_changes(tmp_path, sqlite_migrated):
    file = Path(shutil.copyfile(sqlite_migrated, tmp_path / "a.db"))
    await ask(sqlite_url(file), fill)
    before = await ask(sqlite_url(file), rows)
    await upgrade(sqlite_url(file), planted(tmp_path))
    kept = tmp_path / f"a.db.version-{VERSIONS[-1]}"
    assert (await ask(sqlite_url(kept), rows), await version(sqlite_url(kept))) == (before, VERSIONS[-1])
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert not kept.with_name(kept.name + ".part").exists()


async def test_a_new_file_and_a_present_one_are_not_copied(tmp_path):
    for _ in range(2):
        await upgrade(sqlite_url(tmp_path / "a.db"))
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]


TOGETHER = """
import asyncio, sys
from storage import schema
from storage.database import Sessions

async def main():
    sessions = Sessions(sys.argv[1])
    sys.stdin.readline()
    await schema.upgrade(sessions)
    print(await schema.current(sessions))
    await sessions.close()

print("ready", flush=True)
asyncio.run(main())
"""


def test_processes_that_start_together_do_not_collide(empty_url):
    command = [sys.executable, "-c", TOGETHER, empty_url]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.stdout.readline() for process in started] == ["ready\n"] * 3
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [(process.communicate()[0], process.returncode) for process in started] == [(f"{VERSIONS[-1]}\n", 0)] * 3


def test_an_ordinary_start_does_not_import_alembic(sqlite_migrated, tmp_path):
    url = sqlite_url(shutil.copyfile(sqlite_migrated, tmp_path / "a.db"))
    ending = TOGETHER.replace("print(await schema.current(sessions))", "print(sorted(sys.modules).count('alembic'))")
    told = subprocess.run([sys.executable, "-c", ending, url], input="go\n", capture_output=True, text=True, check=True)
    assert told.stdout == "ready\n0\n"


async def test_a_draft_from_unchanged_models_changes_nothing(tmp_path):
    scripts = tmp_path / "scripts"
    shutil.copytree(schema.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    file = await draft("Nothing new", scripts)
    assert file.name == f"{len(VERSIONS) + 1:04}_nothing_new.py"
    body = ast.parse(file.read_text("utf-8")).body
    acts = [node.body for node in body if isinstance(node, ast.FunctionDef)]
    assert [[type(step) for step in act] for act in acts] == [[ast.Pass]] * 2


async def test_without_its_copy_a_file_is_not_changed(tmp_path, sqlite_migrated):
    file = Path(shutil.copyfile(sqlite_migrated, tmp_path / "a.db"))
    (tmp_path / f"a.db.version-{VERSIONS[-1]}.part").mkdir()  # nothing can be written where the copy would begin
    before = await ask(sqlite_url(file), facts)
    with pytest.raises(schema.NotCopiedError):
        await upgrade(sqlite_url(file), planted(tmp_path))
    assert (await version(sqlite_url(file)), await ask(sqlite_url(file), facts)) == (VERSIONS[-1], before)
