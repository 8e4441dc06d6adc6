"""Why a typed time was refused, and what to type instead."""

from collections.abc import Mapping

from bot.texts.markup import safe
from storage.rules.when import Detail, Kind, WhenRefused

_EXAMPLE = "请重新打字，例如：12月5日15:00。"
_DETAILS: Mapping[Detail, str] = {
    Detail.YEAR: "没有“{part}”这个年份。",
    Detail.MONTH: "月份应为1到12，日期不正确。",
    Detail.DAY: "{month}月没有{day}日。",
    Detail.NTH: "{month}月没有{part}。",
    Detail.WEEKDAY: "没有“{part}”，星期是一到日。",
    Detail.HOUR: "没有“{part}”，钟点是0到23点。",
    Detail.MINUTE: "“{part}”的分钟不对，应为0到59分。",
    Detail.SECOND: "“{part}”这个时间不正确。",
    Detail.HALF_DAY: "“{part}”前后不符。",
    Detail.ORDER: "结束时间须晚于开始时间。",
    Detail.LENGTH: "时长超出合理范围（最长24小时）。",
    Detail.LUNAR: "暂不支持农历日期（{part}），请填公历。",
    Detail.OFFSET: "请按北京时间填写，不要带时区（{part}）。",
    Detail.FORMAT: "“{part}”这种日期格式不支持。",
    Detail.CONTRADICTION: "“{part}”和前面说的日期对不上。",
    Detail.WHICH_DAY: "“{part}”是哪一天？",
    Detail.VAGUE: "“{part}”不是确定的时间。",
    Detail.TOO_LONG: "这段文字太长，看不出时间。",
}
_KINDS: Mapping[Kind, str] = {
    Kind.IMPOSSIBLE_DATE: "没有“{part}”这一天。",
    Kind.IMPOSSIBLE_TIME: "没有“{part}”这个钟点。",
    Kind.PAST: "这个时间已经过去了。",
    Kind.TOO_FAR: "时间超出范围，最多提前两年安排。",
    Kind.LEFTOVER: "只能写一个时间，“{part}”是多出来的。",
    Kind.NOT_A_TIME: "没有看出是什么时间。",
    Kind.RECURRING: "这里一次只安排一次会议，不能写“每……”；全年的安排请发 /plan。",
}


def refused(refusal: WhenRefused) -> str:
    """Say what is wrong with the time and what to type."""
    sentence = _DETAILS[refusal.detail] if refusal.detail else _KINDS[refusal.kind]
    filled = sentence.format(part=safe(refusal.part[:20]), month=refusal.month, day=refusal.day)
    return filled + _EXAMPLE


REFUSALS = {WhenRefused: refused}
