"""The quorum of a meeting before it (from the answers) and during it (from arrivals and departures)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.texts import quorum as texts
from storage.rules.attendance import Stay, said_time, stay_of
from storage.rules.forecast import forecast, meter
from storage.rules.terms import Answer, AttendanceStatus, Form, LeaveState

START = datetime(2026, 12, 2, 7, 0, tzinfo=UTC)
END = START + timedelta(minutes=90)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


@dataclass(frozen=True)
class One:
    """Somebody expected."""

    answer: Answer | None = None
    leave: LeaveState | None = None
    voting: bool = True
    stay: Stay | None = None
    answer_current: bool = True
    telegram_id: int | None = 1


YES, OPEN, AWAY = One(answer=Answer.ATTEND), One(), One(leave=LeaveState.APPROVED)
PROBATIONARY = One(answer=Answer.ATTEND, voting=False)


@pytest.mark.parametrize(
    ("form", "people", "said"),
    [
        (
            Form.GENERAL,
            [YES, YES, OPEN, AWAY, PROBATIONARY],
            "人数预计：表决须到2（有表决权的4人的半数以上） 答应参加2 够了",
        ),
        (Form.GENERAL, [YES, OPEN, OPEN, OPEN, OPEN], "人数预计：表决须到3（有表决权的5人的半数以上） 答应参加1 还差2"),
        (Form.COMMITTEE, [YES, AWAY, AWAY], "人数预计：开会须到2（应到3人的半数以上） 答应参加1 还差1"),
        (Form.DEMOCRATIC_LIFE, [YES, YES, YES], "人数预计：开会须到2（应到3人的三分之二以上） 答应参加3 够了"),
        (Form.THEME_DAY, [YES, OPEN], None),
        (Form.GROUP, [YES, OPEN], None),
    ],
)
def test_the_forecast_shows_its_formula_on_the_right_base(form: Form, people: list[One], said: str | None):
    found = forecast(form, people, {})
    assert (texts.forecast(found) if found else None) == said


def test_possible_counts_the_undecided_and_never_those_on_leave():
    found = [forecast(Form.COMMITTEE, people, {}) for people in ([YES, OPEN, OPEN], [YES, AWAY, AWAY])]
    assert [(one.likely, one.possible) for one in found if one] == [(False, True), (False, False)]


def test_arrivals_and_departures_feed_the_meter():
    people = [One(stay=Stay(at(-10))), One(stay=Stay(at(20))), One(stay=Stay(START, at(30))), One(), One()]
    there = {minutes: meter(Form.GENERAL, people, {}, at(minutes)) for minutes in (0, 20, 30)}
    assert {minutes: (one.present, one.reached) for minutes, one in there.items() if one} == {
        0: (2, False),
        20: (3, True),
        30: (2, False),
    }
    everyone = meter(Form.GENERAL, people, {})
    assert everyone is not None
    assert texts.meter(everyone) == "到会人数：表决须到3（有表决权的5人的半数以上） 现在到会3 够了"


@pytest.mark.parametrize(
    ("status", "now", "said", "stay"),
    [
        (AttendanceStatus.PRESENT, 20, None, Stay(START)),
        (AttendanceStatus.ONLINE, 200, None, Stay(START)),
        (AttendanceStatus.LATE, 20, None, Stay(at(20))),
        (AttendanceStatus.LATE, 200, 25, Stay(at(25))),
        (AttendanceStatus.LATE, 200, None, Stay(END)),
        (AttendanceStatus.EARLY_LEAVE, 40, None, Stay(START, at(40))),
        (AttendanceStatus.EARLY_LEAVE, 200, 45, Stay(START, at(45))),
        (AttendanceStatus.EARLY_LEAVE, 200, None, Stay(START, START)),
        (AttendanceStatus.EARLY_LEAVE, 200, 300, Stay(START, START)),
    ],
)
def test_what_is_entered_for_another_never_makes_a_quorum_by_guessing(
    status: AttendanceStatus, now: int, said: int | None, stay: Stay
):
    assert stay_of(status, START, END, at(now), None if said is None else at(said)) == stay


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("15:40 家里有事", time(15, 40)),
        ("9：05孩子生病", time(9, 5)),
        ("没有带手机", None),
        ("25:00 路上堵车", None),
        ("15:400", None),
        ("1234:30", None),
    ],
)
def test_a_reason_may_begin_with_a_time(words: str, found: time | None):
    assert said_time(words) == found
