"""One member's own figures: they add up, unknown is never present, and nothing out of nothing is no rate."""

from fractions import Fraction

from storage.rules.own_record import OwnLine, own_record
from storage.rules.terms import Activity, AttendanceStatus

GENERAL, LECTURE = Activity.GENERAL_MEETING, Activity.PARTY_LECTURE


def line(number: int, status: AttendanceStatus | None, *activities: Activity, promised: bool = False) -> OwnLine:
    return OwnLine(number, activities or (GENERAL,), status, promised)


def test_figures_add_up_and_several_credits_count_under_each():
    record = own_record(
        [
            line(1, AttendanceStatus.PRESENT, GENERAL, LECTURE, promised=True),
            line(2, AttendanceStatus.LATE, promised=True),
            line(3, AttendanceStatus.ON_LEAVE),
            line(4, AttendanceStatus.ABSENT, promised=True),
            line(5, AttendanceStatus.MAKEUP, LECTURE),
            line(6, None, promised=True),
        ]
    )
    total = record.total
    assert (total.expected, total.present, total.on_leave, total.absent, total.makeup, total.unknown) == (
        6,
        2,
        1,
        1,
        1,
        1,
    )
    assert [(activity, one.expected, one.present) for activity, one in record.by_activity] == [
        (GENERAL, 5, 2),
        (LECTURE, 2, 1),
    ]
    assert (record.promised, record.kept) == (3, 2)
    assert record.rate == Fraction(2, 6)
    assert record.commitment == Fraction(2, 3)


def test_nothing_out_of_nothing_is_no_rate():
    assert own_record([]).rate is None
    assert own_record([]).commitment is None
    assert own_record([line(1, None, promised=True)]).commitment is None
    assert own_record([line(1, AttendanceStatus.EXEMPT)]).rate is None
