"""Calendar files: published, stable, cancelled visibly, inviting nobody."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.documents.calendar_file import calendar_file
from bot.documents.plain import clean
from bot.documents.values import CalendarEntry

SHANGHAI = ZoneInfo("Asia/Shanghai")
ENTRY = {
    "uid": "meeting-17@sanhui",
    "sequence": 2,
    "title": "支部党员大会",
    "start": datetime(2026, 12, 5, 7, 0, tzinfo=UTC),
    "length": timedelta(minutes=90),
    "changed_at": datetime(2026, 11, 30, 9, 0, tzinfo=UTC),
    "place": "二号楼三层党员活动室",
}


def entry(**changes: Any) -> CalendarEntry:
    return CalendarEntry(**(ENTRY | changes))


def lines(*entries: CalendarEntry, zone: ZoneInfo = SHANGHAI) -> list[str]:
    data = calendar_file(entries, "机关第一党支部", zone).decode()
    return data.replace("\r\n ", "").split("\r\n")


def test_a_meeting_is_published_in_full() -> None:
    assert lines(entry()) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sanhui//Meetings//ZH",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:机关第一党支部",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "X-WR-TIMEZONE:Asia/Shanghai",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Shanghai",
        "BEGIN:STANDARD",
        "DTSTART:20260101T000000",
        "TZNAME:CST",
        "TZOFFSETFROM:+0800",
        "TZOFFSETTO:+0800",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "SUMMARY:支部党员大会",
        "DTSTART;TZID=Asia/Shanghai:20261205T150000",
        "DTEND;TZID=Asia/Shanghai:20261205T163000",
        "DTSTAMP:20261130T090000Z",
        "UID:meeting-17@sanhui",
        "SEQUENCE:2",
        "CLASS:PRIVATE",
        "LAST-MODIFIED:20261130T090000Z",
        "LOCATION:二号楼三层党员活动室",
        "STATUS:CONFIRMED",
        *["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:支部党员大会", "TRIGGER:-P1D", "END:VALARM"],
        *["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:支部党员大会", "TRIGGER:-PT1H", "END:VALARM"],
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_cancelled_meeting_stays_and_no_longer_rings() -> None:
    found = lines(entry(sequence=3, cancelled=True))
    assert [line for line in found if line.startswith(("UID", "SEQUENCE", "STATUS", "BEGIN:VALARM"))] == [
        "UID:meeting-17@sanhui",
        "SEQUENCE:3",
        "STATUS:CANCELLED",
    ]


def test_no_meetings_is_a_calendar_all_the_same() -> None:
    assert [line for line in lines() if line.startswith("BEGIN")] == ["BEGIN:VCALENDAR"]


def test_a_zone_with_summer_time_brings_its_rules() -> None:
    found = lines(entry(), entry(uid="b", start=datetime(2027, 7, 1, 7, 0, tzinfo=UTC)), zone=ZoneInfo("Europe/Berlin"))
    assert [line for line in found if line.startswith("DTSTART;")] == [
        "DTSTART;TZID=Europe/Berlin:20261205T080000",
        "DTSTART;TZID=Europe/Berlin:20270701T090000",
    ]
    assert {"BEGIN:DAYLIGHT", "BEGIN:STANDARD"} <= set(found)


@pytest.mark.parametrize(
    "text", ["a\r\nEND:VEVENT\r\nATTENDEE:mailto:x@y", "甲;乙,丙\\丁", '"引"', "坏\ud800\x00", "长" * 200]
)
def test_hostile_text_stays_in_its_property(text: str) -> None:
    data = calendar_file([entry(title=text, place=text, description=text)], text, SHANGHAI)
    [event] = Calendar.from_ical(data).walk("VEVENT")
    assert [str(event[name]) for name in ("summary", "location", "description")] == [clean(text)] * 3
    assert [
        line for line in data.split(b"\r\n") if line.startswith((b"ATTENDEE", b"ORGANIZER")) or len(line) > 75
    ] == []


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None, exclude_categories=["Cc"]), min_size=1, max_size=60))
def test_any_title_reads_back(text: str) -> None:
    [event] = Calendar.from_ical(calendar_file([entry(title=text)], "支部", SHANGHAI)).walk("VEVENT")
    assert str(event["summary"]) == clean(text)
