"""The worked scenarios entered as an office would: files through the importers, the rest as the bot keeps it."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import ledger as ledgers
from bot.actions import organisations as offices
from bot.actions import roster as rosters
from bot.documents.tables import read_table
from storage.keyring import Keyring
from storage.models import Credit, Deferral, Meeting, Organisation
from storage.repositories import addresses
from storage.rules import ledger, roster
from storage.rules.compliance.periods import Period, periods_of
from storage.rules.compliance.rulebook import load
from storage.rules.terms import Activity, Form, MeetingState, OrganisationKind, Source
from tests.rules.compliance_scenarios import ACTIVITIES, DATA, as_of


async def enter(session: AsyncSession, ring: Keyring, name: str) -> Organisation:
    """Enter one scenario on the day it is asked about; return its organisation."""
    folder = DATA / name
    org = _json(folder / "org.json")
    zone = ZoneInfo(org["timezone"])
    now = datetime.combine(as_of(name), time(22, 0), zone).astimezone(UTC)
    row = Organisation(
        kind=OrganisationKind(org["kind"]),
        name=org["name"],
        timezone=org["timezone"],
        founded=date.fromisoformat(org["founded"]),
        has_committee=org["has_committee"],
        leading_body=org["leading_body"],
        created_at=now,
    )
    session.add(row)
    await session.flush()
    for key, value in org["switches"].items():
        await offices.set_switch(session, row.name, f"{key}={_text(value)}", None, now)
    await _import(session, ring, folder, row, org["groups"], now)
    extra = _json(folder / "extra.json") if (folder / "extra.json").exists() else {}
    await _enter_extra(session, row, extra, now)
    return row


async def _import(
    session: AsyncSession, ring: Keyring, folder: Path, row: Organisation, groups: list[dict[str, str]], now: datetime
) -> None:
    people = roster.read(_rows(folder / "roster.csv"), now.astimezone(ZoneInfo(row.timezone)).date())
    await rosters.take_in(session, ring, row, people.entries, now)
    await _import_ledger(session, folder / "ledger.csv", row, now)
    for group in groups:
        await _import_ledger(session, folder / group["ledger"], await addresses.find(session, group["name"]), now)


async def _import_ledger(session: AsyncSession, path: Path, row: Organisation, now: datetime) -> None:
    told = ledger.read(_rows(path), ZoneInfo(row.timezone), now, row.kind)
    await ledgers.take_in(session, row, told.meetings, now)


async def _enter_extra(session: AsyncSession, row: Organisation, extra: dict[str, Any], now: datetime) -> None:
    for told in extra.get("meetings", ()):
        start = datetime.fromisoformat(told["start"]).replace(tzinfo=ZoneInfo(row.timezone))
        meeting = Meeting(
            organisation_id=row.id,
            form=Form(told["form"]),
            theme=told["theme"],
            state=MeetingState(told["state"]),
            starts_at=start,
            timezone=row.timezone,
            local_day=start.date(),
            for_year=told.get("for_year"),
            source=Source.BOT,
            expected_count=told.get("expected"),
            present_count=told.get("present"),
            created_at=now,
        )
        session.add(meeting)
        await session.flush()
        session.add_all(Credit(meeting_id=meeting.id, activity=Activity(one)) for one in told["credits"])
    for told in extra.get("voids", ()):
        await _void(session, told)
    session.add_all(_deferral(row.id, told) for told in extra.get("deferrals", ()))
    await session.flush()


async def _void(session: AsyncSession, told: dict[str, Any]) -> None:
    query = select(Meeting).join(Credit, col(Credit.meeting_id) == Meeting.id)
    query = query.where(
        Meeting.local_day == date.fromisoformat(told["date"]), Credit.activity == ACTIVITIES[told["category"]]
    )
    meeting = (await session.exec(query)).one()
    meeting.void_requested_by = 1
    meeting.void_approved_by = 2 if told["approved_by"] else None
    session.add(meeting)


def _deferral(organisation_id: int, told: dict[str, Any]) -> Deferral:
    approved = told["approved_on"]
    return Deferral(
        organisation_id=organisation_id,
        rule=told["rule"],
        period_start=_period(told["rule"], told["period_label"]).start,
        new_day=date.fromisoformat(told["new_date"]),
        reason=told["reason"],
        approved_by=told["approved_by"],
        approved_on=date.fromisoformat(approved) if approved else None,
    )


def _period(rule: str, label: str) -> Period:
    per = load()[rule].per
    assert per is not None
    return next(one for one in periods_of(per, int(label[:4]), load().labels) if one.label == label)


def _text(value: str | dict[str, list[str]]) -> str:
    return value if isinstance(value, str) else ",".join(f"{year}:{a}..{b}" for year, (a, b) in value.items())


def _rows(path: Path) -> Any:
    return read_table(path.name, path.read_bytes(), None).rows


def _json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
