"""Calendar files (RFC 5545): a published list of meetings, nobody invited, nothing to answer.

PUBLISH without attendees keeps mail programs from offering to reply; a cancelled meeting stays in the list, marked.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, vText

from bot.documents.plain import clean
from bot.documents.values import CalendarEntry

PRODUCT = "-//Sanhui//Meetings//ZH"
REFRESH, REFRESH_TEXT = timedelta(hours=6), "PT6H"


def _alarm(before: timedelta, title: str) -> Alarm:
    """A notice shown that long before the start."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -before)
    return alarm


def _optional(event: Event, entry: CalendarEntry) -> None:
    """Place, words and link where there are any."""
    for name, text in (("location", entry.place), ("description", entry.description), ("url", entry.link)):
        if text:
            event.add(name, clean(text))


def _event(entry: CalendarEntry, zone: ZoneInfo) -> Event:
    """One meeting in the organisation's zone; a cancelled one rings no more."""
    event, title, changed = Event(), clean(entry.title), entry.changed_at.astimezone(UTC)
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", entry.start.astimezone(zone))
    event.add("dtend", (entry.start + entry.length).astimezone(zone))
    event.add("summary", title)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    _optional(event, entry)
    for before in () if entry.cancelled else entry.alarms:
        event.add_component(_alarm(before, title))
    return event


def _timezone(entries: Sequence[CalendarEntry], zone: ZoneInfo) -> Timezone:
    """The zone's rules over the years the entries need."""
    starts: list[datetime] = sorted(entry.start.astimezone(zone) for entry in entries)
    first, last = starts[0].date().replace(month=1, day=1), starts[-1].date().replace(month=12, day=31)
    found = Timezone.from_tzinfo(zone, first_date=first, last_date=last)
    found.pop("comment", None)
    return found


def calendar_file(entries: Sequence[CalendarEntry], name: str, zone: ZoneInfo) -> bytes:
    """The .ics of these meetings in this order, UTF-8 with CRLF; subscribers are asked to look every six hours."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(clean(name)))  # an unknown name is not escaped by itself
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH_TEXT)
    if entries:
        calendar.add_component(_timezone(entries, zone))
    for entry in entries:
        calendar.add_component(_event(entry, zone))
    return bytes(calendar.to_ical())
