"""The reader of typed times, phrase by phrase."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage.rules.when import Ask, Asks, Detail, Kind, When, WhenRefused, read

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=SHANGHAI)
PHRASES = Path(__file__).parents[1] / "data" / "when_phrases.tsv"


def _rows():
    for line in PHRASES.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def _said(phrase, now):
    try:
        answer = read(phrase, now)
    except WhenRefused as refused:
        return f"REFUSE:{refused.kind}"
    starts = (answer.start,) if isinstance(answer, When) else answer.candidates
    text = "|".join(start.strftime("%Y-%m-%dT%H:%M") for start in starts)
    length = f"+{answer.length // timedelta(minutes=1)}" if answer.length else ""
    return ("ASK:" if isinstance(answer, Ask) else "") + text + length


@pytest.mark.parametrize(("now", "phrase", "expected"), list(_rows()))
def test_phrase_reads_as_meant(now, phrase, expected):
    assert _said(phrase, datetime.fromisoformat(now).astimezone(SHANGHAI)) == expected


@pytest.mark.parametrize(
    ("phrase", "asks"),
    [
        ("12月5日", Asks.TIME),
        ("下周三上午", Asks.TIME),
        ("15:00", Asks.DAY),
        ("周末下午3点", Asks.DAY),
        ("下周下午3点", Asks.DAY),
        ("12月8日3点", Asks.HALF_DAY),
        ("12月8日晚上12点", Asks.MIDNIGHT),
        ("26-12-5 15:00", Asks.YEAR),
        ("26-12-5", Asks.YEAR),
        ("2026-12-01T09:00Z", Asks.ZONE),
    ],
)
def test_question_names_what_is_missing(phrase, asks):
    assert read(phrase, WEDNESDAY).asks is asks


@pytest.mark.parametrize(
    ("phrase", "kind", "detail", "part"),
    [
        ("13月1日", Kind.IMPOSSIBLE_DATE, Detail.MONTH, "13月"),
        ("0月0日", Kind.IMPOSSIBLE_DATE, Detail.MONTH, "0月"),
        ("4月31号下午3点", Kind.IMPOSSIBLE_DATE, Detail.DAY, "31号"),
        ("12月第五个周五15:00", Kind.IMPOSSIBLE_DATE, Detail.NTH, "第五个周五"),
        ("周八15:00", Kind.IMPOSSIBLE_DATE, Detail.WEEKDAY, "周八"),
        ("0000-01-01 10:00", Kind.IMPOSSIBLE_DATE, Detail.YEAR, "0000-01-01"),
        ("明天25点", Kind.IMPOSSIBLE_TIME, Detail.HOUR, "25点"),
        ("明天24:00", Kind.IMPOSSIBLE_TIME, Detail.HOUR, "24:00"),
        ("明天15:60", Kind.IMPOSSIBLE_TIME, Detail.MINUTE, "15:60"),
        ("23:59:60", Kind.IMPOSSIBLE_TIME, Detail.SECOND, "23:59:60"),
        ("明天上午15点", Kind.IMPOSSIBLE_TIME, Detail.HALF_DAY, "15点"),
        ("明天15:00-14:00", Kind.IMPOSSIBLE_TIME, Detail.ORDER, "14:00"),
        ("时长 1000小时", Kind.IMPOSSIBLE_TIME, Detail.LENGTH, "1000小时"),
        ("明天15:00 0小时", Kind.IMPOSSIBLE_TIME, Detail.LENGTH, "0小时"),
        ("腊月初八", Kind.NOT_A_TIME, Detail.LUNAR, "腊月"),
        ("2026-W10-1", Kind.NOT_A_TIME, Detail.FORMAT, "2026-W10-1"),
        ("2026-12-01 09:00 +14:00", Kind.LEFTOVER, Detail.OFFSET, "+14:00"),
        ("12月5日周三15:00", Kind.LEFTOVER, Detail.CONTRADICTION, "周三"),
        ("12月5日15:00 16:00", Kind.LEFTOVER, None, "16:00"),
        ("国庆节15:00", Kind.LEFTOVER, Detail.WHICH_DAY, "国庆节"),
        ("节后周一15:00", Kind.LEFTOVER, Detail.WHICH_DAY, "节后"),
        ("12月5日15:00前", Kind.LEFTOVER, Detail.VAGUE, "15:00前"),
        ("月初15:00", Kind.LEFTOVER, Detail.VAGUE, "月初"),
        ("年底", Kind.NOT_A_TIME, Detail.VAGUE, "年底"),
        ("部署明年工作，12月5日15:00", Kind.LEFTOVER, Detail.CONTRADICTION, "明年"),
        ("啊" * 401, Kind.NOT_A_TIME, Detail.TOO_LONG, ""),
        ("\ufdfa" * 400, Kind.NOT_A_TIME, Detail.TOO_LONG, ""),
    ],
)
def test_refusal_names_the_offending_words(phrase, kind, detail, part):
    with pytest.raises(WhenRefused) as refused:
        read(phrase, WEDNESDAY)
    assert (refused.value.kind, refused.value.detail, refused.value.part) == (kind, detail, part)


def test_refused_date_carries_its_figures():
    with pytest.raises(WhenRefused) as refused:
        read("2027.2.29 15:00", WEDNESDAY)
    assert (refused.value.year, refused.value.month, refused.value.day) == (2027, 2, 29)


def test_answer_stands_in_the_zone_it_was_asked_in():
    urumqi = ZoneInfo("Asia/Urumqi")
    answer = read("12月5日15:00", datetime(2026, 11, 25, 10, tzinfo=urumqi))
    assert answer == When(datetime(2026, 12, 5, 15, tzinfo=urumqi))
    assert answer.start.tzinfo is urumqi
