"""Whatever happens in whatever order: nothing lost that was insisted on, nothing doubled that was not, nothing late."""

import asyncio
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from storage import schema
from storage.database import Sessions
from storage.repositories import plans
from storage.rules.deliveries import DeliveryState, PlanKind, Recipient
from storage.rules.outcomes import Ambiguous, Gone, RateLimited, Reason, Retry, Scope, Sent
from tests.fakes.couriers import KilledError
from tests.fakes.databases import add_organisation
from tests.jobs.desks import Stand

USEFUL = timedelta(minutes=30)
ENDS = st.sampled_from(
    [
        Sent(1),
        Ambiguous("ReadTimeout"),
        Retry("ConnectError"),
        RateLimited(3),
        RateLimited(2, Scope.CHAT),
        Gone(Reason.BLOCKED),
        KilledError(),
        KeyError("after the permit"),
    ]
)


class Ledger(RuleBasedStateMachine):
    """One process at a time that may die at any moment, and a Telegram that may do anything."""

    @initialize()
    def open(self):
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.stand = self.run(self._stand())
        self.stand.people = [Recipient(n, 0, n) for n in (1, 2)]
        self.box = self.run(self.stand.outbox("run 0"))
        self.runs = self.subjects = 0
        self.cancelled: dict[int, int] = {}
        self.insisted: set[int] = set()

    def run(self, coroutine):
        return self.runner.run(coroutine)

    async def _stand(self):
        sessions = Sessions(f"sqlite+aiosqlite:///{Path(self.folder.name)}/test.db")
        await schema.upgrade(sessions)
        return Stand(sessions, await add_organisation(sessions))

    @rule(insist=st.booleans(), minutes=st.integers(-5, 5))
    def plan(self, insist, minutes):
        self.subjects += 1
        kind = PlanKind.MEETING_NOTICE if insist else PlanKind.REMINDER
        due = self.stand.clock.now() + timedelta(minutes=minutes)
        self.run(self.stand.plan(kind, due, self.subjects, useful=USEFUL))
        if insist:
            self.insisted.add(self.subjects)

    @rule(data=st.data())
    def cancel(self, data):
        if self.subjects:
            subject = data.draw(st.integers(1, self.subjects))
            self.run(self._cancel(subject))
            self.cancelled.setdefault(subject, len(self.stand.courier.accepted))

    async def _cancel(self, subject):
        async with self.stand.sessions.begin() as session:
            kinds = [PlanKind.MEETING_NOTICE, PlanKind.REMINDER]
            await plans.cancel_subject(session, kinds, self.stand.organisation_id, subject, Reason.CANCELLED)

    @rule(ends=st.lists(ENDS, max_size=4), early=st.booleans())
    def tick(self, ends, early):
        self.stand.courier.script = list(ends)
        self.stand.courier.before = [KilledError()] if early else []
        try:
            self.run(self.box.tick())
        except BaseExceptionGroup:
            self.restart()

    @rule()
    def restart(self):
        self.runs += 1
        self.stand.courier.script, self.stand.courier.before = [], []
        self.box = self.run(self.stand.outbox(f"run {self.runs}"))

    @rule(seconds=st.sampled_from([1, 5, 61, 600]))
    def wait(self, seconds):
        self.stand.clock.advance(timedelta(seconds=seconds))

    @invariant()
    def no_message_is_sent_more_often_than_its_policy_allows(self):
        copies = Counter(parcel.id for parcel in self.stand.courier.accepted)
        for parcel in self.stand.courier.accepted:
            assert copies[parcel.id] <= (2 if parcel.subject_id in self.insisted else 1)

    @invariant()
    def every_repeat_is_marked(self):
        seen = set()
        for parcel in self.stand.courier.accepted:
            assert parcel.maybe_sent or parcel.id not in seen
            seen.add(parcel.id)

    @invariant()
    def nothing_is_sent_after_its_cancellation_unless_it_may_be_out_already(self):
        for subject, before in self.cancelled.items():
            assert subject not in {parcel.subject_id for parcel in self.stand.courier.accepted[before:]}

    def teardown(self):
        if not hasattr(self, "stand"):
            return
        self.restart()
        for _ in range(40):
            self.run(self.box.tick())
            self.stand.clock.advance(timedelta(seconds=61))
        states = set(self.run(self.stand.deliveries("state")))
        assert not states & {DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.SENDING}
        self.run(self.stand.sessions.close())
        self.runner.close()
        self.folder.cleanup()


Ledger.TestCase.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)
TestLedger = Ledger.TestCase
