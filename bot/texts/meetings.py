"""What is said about scheduling: previews, cards, invitations, lists and the questions of the dialogue."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.actions.drafts import (
    NobodyExpectedError,
    NoGroupsError,
    OldPreviewError,
    OtherVenueError,
    StartPassedError,
)
from bot.texts import dates, terms
from bot.texts.markup import GAP, bold, lines, safe
from storage.rules.answers import AnswerCounts
from storage.rules.calendar import DayNote
from storage.rules.meetings import BadLengthError, NoMeetingError, NoSuchMeetingError, TooLongError, WrongStateError
from storage.rules.terms import Activity, Category

ASK_TYPE = "要安排哪一种会议？请点一个。"
ASK_PLACE = "在哪里开？请点一个，或者直接打字，例如：三楼会议室。"
ASK_THEME = "主题是什么？请直接打字。"
ASK_GROUP = "是哪个党小组开会？请点一个。"
ASK_LENGTH = "预计多长时间？请打分钟数，例如：90。"
ASK_CHANGE = "要改哪一项？请点一个。"
ASK_HOST = "由谁主持？请点一个。"
ASK_RECORDER = "由谁记录？请点一个。"
DROPPED = "已放弃这次会议的草稿，没有通知任何人。"
NONE_COMING = "近期没有已发布的会议。\n书记可以发 /schedule 安排。"
SKIP = "先不填"
CHANGEABLE = ("时间", "地点", "主题", "时长", "主持人", "记录人", "会议类型")


def ask_when(activities: Sequence[Activity]) -> str:
    """Ask for the time of a meeting of these activities."""
    return lines(
        f"{bold(terms.activities(activities))}：什么时间开？",
        "请点一天，或者直接打字，例如：",
        "下周三下午3点",
        "12月5日15:00",
    )


def ask_which(candidates: Sequence[datetime], zone: ZoneInfo) -> str:
    """Ask which of several readings was meant."""
    days = {moment.astimezone(zone).date() for moment in candidates}
    if len(days) == 1:
        return f"{dates.day(days.pop())}几点开？请点一个，或者直接打字。"
    return "是哪一天？请点一个，或者直接打字。"


def candidate(moment: datetime, candidates: Sequence[datetime], zone: ZoneInfo) -> str:
    """Label one candidate: its time with the part of the day, and the day where days differ."""
    local = moment.astimezone(zone)
    time = f"{local:%H:%M}（{_part_of_day(local.hour)}）"
    if len({one.astimezone(zone).date() for one in candidates}) == 1:
        return time
    return f"{dates.short_day(local.date())}{local:%H:%M}"


def _part_of_day(hour: int) -> str:
    parts = ((6, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
    return next(label for end, label in parts if hour < end)


def preview(body: str, note: DayNote | None, full: int, probationary: int, worth: str) -> str:
    """The card before it is announced: what is special about the day, who would be expected, what is worth a word."""
    return lines(
        "请核对，确认后点“发布”：",
        GAP,
        body,
        dates.note(note) if note else "",
        f"应到 {full + probationary}（正式党员 {full}，预备党员 {probationary}）",
        GAP if worth else "",
        worth,
    )


def body(
    activities: Sequence[Activity],
    organisation: str,
    theme: str,
    when: str,
    place: str,
    host: str,
    recorder: str,
) -> str:
    """What a meeting is: type, organisation, theme, time, place, host and recorder."""
    hands = "　".join(part for part in (host and f"主持：{safe(host)}", recorder and f"记录：{safe(recorder)}") if part)
    return lines(
        f"{bold(terms.activities(activities))}（{safe(organisation)}）",
        f"主题：{safe(theme)}" if theme else "",
        f"时间：{when}",
        f"地点：{safe(place)}" if place else "",
        hands,
    )


def counts(counted: AnswerCounts) -> str:
    """The live line of a card: counts only, never names."""
    waiting = f" 待重新确认{counted.to_confirm}" if counted.to_confirm else ""
    return (
        f"应到{counted.expected} 参加{counted.attending} 请假{counted.on_leave} "
        f"未回应{counted.silent} 未绑定{counted.unlinked}{waiting}"
    )


def check_in_line(present: int, expected: int, *, is_open: bool) -> str:
    """How sign-in stands."""
    return f"签到进行中：已签到{present}/{expected}" if is_open else f"签到已结束：已签到{present}/{expected}"


CARD_HINT = "请点下面的按钮回复。"
CHECK_IN_HINT = "到会的同志请点“签到”。"


def invitation(body_: str, answer: str, changed: str = "") -> str:
    """A member's private notice of a meeting (or of its change) with their own answer."""
    return lines(changed or "您有一次会议：", GAP, body_, GAP, answer)


def own_answer(*, attending: bool, leave: str, to_confirm: bool) -> str:
    """A member's own answer as it stands."""
    if leave:
        return f"您的回复：{leave}"
    if to_confirm:
        return "时间有变，请重新回复。"
    return "您的回复：参加" if attending else "您还没有回复，请点下面的按钮。"


def reminder(body_: str, hours: int, *, answered: bool, late: bool) -> str:
    """A private reminder before a meeting."""
    ahead = f"还有{hours // 24}天" if hours >= 24 else f"还有约{hours}小时" if hours > 0 else "马上开始"
    return lines(
        f"提醒：会议{ahead}。" + ("（因故迟发）" if late else ""),
        GAP,
        body_,
        "" if answered else "您还没有回复，请点下面的按钮。",
    )


def published(organisation: str, group_bound: bool, linked: int, expected: int) -> str:
    """Confirm to the secretary that a meeting has been announced."""
    where = f"已发到“{safe(organisation)}”的群，" if group_bound else "本组织还没有绑定群，只发私聊；"
    told = f"已发布。{where}并私聊通知已绑定的 {linked} 人。"
    return f"{told}\n应到 {expected}，其中未绑定 {expected - linked} 人，请另行通知。"


ALREADY_PUBLISHED = "这次会议已经发布过了。"


def reading_echo(when: str) -> str:
    """Echo what was understood."""
    return f"时间：{when}"


def split_of(categories: Sequence[Category]) -> tuple[int, int]:
    """Return how many full and how many probationary members are among these."""
    return sum(one is Category.FULL for one in categories), sum(one is Category.PROBATIONARY for one in categories)


REFUSALS = {
    NoSuchMeetingError: lambda _: "没有这个会议。请发 /meetings 看近期会议。",
    NoMeetingError: lambda _: "现在没有可以操作的会议。书记可以发 /schedule 安排。",
    WrongStateError: lambda refusal: (
        f"这次会议{terms.MEETING_STATE[refusal.state]}，不能这样操作。请发 /meetings 看最新情况。"
    ),
    OldPreviewError: lambda _: "这份预览已经改过，请点最新的一条。",
    StartPassedError: lambda _: "会议时间已经过了，请点“修改”换一个时间。",
    NobodyExpectedError: lambda _: "名册里没有应到的人员。请书记先把名册文件私聊发给我（/roster）。",
    OtherVenueError: lambda _: "党小组会和支部的会议不能互换。请点“放弃”，再发 /schedule 重新安排。",
    NoGroupsError: lambda _: "本支部名册里没有党小组，不能安排党小组会。请先在名册里写上党小组，再发 /roster 导入。",
    BadLengthError: lambda _: "会议时长应在 1 分钟到 24 小时之间。请重新打分钟数，例如：90。",
    TooLongError: lambda refusal: f"文字太长，最多 {refusal.limit} 个字，请缩短后再发。",
}
