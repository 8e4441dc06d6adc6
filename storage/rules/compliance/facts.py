"""What the audit is told: frozen values of one organisation, its roster, meetings, deferrals and groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from storage.rules.compliance.switches import Override
from storage.rules.terms import Activity, Form, MeetingState, OrganisationKind, Source


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as the rules see it.

    ``has_committee`` None means: from seven full members up. ``founded`` None means before anything asked about.
    ``term_ends`` is the last day of the present term of office where known.
    """

    id: int
    name: str
    kind: OrganisationKind
    timezone: str = "Asia/Shanghai"
    founded: date | None = None
    dissolved: date | None = None
    has_committee: bool | None = None
    leading_body: bool = False
    term_ends: date | None = None


@dataclass(frozen=True, slots=True)
class Headcount:
    """Members on the roster from ``since`` until the next head-count: full ones, and full with probationary."""

    since: date
    full: int
    members: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting on record.

    ``start`` is local to the organisation (naive) or aware in any zone. ``for_year`` is set only where somebody said
    so. Attendance None means 未登记. The committee's own numbers stand apart where an event was more than that. A void
    counts from the day of its approval; without a day it always did.
    """

    id: int
    start: datetime
    form: Form
    credits: frozenset[Activity]
    state: MeetingState
    source: Source = Source.BOT
    for_year: int | None = None
    expected: int | None = None
    present: int | None = None
    committee_expected: int | None = None
    committee_present: int | None = None
    void_requested: bool = False
    void_approved: bool = False
    void_approved_on: date | None = None
    by_secretary: bool | None = None

    def is_void(self, as_of: date) -> bool:
        """Return whether by ``as_of`` a second person has approved that the record is void."""
        approved = self.void_approved or self.state is MeetingState.VOID
        return approved and (self.void_approved_on is None or self.void_approved_on <= as_of)


@dataclass(frozen=True, slots=True)
class Deferral:
    """A postponed obligation; it is on record only with a reason and another's dated approval."""

    rule: str
    new_date: date
    reason: str | None
    approved_by: str | None
    approved_on: date | None
    period_label: str | None = None
    period_start: date | None = None
    requested_by: str | None = None

    def on_record(self, as_of: date) -> bool:
        """Return whether by ``as_of`` reason and approval are there; nobody approves a request of their own."""
        if not (self.reason and self.approved_by and self.approved_on):
            return False
        return self.approved_on <= as_of and self.approved_by != self.requested_by


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the audit may look at for one organisation; ``roster`` and ``groups`` are in order.

    A group carries facts of its own; decisions on switches are those of the organisation and of all above it.
    """

    organisation: Organisation
    roster: Sequence[Headcount] = ()
    meetings: Sequence[Meeting] = ()
    deferrals: Sequence[Deferral] = ()
    overrides: Sequence[Override] = ()
    groups: Sequence["Facts"] = ()

    def headcount(self, day: date) -> Headcount:
        """Return the head-count of ``day``; days before the first one known take the first, no roster is empty."""
        known = [entry for entry in self.roster if entry.since <= day] or self.roster[:1]
        return known[-1] if known else Headcount(day, 0, 0)
