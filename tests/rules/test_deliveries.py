import pytest

from storage.rules.deliveries import MOST_FAULTS, DeliveryState, OnAmbiguous, Step, backoff, decide
from storage.rules.outcomes import (
    Ambiguous,
    Faulty,
    Gone,
    Migrated,
    Nothing,
    RateLimited,
    Reason,
    Retry,
    Scope,
    Sent,
    TokenRejected,
    Withdrawn,
)

PENDING, SENT, UNKNOWN, FAILED = (
    DeliveryState.PENDING,
    DeliveryState.SENT,
    DeliveryState.UNKNOWN,
    DeliveryState.FAILED,
)
ASSUME, RESEND = OnAmbiguous


@pytest.mark.parametrize(
    ("outcome", "policy", "maybe_sent", "step"),
    [
        (Sent(7), ASSUME, False, Step(SENT, message_id=7)),
        (Sent(7), RESEND, True, Step(SENT, maybe_sent=True, message_id=7)),
        (Ambiguous("ReadTimeout"), ASSUME, False, Step(UNKNOWN, maybe_sent=True, detail="ReadTimeout")),
        (Ambiguous("ReadTimeout"), RESEND, False, Step(PENDING, maybe_sent=True, detail="ReadTimeout")),
        (Ambiguous("ReadTimeout"), RESEND, True, Step(UNKNOWN, maybe_sent=True, detail="ReadTimeout")),
        (Gone(Reason.BLOCKED, "Forbidden"), RESEND, False, Step(FAILED, Reason.BLOCKED, detail="Forbidden")),
        (Nothing(), ASSUME, False, Step(DeliveryState.SKIPPED, Reason.NOTHING)),
        (RateLimited(3), ASSUME, False, Step(PENDING, counts=False, detail="RateLimited")),
        (RateLimited(3, Scope.CHAT), RESEND, True, Step(PENDING, None, True, False, None, "RateLimited")),
        (Retry("ConnectError"), RESEND, False, Step(PENDING, counts=False, detail="Retry")),
        (Migrated(-100), ASSUME, False, Step(PENDING, counts=False, detail="Migrated")),
        (TokenRejected(), ASSUME, False, Step(PENDING, counts=False, detail="TokenRejected")),
        (Faulty("KeyError"), ASSUME, False, Step(PENDING, detail="KeyError")),
        (Withdrawn(), ASSUME, False, None),
    ],
)
def test_what_an_outcome_does_to_a_row(outcome, policy, maybe_sent, step):
    assert decide(outcome, policy, 1, maybe_sent=maybe_sent) == step


def test_a_fault_is_given_up_after_some_attempts():
    ends = [decide(Faulty("KeyError"), ASSUME, n, maybe_sent=False).state for n in range(1, MOST_FAULTS + 1)]
    assert ends == [PENDING] * (MOST_FAULTS - 1) + [FAILED]


def test_backoff_doubles_up_to_a_minute():
    assert [backoff(n).total_seconds() for n in (1, 2, 3, 6, 7, 8, 5000)] == [1, 2, 4, 32, 60, 60, 60]
