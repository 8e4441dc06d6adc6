"""A tree of branches with a year on record, written in bulk: committees of a hundred branches below one root.

Each branch has ten full members and, for each of twelve months, a committee meeting and a theme day, and quarterly a
general meeting with a lecture (56 meetings), as an imported ledger has them: head-counts, no lines of a roll.
"""

import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from storage import schema
from storage.database import Sessions
from storage.models import Credit, Meeting, Member, Organisation, Standing
from storage.repositories.inserting import table_of
from storage.rules.terms import Activity, Aspect, Category, Form, MeetingState, OrganisationKind, Source

YEAR, MONTHS, PEOPLE, COMMITTEE = 2025, 12, 10, 100
AS_OF = date(YEAR, 12, 31)
ROOT = 1
NOW = datetime(YEAR, 12, 31, 4, tzinfo=UTC)

_BEGUN = date(2015, 7, 1)
_CHUNK = 20_000
_HELD = {
    Activity.COMMITTEE_MEETING: (Form.COMMITTEE, 5),
    Activity.THEME_PARTY_DAY: (Form.GENERAL, 15),
    Activity.GENERAL_MEETING: (Form.GENERAL, 20),
    Activity.PARTY_LECTURE: (Form.GENERAL, 25),
}
_QUARTERLY = (Activity.GENERAL_MEETING, Activity.PARTY_LECTURE)


def branch_ids(count: int) -> range:
    """The ids of the branches of a tree of ``count``."""
    return range(1_000_000, 1_000_000 + count)


async def made(count: int) -> str:
    """The URL of a database with a tree of ``count`` branches, built at the first call of a run."""
    file = Path(_folder().name) / str(count) / "sanhui.db"
    url, known = f"sqlite+aiosqlite:///{file}", file.exists()
    if not known:
        sessions = Sessions(url)
        await schema.upgrade(sessions)
        await build(sessions, count)
        await sessions.close()
    return url


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory()


async def build(sessions: Sessions, count: int) -> None:
    """Fill an empty database with a tree of ``count`` branches."""
    for model, rows in (
        (Organisation, _organisations(count)),
        (Member, _members(count)),
        (Standing, _standings(count)),
        (Meeting, _meetings(count)),
        (Credit, _credits(count)),
    ):
        async with sessions.begin() as session:
            connection = await session.connection()
            for chunk in _chunks(rows):
                await connection.execute(insert(table_of(model)), chunk)


def _organisations(count: int) -> Iterator[Mapping[str, Any]]:
    def row(number: int, parent: int | None, kind: OrganisationKind) -> Mapping[str, Any]:
        return {
            "id": number, "parent_id": parent, "kind": kind, "name": f"单位{number}", "timezone": "Asia/Shanghai",
            "founded": _BEGUN, "has_committee": kind is OrganisationKind.BRANCH, "leading_body": False,
            "created_at": NOW,
        }  # fmt: skip

    yield row(ROOT, None, OrganisationKind.COMMITTEE)
    for number in range(-(-count // COMMITTEE)):
        yield row(ROOT + 1 + number, ROOT, OrganisationKind.COMMITTEE)
    for place, number in enumerate(branch_ids(count)):
        yield row(number, ROOT + 1 + place // COMMITTEE, OrganisationKind.BRANCH)


def _members(count: int) -> Iterator[Mapping[str, Any]]:
    for branch in branch_ids(count):
        for one in range(PEOPLE):
            name = f"甲{one}"
            number = branch * PEOPLE + one
            yield {"id": number, "organisation_id": branch, "name": name, "name_key": name, "created_at": NOW}


def _standings(count: int) -> Iterator[Mapping[str, Any]]:
    for branch in branch_ids(count):
        for one in range(PEOPLE):
            member = branch * PEOPLE + one
            yield {
                "member_id": member, "aspect": Aspect.CATEGORY, "value": Category.FULL.value, "valid_from": _BEGUN
            }  # fmt: skip


def _held(count: int) -> Iterator[tuple[int, int, Activity, date]]:
    number = 0
    for branch in branch_ids(count):
        for month in range(1, MONTHS + 1):
            for activity, (_, day) in _HELD.items():
                if activity not in _QUARTERLY or month % 3 == 2:
                    number += 1
                    yield number, branch, activity, date(YEAR, month, day)


def _meetings(count: int) -> Iterator[Mapping[str, Any]]:
    for number, branch, activity, day in _held(count):
        yield {
            "id": number, "organisation_id": branch, "form": _HELD[activity][0], "theme": "", "rev": 0,
            "state": MeetingState.HELD, "starts_at": datetime.combine(day, time(7), UTC), "local_day": day,
            "timezone": "Asia/Shanghai",
            "minutes_long": 90, "source": Source.IMPORTED, "expected_count": PEOPLE, "present_count": PEOPLE - 1,
            "created_at": NOW,
        }  # fmt: skip


def _credits(count: int) -> Iterator[Mapping[str, Any]]:
    for number, _, activity, _ in _held(count):
        yield {"meeting_id": number, "activity": activity}


def _chunks(rows: Iterator[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    chunk: list[Mapping[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
