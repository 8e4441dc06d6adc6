"""What holds for every phrase: written times read back, and no text breaks the reader."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.rules.calendar import week
from storage.rules.when import Ask, Asks, When, WhenRefused, read

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 10, tzinfo=SHANGHAI)
TWO_YEARS = timedelta(days=730)
DIGITS = "〇一二三四五六七八九"
WEEKDAYS = "一二三四五六日"


def _chinese(number):
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def _spoken_hour(at):
    """A part of the day and the hour as said with it."""
    if at.hour < 6:
        return "凌晨", at.hour
    if at.hour < 12:
        return "上午", at.hour
    if at.hour < 18:
        return ("中午", 12) if at.hour == 12 else ("下午", at.hour - 12)
    return "晚上", at.hour - 12


def _spoken_minute(minute):
    named = {0: "", 30: "半", 15: "一刻", 45: "三刻"}
    return named.get(minute, f"{minute:02}分")


def _chinese_clock(at):
    part, hour = _spoken_hour(at)
    minutes = f"零{_chinese(at.minute)}" if at.minute < 10 else _chinese(at.minute)
    return f"{part}{_chinese(hour)}点{minutes}分"


def _spoken_clock(at):
    part, hour = _spoken_hour(at)
    return f"{part}{hour}点{_spoken_minute(at.minute)}"


STYLES = {
    "iso": lambda at: f"{at:%Y-%m-%d %H:%M}",
    "iso_t": lambda at: f"{at:%Y-%m-%dT%H:%M}",
    "slashes": lambda at: f"{at.year}/{at.month}/{at.day} {at:%H:%M}",
    "dots": lambda at: f"{at.year}.{at.month}.{at.day} {at:%H:%M}",
    "compact": lambda at: f"{at:%Y%m%d %H:%M}",
    "written": lambda at: f"{at.year}年{at.month}月{at.day}日{at:%H:%M}",
    "two_figure_year": lambda at: f"{at.year % 100}年{at.month}月{at.day}号{at:%H:%M}",
    "hour_word": lambda at: f"{at.year}年{at.month}月{at.day}日 {at:%H}时{at.minute}分",
    "spoken": lambda at: f"{at.year}年{at.month}月{at.day}号{_spoken_clock(at)}",
    "weekday": lambda at: f"{at.year}年{at.month}月{at.day}日（星期{WEEKDAYS[at.weekday()]}）{_spoken_clock(at)}",
    "chinese": lambda at: (
        f"{''.join(DIGITS[int(figure)] for figure in str(at.year))}年"
        f"{_chinese(at.month)}月{_chinese(at.day)}日{_chinese_clock(at)}"
    ),
    "spaced": lambda at: f" {at.year} 年 {at.month} 月 {at.day} 日　{at:%H} ： {at:%M} ",
    "announced": lambda at: f"定于{at.year}年{at.month}月{at.day}日{_spoken_clock(at)}在二楼会议室召开支部党员大会",
    "days_on": lambda at: f"{(at.date() - NOW.date()).days}天后{_spoken_clock(at)}",
    "clock_first": lambda at: f"{_spoken_clock(at)}，{at.year}年{at.month}月{at.day}日",
}
moments = st.integers(1, int(TWO_YEARS / timedelta(minutes=1))).map(lambda minutes: NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize("style", STYLES)
@given(at=moments)
@settings(deadline=None)
def test_written_moment_reads_back(style, at):
    assert read(STYLES[style](at), NOW) == When(at)


@given(at=moments.filter(lambda at: at < NOW + timedelta(days=364)))
@settings(deadline=None)
def test_date_without_year_is_the_next_one(at):
    if (at.month, at.day) != (NOW.month, NOW.day):
        assert read(f"{at.month}月{at.day}日{_spoken_clock(at)}", NOW) == When(at)


@given(at=moments.filter(lambda at: at < NOW + timedelta(days=24)))
@settings(deadline=None)
def test_weekday_of_a_named_week_reads_back(at):
    weeks = (week(at.date())[0] - week(NOW.date())[0]).days // 7
    name = ("本", "下", "下下", "下下下")[weeks]
    assert read(f"{name}周{WEEKDAYS[at.weekday()]}{_spoken_clock(at)}", NOW) == When(at)


@given(at=moments, minutes=st.integers(1, 600))
@settings(deadline=None)
def test_range_reads_back_with_its_length(at, minutes):
    end = at + timedelta(minutes=minutes)
    if end.date() == at.date():
        answer = read(f"{at:%Y-%m-%d %H:%M}-{end:%H:%M}", NOW)
        assert answer == When(at, timedelta(minutes=minutes))


@given(day=st.integers(1, 700), hour=st.integers(1, 6), minute=st.sampled_from((0, 15, 30, 45)))
@settings(deadline=None)
def test_small_hour_without_a_part_of_the_day_is_asked(day, hour, minute):
    early = (NOW + timedelta(days=day)).replace(hour=hour, minute=minute)
    phrase = f"{early.year}年{early.month}月{early.day}日{hour}点{_spoken_minute(minute)}"
    assert read(phrase, NOW) == Ask(Asks.HALF_DAY, (early, early + timedelta(hours=12)))


PARTS = """
12月 5日 31号 15:00 3点 半 一刻 下 上 周三 周末 周八 星期 下午 晚上 12点 凌晨 到 - ~ 至 2026年 26年 9999- 0001-
0000 99 -12-31 最后一个 第五个 月底 底 明天 大后天 今 明 早 晚 天后 3 十 两小时 半小时后 后 前 Z +14:00 UTC 每 腊月
初八 年 月 日 点 时 分 . / : ： , 、 T W10 pm a.m. 会议 一起 三会一课 廿 闰 \ud800 \x00 😀 ﷺ ㏡ ½ ٣ İ
"""
FRAGMENTS = st.sampled_from(PARTS.split())
texts = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(codec=None, categories=("Cs", "Nd", "Lo", "Zs")), max_size=40),
    st.lists(FRAGMENTS, max_size=12).map("".join),
    st.lists(FRAGMENTS, max_size=12).map(" ".join),
)


@given(text=texts)
@settings(max_examples=600, deadline=None)
def test_no_text_breaks_the_reader(text):
    try:
        answer = read(text, NOW)
    except WhenRefused:
        return
    starts = (answer.start,) if isinstance(answer, When) else answer.candidates
    assert starts == tuple(sorted(set(starts)))
    assert starts[0] >= NOW
    assert starts[-1].date() <= NOW.date() + timedelta(days=731)
    assert all(start.tzinfo is SHANGHAI for start in starts)
