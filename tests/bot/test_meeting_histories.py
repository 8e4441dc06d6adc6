"""One meeting through any history: scheduled, moved, answered, excused, signed in, locked, reopened, restarted.

Whatever happens in whatever order: 应到 stays as it was frozen, the figures add up, unknown is never present, and
nobody is reminded who has answered, is excused, or after the start.
"""

import asyncio
import tempfile
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import bot.app  # noqa: F401 - every noun's occasions are entered when the product is put together
from bot.actions import access, amendments, answers, attendance, changes, drafts, leave, meetings
from bot.actions.amendments import Amendment
from bot.actions.changes import Proposal
from jobs.desk import Desk
from jobs.meetings import Phases
from jobs.outbox import Outbox
from storage import schema
from storage.clock import FrozenClock
from storage.database import Sessions
from storage.models import Account, Appointment, Contact, Member, Organisation, Standing
from storage.repositories import meetings as rows
from storage.rules import answers as counting
from storage.rules.amendments import Part
from storage.rules.changes import Change
from storage.rules.deliveries import Parcel, PlanKind
from storage.rules.refusals import RefusalError
from storage.rules.reminders import LAST_SLOT
from storage.rules.terms import (
    CAME,
    AccountState,
    Activity,
    Aspect,
    AttendanceStatus,
    Category,
    Duty,
    LeaveKind,
    LeaveState,
    MeetingState,
)
from tests.fakes.couriers import ListCourier
from tests.fakes.databases import add_organisation, sqlite_url

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
SECRETARY, RECORDER, *OTHERS = range(1, 6)
EVERYBODY = (SECRETARY, RECORDER, *OTHERS)
SOMEBODY = st.sampled_from(EVERYBODY)
RUNGS = (timedelta(days=-3), timedelta(days=-1), timedelta(hours=-2))
START, LATER = timedelta(0), timedelta(days=1)
TAKEN_BACK = (MeetingState.CANCELLED, MeetingState.POSTPONED)


class Histories(RuleBasedStateMachine):
    """A branch of five; a member's Telegram id is the member's number."""

    @initialize()
    def open(self):
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.clock, self.courier = FrozenClock(NOW), ListCourier()
        self.meeting, self.roll, self.runs, self.seen = 0, (), 0, 0
        self.changed: set[tuple[int, Aspect]] = set()
        self.sessions = Sessions(sqlite_url(Path(self.folder.name) / "test.db"))
        self.runner.run(self._settle_in())
        self.restart()
        self.schedule(4, {SECRETARY, OTHERS[0]})

    async def _settle_in(self):
        await schema.upgrade(self.sessions)
        self.branch = await add_organisation(self.sessions)
        async with self.sessions.begin() as session:
            for number in EVERYBODY:
                session.add(
                    Member(organisation_id=self.branch, name=f"M{number}", name_key=f"m{number}", created_at=NOW)
                )
                await session.flush()
                value, begun = Category.FULL.value, date(2015, 7, 1)
                session.add(Standing(member_id=number, aspect=Aspect.CATEGORY, value=value, valid_from=begun))
                session.add(Account(member_id=number, telegram_id=number, state=AccountState.APPROVED, asked_at=NOW))
                session.add(Contact(telegram_id=number, reachable=True, changed_at=NOW))
            for number, duty in ((SECRETARY, Duty.SECRETARY), (RECORDER, Duty.ORGANISATION_COMMISSIONER)):
                session.add(
                    Appointment(member_id=number, organisation_id=self.branch, duty=duty, valid_from=date(2015, 7, 1))
                )

    @contextmanager
    def refusing(self):
        """Let the product refuse: what it refuses has changed nothing."""
        try:
            yield
        except RefusalError:
            return

    def act(self, work):
        """Do something in one transaction, as a handler does."""

        async def done():
            async with self.sessions.begin() as session:
                return await work(session)

        return self.runner.run(done())

    def shown(self):
        async def look(session):
            return await meetings.show(session, await rows.get(session, self.meeting))

        return self.act(look)

    @rule(days=st.integers(2, 6), coming=st.sets(SOMEBODY))
    def schedule(self, days, coming=frozenset()):
        async def scheduled(session):
            here = await access.enter(session, SECRETARY, await session.get_one(Organisation, self.branch), self.now)
            request = drafts.Request((Activity.GENERAL_MEETING,), self.now + timedelta(days=days), place="A")
            meeting = await drafts.draft(session, here, here.organisation, request)
            assert await drafts.publish(session, SECRETARY, meeting.id, meeting.rev, self.now)
            return meeting.id

        if self.meeting and self.shown().meeting.state in (MeetingState.ANNOUNCED, MeetingState.POSTPONED):
            return
        with self.refusing():
            self.meeting = self.act(scheduled)
            self.roll = tuple(one.member_id for one in self.shown().expected)
            self.attend(coming, 0)

    @rule(change=st.sampled_from(Change), hours=st.integers(1, 150))
    def change(self, change, hours):
        starts_at = (self.now + timedelta(hours=hours)).isoformat() if change is Change.MOVED else None
        with self.refusing():
            proposal = Proposal(self.meeting, self.shown().meeting.rev, change, starts_at, reason="r")
            self.act(lambda session: changes.carry_out(session, SECRETARY, proposal, self.now))

    @rule(place=st.sampled_from("ABC"))
    def amend(self, place):
        shown = self.shown()
        amendment = Amendment(self.meeting, shown.meeting.rev, Part.PLACE, shown.meeting.place, place)
        before = [(one.answer, one.answer_current) for one in shown.expected]
        with self.refusing():
            amendments.check(amendment)
            self.act(lambda session: amendments.carry_out(session, SECRETARY, amendment, self.now))
            assert [(one.answer, one.answer_current) for one in self.shown().expected] == before

    @rule(people=st.sets(SOMEBODY), behind=st.sampled_from([0, 0, 1]))
    def attend(self, people, behind):
        for who in people:
            self._attend(who, behind)

    def _attend(self, who, behind):
        rev = self.shown().meeting.rev - behind
        with self.refusing():
            self.act(lambda session: answers.attend(session, who, self.meeting, rev, self.now))
            assert not behind

    @rule(who=SOMEBODY, kind=st.sampled_from(LeaveKind), approve=st.sampled_from([True, False, None]))
    def ask_leave(self, who, kind, approve):
        async def asked(session):
            return await leave.ask(session, who, self.meeting, kind, self.now, reason_follows=False)

        with self.refusing():
            row, _ = self.act(asked)
            if approve is not None:
                self.act(
                    lambda session: leave.decide(
                        session, SECRETARY, row.id, self.now, approve=approve, remark_follows=False
                    )
                )

    @rule(who=st.sampled_from(OTHERS), exempt=st.booleans())
    def change_category(self, who, exempt):
        aspect, value = (Aspect.EXEMPTION, "exempt") if exempt else (Aspect.CATEGORY, Category.PROBATIONARY.value)

        async def changed(session):
            session.add(Standing(member_id=who, aspect=aspect, value=value, valid_from=self.now.date()))

        if (who, aspect) not in self.changed:
            self.changed.add((who, aspect))
            self.act(changed)

    @rule(who=SOMEBODY)
    def sign_in(self, who):
        with self.refusing():
            self.act(lambda session: attendance.check_in(session, who, self.meeting, self.now))

    @rule(
        who=SOMEBODY, status=st.sampled_from([AttendanceStatus.LATE, AttendanceStatus.ABSENT, AttendanceStatus.ONLINE])
    )
    def correct(self, who, status):
        reason = "r" if status in CAME else ""
        with self.refusing():
            self.act(
                lambda session: attendance.set_status(session, RECORDER, self.meeting, who, status, reason, self.now)
            )

    @rule(reopened=st.booleans())
    def lock(self, reopened):
        in_room = sum(one.status in CAME - {AttendanceStatus.ONLINE} for one in self.shown().expected)
        with self.refusing():
            self.act(lambda session: attendance.confirm(session, RECORDER, self.meeting, in_room, self.now))
            assert not [one for one in self.shown().expected if one.status is None]
            if reopened:
                self.act(lambda session: attendance.reopen(session, RECORDER, self.meeting, "r", self.now))

    @rule(moment=st.sampled_from([*RUNGS, START, LATER]))
    def wait(self, moment):
        """Let time pass to a minute behind a rung or the start, stopping at each rung on the way."""
        starts_at, before = self.shown().meeting.starts_at, self.now
        stops = [starts_at + each + timedelta(minutes=1) for each in (*RUNGS, START, LATER) if each <= moment]
        for stop in [each for each in stops if each > before] or [before + timedelta(minutes=5)]:
            self.clock.set(stop)
            for _ in range(2):
                self.runner.run(self.phases.turn())
                self.runner.run(self.box.tick())
            self.nobody_is_reminded_needlessly()

    @rule()
    def restart(self):
        self.runs += 1
        desk = Desk(self.sessions, self.courier, self.clock, 42, f"run {self.runs}")
        self.box, self.phases = Outbox(desk), Phases(self.sessions, self.clock)
        self.runner.run(self.box.start())

    @property
    def now(self):
        return self.clock.now()

    @invariant()
    def the_roll_stays_as_it_was_frozen(self):
        assert tuple(one.member_id for one in self.shown().expected) == self.roll

    @invariant()
    def the_figures_add_up_and_unknown_is_never_present(self):
        shown = self.shown()
        counted, total = counting.count(shown.expected), attendance.totals(shown)
        parts = counted.attending + counted.on_leave + counted.silent + counted.unlinked
        assert counted.expected == parts == len(self.roll)
        assert total.expected == len(self.roll)
        assert total.expected == (
            total.present + total.on_leave + total.absent + total.makeup + total.exempt + total.unknown
        )
        assert total.present == sum(one.status in CAME for one in shown.expected)
        if shown.meeting.state in TAKEN_BACK:
            assert total.present == 0

    @invariant()
    def nobody_is_reminded_needlessly(self):
        fresh, self.seen = self.courier.accepted[self.seen :], len(self.courier.accepted)
        for parcel in fresh:
            if parcel.kind is PlanKind.REMINDER:
                self._check_reminder(parcel)

    def _check_reminder(self, parcel: Parcel):
        shown = self.shown()
        if parcel.subject_id != self.meeting:
            return
        one = next(line for line in shown.expected if line.member_id == parcel.member_id)
        assert shown.meeting.state is MeetingState.ANNOUNCED
        assert (parcel.rev, shown.meeting.starts_at > self.now) == (shown.meeting.rev, True)
        assert one.leave not in (LeaveState.ASKED, LeaveState.APPROVED)
        assert parcel.slot == LAST_SLOT or not counting.is_attending(one)

    def teardown(self):
        if not hasattr(self, "phases"):
            return
        self.wait(LATER)  # whatever came before, the rungs that are left must hold
        self.the_figures_add_up_and_unknown_is_never_present()
        self.runner.run(self.sessions.close())
        self.runner.close()
        self.folder.cleanup()


Histories.TestCase.settings = settings(max_examples=5, stateful_step_count=20, deadline=None)
TestHistories = Histories.TestCase
