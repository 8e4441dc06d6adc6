"""Reads the compliance scenarios under tests/data/compliance into facts: roster, ledgers, and what a bot would know."""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from storage.rules.compliance.facts import Deferral, Facts, Headcount, Meeting, Organisation
from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switches import parse_all
from storage.rules.terms import Activity, Form, MeetingState, OrganisationKind, Source

DATA = Path(__file__).parents[1] / "data" / "compliance"
NAMES = sorted(path.name for path in DATA.iterdir() if path.is_dir())
ACTIVITIES = {
    "支部党员大会": Activity.GENERAL_MEETING,
    "支部委员会": Activity.COMMITTEE_MEETING,
    "支委会": Activity.COMMITTEE_MEETING,
    "党小组会": Activity.GROUP_MEETING,
    "党课": Activity.PARTY_LECTURE,
    "主题党日": Activity.THEME_PARTY_DAY,
    "组织生活会": Activity.ORG_LIFE_MEETING,
    "民主评议党员": Activity.MEMBER_APPRAISAL,
    "民主生活会": Activity.DEMOCRATIC_LIFE_MEETING,
}
FORMS = {
    Activity.COMMITTEE_MEETING: Form.COMMITTEE,
    Activity.GROUP_MEETING: Form.GROUP,
    Activity.PARTY_LECTURE: Form.LECTURE,
    Activity.THEME_PARTY_DAY: Form.THEME_DAY,
    Activity.DEMOCRATIC_LIFE_MEETING: Form.DEMOCRATIC_LIFE,
}


def facts_of(name: str) -> Facts:
    """Return the facts of one scenario; a group's ledger belongs to the group."""
    folder = DATA / name
    org = json.loads((folder / "org.json").read_text(encoding="utf-8"))
    extra = _extra(folder)
    roster = _rows(folder / "roster.csv")
    overrides = parse_all(org["switches"], load().switches)
    groups = tuple(
        Facts(
            organisation=_organisation(org, number, group["name"], OrganisationKind.GROUP),
            roster=[_headcount([row for row in roster if row["党小组"] == group["name"]])],
            meetings=tuple(_ledger(folder / group["ledger"], 1000 * number, extra)),
            deferrals=_deferrals(extra, group["name"]),
            overrides=overrides,
        )
        for number, group in enumerate(org["groups"], start=2)
    )
    own = tuple(_ledger(folder / "ledger.csv", 1000, extra)) + tuple(_announced(extra))
    kind = OrganisationKind(org["kind"])
    organisation = _organisation(org, 1, org["name"], kind)
    return Facts(organisation, [_headcount(roster)], own, _deferrals(extra, org["name"]), overrides, groups)


def as_of(name: str) -> date:
    """Return the day asked."""
    return date.fromisoformat((DATA / name / "as_of.txt").read_text(encoding="utf-8").strip())


def expected(name: str) -> list[dict[str, Any]]:
    """Return the obligations the scenario judges."""
    found: list[dict[str, Any]] = json.loads((DATA / name / "expected.json").read_text(encoding="utf-8"))
    return found


def _organisation(org: dict[str, Any], number: int, name: str, kind: OrganisationKind) -> Organisation:
    return Organisation(
        id=number,
        name=name,
        kind=kind,
        timezone=org["timezone"],
        founded=date.fromisoformat(org["founded"]),
        has_committee=org["has_committee"],
        leading_body=org["leading_body"],
    )


def _extra(folder: Path) -> dict[str, Any]:
    path = folder / "extra.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _headcount(roster: list[dict[str, str]]) -> Headcount:
    full = sum(row["类别"] == "正式党员" for row in roster)
    return Headcount(date(1949, 10, 1), full, full + sum(row["类别"] == "预备党员" for row in roster))


def _ledger(path: Path, first_id: int, extra: dict[str, Any]) -> Iterator[Meeting]:
    for number, row in enumerate(_rows(path), start=first_id):
        names = row["类别"].split("、")
        voids = [v for v in extra.get("voids", ()) if v["date"] == row["日期"][:10] and v["category"] in names]
        activities = [ACTIVITIES[name] for name in names]
        yield Meeting(
            id=number,
            start=datetime.fromisoformat(row["日期"]),
            form=FORMS.get(activities[0], Form.GENERAL),
            credits=frozenset(activities),
            state=MeetingState.HELD,
            source=Source.IMPORTED,
            expected=int(row["应到"]) if row["应到"] else None,
            present=int(row["实到"]) if row["实到"] else None,
            void_requested=bool(voids),
            void_approved=any(void["approved_by"] and void["approved_on"] for void in voids),
        )


def _announced(extra: dict[str, Any]) -> Iterator[Meeting]:
    for number, entry in enumerate(extra.get("meetings", ()), start=9000):
        yield Meeting(
            id=number,
            start=datetime.fromisoformat(entry["start"]),
            form=Form(entry["form"]),
            credits=frozenset(map(Activity, entry["credits"])),
            state=MeetingState(entry["state"]),
            source=Source.BOT,
            for_year=entry.get("for_year"),
            expected=entry.get("expected"),
            present=entry.get("present"),
        )


def _deferrals(extra: dict[str, Any], organisation: str) -> tuple[Deferral, ...]:
    return tuple(
        Deferral(
            rule=entry["rule"],
            new_date=date.fromisoformat(entry["new_date"]),
            reason=entry["reason"],
            approved_by=entry["approved_by"],
            approved_on=date.fromisoformat(entry["approved_on"]) if entry["approved_on"] else None,
            period_label=entry["period_label"],
        )
        for entry in extra.get("deferrals", ())
        if entry["organisation"] == organisation
    )
