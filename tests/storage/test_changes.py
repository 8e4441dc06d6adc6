"""What is kept of a changed meeting, on both engines."""

from datetime import UTC, date, datetime, timedelta

from storage.models import Meeting, MeetingChange
from storage.repositories import meetings
from storage.rules.changes import Change, Former, write_span
from storage.rules.meetings import Span
from storage.rules.terms import Activity, Form, MeetingState, Source

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
OLD, NEW = Span(NOW + timedelta(days=7)), Span(NOW + timedelta(days=9), 60)


async def test_the_last_change_is_the_one_of_the_present_revision(sessions, organisation_id):
    async with sessions.begin() as session:
        meeting = Meeting(
            organisation_id=organisation_id,
            form=Form.GENERAL,
            state=MeetingState.POSTPONED,
            starts_at=OLD.starts_at,
            timezone="Asia/Shanghai",
            local_day=date(2026, 12, 2),
            source=Source.BOT,
            created_at=NOW,
        )
        await meetings.add(session, meeting, [Activity.GENERAL_MEETING])
        assert await meetings.last_change(session, meeting) is None
        for span, change in ((OLD, Change.MOVED), (NEW, Change.POSTPONED)):
            held = await meetings.hold(session, meeting.id)
            note = MeetingChange(
                meeting_id=held.id, rev=held.rev, act=change, old=write_span(span), reason=change, at=NOW
            )
            await meetings.change(session, held, note)
    async with sessions.read() as session:
        found = await meetings.postponed(session, [organisation_id])
        assert [(one.id, one.rev) for one in found] == [(meeting.id, 2)]
        assert await meetings.last_change(session, found[0]) == Former(Change.POSTPONED, NEW, "postponed")
        found[0].rev = 1
        assert await meetings.last_change(session, found[0]) == Former(Change.MOVED, OLD, "moved")
        session.expire_all()
