"""Whatever happens in whatever order: nothing lost that was insisted on, nothing doubled that was not, nothing late."""

import asyncio
import shutil
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete

from jobs import carrying
from storage.database import Sessions
from storage.models import Card, Delivery, Plan, Sender
from storage.repositories import deliveries, plans
from storage.rules.deliveries import DeliveryState, OnAmbiguous, PlanKind, Recipient, Step
from storage.rules.outcomes import Ambiguous, Gone, RateLimited, Reason, Retry, Scope, Sent
from tests.fakes.couriers import KilledError
from tests.fakes.databases import add_organisation, sqlite_url
from tests.jobs.desks import Stand

NUMBERS = count()
USEFUL = timedelta(minutes=30)
KINDS = [PlanKind.MEETING_NOTICE, PlanKind.REMINDER]
ENDED = {DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.SENDING}
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
    """One process at a time that may die at any moment, a Telegram that may do anything, a clock that jumps."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    @initialize()
    def open(self):
        self.runner = asyncio.Runner()
        self.stand = self.run(self._stand())
        self.stand.people = [Recipient(n, 0, n) for n in (1, 2)]
        self.box = self.run(self.stand.outbox("run 0"))
        self.runs = self.subjects = 0
        self.latest = self.stand.clock.now()
        self.revs: dict[int, int] = {}
        self.useless: dict[tuple[int, int], int] = {}
        self.insisted: set[int] = set()

    def run(self, coroutine):
        return self.runner.run(coroutine)

    async def _stand(self):
        sessions = Sessions(self.url)
        async with sessions.begin() as session:
            for table in (Card, Delivery, Plan, Sender):
                await session.execute(delete(table))
        return Stand(sessions, await add_organisation(sessions, f"branch {next(NUMBERS)}"))

    @rule(insist=st.booleans(), minutes=st.integers(-5, 5))
    def plan(self, insist, minutes):
        self.subjects += 1
        self.revs[self.subjects] = 0
        if insist:
            self.insisted.add(self.subjects)
        self.run(self._plan(self.subjects, minutes))

    async def _plan(self, subject, minutes):
        due = self.stand.clock.now() + timedelta(minutes=minutes)
        kind = KINDS[0] if subject in self.insisted else KINDS[1]
        async with self.stand.sessions.begin() as session:
            await plans.add(
                session,
                kind,
                self.stand.organisation_id,
                subject,
                slot="-120",
                rev=self.revs[subject],
                due_at=due,
                expires_at=due + USEFUL,
            )

    @rule(data=st.data(), move=st.booleans(), minutes=st.integers(-5, 5))
    def take_back(self, data, move, minutes):
        if not self.subjects:
            return
        self.run(self._take_back(data.draw(st.integers(1, self.subjects)), move, minutes))

    @rule(data=st.data(), move=st.booleans(), minutes=st.integers(-5, 5))
    def take_back_while_it_is_written(self, data, move, minutes):
        if not self.subjects:
            return
        subject = data.draw(st.integers(1, self.subjects))
        self.stand.courier.meanwhile = [lambda: self._take_back(subject, move, minutes)]
        self.tick([], early=False)
        self.stand.courier.meanwhile = []

    async def _take_back(self, subject, move, minutes):
        rev, reason = self.revs[subject] + 1, Reason.MOVED if move else Reason.CANCELLED
        async with self.stand.sessions.begin() as session:
            await plans.cancel_subject(session, KINDS, self.stand.organisation_id, subject, reason, below_rev=rev)
        self.useless.setdefault((subject, rev - 1), len(self.stand.courier.accepted))
        self.revs[subject] = rev
        if move:
            await self._plan(subject, minutes)

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

    @rule(seconds=st.sampled_from([1, 5, 61, 600, 3600, -3600]))
    def wait(self, seconds):
        self.latest = max(self.latest, self.stand.clock.now())
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
    def nothing_is_sent_after_it_was_cancelled_or_moved(self):
        for known, before in self.useless.items():
            assert known not in {(one.subject_id, one.rev) for one in self.stand.courier.accepted[before:]}

    def teardown(self):
        if not hasattr(self, "stand"):
            return
        try:
            self.restart()
            self.stand.clock.set(max(self.latest, self.stand.clock.now()))  # a clock that was put back is put right
            for _ in range(12):  # longer than anything is of use
                self.run(self.box.tick())
                self.stand.clock.advance(timedelta(minutes=5))
            self.no_message_is_sent_more_often_than_its_policy_allows()
            self.every_repeat_is_marked()
            self.nothing_is_sent_after_it_was_cancelled_or_moved()
            rows = self.run(self.stand.deliveries("state", "reason"))
            assert not {state for state, _ in rows} & ENDED
            explained = (DeliveryState.SENT, DeliveryState.UNKNOWN)
            assert [state for state, reason in rows if reason is None and state not in explained] == []
        finally:
            self.run(self.stand.sessions.close())
            self.runner.close()


async def play(url: str, examples: int, phases=tuple(Phase)) -> None:
    """Play random histories against the database at ``url``."""
    how = settings(
        max_examples=examples,
        stateful_step_count=16,
        deadline=None,
        phases=phases,
        derandomize=phases != tuple(Phase),
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    await asyncio.to_thread(run_state_machine_as_test, lambda: Ledger(url), settings=how)


async def test_the_ledger_holds_on_each_engine(database_url):
    await play(database_url, 12)


async def sends_what_was_cancelled(session, delivery_id, me, now, lease):
    """A fence that looks at nothing."""
    statement = deliveries._D.update().where(deliveries._D.c.id == delivery_id)
    await session.execute(statement.values(state=DeliveryState.SENDING, lease_owner=me, lease_until=now + lease))
    return True


def resends_everything(outcome, on_ambiguous, attempts, *, maybe_sent):
    """Every unseen end is tried again, as often as it takes."""
    step = decide(outcome, OnAmbiguous.RESEND, attempts, maybe_sent=False)
    return replace(step, maybe_sent=maybe_sent) if step is not None else None


def gives_up_without_a_reason(outcome, on_ambiguous, attempts, *, maybe_sent):
    """What fails for good has no reason on record."""
    step = decide(outcome, on_ambiguous, attempts, maybe_sent=maybe_sent)
    return Step(step.state, maybe_sent=step.maybe_sent) if isinstance(outcome, Gone) else step


decide = carrying.decide
PLANTED = [
    (deliveries, "fence", sends_what_was_cancelled, Ledger.nothing_is_sent_after_it_was_cancelled_or_moved),
    (carrying, "decide", resends_everything, Ledger.every_repeat_is_marked),
    (carrying, "decide", gives_up_without_a_reason, Ledger.teardown),
]


@pytest.mark.parametrize(("room", "name", "fault", "law"), PLANTED, ids=lambda value: getattr(value, "__name__", value))
async def test_a_planted_fault_is_found(sqlite_migrated, tmp_path, monkeypatch, room, name, fault, law):
    url = sqlite_url(shutil.copyfile(sqlite_migrated, tmp_path / "test.db"))
    monkeypatch.setattr(room, name, fault)
    with pytest.raises(AssertionError) as broken:
        await play(url, 60, (Phase.generate,))
    assert broken.traceback[-1].name == law.__name__
