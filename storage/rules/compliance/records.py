"""Records as the audit reads them: local days, and why a record does not count (void, quorum, unknown attendance)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from storage.rules.compliance.facts import Facts, Meeting
from storage.rules.compliance.obligations import Counted, NotCounted, Shortfall
from storage.rules.compliance.rulebook import Base, Rule, Rulebook
from storage.rules.terms import Activity, Form, MeetingState

_HELD = frozenset({MeetingState.HELD, MeetingState.ARCHIVED, MeetingState.VOID})
_COMING = frozenset({MeetingState.ANNOUNCED, MeetingState.IN_PROGRESS})
_FORM_ACTIVITY = {Form.COMMITTEE: Activity.COMMITTEE_MEETING}


@dataclass(frozen=True, slots=True)
class Record:
    """A held or announced meeting with the local day it falls on."""

    meeting: Meeting
    day: date

    @property
    def coming(self) -> bool:
        """Whether the meeting is announced but not on record as held."""
        return self.meeting.state in _COMING

    def counted(self) -> Counted:
        """Return the record as it is printed."""
        return Counted(self.meeting.id, self.day, self.meeting.source)


Records = dict[Activity, list[Record]]


def records_of(facts: Facts) -> Records:
    """Sort meetings by activity and local day; drafts, cancelled and postponed ones are no records."""
    zone = ZoneInfo(facts.organisation.timezone)
    found: Records = defaultdict(list)
    for meeting in facts.meetings:
        if meeting.state in _HELD or meeting.state in _COMING:
            record = Record(meeting, local_day(meeting, zone))
            for activity in meeting.credits:
                found[activity].append(record)
    for records in found.values():
        records.sort(key=lambda record: (record.day, record.meeting.id))
    return found


def local_day(meeting: Meeting, zone: ZoneInfo) -> date:
    """Return the day the meeting began in ``zone``; a naive start is already local."""
    return (meeting.start.astimezone(zone) if meeting.start.tzinfo else meeting.start).date()


def reason_against(rule: Rule, record: Record, rulebook: Rulebook, as_of: date) -> NotCounted | None:
    """Return why ``record`` cannot count for ``rule``, or None; a void counts against it only once approved."""
    meeting = record.meeting
    if meeting.is_void(as_of):
        return NotCounted.VOID
    if record.coming:
        return NotCounted.NOT_CONFIRMED_HELD if record.day < as_of else None
    if meeting.by_secretary is False and by_the_secretary(rule):
        return NotCounted.OTHER_LECTURER
    return _quorum_missing(_standing_quorum(rule, meeting, rulebook), meeting)


def shortfall(rule: Rule, meeting: Meeting, rulebook: Rulebook) -> Shortfall | None:
    """Return by how much the quorum every such meeting needs was missed; None where it was not, or nobody knows."""
    quorum = _standing_quorum(rule, meeting, rulebook)
    if quorum is None or _quorum_missing(quorum, meeting) is not NotCounted.QUORUM_NOT_REACHED:
        return None
    expected, present = _heads(quorum, meeting)
    return Shortfall(expected or 0, present or 0, quorum)


def by_the_secretary(rule: Rule) -> bool:
    """Return whether the rule asks the secretary of a committee in person (支部工作条例 art. 16)."""
    return rule.details.get("who") == "committee_secretary"


def _standing_quorum(rule: Rule, meeting: Meeting, rulebook: Rulebook) -> Rule | None:
    """Return the HARD quorum every such meeting needs: the rule's own, or that of the form it borrows (art. 17)."""
    form = _FORM_ACTIVITY.get(meeting.form) if rule.form_quorum else None
    return rulebook.standing_quorums.get(form or rule.counts)


def _quorum_missing(quorum: Rule | None, meeting: Meeting) -> NotCounted | None:
    if quorum is None or quorum.ratio is None:
        return None
    expected, present = _heads(quorum, meeting)
    if expected is None or present is None:
        return NotCounted.ATTENDANCE_UNKNOWN
    return None if quorum.ratio.reached(expected, present) else NotCounted.QUORUM_NOT_REACHED


def _heads(quorum: Rule, meeting: Meeting) -> tuple[int | None, int | None]:
    """Return expected and present of those the quorum is about."""
    if quorum.base is Base.COMMITTEE and (meeting.committee_expected, meeting.committee_present) != (None, None):
        return meeting.committee_expected, meeting.committee_present
    return meeting.expected, meeting.present
